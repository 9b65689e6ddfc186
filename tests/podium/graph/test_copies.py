"""Edges that coprovision makes."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError
from podium.graph.uid import ResourceUid
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

PG = "pg: {{match: {{type: pg}}, component: pg, coprovision: {{beside: {{type: {type}, {flags}}}}}}}\n"
OTHERS = "\n".join(f"{name}: {{match: {{type: {name}}}, component: {name}}}" for name in ("grant", "disk", "user"))
READING = score("web", "db: {type: pg}", "image: x, variables: {HOST: '${resources.db.host}'}")


def edges(*scores, definitions):
    """Return what each resource needs, the namespace left out."""
    found = graph(*scores, definitions=definitions)
    return {
        uid.resource_type if uid.resource_type != "workload" else uid.id: sorted(
            target.resource_type for target in node.edges if target != node.namespace
        )
        for uid, node in found.nodes.items()
    }


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("", {"grant": [], "web": ["pg"]}),
        ("dependent_on_current: true", {"grant": ["pg"], "web": ["pg"]}),
        ("copy_dependents: true", {"grant": [], "web": ["grant", "pg"]}),
        ("dependent_on_current: true, copy_dependents: true", {"grant": ["pg"], "web": ["grant", "pg"]}),
        ('params: {a: "${self.host}"}', {"grant": ["pg"], "web": ["pg"]}),
    ],
)
def test_flags_say_what_waits_for_what(flags, expected):
    """A workload that reads an output depends on the answer; one that does not reads nothing."""
    found = edges(READING, score("idle"), definitions=PG.format(type="grant", flags=flags) + OTHERS)
    assert found == {"namespace": [], "pg": [], "idle": [], **expected}


def test_what_the_companion_needs_does_not_wait_for_it():
    """Nor does it wait for itself; everything else that depends on the answer does."""
    definitions = PG.format(type="grant", flags="copy_dependents: true, dependent_on_current: true")
    definitions += "grant: {match: {type: grant}, component: grant, requires: {user: {type: user}}}\n"
    definitions += "user: {match: {type: user}, component: user, requires: {db: {type: pg}}}\n"
    found = edges(READING, definitions=definitions)
    assert found == {"namespace": [], "pg": [], "user": ["pg"], "grant": ["pg", "user"], "web": ["grant", "pg"]}


def test_companions_of_companions_come_first_too():
    """An edge that is added counts like any other."""
    definitions = PG.format(type="grant", flags="copy_dependents: true")
    definitions += (
        "grant: {match: {type: grant}, component: grant, coprovision: {u: {type: user, copy_dependents: true}}}\n"
    )
    definitions += "user: {match: {type: user}, component: user}"
    assert edges(READING, definitions=definitions)["web"] == ["grant", "pg", "user"]


def test_a_namespace_has_no_dependents_to_copy():
    """All that lives in it would wait for what lives in it as well."""
    found = graph(
        score("web"),
        definitions="quota: {match: {type: quota}, component: quota}",
        **{
            "{match: {type: namespace}, component: namespace}": "{match: {type: namespace}, component: namespace, "
            "coprovision: {quota: {type: quota, copy_dependents: true}}}"
        },
    )
    assert {str(uid): sorted(map(str, node.edges)) for uid, node in found.nodes.items()} == {
        "namespace.default#dev": [],
        "quota.default#dev": ["namespace.default#dev"],
        "workload.default#web": ["namespace.default#dev"],
    }


def test_two_that_each_come_before_the_other_are_a_cycle():
    """No one of the two is left out for the sake of an order."""
    definitions = "".join(
        f"{one}: {{match: {{type: {one}}}, component: x, coprovision: {{c: {{type: {co}, copy_dependents: true}}}}}}\n"
        f"{co}: {{match: {{type: {co}}}, component: x, requires: {{c: {{type: {other}, id: '{other}'}}}}}}\n"
        for one, co, other in (("aa", "ca", "bb"), ("bb", "cb", "aa"))
    )
    with pytest.raises(ResolutionError) as caught:
        graph(score("web", "a1: {type: aa, id: aa}, b1: {type: bb, id: bb}"), definitions=definitions)
    assert [(problem.code, problem.message) for problem in caught.value.diagnostics] == [
        ("R006", "resources need each other: ca.default#aa -> cb.default#bb -> ca.default#aa")
    ]


def test_a_resource_beside_itself_is_itself():
    """A definition that asks for the very uid that it answers adds nothing."""
    found = edges(READING, definitions=PG.format(type="pg", flags="copy_dependents: true, dependent_on_current: true"))
    assert found == {"namespace": [], "pg": [], "web": ["pg"]}


def test_a_companion_is_asked_for_like_what_is_required():
    """On behalf of the same workload, under its alias; its params may read the answer's requirements."""
    definitions = (
        """\
pg: {match: {type: pg}, component: pg, requires: {disk: {type: disk}}, coprovision: {grant: {type: grant, \
params: {at: "${resources.disk.path}", of: "${claim.id}"}}}}
"""
        + OTHERS
    )
    found = graph(READING, definitions=definitions)
    node = found.nodes[ResourceUid.of("grant", "web.db")]
    (layer,) = node.layers
    assert (layer.source, layer.params["of"]) == ("coprovisioned by pg.default#web.db", "web.db")
    assert [(item.workload, item.name) for item in node.claimants] == [("web", "grant")]
    assert ResourceUid.of("disk", "web.db") in node.edges
