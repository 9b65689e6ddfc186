"""Facts about the workload that a claim points at; problems are in `tests/cases/graph/references-*.case`."""

from __future__ import annotations

import pytest

from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

FACTS = {"name": "name", "in": "namespace", "service": "service", "at": "address", "ports": "ports"}
PARAMS = ", ".join(f'{param}: "${{target.{fact}}}"' for param, fact in FACTS.items())
DEFINITION = f"service: {{match: {{type: service}}, component: reference, params: {{{PARAMS}}}}}"
PORTS = "service: {ports: {web: {port: 80, targetPort: 8080}, dns: {port: 53, protocol: UDP}}}\n"
EACH = {"type: development": 'namespace: "{workload}-{environment}"\ntype: development'}


def facts(*scores: str, claim: str = "service.default#front.back", definitions: str = DEFINITION, **changes: str):
    """Return the params that the definition gives to a reference."""
    result = graph(*scores, definitions=definitions, **changes)
    (node,) = (node for uid, node in result.nodes.items() if str(uid) == claim)
    return dict(node.layers[0].params)


def test_facts_keep_their_kind():
    """Names are text, ports a mapping with nothing left out; numbers stay numbers."""
    assert facts(score("front", "back: {type: service}"), score("back") + PORTS) == {
        "name": "back",
        "in": "dev",
        "service": "back",
        "at": "back",
        "ports": {
            "web": {"port": 80, "target_port": 8080, "protocol": "TCP"},
            "dns": {"port": 53, "target_port": 53, "protocol": "UDP"},
        },
    }


@pytest.mark.parametrize(
    ("annotations", "service"),
    [
        ("podium.dev/service-name: api", "api"),
        ("k8s.score.dev/service-name: old", "old"),
        ("podium.dev/service-name: api, k8s.score.dev/service-name: old", "api"),
        ("other.dev/service-name: no", "back"),
    ],
)
def test_the_service_may_have_a_name_of_its_own(annotations, service):
    """The annotations that name a Service are read, Podium's own first."""
    back = (score("back") + PORTS).replace("{name: back}", f"{{name: back, annotations: {{{annotations}}}}}")
    given = facts(score("front", "back: {type: service}"), back)
    assert (given["name"], given["service"], given["at"]) == ("back", service, service)


def test_the_address_is_short_in_the_callers_own_namespace_only():
    """From another namespace a Service is reached with its namespace."""
    front, back = score("front", "back: {type: service}"), score("back", "back: {type: service}") + PORTS
    assert facts(front, back, **EACH)["at"] == "back.back-dev"
    assert facts(front, back, claim="service.default#back.back", **EACH)["at"] == "back"


def test_a_shared_reference_can_be_used_by_all_who_share_it():
    """One caller from another namespace is enough for the long address, whoever speaks."""
    shared = "back: {type: service, id: shared}"
    scores = (score("back", shared) + PORTS, score("front", shared))
    assert facts(*scores, claim="service.default#shared", **EACH)["at"] == "back.back-dev"
    assert facts(*scores, claim="service.default#shared")["at"] == "back"


def test_requirements_point_at_workloads_too():
    """A definition can require a reference, by alias or by param."""
    more = "bundle: {match: {type: bundle}, component: b, requires: {back: {type: service}, x: {type: service, id: y, "
    more += 'params: {workload: "${claim.name}"}}}}'
    scores = (score("front", "front: {type: bundle, id: one}") + PORTS, score("back") + PORTS)
    given = {
        claim: facts(*scores, claim=f"service.default#{claim}", definitions=f"{DEFINITION}\n{more}")["name"]
        for claim in ("one", "y")
    }
    assert given == {"one": "back", "y": "front"}
