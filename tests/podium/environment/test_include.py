"""Environments from several files; more, with the messages, in `tests/cases/environment/include*.case`."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.environment.include import Assembled, assemble, with_member
from podium.spec.document import parse_document


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return an empty project, which is the working directory."""
    (tmp_path / "stacks" / "environments").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name: str, text: str) -> Path:
    """Write a file below `stacks/`."""
    file = Path("stacks", name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def assembled(text: str) -> Assembled:
    """Return what an environment with this text becomes."""
    file = put("environments/dev.yaml", text)
    return assemble(Path.cwd(), Path.cwd() / file, parse_document(text, str(file)))


def codes(text: str) -> list[str]:
    """Return the codes of the problems of an environment with this text."""
    return [problem.code for problem in assembled(text).problems]


@pytest.mark.usefixtures("project")
def test_every_value_keeps_its_own_place():
    """A mistake is told in the file that it was made in."""
    put("common.yaml", "region: eu\ndefinitions:\n  one: {match: {type: a}, component: b}\n")
    text = "type: staging\ninclude: [../common.yaml]\ndefinitions:\n  two: {match: {type: c}, component: d}\n"
    whole = assembled(text).document
    paths = [("region",), ("definitions", "one", "component"), ("definitions", "two"), ("type",)]
    assert [str(whole.span_at(path)) for path in paths] == [
        "stacks/common.yaml:1:9",
        "stacks/common.yaml:3:38",
        "stacks/environments/dev.yaml:4:8",
        "stacks/environments/dev.yaml:1:7",
    ]
    assert whole.span.file == "stacks/environments/dev.yaml"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("base", "over", "expected", "reason"),
    [
        ("definitions: {a: {match: {type: x}, component: b, params: {c: 1}}}", "definitions: {a: {component: e}}",
         {"definitions": {"a": {"component": "e"}}}, "a definition as a whole"),
        ("images: {a: b, c: d}", "images: {a: e}", {"images": {"a": "e", "c": "d"}}, "images by workload"),
        ("components: {a: '>1'}", "components: {b: '>2'}", {"components": {"a": ">1", "b": ">2"}}, "ranges by name"),
        ("fixed: {t: {a: 1, b: {c: 1}}}", "fixed: {t: {b: {d: 1}}, u: {}}",
         {"fixed": {"t": {"a": 1, "b": {"d": 1}}, "u": {}}}, "fixed values by type and param"),
        ("tiers: {critical: {t: {a: 1, b: 1}}}", "tiers: {critical: {t: {b: 2}}, standard: {t: {}}}",
         {"tiers": {"critical": {"t": {"a": 1, "b": 2}}, "standard": {"t": {}}}}, "tiers by type and param"),
        ("workloads: [a]", "workloads: [b]", {"workloads": ["b"]}, "a list as a whole"),
        ("cluster: {context: a}", "cluster: {}", {"cluster": {}}, "any other mapping as a whole"),
        ("images: {a: b}", "images: 5", {"images": 5}, "what is no mapping replaces one, and is told"),
    ],
)  # fmt: skip
def test_mappings_are_merged_and_the_rest_is_replaced(base, over, expected, reason):
    """How deep depends on the key."""
    put("base.yaml", base)
    whole = assembled(f"{over}\ninclude: [../base.yaml]\n").document.plain()
    assert {key: value for key, value in whole.items() if key != "include"} == expected, reason


@pytest.mark.usefixtures("project")
def test_later_files_win_and_the_file_itself_over_all():
    """Whatever the files include themselves is below them."""
    put("a.yaml", "region: a\ndomain: a\nnamespace: a\n")
    put("b.yaml", "include: [a.yaml]\ndomain: b\n")
    put("c.yaml", "namespace: c\n")
    whole = assembled("include: [../b.yaml, ../c.yaml]\nworkloads: [d]\n")
    assert {key: whole.document.plain()[key] for key in ("region", "domain", "namespace")} == {
        "region": "a",
        "domain": "b",
        "namespace": "c",
    }
    assert (whole.files, whole.problems) == (("stacks/b.yaml", "stacks/a.yaml", "stacks/c.yaml"), ())


@pytest.mark.usefixtures("project")
def test_what_an_environment_says_of_itself_is_not_handed_on():
    """Another environment may be included, its decisions are its own."""
    own = "name: base\ntype: ephemeral\nowner: a\nttl: 5h\nlocked: true\nshares: ['*']\npins: {}\n"
    put("environments/base.yaml", f"{own}region: eu\n")
    whole = assembled("include: [base.yaml]\ntype: staging\n")
    assert whole.document.plain() == {"region": "eu", "include": ["base.yaml"], "type": "staging"}
    assert whole.problems == ()
    put("base.yaml", own)
    assert codes("include: [../base.yaml]\n") == ["E012"] * 7


def test_links_do_not_lead_out(project):
    """Neither a file nor a folder; inside they may lead anywhere."""
    put("real/common.yaml", "region: eu\n")
    (project / "secret.yaml").write_text("region: gone\n", encoding="utf-8")
    (project / "stacks" / "out.yaml").symlink_to(project / "secret.yaml")
    (project / "stacks" / "folder").symlink_to(project)
    (project / "stacks" / "in").symlink_to("real")
    (project / "stacks" / "loop.yaml").symlink_to("loop.yaml")
    names = ["../out.yaml", "../folder/secret.yaml", "../in/common.yaml", "../loop.yaml"]
    assert codes(f"include: {names}\n") == ["E013", "E013", "E014"]
    (problem,) = assembled("include: [../loop.yaml]\n").problems
    assert problem.why == "'stacks/loop.yaml' is a link that leads nowhere"


@pytest.mark.usefixtures("project")
def test_what_is_no_file_is_told_where_it_is_named():
    """Such as a folder."""
    found = [(problem.code, problem.message) for problem in assembled("include: ['.', ../]\n").problems]
    assert found == [("E014", "'.' is no file"), ("E014", "'../' is no file")]


@pytest.mark.usefixtures("project")
def test_names_that_no_file_can_have_are_told():
    """Too long, with a NUL, or no text at all; the last is a matter of the form."""
    assert codes(f'include: [{"a" * 5000}, "a\\0b", 5, {{}}, ""]\n') == ["E014", "E013"]


@pytest.mark.usefixtures("project")
def test_a_file_is_read_once_however_often_it_is_included():
    """Files that include each next one twice would otherwise be read very often; a mistake is told once."""
    for number in range(9):
        put(f"f{number}.yaml", f"include: [f{number + 1}.yaml, f{number + 1}.yaml]\n")
    put("f9.yaml", "regoin: eu\n")
    whole = assembled("include: [../f0.yaml]\n")
    assert ([problem.code for problem in whole.problems], len(whole.files)) == (["E010"], 10)


@pytest.mark.usefixtures("project")
def test_there_are_limits():
    """How deep files may include each other, and how many of them."""
    for number in range(12):
        put(f"f{number}.yaml", f"include: [f{number + 1}.yaml]\n")
    put("f12.yaml", "{}\n")
    assert codes("include: [../f0.yaml]\n") == ["E016"]
    for number in range(101):
        put(f"g{number}.yaml", "{}\n")
    assert codes(f"include: {[f'../g{number}.yaml' for number in range(101)]}\n") == ["E016"]


def test_a_member_is_added_to_mappings_alone():
    """What is no mapping is told by the check of its form."""
    mapping, other = parse_document("a: b", "x"), parse_document("[a]", "x")
    assert with_member(mapping, "c", "d").plain() == {"a": "b", "c": "d"}
    assert with_member(other, "c", "d") is other
