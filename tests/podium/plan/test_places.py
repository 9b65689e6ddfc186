"""Where an input stands. The real component of workloads is asked, because its inputs are nested deepest."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError
from podium.graph.decisions import Decisions, ParamOverride
from podium.plan import plan_graph
from podium.plan.places import _translated
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

SCORE = """\
apiVersion: score.dev/v1b1
metadata:
  name: shop
  annotations:
    {annotation}
containers:
  main:
    image: shop:1
    files:
      /secret_variables:
        {file}
    volumes:
      /claim: {{source: data}}
    livenessProbe:
      exec: {{command: [ok]}}
    before:
      other: {{ready: {ready}}}
  other:
    image: shop:1
"""


def places(annotation="note.test/by: me", file="content: x", ready="started", **replaced):
    """Return message and place of each problem of a plan."""
    text = SCORE.format(annotation=annotation, file=file, ready=ready)
    with pytest.raises(ResolutionError) as caught:
        plan_graph(graph(text, **replaced), images={})
    return [(d.message, str(d.span)) for d in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"annotation": "podium.dev/kind: Daemon"}, ("kind cannot be 'Daemon'", "0.yaml:5:22")),
        ({"annotation": "k8s.score.dev/kind: Pod"}, ("kind cannot be 'Pod'", "0.yaml:5:25")),
        (
            {"annotation": "podium.dev/kind: CronJob"},
            ("kind is 'CronJob', but there is no schedule", "0.yaml:5:22"),
        ),
        (
            {"annotation": "podium.dev/schedule: 0 3 * * *"},
            ("schedule is only for a CronJob, and this is a Deployment", "0.yaml:5:26"),
        ),
        ({"annotation": "podium.dev/service-name: A"}, ("service_name: 'A' is not an object name", "0.yaml:5:30")),
    ],
)
def test_annotations_are_told_at_their_value(given, expected):
    """What an annotation says becomes an input of another name."""
    ((message, place),) = places(**given)
    assert message.startswith(expected[0])
    assert place == expected[1]


def test_names_of_the_author_are_never_translated():
    """A file may be called like an input; it is found in the Score file all the same."""
    ((message, place),) = places(file=f"content: &big {'x' * 600_000}\n      /z: {{content: *big}}")
    assert message.startswith("containers.main.files./secret_variables makes the files of workload 'shop' too large")
    assert place == "0.yaml:10:7"


def test_inputs_of_other_names_are_found():
    """Requests, probes and volumes have Python's names as inputs and Score's in the file."""
    found = (
        list(_translated(("containers", "claim", "readiness_probe", "timing", "period_seconds"))),
        list(_translated(("containers", "timing", "secret_variables", "http_get"))),
    )
    assert found == (
        ["containers", "claim", "readinessProbe", "periodSeconds"],
        ["containers", "timing", "variables", "http_get"],
    )


WORKLOAD = "  workload: {match: {type: workload}, component: service}"
TRANSFORMED = """\
  workload:
    match: {type: workload}
    component: service
    params:
      transforms:
        pod_settings:
          node_selectr: {}
          tolerations:
            - {effect: NoRun}"""


def test_inputs_of_a_definition_are_told_as_deep_as_they_stand():
    """Not the param as a whole, but the line in it."""
    assert places(**{WORKLOAD: TRANSFORMED}) == [
        ("unknown key 'node_selectr' in transforms.pod_settings", "dev.yaml:11:11"),
        ("transforms.pod_settings.tolerations[0].effect cannot be 'NoRun'", "dev.yaml:13:24"),
    ]


def test_a_name_that_a_definition_states_is_told_there():
    """The claim has nothing to do with it."""
    named = WORKLOAD.replace("component: service", 'component: service, name: "${workload.name}"')
    assert [place for _, place in places(**{WORKLOAD: named})] == ["dev.yaml:5:65"]


def test_inputs_of_a_tier_are_told_where_they_stand():
    """Tiers hold params too."""
    tiers = "tiers:\n  standard:\n    workload:\n      default_limits: {cpu: many}\ndefinitions:"
    ((message, place),) = places(**{"definitions:": tiers})
    assert message.startswith("default_limits.cpu: 'many' is not a quantity")
    assert place == "dev.yaml:6:29"


def test_line_that_is_an_input_of_many_is_told_once():
    """Two workloads of one definition make one mistake, not two."""
    tiers = "tiers:\n  standard:\n    workload: {replicas: 0}\ndefinitions:"
    texts = [SCORE.format(annotation="note.test/by: me", file="content: x", ready="started"), score("other")]
    with pytest.raises(ResolutionError) as caught:
        plan_graph(graph(*texts, **{"definitions:": tiers}), images={})
    assert [str(d.span) for d in caught.value.diagnostics] == ["dev.yaml:5:26"]


def test_each_value_of_a_mapping_is_told_where_it_stands():
    """A tier, a definition and the environment may each set one key of it."""
    tiers = (
        "tiers: {standard: {workload: {default_limits: {cpu: many}}}}\n"
        "fixed: {workload: {default_limits: {memory: much}}}\ndefinitions:"
    )
    found = places(**{"definitions:": tiers})
    assert [place for _, place in found] == ["dev.yaml:3:53", "dev.yaml:4:45"]


def test_what_the_command_line_sets_is_told_as_the_option():
    """With the path that it names."""
    uid = "workload.default#shop"
    decisions = Decisions(params=(ParamOverride(uid, ("replicas",), 0),))
    text = SCORE.format(annotation="note.test/by: me", file="content: x", ready="started")
    with pytest.raises(ResolutionError) as caught:
        plan_graph(graph(text, decisions=decisions), images={}, decisions=decisions)
    assert [str(problem.span) for problem in caught.value.diagnostics] == [f"--param {uid}:replicas:1:1"]
