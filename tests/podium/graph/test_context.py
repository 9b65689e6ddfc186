"""What placeholders may read."""

from __future__ import annotations

from podium.diagnostics import Span
from podium.environment.model import Tier
from podium.graph.context import DefinitionScope, WorkloadContext, bind_claim, bind_definition, output_reference
from podium.graph.uid import ResourceUid
from tests.podium.spec.scores import loaded

SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: web, count: 5, owners: [a, b]}
containers: {main: {image: x}}
resources: {db: {type: postgres, id: shared}}
"""
DB = ResourceUid("postgres", "default", "shared")
CONTEXT = WorkloadContext(loaded(SCORE), ResourceUid.of("workload", "web"), {"db": DB}, "shop", Tier.STANDARD)


def test_metadata_becomes_text_and_claims_become_uids():
    """A workload's placeholders read the workload alone."""
    bound = bind_claim({"a": "${metadata.count}-${metadata.owners}", "b": ["x ${resources.db.host}"]}, CONTEXT)
    assert bound["a"] == '5-["a","b"]'
    assert [part for part in bound["b"][0].parts] == ["x ", output_reference(DB, "host")]  # noqa: C416


def test_a_claim_alone_means_its_source():
    """Only volumes write it so."""
    assert bind_claim("${resources.db}", CONTEXT).parts == (output_reference(DB, "source"),)


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
