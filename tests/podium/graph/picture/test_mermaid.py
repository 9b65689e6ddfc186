"""Pictures as Mermaid flowcharts."""

from __future__ import annotations

import re

from podium.graph.picture.mermaid import to_mermaid
from podium.graph.picture.model import picture_of
from tests.podium.graph.picture.pictures import HOSTILE, hostile_picture, shop

LABEL = r'"[^"\n]*"'
LINE = re.compile(
    rf"%% [^\n]*|flowchart LR|  subgraph f\d+\[{LABEL}\]|  end"
    rf"|    n\d+(\(\[{LABEL}\]\)|{{{{{LABEL}}}}}|\[{LABEL}\]):::\w+"
    r"|  n\d+ (-->|-\.->) n\d+|  classDef \w+ [\w:#, -]+"
)


def test_a_flowchart_has_a_frame_for_each_workload():
    """The whole text, as Markdown shows it."""
    assert to_mermaid(picture_of(shop(), ["api"])).splitlines()[:11] == [
        "%% dev (development): api, 4 resources",
        "flowchart LR",
        '  subgraph f0["api"]',
        '    n2["<b>postgres</b><br/>data<br/><small>postgres</small>"]:::resource',
        '    n3(["<b>workload</b><br/>api<br/><small>service</small>"]):::workload',
        "  end",
        '  subgraph f1["shared"]',
        '    n0{{"<b>namespace</b><br/>dev<br/><small>namespace</small>"}}:::namespace',
        '    n1["<b>postgres-instance</b><br/>main<br/><small>server</small>"]:::shared',
        "  end",
        "  n1 -.-> n0",
    ]


def test_hostile_names_stay_within_their_quotes():
    """No name ends a label, starts a statement or makes HTML; every character can be read back from its number."""
    text = to_mermaid(hostile_picture())
    assert [line for line in text.split("\n") if not LINE.fullmatch(line)] == []
    labels = re.findall(r"<b>(.*?)</b>", text)
    assert len(labels) == len(HOSTILE)
    assert all(re.fullmatch(r"(?:[\w -./:,@()…]|#\d+;)*", label) for label in labels)
    read = {re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label) for label in labels}
    assert read >= {HOSTILE[0], HOSTILE[1], HOSTILE[3]}
