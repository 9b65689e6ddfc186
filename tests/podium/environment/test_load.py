"""Reading environment files; problems of their form are in `tests/cases/graph/environment-*.case`."""

from __future__ import annotations

import datetime
import os

import pytest

from podium.diagnostics import EnvironmentFileError
from podium.environment.load import environment_names, load_environment, read_environment
from podium.spec.text import MAX_BYTES


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project with two environments, which is the working directory."""
    folder = tmp_path / "stacks" / "environments"
    folder.mkdir(parents=True)
    (folder / "dev.yaml").write_text(
        "type: development\ndefinitions:\n  one: {match: {type: a}, component: b}\n", encoding="utf-8"
    )
    (folder / "prod.yaml").write_text("name: prod\ntype: production\ndefinitions: {}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_environments_are_named_by_their_files(project):
    """The name needs no place in the file; the same name there does no harm."""
    names = environment_names(project)
    assert (names, [load_environment(project, n).environment.name for n in names]) == (["dev", "prod"], ["dev", "prod"])


def test_definitions_have_a_place(project):
    """A definition is found where its name stands, in the path that the user would write."""
    assert str(load_environment(project, "dev").definition_span("one")) == "stacks/environments/dev.yaml:3:3"


@pytest.mark.parametrize(
    ("name", "fix", "reason"),
    [
        ("prd", "did you mean 'prod'?", "a slip"),
        ("quality", "environments: dev, prod", "nothing like it"),
        ("../environments/dev", "environments: dev, prod", "a path is no name"),
    ],
)
def test_unknown_environments_are_told_with_the_known_ones(project, name, fix, reason):
    """The name is looked up among the files, never used as a path."""
    with pytest.raises(EnvironmentFileError) as caught:
        load_environment(project, name)
    (problem,) = caught.value.diagnostics
    assert ("E002", f"no environment '{name}'", fix) == (problem.code, problem.message, problem.fix), reason


def test_files_that_cannot_be_read_are_told(project):
    """Bytes that are no text, too many, and what is no file in a file's place are diagnostics."""
    (project / "stacks" / "environments" / "latin.yaml").write_bytes(b"a: \xe9")
    (project / "stacks" / "environments" / "folder.yaml").mkdir()
    (project / "stacks" / "environments" / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    os.mkfifo(project / "stacks" / "environments" / "pipe.yaml")
    messages = []
    for name in ("latin", "folder", "large", "pipe"):
        with pytest.raises(EnvironmentFileError) as caught:
            load_environment(project, name)
        (problem,) = caught.value.diagnostics
        assert (problem.code, str(problem.span)) == ("E003", f"stacks/environments/{name}.yaml:1:1")
        messages.append(problem.message)
    assert messages == [
        "not UTF-8 text (byte 3)",
        "cannot read a folder",
        f"the file has more than {MAX_BYTES} bytes",
        "cannot read a pipe",
    ]


def test_utf_16_is_read_where_a_byte_order_mark_says_so(project):
    """As in Score files."""
    file = project / "stacks" / "environments" / "dev.yaml"
    file.write_text(file.read_text(encoding="utf-8"), encoding="utf-16")
    assert load_environment(project, "dev").environment.name == "dev"


def test_definitions_are_found_by_the_type_that_they_match(project):
    """So a request looks at those only that may answer it."""
    file = project / "stacks" / "environments" / "dev.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "  two: {match: {type: a, class: x}, component: c}\n")
    loaded = load_environment(project, "dev")
    assert {kind: list(definitions) for kind, definitions in loaded.definitions.items()} == {"a": ["one", "two"]}


def test_an_environment_says_what_will_be_wrong_soon(project):
    """A warning stops nothing; the day may be given."""
    file = project / "stacks" / "environments" / "dev.yaml"
    pin = "pins: {redis.default#a: {owner: a, reason: b, expires: 2030-01-10}}\n"
    file.write_text(file.read_text(encoding="utf-8") + pin, encoding="utf-8")
    days = [datetime.date(2029, 12, 1), datetime.date(2030, 1, 1), datetime.date(2030, 1, 11)]
    read = [read_environment(project, "dev", day) for day in days]
    assert [[d.code for d in found.loaded.warnings] for found in read] == [[], ["E023"], []]
    assert [[d.code for d in found.problems] for found in read] == [[], [], ["E022"]]


def test_included_files_are_known(project):
    """As a user would write them."""
    (project / "stacks" / "common.yaml").write_text("region: eu\n", encoding="utf-8")
    file = project / "stacks" / "environments" / "dev.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "include: [../common.yaml]\n", encoding="utf-8")
    loaded = load_environment(project, "dev")
    assert (loaded.files, loaded.environment.region) == (("stacks/common.yaml",), "eu")


def test_what_is_sound_of_a_broken_file_can_be_read(project):
    """So that everything else about it can be told too."""
    file = project / "stacks" / "environments" / "dev.yaml"
    file.write_text(
        "type: devel\nregion: eu\nowner: 5\ntiers: 5\n"
        "definitions:\n  good: {match: {type: a}, component: b}\n  bad: {match: {type: a}}\n  'null':\n"
        "images: {a: b, c: 5}\n",
        encoding="utf-8",
    )
    found = read_environment(project, "dev")
    sound = found.loaded.environment
    assert (sound.region, sorted(sound.definitions), sound.images) == ("eu", ["good"], {"a": "b"})
    assert [problem.span.line for problem in found.problems] == [1, 3, 4, 7, 8, 9]


@pytest.mark.parametrize("text", ["- a\n", "text\n", "5\n", "null\n"])
def test_what_is_no_mapping_is_told(project, text):
    """Nothing can be read of it."""
    (project / "stacks" / "environments" / "dev.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(EnvironmentFileError) as caught:
        load_environment(project, "dev")
    assert [problem.code for problem in caught.value.diagnostics] == ["E010"]
