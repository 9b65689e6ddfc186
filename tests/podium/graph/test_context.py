"""What placeholders may read."""

from __future__ import annotations

from podium.catalogue.subject import Subject
from podium.diagnostics import Diagnostic, Span
from podium.environment.model import Tier
from podium.graph.context import (
    DefinitionScope,
    WorkloadContext,
    bind_claim,
    bind_definition,
    facts,
    output_reference,
)
from podium.graph.uid import ResourceUid
from tests.podium.graph.projects import environment
from tests.podium.spec.scores import loaded

SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: web, count: 5, owners: [a, b]}
containers: {main: {image: x}}
resources: {db: {type: postgres, id: shared}}
"""
DB = ResourceUid("postgres", "default", "shared")
CONTEXT = WorkloadContext(loaded(SCORE), ResourceUid.of("workload", "web"), {"db": DB}, "shop", Tier.STANDARD)


def test_what_a_workload_asks_for_is_matched_with_who_it_is():
    """Type, class and id are those of the request, the rest is the workload's."""
    assert CONTEXT.subject(DB) == Subject("postgres", "default", "shared", "web", "shop", Tier.STANDARD, {})


def test_metadata_becomes_text_and_claims_become_uids():
    """A workload's placeholders read the workload alone."""
    bound = bind_claim({"a": "${metadata.count}-${metadata.owners}", "b": ["x ${resources.db.host}"]}, CONTEXT)
    assert bound["a"] == '5-["a","b"]'
    assert [part for part in bound["b"][0].parts] == ["x ", output_reference(DB, "host")]  # noqa: C416


def test_a_claim_alone_is_its_uid():
    """Nothing has to exist for that; where a volume is mounted it stands for an output instead."""
    assert bind_claim({"a": ["x ${resources.db}"]}, CONTEXT) == {"a": [f"x {DB}"]}
    assert bind_claim("${resources.db}", CONTEXT, bare="source").parts == (output_reference(DB, "source"),)


def test_references_to_one_output_are_equal_wherever_they_are_written():
    """Params that mean the same are the same, so two claims may share them."""
    texts = ("${resources.db.host}", "${resources.db.host}")
    one, other = (bind_claim({"params": {"deep": [text]}}, CONTEXT) for text in texts)
    assert one == other


def test_a_definition_reads_facts_and_its_aliases():
    """Facts become text at once, outputs later, anything else is a problem at the definition's place."""
    scope = DefinitionScope({"server": DB}, {"claim": {"id": "x"}}, Span("dev.yaml", 3))
    bound = bind_definition({"a": "${claim.id}", "b": "${resources.server.host}", "c": "$${x}", "d": 5}, scope)
    assert (bound["a"], bound["b"].parts, bound["c"], bound["d"]) == ("x", (output_reference(DB, "host"),), "${x}", 5)
    bind_definition(["${claim.di}", "${resources.server}", "${x}", "${claim}"], scope)
    assert [(d.code, d.span.line) for d in scope.problems] == [("E020", 3)] * 4


def test_facts_are_told_about_environment_workload_and_claim():
    """The claim's own name is what the workload calls it; the object's name is what the cluster does."""
    known = facts(environment(), CONTEXT, DB, claim="db", name="shared-1")
    assert known["claim"] == {
        "type": "postgres",
        "class": "default",
        "id": "shared",
        "name": "db",
        "object": "shared-1",
    }
    assert known["workload"] == {"name": "web", "team": "shop", "tier": "standard"}
    assert known["environment"] == {"name": "dev", "type": "development", "region": "local", "domain": "localhost"}


def test_a_fact_alone_keeps_its_kind():
    """A mapping or a number is itself where the string is one placeholder, and text where more stands around it."""
    ports = {"web": {"port": 80}}
    scope = DefinitionScope({}, {}, Span("dev.yaml", 3), target={"ports": ports, "name": "back"}.__getitem__)
    bound = bind_definition({"a": "${target.ports}", "b": "${target.name}!", "c": "x ${target.ports}"}, scope)
    assert bound == {"a": ports, "b": "back!", "c": 'x {"web":{"port":80}}'}


def test_a_target_that_is_not_there_says_why():
    """The problem has a place of its own; a fact that no target has is the definition's mistake."""
    missing = Diagnostic("R017", "no workload 'x'", Span("score.yaml", 7))
    scope = DefinitionScope({}, {}, Span("dev.yaml", 3), target=lambda _: missing)
    assert bind_definition(["${target.name}", "${target.colour}"], scope, Span("dev.yaml", 5)) == ["", ""]
    assert [(problem.code, problem.span.line) for problem in scope.problems] == [("R017", 7), ("E020", 5)]


def test_without_a_pointer_there_is_no_target():
    """A workload's own component points at nothing."""
    scope = DefinitionScope({}, {}, Span("dev.yaml", 3))
    bind_definition("${target.name}", scope)
    assert [problem.code for problem in scope.problems] == ["E020"]
