"""Graphs to draw, for tests."""

from __future__ import annotations

from hypothesis import strategies as st

from podium.graph.model import ResourceGraph
from podium.graph.picture.model import Arrow, Box, Kind, Picture
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

DEFINITIONS = """\
dns: {match: {type: dns}, component: dns}
postgres:
  match: {type: postgres}
  component: postgres
  requires: {server: {type: postgres-instance, id: main}}
  params: {host: "${resources.server.host}"}
server: {match: {type: postgres-instance}, component: server}
route:
  match: {type: route}
  component: route
  requires: {workload: {type: workload, id: "${workload.name}"}}
  params: {service: "${resources.workload.name}"}
"""

HOSTILE = [
    '"]; n1 --> n0; x["',
    "</title><script>alert(1)</script>",
    "a\nb\r\u2028c",
    "]})}>|end#quot;#35;",
    '\\N \\" \\',
    "&lt;b&gt; & &amp;",
    "\x1b[31m\x00\x07",
    "%% end `x` <br/>",
    "]]>",
    "\N{RIGHT-TO-LEFT OVERRIDE}abc",
    "名前" * 30,
]
"""Names that mean something in one of the formats."""


def shop(**changes: str) -> ResourceGraph:
    """Return a graph with what pictures must tell apart: own, shared, asked for by definitions, needing a workload."""
    web = score("web", "db: {type: postgres}, zone: {type: dns}, way: {type: route}", "image: ${resources.db.host}")
    web = web.replace("image: ${resources.db.host}", "image: x, variables: {H: '${resources.db.host}'}")
    api = score("api", "data: {type: postgres}", "image: x, variables: {H: '${resources.data.host}'}")
    return graph(web, api, definitions=DEFINITIONS, **changes)


def box(uid: str, frame: str = "web", kind: Kind = Kind.RESOURCE) -> Box:
    """Return a box that is called the same everywhere."""
    return Box(uid, kind, frame, uid, uid, uid, (uid, f"definition {uid}"))


def hostile_picture() -> Picture:
    """Return a picture in which every name is hostile."""
    boxes = tuple(box(name, frame=name) for name in HOSTILE)
    return Picture(
        HOSTILE[1] + HOSTILE[2], boxes, tuple(Arrow(n, 0, is_place=bool(n % 2)) for n in range(1, len(boxes)))
    )


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """Draw any picture: boxes that are needed come first, and what is shared needs only what is shared."""
    frames = draw(st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=14))
    kinds = {"": [Kind.SHARED, Kind.NAMESPACE], "other": [Kind.WORKLOAD, Kind.RESOURCE, Kind.NAMESPACE]}
    boxes = tuple(
        box(f"n{number}", frame, draw(st.sampled_from(kinds.get(frame, kinds["other"]))))
        for number, frame in enumerate(frames)
    )
    pairs = [
        (source, target)
        for source in range(len(boxes))
        for target in range(source)
        if frames[source] != "" or frames[target] == ""
    ]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=25)) if pairs else []
    return Picture("drawn", boxes, tuple(Arrow(source, target, draw(st.booleans())) for source, target in chosen))
