"""Which workloads can be scaled; what users see is in `tests/cases/graph/autoscalers.case`."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

DEFINITION = "hpa: {match: {type: horizontal-pod-autoscaler}, component: hpa}"
SCALED = score("web", "hpa: {type: horizontal-pod-autoscaler}")


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("Deployment", []), ("StatefulSet", []), ("DaemonSet", ["R020"]), ("Job", ["R020"]), ("CronJob", ["R020"])],
)
def test_the_environments_word_on_the_kind_counts(kind, codes):
    """The definition of workloads may set the kind, as an annotation may."""
    fixed = {"component: service}": f"component: service, fixed: {{kind: {kind}}}}}"}
    found = []
    try:
        graph(SCALED, definitions=DEFINITION, **fixed)
    except ResolutionError as error:
        found = [problem.code for problem in error.diagnostics]
    assert found == codes


def test_workloads_with_an_autoscaler_each_are_fine():
    """One for one, whatever the claims are called."""
    other = score("api", "scaler: {type: horizontal-pod-autoscaler, id: own}")
    assert len(graph(SCALED, other, definitions=DEFINITION).nodes) == 5
