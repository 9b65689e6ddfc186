"""The graph as data."""

from __future__ import annotations

import json

import pytest

from podium.graph.model import Layer
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score


def test_json_holds_nodes_in_order_and_their_edges():
    """Tools read where each resource came from and what it waits for."""
    result = graph(score("web", "zone: {type: dns}"), definitions="dns: {match: {type: dns}, component: dns}").to_json()
    namespace, dns, workload = "namespace.default#dev", "dns.default#web.zone", "workload.default#web"
    expected = {
        "environment": "dev",
        "nodes": [
            {
                "uid": namespace,
                "definition": "namespace",
                "component": "namespace",
                "claimants": [{"workload": "web", "name": "web", "at": "0.yaml:2:18"}],
            },
            {
                "uid": dns,
                "definition": "dns",
                "component": "dns",
                "claimants": [{"workload": "web", "name": "zone", "at": "0.yaml:4:26"}],
            },
            {
                "uid": workload,
                "definition": "workload",
                "component": "service",
                "claimants": [{"workload": "web", "name": "web", "at": "0.yaml:2:18"}],
            },
        ],
        "edges": [{"from": dns, "to": namespace}, {"from": workload, "to": namespace}],
    }
    assert expected == json.loads(json.dumps(result))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("tier default", True),
        ("environment fixed", True),
        ("required by pg.default#web.db", True),
        ("coprovisioned by pg.default#web.db", True),
        ("claim", False),
        ("workload", False),
        ("command line", False),
    ],
)
def test_a_layer_knows_whether_the_platform_wrote_it(source, expected):
    """What stands in an environment file may read more than a claim."""
    assert Layer(source, {}, {}).is_written_by_platform is expected
