"""Definitions that cannot work; the messages are in `tests/cases/environment`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.catalogue.rules import check_rules, checked_environment
from podium.diagnostics import EnvironmentFileError
from podium.environment.load import environment_names
from podium.environment.today import TODAY
from tests.podium.graph.projects import environment

ROOT = Path(__file__).parents[3]


@pytest.fixture
def _components_of_the_cases(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "tests" / "cases")
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


def told(definitions: str) -> list[str]:
    """Return the codes of what is wrong with definitions."""
    return [problem.code for problem in check_rules(environment(definitions))]


@pytest.mark.parametrize("name", environment_names(ROOT))
def test_environments_of_this_repository_are_sound(name):
    """Nothing that works is told."""
    assert list(check_rules(checked_environment(ROOT, name))) == []


SERVER = "server: {match: {type: postgres-instance}, component: server}"


@pytest.mark.usefixtures("_components_of_the_cases")
@pytest.mark.parametrize(
    ("given", "answers", "expected", "reason"),
    [
        ("params: {a: '${resources.db.host}'}", SERVER, [], "the contract gives it"),
        ("params: {a: '${resources.db.shard}'}", SERVER, ["E026"], "neither contract nor component gives it"),
        ("params: {a: '${resources.db.shard}'}", "", [], "nobody answers, which is told when it is asked for"),
        ("params: {a: '${resources.db.shard}'}", SERVER.replace("server}", "gone}"), [], "the component is unknown"),
        ("params: {a: {b: ['x ${resources.db.host.name}']}}", SERVER, [], "keys of an output are told with the plan"),
        ("params: {a: '$${resources.no.host}'}", SERVER, [], "it is text"),
        ("fixed: {a: '${resources.no.host}'}", SERVER, ["E020"], "there is no such alias"),
    ],
)
def test_outputs_are_those_of_the_required_type(given, answers, expected, reason):
    """By its contract, or by a component that may answer."""
    one = f"one: {{match: {{type: t}}, component: c, requires: {{db: {{type: postgres-instance}}}}, {given}}}"
    assert told(f"{one}\n{answers}") == expected, reason


@pytest.mark.usefixtures("_components_of_the_cases")
@pytest.mark.parametrize("key", ["requires", "coprovision"])
@pytest.mark.parametrize(
    ("param", "expected", "reason"),
    [
        ("version: 15", [], "the contract takes it"),
        ("storge: 1Gi", ["E027"], "neither contract nor component takes it"),
        ("name: x", [], "the component takes it"),
    ],
)
def test_params_are_those_of_the_required_type(key, param, expected, reason):
    """A component may take more than its contract says."""
    need = f"{key}: {{db: {{type: postgres-instance, params: {{{param}}}}}}}"
    assert told(f"one: {{match: {{type: t}}, component: c, {need}}}\n{SERVER}") == expected, reason


@pytest.mark.usefixtures("_components_of_the_cases")
def test_what_stands_beside_reads_the_answer():
    """And nothing else does."""
    beside = "coprovision: {b: {type: backup, params: {a: '${self.host}', b: '${self.hots}'}}}"
    own = "params: {a: '${self.host}'}"
    assert told(f"one: {{match: {{type: postgres}}, component: postgres, {beside}, {own}}}") == ["E020", "E026"]


def test_types_without_a_contract_are_left_to_their_components():
    """Nothing is known of them here."""
    need = "requires: {x: {type: thing, params: {any: 1}}}, params: {a: '${resources.x.any}'}"
    assert told(f"one: {{match: {{type: t}}, component: c, {need}}}") == []


def test_what_a_type_is_given_reads_what_its_definitions_may_read():
    """Tier defaults and values of the environment belong to whichever definition answers."""
    one = "one: {match: {type: t}, component: c, requires: {x: {type: thing}}}"
    values = "{a: '${resources.x.any}', b: '${resources.y.any}', c: '${workload.tier}', d: '${workload.size}'}"
    for key, below in (("fixed", f"{{t: {values}}}"), ("tiers", f"{{standard: {{t: {values}}}}}")):
        place = environment(one, **{"type: development": f"type: development\n{key}: {below}"})
        assert [problem.code for problem in check_rules(place)] == ["E020", "E020"]


def test_form_and_rules_are_told_together(tmp_path, monkeypatch):
    """What is sound of a file is checked although the rest is not."""
    folder = tmp_path / "stacks" / "environments"
    folder.mkdir(parents=True)
    (folder / "dev.yaml").write_text(
        "type: devel\ndefinitions:\n"
        "  bad: {match: {}, component: c}\n"
        "  good: {match: {type: t}, component: c, params: {a: '${x.y}'}}\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EnvironmentFileError) as caught:
        checked_environment(tmp_path, "dev")
    assert [(problem.code, problem.span.line) for problem in caught.value.diagnostics] == [
        ("E010", 1),
        ("E010", 3),
        ("E020", 4),
    ]


def test_what_a_definition_that_is_left_out_could_make_right_is_not_told():
    """Its aliases, and its component, are not known."""
    given = "{match: {type: t}, component: c, requires: {r: {type: redis}}, params: {a: '${resources.r.x}', b: '${x}'}}"
    tier = "type: development\ntiers: {standard: {t: {c: '${resources.y.any}'}}}"
    place = environment(
        f"one: {given}\nredis: {{match: {{type: redis}}, component: redis_in_cluster}}", **{"type: development": tier}
    )
    assert [problem.code for problem in check_rules(place)] == ["E026", "E020", "E020"]
    assert [problem.code for problem in check_rules(place, is_whole=False)] == ["E020"]


EXAMPLES = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "definitions.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split()[0].strip(":"))
def test_examples_of_the_documentation_are_sound(example, tmp_path, monkeypatch):
    """Each is an environment, or definitions of one."""
    monkeypatch.setenv(TODAY, "2027-08-01")
    whole = f"definitions:\n{example}" if example.startswith("  ") else example
    folder = tmp_path / "stacks" / "environments"
    folder.mkdir(parents=True)
    kind = "" if "type:" in whole.partition("definitions:")[0] else "type: development\n"
    (folder / "dev.yaml").write_text(f"{kind}{whole}", encoding="utf-8")
    named = " ".join(re.findall("^include: (.*)$", whole, re.MULTILINE))
    for included in re.findall(r"[a-z./]+\.yaml", named):
        file = (folder / included).resolve()
        file.parent.mkdir(exist_ok=True)
        file.write_text("{}\n", encoding="utf-8")
    loaded = checked_environment(tmp_path, "dev")
    assert loaded.environment.definitions or not example.startswith("  ")
