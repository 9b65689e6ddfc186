"""A workload as params; a whole one is in `tests/cases/plan/whole-workload.case`."""

from __future__ import annotations

import pytest

from podium.environment.model import Tier
from podium.graph.context import WorkloadContext, output_reference
from podium.graph.uid import ResourceUid
from podium.graph.workload import workload_params
from podium.spec.placeholder import Template
from tests.podium.spec.scores import loaded, score

DB = ResourceUid.of("postgres", "web.db")


def params(container: str = "image: x", annotations: str = "", resources: str = "db: {type: postgres}") -> dict:
    """Return the params of a workload with one container."""
    text = score("web", resources, container).replace("{name: web}", f"{{name: web, annotations: {{{annotations}}}}}")
    claims = {"db": DB} if resources else {}
    return workload_params(
        WorkloadContext(loaded(text), ResourceUid.of("workload", "web"), claims, "shop", Tier.STANDARD)
    )


def test_what_a_workload_does_not_say_is_not_there():
    """The component's own defaults hold; nothing is passed as null."""
    empty = {"variables": {}, "files": {}, "volumes": {}, "before": {}}
    assert params("image: x") == {"containers": {"main": {"image": "x", **empty}}, "ports": {}, "annotations": {}}


def test_placeholders_are_expanded_in_files_unless_they_are_raw():
    """`noExpand` keeps the text as it is, escapes included."""
    files = "/a: {content: '$$ ${metadata.name}'}, /b: {content: '$$ ${metadata.name}', noExpand: true, mode: '600'}"
    assert params(f"image: x, files: {{{files}}}")["containers"]["main"]["files"] == {
        "/a": {"content": "$ web"},
        "/b": {"content": "$$ ${metadata.name}", "mode": "600"},
    }


def test_empty_lists_and_texts_are_kept():
    """An empty command is a command; only what is absent is left out."""
    main = params("image: x, command: [], args: [''], files: {/a: {content: ''}}")["containers"]["main"]
    assert (main["command"], main["args"], main["files"]) == ([], [""], {"/a": {"content": ""}})


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        ("podium.dev/kind: CronJob, podium.dev/schedule: '0 * * * *'", {"kind": "CronJob", "schedule": "0 * * * *"}),
        (
            "k8s.score.dev/kind: StatefulSet, k8s.score.dev/service-name: a1",
            {"kind": "StatefulSet", "service_name": "a1"},
        ),
        ("k8s.score.dev/kind: Job, podium.dev/kind: DaemonSet", {"kind": "DaemonSet"}),
        ("k8s.score.dev/service-name: aa, podium.dev/service-name: bb", {"service_name": "bb"}),
        ("podium.dev/kind: ''", {"kind": ""}),
    ],
)
def test_annotations_say_what_runs_the_containers(annotations, expected):
    """Podium's own names win over those of score-k8s; what a kind may be is for the component to say."""
    found = params(annotations=annotations)
    assert expected == {key: value for key, value in found.items() if key not in {"containers", "ports", "annotations"}}


def test_a_claim_for_an_autoscaler_leaves_the_replicas_to_it():
    """Otherwise every run would set them back."""
    assert "autoscaled" not in params()
    assert params(resources="hpa: {type: horizontal-pod-autoscaler}")["autoscaled"] is True


def test_probes_pass_on_their_timing():
    """Only what is stated; each probe has its own."""
    probes = "livenessProbe: {exec: {command: [a]}, periodSeconds: 5.0, initialDelaySeconds: 0}"
    probes += ", readinessProbe: {exec: {command: [a]}, timeoutSeconds: 1, successThreshold: 2, failureThreshold: 3}"
    main = params(f"image: x, {probes}", "podium.dev/extensions: probe-timing")["containers"]["main"]
    assert main["liveness_probe"]["timing"] == {"period_seconds": 5, "initial_delay_seconds": 0}
    assert main["readiness_probe"]["timing"] == {"timeout_seconds": 1, "success_threshold": 2, "failure_threshold": 3}


PROCESS = 'image: "r/${metadata.name}", command: ["${resources.db.port}", $$A], args: ["${resources.db}"]'


def test_image_command_and_args_are_taken_as_they_are():
    """The schema of score.dev/v1b1 expands nothing there, not even an escape."""
    main = params(PROCESS)["containers"]["main"]
    expected = ("r/${metadata.name}", ["${resources.db.port}", "$$A"], ["${resources.db}"])
    assert expected == (main["image"], main["command"], main["args"])


def test_an_extension_expands_them():
    """An output becomes text there, whatever its type is."""
    main = params(PROCESS, "podium.dev/extensions: placeholders")["containers"]["main"]
    port = Template((output_reference(DB, "port"),), as_text=True)
    assert ("r/web", [port, "$A"], [str(DB)]) == (main["image"], main["command"], main["args"])


def test_a_claim_alone_is_a_volume_where_one_is_mounted():
    """Anywhere else it is the text of its uid."""
    container = 'image: x, variables: {A: "${resources.db}"}, volumes: {/v: {source: "${resources.db}"}}'
    main = params(container)["containers"]["main"]
    assert (main["variables"], main["volumes"]) == (
        {"A": "postgres.default#web.db"},
        {"/v": {"claim": Template((output_reference(DB, "source"),))}},
    )
