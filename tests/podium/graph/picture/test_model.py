"""What a picture shows."""

from __future__ import annotations

from podium.graph.picture.model import SHARED, Kind, picture_of, restricted, shortened
from tests.podium.graph.picture.pictures import shop
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score


def drawn(picture):
    """Return the arrows of a picture as pairs of uids, and those to places."""
    uids = [box.uid for box in picture.boxes]
    pairs = {(uids[arrow.source], uids[arrow.target]): arrow.is_place for arrow in picture.arrows}
    return {pair for pair, is_place in pairs.items() if not is_place}, {pair for pair, place in pairs.items() if place}


def test_a_box_is_in_the_frame_of_the_only_workload_that_needs_it():
    """What several workloads need, directly or not, is shared; workloads have frames of their own."""
    picture = picture_of(shop())
    frames = {box.uid: box.frame for box in picture.boxes}
    assert frames == {
        "namespace.default#dev": SHARED,
        "postgres-instance.default#main": SHARED,
        "dns.default#web.zone": "web",
        "postgres.default#api.data": "api",
        "postgres.default#web.db": "web",
        "route.default#web.way": "web",
        "workload.default#api": "api",
        "workload.default#web": "web",
    }
    assert [name for name, _ in picture.frames()] == ["api", "web", SHARED]


def test_arrows_lead_from_what_needs_to_what_is_needed():
    """One namespace for all is told in the title; an arrow from every box to it would say nothing."""
    picture = picture_of(shop())
    needs, lives = drawn(picture)
    assert needs == {
        ("postgres.default#api.data", "postgres-instance.default#main"),
        ("postgres.default#web.db", "postgres-instance.default#main"),
        ("workload.default#api", "postgres.default#api.data"),
        ("workload.default#web", "postgres.default#web.db"),
        ("route.default#web.way", "workload.default#web"),
    }
    assert lives == set()
    assert picture.title == "dev (development): 2 workloads, 8 resources, all in namespace dev"


def test_arrows_to_namespaces_are_drawn_where_they_say_something():
    """With several namespaces: from each box that is not led there by another one in the same."""
    first, second = (
        score(name, "db: {type: dns}", "image: x, variables: {H: '${resources.db.host}'}") for name in ("one", "two")
    )
    definitions = "dns: {match: {type: dns}, component: dns}"
    changes = {"type: development": "type: development\nnamespace: '{workload}'"}
    picture = picture_of(graph(first, second, definitions=definitions, **changes))
    assert drawn(picture) == (
        {("workload.default#one", "dns.default#one.db"), ("workload.default#two", "dns.default#two.db")},
        {("dns.default#one.db", "namespace.default#one"), ("dns.default#two.db", "namespace.default#two")},
    )


def test_a_part_of_the_graph_has_what_its_workloads_need():
    """What is shared in the whole stays shared in the part."""
    whole = shop()
    picture = picture_of(whole, ["api"])
    assert [box.uid for box in picture.boxes] == [str(uid) for uid in restricted(whole, ["api"]).nodes]
    assert {box.uid: box.kind for box in picture.boxes} == {
        "namespace.default#dev": Kind.NAMESPACE,
        "postgres-instance.default#main": Kind.SHARED,
        "postgres.default#api.data": Kind.RESOURCE,
        "workload.default#api": Kind.WORKLOAD,
    }
    assert restricted(whole, []) is whole


def test_labels_are_short_and_notes_say_the_rest():
    """The frame says the workload already."""
    box = next(box for box in picture_of(shop()).boxes if box.uid == "postgres.default#web.db")
    assert (box.title, box.label, box.component) == ("postgres", "db", "postgres")
    assert box.note == (
        "postgres.default#web.db",
        "definition postgres",
        "component postgres",
        "asked for by web.db at 0.yaml:4:24",
    )


def test_what_needs_a_workload_is_never_right_of_it():
    """Also if several workloads ask for it: it is in the frame of the workload that it needs."""
    way = score("web", "way: {type: route, id: front}"), score("api", "way: {type: route, id: front}")
    definitions = "route: {match: {type: route}, component: route, requires: {w: {type: workload, id: web}}}"
    frames = {box.uid: box.frame for box in picture_of(graph(*way, definitions=definitions)).boxes}
    assert frames["route.default#front"] == "web"


def test_shortened_text_is_one_printable_line():
    """Whatever a file's author wrote."""
    assert shortened("a\n\x1b[1m\N{RIGHT-TO-LEFT OVERRIDE}b") == "a  [1m b"
    assert shortened("x" * 100, 10) == "x" * 9 + "…"
