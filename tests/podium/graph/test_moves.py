"""Which new resource takes over what an old one had."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podium.graph.uid import ResourceUid
from tests.podium.graph.projects import graph, lock
from tests.podium.spec.scores import score

DEFINITIONS = """\
pg: {match: {type: pg}, component: pg, requires: {server: {type: server, id: "@-server"}}}
large: {match: {type: pg, class: large}, component: pg}
redis: {match: {type: redis}, component: redis}
server: {match: {type: server}, component: server, coprovision: {backup: {type: backup}}}
backup: {match: {type: backup}, component: backup}
fixed: {match: {type: fixed}, component: fixed, name: the-fixed}
"""


def aliases(before, now, definitions=DEFINITIONS, **changes):
    """Return the aliases of what took over from another, after one deployment and a change."""
    previous = lock(graph(*before, definitions=definitions))
    found = graph(*now, definitions=definitions, previous=previous, **changes)
    moved = {str(uid): node for uid, node in found.nodes.items() if node.aliases}
    for node in moved.values():
        assert node.name == previous.resources[node.aliases[0]].name
    return {uid: node.aliases[0] for uid, node in moved.items()}


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        ("db: {type: redis}", "store: {type: redis}", {"redis.default#web.store": "redis.default#web.db"}),
        ("db: {type: redis}", "db: {type: redis, id: main}", {"redis.default#main": "redis.default#web.db"}),
        ("db: {type: redis, id: one}", "db: {type: redis, id: two}", {"redis.default#two": "redis.default#one"}),
        ("db: {type: redis}", "db: {type: redis}", {}),
        ("db: {type: pg}", "db: {type: pg, class: large}", {}),
        ("db: {type: redis}", "db: {type: pg}", {}),
        ("a1: {type: redis}, a2: {type: redis}", "b1: {type: redis}, b2: {type: redis}", {}),
        ("a1: {type: redis}", "b1: {type: redis}, b2: {type: redis}", {}),
        ("a1: {type: redis}, a2: {type: redis}", "b1: {type: redis}", {}),
        (
            "a1: {type: redis, id: xx}, a2: {type: redis}",
            "a1: {type: redis, id: yy}, a3: {type: redis}",
            {"redis.default#yy": "redis.default#xx", "redis.default#web.a3": "redis.default#web.a2"},
        ),
    ],
)
def test_a_renamed_claim_takes_over_if_only_one_can_be_meant(before, now, moved):
    """The same claim first, then another one of the workload."""
    assert aliases([score("web", before)], [score("web", now)]) == moved


def test_what_a_pair_asks_for_comes_along():
    """All that derives its id from the parent's, however deep, and what stands beside it."""
    moved = aliases([score("web", "a1: {type: pg}, a2: {type: pg}")], [score("web", "b1: {type: pg}, a2: {type: pg}")])
    assert moved == {
        "pg.default#web.b1": "pg.default#web.a1",
        "server.default#web.b1-server": "server.default#web.a1-server",
        "backup.default#web.b1-server": "backup.default#web.a1-server",
    }


def test_a_renamed_workload_takes_its_claims_along():
    """It is known by its file; each claim goes to the one of the same name."""
    claims = "a1: {type: redis}, a2: {type: redis}"
    assert aliases([score("web", claims)], [score("shop", claims)]) == {
        "redis.default#shop.a1": "redis.default#web.a1",
        "redis.default#shop.a2": "redis.default#web.a2",
    }


def test_a_claim_moves_to_another_workload():
    """Under its own name, if both run in the same namespace."""
    before = [score("aa", "db: {type: redis}"), score("bb")]
    now = [score("aa"), score("bb", "db: {type: redis}")]
    assert aliases(before, now) == {"redis.default#bb.db": "redis.default#aa.db"}
    assert aliases(before, [score("aa"), score("bb", "store: {type: redis}")]) == {}
    assert aliases(before, now, **{"type: development\n": 'type: development\nnamespace: "x-{workload}"\n'}) == {}


def test_a_new_workload_does_not_inherit_from_one_that_went():
    """Two that call a claim the same are not the same; file and form say so."""
    other = score("cc", "db: {type: redis}, cache: {type: redis}")
    assert aliases([score("bb", "db: {type: redis}"), score("aa")], [score("aa"), other]) == {}


def test_what_only_others_ask_for_is_not_gone():
    """A run that looks at some of the workloads takes nothing from the rest."""
    before = [score("aa", "db: {type: redis}"), score("bb")]
    now = [score("bb", "db: {type: redis}")]
    assert aliases(before, now, partial=True) == {}


