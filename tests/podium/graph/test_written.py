"""What an environment file states, prepared."""

from __future__ import annotations

from podium.diagnostics import Span
from podium.graph.context import DefinitionScope
from podium.graph.written import written_definition, written_tier
from tests.podium.graph.projects import environment

DEFINITIONS = """\
db:
  match: {type: postgres}
  component: db
  params: {a: [1, {b: "${claim.id}"}], c: 5, d: "$$5"}
  fixed: {e: x}
  requires: {zz: {type: disk}, server: {type: server, id: main, params: {f: "${claim.nope}"}}}
"""
SCOPE = DefinitionScope({}, {"claim": {"id": "one"}}, Span("dev.yaml", 1))


def test_params_are_bound_for_each_request():
    """What holds no dollar sign is the same for all of them."""
    prepared = written_definition("db", environment(DEFINITIONS))
    assert prepared.params.bound(SCOPE) == {"a": [1, {"b": "one"}], "c": 5, "d": "$5"}
    assert prepared.params.open == {"a", "d"}
    assert (prepared.fixed.bound(SCOPE), str(prepared.span)) == ({"e": "x"}, "dev.yaml:6:3")


def test_requirements_are_sorted_and_have_places():
    """A problem of a param stands at that param."""
    server, disk = written_definition("db", environment(DEFINITIONS)).needs
    assert (server.alias, disk.alias, server.requirement.id) == ("server", "zz", "main")
    server.params.bound(SCOPE)
    assert [(problem.code, problem.span) for problem in SCOPE.problems] == [("E020", server.params.spans["f"])]


def test_a_tier_has_defaults_for_some_types():
    """Where it has none there are none."""
    tiered = environment(**{"definitions:\n": "tiers: {critical: {workload: {replicas: 3}}}\ndefinitions:\n"})
    given = {
        (tier, kind): dict(written_tier(tier, kind, tiered).params)
        for tier, kind in (("critical", "workload"), ("critical", "dns"), ("standard", "workload"))
    }
    assert given == {("critical", "workload"): {"replicas": 3}, ("critical", "dns"): {}, ("standard", "workload"): {}}
