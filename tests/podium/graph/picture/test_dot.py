"""Pictures in the language of Graphviz."""

from __future__ import annotations

import re

from podium.graph.picture.dot import to_dot
from podium.graph.picture.model import picture_of
from tests.podium.graph.picture.pictures import HOSTILE, hostile_picture, shop

STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')


def test_a_digraph_has_a_cluster_for_each_workload():
    """Arrows to namespaces are dashed."""
    text = to_dot(picture_of(shop(), ["api"]))
    assert text.startswith("digraph podium {\n")
    assert text.endswith("\n}")
    assert 'subgraph cluster_0 {\n    label="api"' in text
    assert 'n3 [label="workload\\napi\\nservice", tooltip="workload.default#api\\ndefinition workload' in text
    assert text.count("[style=dashed]") == 1
    assert "  n3 -> n2\n" in text


def test_hostile_names_stay_within_their_quotes():
    """What is left without the strings is a skeleton of known words."""
    text = to_dot(hostile_picture())
    left = STRING.sub("S", text)
    assert set(re.findall(r"[^\s\w=\[\]{},;>-]", left)) <= {"."}
    assert left.count("{") == left.count("}") == 1 + len(HOSTILE)
    assert "&lt;b" not in text.replace("&amp;lt;b", "")
