"""A recording becomes plain Kubernetes objects."""

from __future__ import annotations

import json

import pulumi
import pytest

from podium.diagnostics import ResolutionError, Severity
from podium.plan import plan_graph
from podium.program.manifests import is_secret, manifests_of, object_label
from podium.program.record import record_program
from tests.podium.graph.projects import graph

SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: web}
containers: {main: {image: x}}
"""
PLAN = plan_graph(graph(SCORE), images={})
WEB = "workload.default#web"


def thing(kind, name, inputs=None, *, owner=WEB, **metadata):
    """Declare an object, by default of the workload, in the provider's words."""
    parent = pulumi.ComponentResource("podium:components:Service", owner)
    version, _, simple = kind.rpartition("/")
    metadata = {"metadata": {"name": name, "namespace": "dev"} | metadata}
    given = {"apiVersion": version, "kind": simple} | metadata | (inputs or {})
    token = f"kubernetes:{'core/v1' if version == 'v1' else version}:{simple}"
    pulumi.CustomResource(token, name, given, pulumi.ResourceOptions(parent=parent))


def made(*programs):
    """Return the manifests of what the programs declare."""

    def program():
        for number, declare in enumerate(programs):
            declare(f"{WEB}-{number}" if number else WEB)

    return manifests_of(PLAN, record_program(program))


def declared(kind, name, inputs=None, **metadata):
    """Return a program that declares an object."""
    return lambda owner: thing(kind, name, inputs, owner=owner, **metadata)


def test_objects_come_in_the_order_in_which_they_can_be_installed():
    """By kind, what nobody knows last; then by namespace and name."""
    kinds = ["example.com/v1/Zoo", "networking.k8s.io/v1/NetworkPolicy", "apps/v1/Deployment", "v1/Secret"]
    kinds += ["v1/Service", "v1/Namespace", "v1/ServiceAccount", "batch/v1/Job", "example.com/v1/Ape"]
    programs = [declared(kind, "b") for kind in kinds] + [declared("v1/Secret", name) for name in ("c", "a")]
    labels = [object_label(manifest) for manifest in made(*programs).objects]
    assert labels == [
        *("Namespace dev/b", "ServiceAccount dev/b", "Secret dev/a", "Secret dev/b", "Secret dev/c", "Service dev/b"),
        *("Deployment dev/b", "Job dev/b", "NetworkPolicy dev/b", "Ape dev/b", "Zoo dev/b"),
    ]


def test_an_object_holds_nothing_of_pulumi_and_nothing_empty():
    """Its own annotations stay; where an empty mapping says something, it stays too."""
    template = {"metadata": {"annotations": {}, "labels": {"a": "b"}}, "spec": {"volumes": [{"emptyDir": {}}]}}
    annotations = {"pulumi.com/patchFieldManager": "podium", "example.com/a": "b"}
    found = made(
        declared(
            "apps/v1/Deployment", "web", {"spec": {"template": template, "paused": None}}, annotations=annotations
        ),
        declared("v1/ConfigMap", "files", {"data": {}, "binaryData": {"a": "eA=="}}, annotations={"pulumi.com/x": "y"}),
    ).objects
    config, deployment = found
    assert config == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "files", "namespace": "dev"},
        "binaryData": {"a": "eA=="},
    }
    assert deployment["metadata"]["annotations"] == {"example.com/a": "b"}
    kept = {"metadata": {"labels": {"a": "b"}}, "spec": {"volumes": [{"emptyDir": {}}]}}
    assert deployment["spec"] == {"template": kept}
    assert list(deployment) == ["apiVersion", "kind", "metadata", "spec"]


def test_secrets_are_written_out():
    """What is wrapped for the engine is plain in the manifest."""

    def program(owner):
        thing("v1/Secret", "keys", {"stringData": {"a": pulumi.Output.secret("s3cr3t")}}, owner=owner)

    (secret,) = made(program).objects
    assert (is_secret(secret), secret["stringData"]) == (True, {"a": "s3cr3t"})


def test_a_value_that_is_not_known_is_told_with_its_path():
    """All of them, at the request that they belong to."""

    def program(owner):
        box = pulumi.CustomResource("kubernetes:core/v1:Pod", "box", {"metadata": {"name": "box"}})
        thing("v1/Service", "web", {"spec": {"ports": [{"port": box.id}], "clusterIP": box.id}}, owner=owner)

    with pytest.raises(ResolutionError) as caught:
        made(program)
    problems = caught.value.diagnostics
    assert [(problem.code, problem.message) for problem in problems] == [
        ("P003", f"'{path}' of Service 'web' of '{WEB}' is known only once it runs")
        for path in ("spec.clusterIP", "spec.ports[0].port")
    ]
    assert {problem.span for problem in problems} == {PLAN.resources[-1].span}


def test_an_object_without_a_name_is_refused():
    """Pulumi would make one up while deploying."""
    with pytest.raises(ResolutionError, match=r"error\[P006\]: Secret 'None' of '.+' has no name of its own"):
        made(lambda owner: pulumi.CustomResource("kubernetes:core/v1:Secret", "None", {"metadata": {}}))


def test_what_is_no_kubernetes_object_is_left_out_with_a_warning():
    """Clouds, charts; components and providers need no word."""

    def program(_owner):
        pulumi.CustomResource("aws:rds/instance:Instance", "database", {})
        pulumi.CustomResource("kubernetes:helm.sh/v3:Release", "chart", {})
        pulumi.log.warn("the shelf is full")

    found = made(program)
    assert found.objects == ()
    assert sorted((warning.code, warning.severity, warning.message) for warning in found.warnings) == [
        ("P007", Severity.WARNING, "Instance 'database' of 'database' is not in the manifests"),
        ("P007", Severity.WARNING, "Release 'chart' of 'chart' is not in the manifests"),
        ("P008", Severity.WARNING, "the shelf is full"),
    ]


def test_objects_are_json_data():
    """No type of ours is left in them."""
    (manifest,) = made(declared("v1/Service", "web", {"spec": {"ports": [{"port": 80.0}], "x": True}})).objects
    assert json.loads(json.dumps(manifest)) == manifest
    assert manifest["spec"] == {"ports": [{"port": 80}], "x": True}
