"""Overrides of Score files; what users see is in `tests/cases/overrides`."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.spec.document import parse_document
from podium.spec.load import load_workloads
from podium.spec.options import LoadOptions, OverridesFile, PropertyOverride
from podium.spec.overrides import merged, read_overrides
from tests.podium.spec.scores import score


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in a folder with two Score files."""
    monkeypatch.chdir(tmp_path)
    for name in ("web", "api"):
        (tmp_path / f"{name}.score.yaml").write_text(score(name), encoding="utf-8")
    return tmp_path


def images(**options) -> dict[str, str]:
    """Return the image of each workload under overrides."""
    result = load_workloads([Path()], LoadOptions(**options))
    assert [d.message for d in result.diagnostics] == []
    return {item.workload.name: item.workload.containers["main"].image for item in result.workloads}


@pytest.mark.parametrize(
    ("base", "over", "expected", "reason"),
    [
        ("{a: {b: 1, c: 2}}", "{a: {c: 3, d: 4}}", {"a": {"b": 1, "c": 3, "d": 4}}, "mappings are merged"),
        ("{a: [1, 2]}", "{a: [3]}", {"a": [3]}, "lists are replaced"),
        ("{a: {b: 1}}", "{a: 1}", {"a": 1}, "so is a mapping by a scalar"),
        ("{a: 1}", "{a: {b: 1}}", {"a": {"b": 1}}, "and a scalar by a mapping"),
        ("{a: 1}", "{a: ~}", {"a": None}, "null is a value, which the schema then refuses"),
    ],
)
def test_documents_are_merged_key_by_key(base, over, expected, reason):
    """Keys keep the order of the base, new ones follow."""
    result = merged(parse_document(base, "base"), parse_document(over, "over"))
    assert (expected, list(expected)) == (result.plain(), list(result.plain())), reason


def test_merged_values_know_their_file():
    """A merged mapping stands in the base, each value where it came from."""
    result = merged(parse_document("{a: {b: 1, c: 2}}", "base"), parse_document("{a: {c: 3}}", "over"))
    places = [result.span_at(path).file for path in (("a",), ("a", "b"), ("a", "c"))]
    assert places == ["base", "base", "over"]


def test_overrides_are_for_every_workload_or_the_one_that_is_named(here):
    """Files come before properties, each in the order given."""
    (here / "all.yaml").write_text("containers: {main: {image: all}}", encoding="utf-8")
    (here / "api.yaml").write_text("containers: {main: {image: api}}", encoding="utf-8")
    files = (OverridesFile(Path("all.yaml")), OverridesFile(Path("api.yaml"), "api"))
    assert images(overrides=files) == {"api": "api", "web": "all"}
    properties = (PropertyOverride("containers.main.image", "web", "web"),)
    assert images(overrides=files, properties=properties) == {"api": "api", "web": "web"}


def test_the_name_that_counts_is_the_one_in_the_file(here):
    """An override may rename the workload without losing the others that are for it."""
    renamed = PropertyOverride("metadata.name", "new", "web")
    later = PropertyOverride("containers.main.image", "later", "web")
    assert images(properties=(renamed, later)) == {"api": "x", "new": "later"}


def test_overrides_come_before_old_forms_are_renewed(here):
    """They may be written in old forms themselves."""
    properties = (PropertyOverride("resources.db", "{type: x1, properties: {a: b}}"),)
    (item, _) = load_workloads([Path()], LoadOptions(properties=properties)).workloads
    assert item.workload.claims["db"].params == {"a": "b"}


@pytest.mark.parametrize(
    ("base", "over"),
    [
        ("[{target: /a, content: x, mode: '0600'}]", "{/a: {content: y}, /b: {content: z}}"),
        ("{/a: {content: x, mode: '0600'}}", "[{target: /a, content: y}, {target: /b, content: z}]"),
    ],
)
def test_the_list_form_and_the_form_of_today_are_merged_by_target(here, base, over):
    """No file of the base is lost because its form is another one."""
    (here / "web.score.yaml").write_text(score("web", container=f"image: x, files: {base}"), encoding="utf-8")
    (here / "over.yaml").write_text(f"containers: {{main: {{files: {over}}}}}", encoding="utf-8")
    result = load_workloads([here / "web.score.yaml"], LoadOptions(overrides=(OverridesFile(Path("over.yaml")),)))
    files = result.workloads[0].workload.containers["main"].files
    assert [(target, file.content, file.mode) for target, file in files.items()] == [
        ("/a", "y", "0600"),
        ("/b", "z", None),
    ]
    assert {d.code for d in result.diagnostics} == {"S003"}