def test_names_are_kept_for_good():
    """A lock that has the new uid keeps the old name and the aliases, until the old uid comes back."""
    texts = [score("web", f"{name}: {{type: redis}}") for name in ("a1", "b1", "c1")]
    first = graph(texts[0], definitions=DEFINITIONS)
    second = graph(texts[1], definitions=DEFINITIONS, previous=lock(first))
    third = graph(texts[2], definitions=DEFINITIONS, previous=lock(second))
    again = graph(texts[2], definitions=DEFINITIONS, previous=lock(third))
    uid = ResourceUid.parse("redis.default#web.c1")
    for found in (third, again):
        assert found.nodes[uid].aliases == ("redis.default#web.b1", "redis.default#web.a1")
        assert found.nodes[uid].name == ResourceUid.parse("redis.default#web.a1").object_name
    both = graph(score("web", "a1: {type: redis}, c1: {type: redis}"), definitions=DEFINITIONS, previous=lock(again))
    assert both.nodes[uid].aliases == ("redis.default#web.b1",)
    assert both.nodes[uid].name == found.nodes[uid].name != both.nodes[replace(uid, id="web.a1")].name


def test_a_name_that_the_definition_states_is_not_kept():
    """Nor one that was for another component."""
    found = graph(score("web", "xx: {type: fixed}"), definitions=DEFINITIONS)
    stated = DEFINITIONS.replace("the-fixed", "another")
    assert {"another"} == {
        node.name
        for node in graph(score("web", "xx: {type: fixed}"), definitions=stated, previous=lock(found)).nodes.values()
    } - {"web", "dev"}
    other = DEFINITIONS.replace("component: fixed, name: the-fixed", "component: other")
    node = graph(score("web", "xx: {type: fixed}"), definitions=other, previous=lock(found)).nodes[
        ResourceUid.parse("fixed.default#web.xx")
    ]
    assert node.name == node.uid.object_name


def test_data_that_moves_is_told():
    """Once, as a warning at the claim, until the lock has the new uid."""
    previous = lock(graph(score("web", "a1: {type: pg}"), definitions=DEFINITIONS))
    found = graph(score("web", "b1: {type: pg}"), definitions=DEFINITIONS, previous=previous)
    (warning,) = found.warnings
    assert (warning.code, warning.severity, str(warning.span)) == ("R029", "warning", "0.yaml:4:24")
    assert warning.message == "pg.default#web.b1 takes over the data of pg.default#web.a1"
    assert not graph(score("web", "b1: {type: pg}"), definitions=DEFINITIONS, previous=lock(found)).warnings


def test_ids_that_come_to_the_same_take_one_over():
    """Whatever an id is made of, what was there is taken over once."""
    definitions = """\
pg: {match: {type: pg}, component: pg, requires: {aa: {type: disk, id: "@-@"}, bb: {type: disk, id: "old-@"}}}
disk: {match: {type: disk}, component: disk}
"""
    moved = aliases([score("web", "db: {type: pg, id: old}")], [score("web", "db: {type: pg, id: new}")], definitions)
    assert moved == {"pg.default#new": "pg.default#old", "disk.default#new-new": "disk.default#old-old"}


CLAIM = st.tuples(
    st.sampled_from(["a1", "b1", "c1"]), st.sampled_from(["redis", "pg"]), st.sampled_from(["", "one", "two"])
)
PROJECT = st.dictionaries(
    st.sampled_from(["aa", "bb", "cc"]), st.lists(CLAIM, max_size=3, unique_by=lambda claim: claim[0]), min_size=1
)


def written(project):
    """Return Score files of a generated project."""
    for name, claims in sorted(project.items()):
        entries = (f"{claim}: {{type: {kind}{f', id: {chosen}' if chosen else ''}}}" for claim, kind, chosen in claims)
        yield score(name, ", ".join(entries))


@settings(deadline=None)
@given(st.lists(PROJECT, min_size=2, max_size=4))
def test_nothing_is_taken_over_twice_or_from_what_lives(history):
    """Through any row of changes: aliases are uids that are gone, each of one resource; object names stay apart."""
    previous = None
    for project in history:
        found = graph(*written(project), definitions=DEFINITIONS, previous=previous)
        taken = [alias for node in found.nodes.values() for alias in node.aliases]
        assert len(taken) == len(set(taken))
        assert not set(taken) & {str(uid) for uid in found.nodes}
        kept = graph(*written(project), definitions=DEFINITIONS, previous=lock(found))
        assert {uid: (node.name, node.aliases) for uid, node in kept.nodes.items()} == {
            uid: (node.name, node.aliases) for uid, node in found.nodes.items()
        }
        previous = lock(found)
