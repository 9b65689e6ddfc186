"""Names of Services that workloads choose themselves."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError
from podium.plan import plan_graph
from tests.podium.graph.projects import graph

SCORE = """\
apiVersion: score.dev/v1b1
metadata: {{name: {name}, annotations: {{podium.dev/service-name: {service}}}}}
service: {{ports: {{web: {{port: 80}}}}}}
containers: {{main: {{image: x}}}}
"""


def planned(*names: tuple[str, str], **options):
    """Return the plan of workloads, each given by its name and its Service's."""
    texts = [SCORE.format(name=name, service=service) for name, service in names]
    return plan_graph(graph(*texts, **options), images={})


@pytest.mark.parametrize(
    ("names", "other"),
    [
        ([("web", "shop"), ("shop", "shop")], "workload.default#shop"),
        ([("web", "front"), ("shop", "front")], "workload.default#shop"),
    ],
)
def test_two_services_of_one_name_are_refused(names, other):
    """One would overwrite the other, without a word from the API server."""
    with pytest.raises(ResolutionError) as caught:
        planned(*names)
    (problem,) = caught.value.diagnostics
    assert (problem.code, str(problem.span)) == ("R008", "0.yaml:2:62")
    assert problem.message.endswith(f"like {other}")


def test_a_name_of_its_own_is_no_collision():
    """The workload's name is free for its own Service, and namespaces keep names apart."""
    assert planned(("web", "web"), ("shop", "store"))
    apart = {"definitions:": "namespace: '{workload}'\ndefinitions:"}
    assert planned(("web", "shop"), ("shop", "shop"), **apart)


def test_a_workload_without_ports_has_no_service_to_name():
    """So its name collides with nothing."""
    web, shop = (SCORE.format(name=name, service="shop") for name in ("web", "shop"))
    assert plan_graph(graph(web.replace("service: {ports: {web: {port: 80}}}\n", ""), shop), images={})


def test_an_environment_cannot_name_the_service():
    """References are known before a definition is matched, so they would lead to a name that is not there."""
    named = {"component: service": "component: service, params: {service_name: front}"}
    text = SCORE.replace(", annotations: {{podium.dev/service-name: {service}}}", "").format(name="web")
    with pytest.raises(ResolutionError) as caught:
        plan_graph(graph(text, **named), images={})
    assert [problem.code for problem in caught.value.diagnostics] == ["E021"]
