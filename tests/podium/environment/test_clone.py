"""Copies of environments."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.diagnostics import EnvironmentFileError
from podium.environment import load_environment
from podium.environment.clone import Clone, clone_text, write_clone
from podium.environment.model import Environment
from podium.lock.model import Lock, LockedWorkload
from podium.lock.write import write_lock
from podium.spec.document import parse_document

DEV = """\
type: development
namespace: dev
domain: dev.example.com
images: {web: "web:1"}
shares: ["redis.*"]
definitions:
  workload: {match: {type: workload}, component: service}
"""


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A project with the environment `dev`."""
    (tmp_path / "stacks/environments").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "dev", DEV)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    """Write an environment's file."""
    (root / f"stacks/environments/{name}.yaml").write_text(text, encoding="utf-8")


def clone(**changes: object) -> Clone:
    """Return a request for `pr-1`, a copy of `dev`."""
    return Clone(**({"base": "dev", "name": "pr-1", "owner": "shop-team", "ttl": "72h"} | changes))  # type: ignore[arg-type]


def codes(root: Path, wanted: Clone, **options: bool) -> list[str]:
    """Return why a copy is refused."""
    before = sorted(root.rglob("*"))
    with pytest.raises(EnvironmentFileError) as refused:
        write_clone(root, wanted, **options)
    assert sorted(root.rglob("*")) == before
    return [diagnostic.code for diagnostic in refused.value.diagnostics]


def test_a_copy_has_what_its_base_has_in_a_place_of_its_own(root):
    """Definitions and images come from the base; type, owner, lifetime, namespace and domain are its own."""
    file = write_clone(root, clone(images={"api.main": "api:2"}))
    copy = load_environment(root, "pr-1").environment
    assert file == root / "stacks/environments/pr-1.yaml"
    assert (str(copy.environment_type), copy.owner, copy.ttl) == ("ephemeral", "shop-team", "72h")
    assert (copy.namespace_of("web"), copy.domain) == ("pr-1", "pr-1.dev.example.com")
    assert (dict(copy.images), list(copy.definitions)) == ({"web": "web:1", "api.main": "api:2"}, ["workload"])
    assert copy.shares == []


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("dev", "pr-1"),
        ("'{environment}'", "pr-1"),
        ("'{workload}'", "web-pr-1"),
        ("'{workload}-dev'", "web-pr-1"),
        ("'{environment}-{workload}'", "pr-1-web"),
    ],
)
def test_namespaces_cannot_be_those_of_the_base(root, template, expected):
    """A template that names the environment is kept; any other is replaced by one that does."""
    write(root, "dev", DEV.replace("namespace: dev", f"namespace: {template}"))
    write_clone(root, clone())
    assert load_environment(root, "pr-1").environment.namespace_of("web") == expected


def test_what_the_base_learns_later_its_copies_learn_too(root):
    """The copy includes its base."""
    write_clone(root, clone())
    write(root, "dev", DEV + "  redis: {match: {type: redis}, component: redis_in_cluster}\n")
    assert "redis" in load_environment(root, "pr-1").environment.definitions


@pytest.mark.parametrize("name", ["", "A", "1a", "-a", "a-", "a_b", "a.b", "../a", "a/b", "a" * 41, "a\n"])
def test_names_that_cannot_be_part_of_a_namespace_are_refused(root, name):
    """Nor can any name leave the folder."""
    assert codes(root, clone(name=name)) == ["E030"]


def test_a_name_that_is_taken_is_refused(root):
    """By an environment, or by the namespace of one."""
    write(root, "shared", DEV.replace("namespace: dev", "namespace: preview"))
    assert codes(root, clone(name="dev")) == ["E031"]
    assert codes(root, clone(name="preview")) == ["E031"]


def test_a_copy_of_a_copy_is_refused(root):
    """It would end with the one that it includes."""
    write_clone(root, clone())
    assert codes(root, clone(base="pr-1", name="pr-2")) == ["E032"]


def test_production_is_copied_only_if_somebody_agrees(root):
    """The copy works on production's cluster."""
    write(root, "prod", DEV.replace("type: development", "type: production"))
    assert codes(root, clone(base="prod")) == ["E033"]
    assert write_clone(root, clone(base="prod"), is_agreed=True).exists()


def test_all_problems_are_told_at_once(root):
    """Name, lifetime and owner."""
    assert codes(root, clone(name="A", ttl="soon", owner=" ")) == ["E030", "E034", "E034"]


def test_a_base_that_is_not_there_is_refused(root):
    """As anywhere else."""
    assert codes(root, clone(base="dve")) == ["E002"]


def test_another_environment_with_problems_of_its_own_keeps_nobody_up(root):
    """They are told to those who use it."""
    write(root, "broken", "type: [")
    assert write_clone(root, clone()).exists()


@pytest.mark.parametrize("owner", ["", " ", "a\nb", "\udcff"])
def test_an_owner_is_one_line_of_text(root, owner):
    """Anything else is no name, or cannot be read back."""
    assert codes(root, clone(owner=owner)) == ["E034"]


def test_a_file_that_cannot_be_written_is_told(root, monkeypatch):
    """As a diagnostic, like all else."""

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(EnvironmentFileError, match=r"pr-1.yaml:1:1: error\[E035\]"):
        write_clone(root, clone())


def test_a_copy_runs_what_was_promoted_to_its_base(root):
    """The base's lock goes before the files that it includes, but not before its own file, nor before what is asked."""
    write(root, "staging", DEV.replace('{web: "web:1"}', '{web: "web:1", api: "api:1", job: "job:1", own: "own:1"}'))
    write(root, "prod", 'type: staging\ninclude: [staging.yaml]\nimages: {own: "own:2"}\n')
    images = {"web": "web:2", "api": "api:1", "job": "job:2", "own": "own:1", "fixed": "fixed:1"}
    workloads = {name: LockedWorkload(name, "x", "y", {"main": image}) for name, image in images.items()}
    write_lock(root, Lock("prod", workloads))
    write_clone(root, clone(base="prod", images={"job": "job:3"}))
    copied = parse_document((root / "stacks/environments/pr-1.yaml").read_text(), "x", EnvironmentFileError).plain()
    assert copied["images"] == {"web.main": "web:2", "job": "job:3"}


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text()))
def test_whatever_is_stated_is_read_back_as_it_is(owner, images):
    """Quotes, colons, line ends: nothing becomes anything else."""
    base = Environment.model_validate({"name": "dev", "type": "development"})
    text = clone_text(base, Clone("dev", "pr-1", owner, "1h", images))
    document = parse_document(text, "pr-1.yaml", EnvironmentFileError).plain()
    assert (document["owner"], document.get("images", {})) == (owner, images)
