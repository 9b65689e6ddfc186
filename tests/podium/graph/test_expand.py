"""From workloads to a graph; what users see is in `tests/cases/graph`."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podium.diagnostics import ResolutionError
from podium.graph.expand import attempt
from tests.podium.graph.projects import environment, graph
from tests.podium.spec.scores import loaded, score

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


def test_the_claim_that_sets_params_speaks_for_all():
    """Its workload's facts are those of the resource, and it is told first; without params the first claim speaks."""
    facts = 'redis: {match: {type: redis}, component: redis, params: {by: "${workload.name} ${claim.name}"}}'
    claims = {"aa": "cache: {type: redis, id: shared}", "bb": "store: {type: redis, id: shared, params: {x: 1}}"}
    told = []
    for second in (claims["bb"], "store: {type: redis, id: shared}"):
        result = graph(score("aa", claims["aa"]), score("bb", second), definitions=facts)
        (node,) = (node for uid, node in result.nodes.items() if uid.resource_type == "redis")
        told.append((node.layers[0].params["by"], [claimant.workload for claimant in node.claimants]))
    assert told == [("bb store", ["bb", "aa"]), ("aa cache", ["aa", "bb"])]


def test_params_are_read_where_they_are_written():
    """`${resources.zone}` and `${metadata.name}` are those of the workload whose params are taken."""
    rich = 'zone: {type: dns}, cache: {type: redis, id: shared, params: {x: "${resources.zone.host} ${metadata.name}"}}'
    plain = "zone: {type: dns}, cache: {type: redis, id: shared}"
    result = graph(score("aa", plain), score("bb", rich), definitions=DEFINITIONS)
    (node,) = (node for uid, node in result.nodes.items() if uid.resource_type == "redis")
    reference, text = node.layers[0].params["x"].parts
    assert (reference.path[1], text) == ("dns.default#bb.zone", " bb")


@pytest.mark.parametrize(
    "claims", ["one: {type: node, id: aa}", "one: {type: node, id: aa}, two: {type: node, id: bb}"]
)
def test_requirements_without_end_are_told_once(claims):
    """An answer that requires another of its kind under a longer id would go on for ever."""
    growing = 'node: {match: {type: node}, component: x, requires: {next: {type: node, id: "${claim.id}-x"}}}'
    with pytest.raises(ResolutionError) as caught:
        graph(score("web", claims), definitions=growing)
    (problem,) = caught.value.diagnostics
    assert (problem.code, str(problem.span)) == ("R006", "dev.yaml:6:69")


@pytest.mark.parametrize(
    "asks",
    [
        'requires: {aa: {type: node, id: "@-a"}, bb: {type: node, id: "@-b"}, cc: {type: node, id: "@-c"}}',
        'coprovision: {aa: {type: node, id: "@@", copy_dependents: true}}',
        'coprovision: {aa: {type: node, class: "@-@", dependent_on_current: true}}',
        'requires: {aa: {type: node, class: "@-@"}, bb: {type: node, id: "${claim.object}", class: "@-x"}}',
    ],
)
def test_rules_that_grow_come_to_an_end(asks):
    """However many others an answer asks for, and however fast their ids and classes grow."""
    with pytest.raises(ResolutionError) as caught:
        graph(score("web", "one: {type: node}"), definitions=f"node: {{match: {{type: node}}, component: x, {asks}}}")
    assert {problem.code for problem in caught.value.diagnostics} == {"R006"}
    assert len(caught.value.diagnostics) < 5
    assert max(len(problem.message) for problem in caught.value.diagnostics) < 200


