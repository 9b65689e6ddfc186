"""Where params come from."""

from __future__ import annotations

from hypothesis import assume, given

from podium.diagnostics import Severity
from podium.graph.decisions import Decisions, ParamOverride
from podium.plan import plan_graph
from podium.plan.explaining.origins import origins_of
from podium.plan.model import Plan
from tests.podium.graph.projects import graph
from tests.podium.plan.explaining.worlds import worlds
from tests.podium.spec.scores import score


def origins(plan: Plan, uid: str):
    """Return the origins of a planned resource's params by path."""
    planned = next(resource for resource in plan.resources if resource.uid.text == uid)
    found = origins_of(plan.graph.nodes[planned.uid], planned.component, planned, plan.graph)
    return {origin.path: origin for origin in found}


def test_what_a_workload_sets_is_told_value_by_value():
    """At its own place in the Score file."""
    text = score("web", container="image: x, variables: {A: b, 'C.D': e}")
    found = origins(plan_graph(graph(text), images={}), "workload.default#web")
    variable = found["containers.main.variables.A"]
    assert (variable.value, variable.source, str(variable.at)) == ("b", "workload", "0.yaml:3:46")
    assert found[r"containers.main.variables.C\.D"].value == "e"


def test_an_image_that_was_supplied_names_who_supplied_it():
    """The environment's file, or the command line; the Score file only says that one is needed."""
    text = score("web", container="image: .")
    named = {"type: development": "type: development\nimages: {web: 'web:1'}"}
    found = origins(plan_graph(graph(text, **named), images={}), "workload.default#web")["containers.main.image"]
    assert (found.value, found.source, str(found.at)) == ("web:1", "environment images", "dev.yaml:3:15")
    assert [(other.value, str(other.at)) for other in found.overridden] == [(".", "0.yaml:3:28")]
    given = origins(plan_graph(graph(text), images={"web": "web:2"}), "workload.default#web")["containers.main.image"]
    assert (given.value, given.source, given.at) == ("web:2", "command line", None)


def test_what_the_command_line_sets_stands_in_no_file():
    """Source and path say which option it was."""
    decisions = Decisions(params=(ParamOverride("workload.default#web", ("replicas",), 2),))
    found = origins(plan_graph(graph(score("web"), decisions=decisions), images={}), "workload.default#web")
    assert (found["replicas"].value, found["replicas"].source, found["replicas"].at) == (2, "command line", None)


@given(worlds())
def test_every_planned_param_has_an_origin(world):
    """Nothing that the plan holds is left out, wherever it comes from."""
    found = world.attempt()
    assume(not any(problem.severity is Severity.ERROR for problem in found.problems))
    for resource in plan_graph(found.graph, images={}).resources:
        told = origins_of(found.graph.nodes[resource.uid], resource.component, resource, found.graph)
        assert {origin.path.split(".")[0] for origin in told} >= set(resource.params)
        assert all(origin.source for origin in told)
