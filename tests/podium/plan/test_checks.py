"""Checks over the whole graph; their messages are in `tests/cases/plan`."""

from __future__ import annotations

import pytest

from podium.plan.checks import check_routes
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

ROUTE = "route: {match: {type: route}, component: route}"
SERVICE = "service: {ports: {http: {port: 80, targetPort: 8080}}}\n"


@pytest.mark.parametrize(
    ("port", "codes", "reason"),
    [
        ("80", [], "a number that is published"),
        ("'80'", [], "the same as text"),
        ("http", [], "a name"),
        ("8080", ["R013"], "the target port is inside the pod"),
        ("web", ["R013"], "a name that is not there"),
        ('"${metadata.name}"', ["R013"], "metadata is known while planning"),
        ('"${resources.other.port}"', [], "an output is not known yet"),
        ("[80]", [], "the component's own check tells other kinds"),
    ],
)
def test_a_route_leads_to_a_published_port(port, codes, reason):
    """What can be known while planning is checked."""
    text = score("web", f"other: {{type: route}}, web: {{type: route, params: {{port: {port}}}}}") + SERVICE
    assert codes == [d.code for d in check_routes(graph(text, definitions=ROUTE))], reason