ASKED = st.fixed_dictionaries(
    {"type": st.sampled_from(["aa", "bb", "cc"])},
    optional={
        "id": st.sampled_from(["one", "@", "@-x", "${claim.object}", "${workload.name}"]),
        "class": st.sampled_from(["@", "big", "@-x"]),
        "params": st.fixed_dictionaries({}, optional={"p": st.sampled_from([1, 2])}),
    },
)
BESIDE = st.builds(
    lambda asked, waits, copies: {**asked, "dependent_on_current": waits, "copy_dependents": copies},
    ASKED,
    st.booleans(),
    st.booleans(),
)
ALIASES = st.sampled_from(["one", "two"])
RULES = st.fixed_dictionaries(
    {
        kind: st.fixed_dictionaries(
            {"requires": st.dictionaries(ALIASES, ASKED, max_size=2)},
            optional={"coprovision": st.dictionaries(st.sampled_from(["three", "four"]), BESIDE, max_size=2)},
        )
        for kind in ("aa", "bb", "cc")
    }
)


@settings(max_examples=30, deadline=None)
@given(RULES)
def test_any_rules_come_to_an_end(rules):
    """In a graph in which everything comes after what it needs, or with problems."""
    definitions = "\n".join(
        f"{kind}: {json.dumps({'match': {'type': kind}, 'component': 'x', **asks})}" for kind, asks in rules.items()
    )
    found = attempt([loaded(score("web", "a1: {type: aa}", CONTAINER))], environment(definitions))
    assert {problem.code for problem in found.problems} <= {"R003", "R006"}
    seen = set()
    for uid, node in found.graph.nodes.items():
        assert node.edges <= seen or found.problems
        seen.add(uid)


CONTAINER = "image: x, variables: {HOST: '${resources.a1.host}'}"


def test_all_is_told_that_can_be_resolved():
    """An attempt has the answers that there are, the requests without one, and every problem."""
    workloads = [loaded(score("web", "a1: {type: redis}, b1: {type: nothing}, c1: {type: nothing, id: web.b1}"))]
    found = attempt(
        workloads, environment("redis: {match: {type: redis}, component: redis, requires: {x: {type: none}}}")
    )
    assert {str(uid) for uid in found.graph.nodes} == {
        "redis.default#web.a1",
        "workload.default#web",
        "namespace.default#dev",
    }
    assert {str(uid): len(requests) for uid, requests in found.refused.items()} == {
        "nothing.default#web.b1": 2,
        "none.default#web.a1": 1,
    }
    assert sorted(problem.code for problem in found.problems) == ["R001", "R001", "R004"]


TYPES = ("redis", "dns")
REFERENCE = "${resources.c1.host}"
CLAIMS = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES)},
    optional={
        "id": st.sampled_from(["one", "two"]),
        "class": st.just("big"),
        "params": st.fixed_dictionaries({}, optional={"a": st.integers(0, 1), "b": st.sampled_from(["x", REFERENCE])}),
        "metadata": st.fixed_dictionaries({}, optional={"c": st.integers(0, 1)}),
    },
)
WORKLOADS = st.dictionaries(
    st.sampled_from(["aa", "bb", "cc"]), st.dictionaries(st.sampled_from(["c1", "c2", "c3"]), CLAIMS), min_size=1
)


def outcome(workloads: dict[str, dict[str, dict[str, object]]]) -> object:
    """Return the graph of workloads without places, or its problems; references read a claim that all have."""
    texts = [score(name, json.dumps({"c1": {"type": "dns"}, **claims})[1:-1]) for name, claims in workloads.items()]
    try:
        result = graph(*texts, definitions=DEFINITIONS)
    except ResolutionError as error:
        return sorted((problem.code, problem.message) for problem in error.diagnostics)
    return [
        (
            uid,
            sorted(node.edges),
            [(c.workload, c.name) for c in node.claimants],
            [layer.params for layer in node.layers],
        )
        for uid, node in result.nodes.items()
    ]


@settings(max_examples=80, deadline=None)
@given(st.data(), WORKLOADS)
def test_the_order_of_files_and_claims_makes_no_difference(data, workloads):
    """Whatever comes first, the same graph comes out, in the same order; or the same problems."""

    def shuffled(mapping):
        return {key: mapping[key] for key in data.draw(st.permutations(sorted(mapping)))}

    other = {name: shuffled(claims) for name, claims in shuffled(workloads).items()}
    assert outcome(workloads) == outcome(other)
