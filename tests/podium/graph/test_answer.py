"""One request and its answer."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError
from podium.graph.uid import ResourceUid
from tests.podium.graph.projects import graph, lock
from tests.podium.spec.scores import score

PG = "pg: {{match: {{type: pg}}, component: pg, {how}: {{below: {{type: disk, {wanted}}}}}}}\n"
DISK = "disk: {match: {type: disk}, component: disk}"


@pytest.mark.parametrize("how", ["requires", "coprovision"])
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("id: main", "disk.default#main"),
        ('id: "@"', "disk.default#web.db"),
        ('id: "@-data-@"', "disk.default#web.db-data-web.db"),
        ('id: "${workload.name}-@"', "disk.default#web-web.db"),
        ('id: "${environment.name}"', "disk.default#dev"),
        ("class: fast", "disk.fast#web.db"),
        ('class: "@"', "disk.large#web.db"),
        ('class: "very-@"', "disk.very-large#web.db"),
    ],
)
def test_an_at_sign_is_what_the_answered_request_has(how, wanted, expected):
    """Its class in a class, its id in an id, as often as it is written; without an id it is the same."""
    found = graph(score("web", "db: {type: pg, class: large}"), definitions=PG.format(how=how, wanted=wanted) + DISK)
    assert [str(uid) for uid in found.nodes if uid.resource_type == "disk"] == [expected]


def test_an_at_sign_of_a_workload_is_not_replaced():
    """Only what the definition writes is looked at, not what its placeholders stand for."""
    definitions = PG.format(how="requires", wanted='id: "${workload.team}-@"') + DISK
    text = score("web", "db: {type: pg}").replace("{name: web}", '{name: web, annotations: {podium.dev/team: "a@b"}}')
    assert ResourceUid.of("disk", "a@b-web.db") in graph(text, definitions=definitions).nodes


def test_what_is_required_comes_first():
    """Also when nothing of it is read."""
    found = graph(score("web", "db: {type: pg}"), definitions=PG.format(how="requires", wanted="id: main") + DISK)
    assert ResourceUid.of("disk", "main") in found.nodes[ResourceUid.of("pg", "web.db")].edges


@pytest.mark.parametrize(
    ("definition", "told"),
    [
        ('params: {a: "${self.host}"}', "definition reads 'self.host', which nothing gives"),
        (
            'params: {a: "${resources.co.host}"}, coprovision: {co: {type: disk}}',
            "definition reads 'resources.co.host', which nothing gives",
        ),
        ('coprovision: {co: {type: disk, params: {a: "${self}"}}}', "definition reads 'self', which nothing gives"),
        (
            'requires: {co: {type: disk, params: {a: "${self.host}"}}}',
            "definition reads 'self.host', which nothing gives",
        ),
        (
            'requires: {co: {type: disk, id: "${resources.co.host}"}}',
            "definition reads 'resources.co.host', which nothing gives",
        ),
    ],
)
def test_only_what_stands_beside_reads_the_answer(definition, told):
    """The answer does not read what it does not wait for."""
    with pytest.raises(ResolutionError) as caught:
        graph(
            score("web", "db: {type: pg}"),
            definitions=f"pg: {{match: {{type: pg}}, component: pg, {definition}}}\n{DISK}",
        )
    assert [(problem.code, problem.message) for problem in caught.value.diagnostics] == [("E020", told)]


def test_a_requirement_of_itself_is_a_cycle():
    """The same type without an id is the very resource."""
    with pytest.raises(ResolutionError, match=r"R006.*pg\.default#web\.db -> pg\.default#web\.db"):
        graph(
            score("web", "db: {type: pg}"),
            definitions="pg: {match: {type: pg}, component: pg, requires: {x: {type: pg}}}",
        )


def test_objects_of_another_component_have_another_name():
    """The new ones are there before the old ones are deleted by their name; from then on the new name is kept."""
    texts = [f"pg: {{match: {{type: pg}}, component: {component}}}" for component in ("small", "large")]
    uid, claim = ResourceUid.of("pg", "web.db"), score("web", "db: {type: pg}")
    before = graph(claim, definitions=texts[0])
    after = graph(claim, definitions=texts[1], previous=lock(before))
    assert before.nodes[uid].name == uid.object_name != after.nodes[uid].name
    assert graph(claim, definitions=texts[1], previous=lock(after)).nodes[uid].name == after.nodes[uid].name