def test_deleting_warns_only_where_no_file_had_it(here):
    """One of several workloads having the value is enough."""
    (here / "web.score.yaml").write_text(score("web", container="image: x, args: [a]"), encoding="utf-8")
    gone = (PropertyOverride("containers.main.argz", "", "web"), PropertyOverride("containers.main.args", ""))
    result = load_workloads([Path()], LoadOptions(properties=gone))
    assert [(d.code, d.severity, d.fix) for d in result.diagnostics] == [("S044", "warning", "did you mean 'args'?")]


@pytest.mark.parametrize(
    ("path", "value", "near"),
    [
        ("containers.mian.image", "y", "main"),
        ("containers.mian", "{image: y}", None),
        ("containers.main2.image", "y", None),
        ("containers.side.image", "y", None),
        ("containers.main.variables.LEVLE", "y", None),
        ("resources.cahe.type", "redis", "cache"),
        ("service.ports.htpp.port", "1", "http"),
        ("metadata.annotatoins.ab", "y", None),
        (f"resources.{'x' * 1000}.type", "redis", None),
    ],
)
def test_a_value_inside_a_new_entry_may_be_a_slip(path, value, near):
    """Only where the author gives the names; keys of the schema are told by the schema."""
    text = (
        score("web", "cache: {type: redis}", "image: x, variables: {LEVEL: y}") + "service: {ports: {http: {port: 1}}}"
    )
    overrides, _ = read_overrides(LoadOptions(properties=(PropertyOverride(path, value),)))
    told = [(problem.code, problem.why) for problem in overrides.apply(parse_document(text, "f")).problems]
    assert told == ([("S045", f"'{near}' was there, and the two names are nearly the same")] if near else [])


def test_names_are_not_judged_while_a_file_cannot_be_parsed(here):
    """The workload that is not found may be the one in that file."""
    (here / "web.score.yaml").write_text("a: [", encoding="utf-8")
    for_web = (PropertyOverride("a", "1", "web"),)
    assert [d.code for d in load_workloads([Path()], LoadOptions(properties=for_web)).diagnostics] == ["S001"]


def test_overrides_files_that_cannot_be_used_are_told_together(here):
    """Missing, no mapping, no YAML, no text, too large, a folder."""
    for name, raw in {"list": b"[a]", "bad": b"a: [", "latin": b"\xe9", "big": b"#" * 2_000_000}.items():
        (here / name).write_bytes(raw)
    files = [OverridesFile(Path(name)) for name in ("lits", "list", "bad", "latin", "big", ".")]
    properties = (PropertyOverride("a", "[b"), PropertyOverride(".".join("x" * 101), "1"))
    _, problems = read_overrides(LoadOptions(tuple(files), properties))
    assert [(d.code, str(d.span)[:30], bool(d.fix)) for d in problems] == [
        ("S041", "lits:1:1", True),
        ("S042", "list:1:1", True),
        ("S001", "bad:1:5", True),
        ("S041", "latin:1:1", True),
        ("S041", "big:1:1", True),
        ("S041", ".:1:1", True),
        ("S001", "--override-property a:1:5", True),
        ("S043", "--override-property x.x.x.x.x.", True),
    ]
    assert problems[0].fix == "did you mean 'list'?"


def test_a_document_that_is_no_mapping_is_left_to_the_schema(here):
    """There is nothing to put a value into."""
    (here / "web.score.yaml").write_text("[a]", encoding="utf-8")
    result = load_workloads([here / "web.score.yaml"], LoadOptions(properties=(PropertyOverride("a", "1"),)))
    assert [d.code for d in result.diagnostics] == ["S010"]
