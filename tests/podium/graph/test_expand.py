"""From workloads to a graph; what users see is in `tests/cases/graph`."""

from __future__ import annotations

import itertools

from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

DEFINITIONS = """\
redis: {match: {type: redis}, component: redis}
dns: {match: {type: dns}, component: dns}
"""


def test_edges_of_a_shared_resource_do_not_depend_on_who_asks_first():
    """Params in one workload order the resource for every workload."""
    plain = score("aa", "cache: {type: redis, id: shared}")
    rich = score("bb", 'zone: {type: dns}, cache: {type: redis, id: shared, params: {x: "${resources.zone.host}"}}')
    answers = set()
    for order in itertools.permutations([plain, rich]):
        result = graph(*order, definitions=DEFINITIONS)
        edges = {str(uid): tuple(map(str, sorted(node.edges))) for uid, node in result.nodes.items()}
        answers.add(edges["redis.default#shared"])
        assert list(result.nodes).index(next(uid for uid in result.nodes if uid.resource_type == "dns")) < list(
            result.nodes
        ).index(next(uid for uid in result.nodes if uid.resource_type == "redis"))
    assert answers == {("dns.default#bb.zone", "namespace.default#dev")}


def test_everybody_who_asks_is_remembered():
    """A shared resource knows its claims, first one first."""
    result = graph(
        score("aa", "cache: {type: redis, id: shared}"),
        score("bb", "store: {type: redis, id: shared}"),
        definitions=DEFINITIONS,
    )
    (node,) = (node for uid, node in result.nodes.items() if uid.resource_type == "redis")
    assert [(c.workload, c.name, str(c.span)) for c in node.claimants] == [
        ("aa", "cache", "0.yaml:4:27"),
        ("bb", "store", "1.yaml:4:27"),
    ]


def test_names_come_from_the_definition_or_the_uid():
    """A workload and a namespace keep their own names."""
    result = graph(
        score("web", "a1: {type: redis}, a2: {type: dns}"),
        definitions="redis: {match: {type: redis}, component: redis, name: the-cache}\n" + DEFINITIONS.splitlines()[1],
    )
    names = {uid.resource_type: node.name for uid, node in result.nodes.items()}
    dns = names.pop("dns")
    assert names == {"namespace": "dev", "workload": "web", "redis": "the-cache"}
    assert dns.startswith("web-a2-")


def test_layers_are_told_weakest_first():
    """Tier, definition, claim, fixed: the order in which values win."""
    result = graph(
        score("web", "a1: {type: redis, params: {a: 1}}"),
        definitions="redis: {match: {type: redis}, component: redis, params: {a: 2}, fixed: {b: 3}}",
        **{"definitions:\n": "tiers: {standard: {redis: {a: 4}}}\ndefinitions:\n"},
    )
    (node,) = (node for uid, node in result.nodes.items() if uid.resource_type == "redis")
    assert [(layer.source, dict(layer.params), layer.fixed) for layer in node.layers] == [
        ("tier default", {"a": 4}, False),
        ("definition default", {"a": 2}, False),
        ("claim", {"a": 1}, False),
        ("definition fixed", {"b": 3}, True),
    ]
