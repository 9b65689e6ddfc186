"""The workload component: the objects around the pods. What is inside the pods is in tests/podium/pod."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pulumi
import pytest
import yaml
from pydantic import ValidationError

from components.service import Service, ServiceArgs
from podium.kubernetes import keyed_digest
from podium.pod import DEFAULT_LIMITS, DEFAULT_REQUESTS, PodTemplate, Transform, WorkloadFacts
from tests.components.conftest import PASSWORD, Hidden, unhidden


def service_args(container=None, **changes):
    """Return valid arguments with changes to the only container and to the rest."""
    given = {
        "name": "shop",
        "namespace": "dev",
        "containers": {"main": {"image": "shop:1"} | (container or {})},
        "ports": {"http": {"port": 80, "target_port": 8080}},
    }
    return ServiceArgs(**(given | changes))


@pytest.mark.parametrize(
    ("args", "expected", "reason"),
    [
        ({"ports": {}}, ["Deployment", "ServiceAccount"], "the least: pods and who they are"),
        ({}, ["Deployment", "Service", "ServiceAccount"], "ports are reached through a Service"),
        (
            {"kind": "StatefulSet", "ports": {}},
            ["Service", "ServiceAccount", "StatefulSet"],
            "a StatefulSet needs a headless Service even without ports",
        ),
        (
            {"kind": "StatefulSet"},
            ["Service", "Service", "ServiceAccount", "StatefulSet"],
            "a headless Service does not map ports, so clients get another one",
        ),
        (
            {"container": {"files": {"/a": {"content": "x"}, "/b": {"content": "y", "secret": True}}}, "ports": {}},
            ["ConfigMap", "Deployment", "GeneratedPassword", "Secret", "ServiceAccount"],
            "secret files are kept apart from the others",
        ),
        (
            {"container": {"secret_variables": {"TOKEN": "t"}}, "ports": {}},
            ["Deployment", "GeneratedPassword", "Secret", "ServiceAccount"],
            "secret variables are kept in a Secret",
        ),
        ({"kind": "DaemonSet"}, ["DaemonSet", "Service", "ServiceAccount"], "a pod on every node"),
        ({"kind": "Job", "ports": {}}, ["Job", "ServiceAccount"], "pods that end have no Service"),
        (
            {"kind": "CronJob", "schedule": "0 3 * * *", "ports": {}},
            ["CronJob", "ServiceAccount"],
            "pods that end again and again",
        ),
        (
            {"replicas": 2},
            ["Deployment", "PodDisruptionBudget", "Service", "ServiceAccount"],
            "maintenance takes one pod at a time",
        ),
        (
            {"autoscaled": True, "ports": {}},
            ["Deployment", "PodDisruptionBudget", "ServiceAccount"],
            "an autoscaler makes several pods",
        ),
        ({"kind": "DaemonSet", "replicas": 2, "ports": {}}, ["DaemonSet", "ServiceAccount"], "nodes are drained whole"),
    ],
)
def test_only_needed_objects_are_created(record, args, expected, reason):
    """A workload has the objects that it needs and no others."""
    assert expected == record(lambda: Service("shop", service_args(**args))).kinds(), reason


def test_service_maps_its_port_to_the_containers(record):
    """Clients use the port, the container listens on the target port, and both carry the same labels."""
    recording = record(lambda: Service("shop", service_args()))
    spec = recording.one("Service").inputs["spec"]
    assert spec["ports"] == [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080}]
    template = recording.one("Deployment").inputs["spec"]["template"]
    assert spec["selector"].items() <= template["metadata"]["labels"].items()
    assert recording.container("main")["ports"] == [{"containerPort": 8080, "protocol": "TCP"}]


def test_labels_of_the_caller_never_break_the_selector(record):
    """Whatever labels are added, the Service still finds its pods."""
    labels = {"app.kubernetes.io/name": "other", "team": "checkout"}
    recording = record(lambda: Service("shop", service_args(labels=labels)))
    spec = recording.one("Deployment").inputs["spec"]
    pod = spec["template"]["metadata"]["labels"]
    assert (pod["app.kubernetes.io/name"], pod["team"]) == ("shop", "checkout")
    assert spec["selector"]["matchLabels"].items() <= pod.items()


def test_secret_values_are_secret_inputs(record):
    """Both Secrets are encrypted in the state, their keys included in nothing else."""
    container = {
        "secret_variables": {"TOKEN": "s3cret-token"},
        "files": {"/etc/key": {"content": pulumi.Output.from_input("s3cret-file"), "secret": True}},
    }
    recording = record(lambda: Service("shop", service_args(container)))
    contents = {r.name: r.inputs["stringData"] for r in recording.children() if r.kind == "Secret"}
    assert Hidden({"main.TOKEN": "s3cret-token"}) == contents["shop-variables"]
    assert isinstance(contents["shop-secret-files"], Hidden)
    assert "s3cret" not in repr(recording.one("Deployment"))


def stores(recording):
    """Return the names of the objects that hold files and variables."""
    return {r.name: r.inputs["metadata"]["name"] for r in recording.children() if r.inputs.get("immutable")}


def test_pods_refer_to_their_stores(record):
    """Volumes and variables name the objects that hold them."""
    files = {"/a": {"content": "x"}, "/b": {"content": "y", "secret": True}}
    recording = record(lambda: Service("shop", service_args({"secret_variables": {"A": "1"}, "files": files})))
    names = stores(recording)
    volumes = {v["name"]: v for v in recording.pods()[0]["volumes"]}
    assert volumes["files"]["configMap"]["name"] == names["shop-files"]
    assert volumes["secret-files"]["secret"]["secretName"] == names["shop-secret-files"]
    reference = recording.container("main")["env"][0]["valueFrom"]["secretKeyRef"]
    assert reference == {"key": "main.A", "name": names["shop-variables"]}


@pytest.mark.parametrize(
    ("container", "changed", "reason"),
    [
        ({}, set(), "the same content keeps its name"),
        ({"files": {"/a": {"content": pulumi.Output.from_input("x")}}}, set(), "known later, but the same"),
        ({"files": {"/a": {"content": "z"}}}, {"shop-files"}, "another file"),
        ({"secret_variables": {"A": "2"}}, {"shop-variables"}, "another secret"),
        ({"variables": {"B": "1"}}, set(), "a plain variable is in the pod itself"),
    ],
)
def test_another_content_is_another_object(record, container, changed, reason):
    """Pods start anew when what they mount changes, and only then; old pods keep what they have."""
    given = {"secret_variables": {"A": "1"}, "files": {"/a": {"content": "x"}}}
    before = stores(record(lambda: Service("shop", service_args(given))))
    after = stores(record(lambda: Service("shop", service_args(given | container))))
    assert {name for name in before if before[name] != after[name]} == changed, reason


def test_name_of_a_secret_cannot_be_used_to_check_a_guess(record):
    """The digest in the name is keyed with a generated secret."""
    names = stores(record(lambda: Service("shop", service_args({"secret_variables": {"A": "1"}}))))
    unkeyed = keyed_digest("", '{"main.A": "1"}')
    assert names["shop-variables"] != f"shop-variables-{unkeyed}"
    assert names["shop-variables"] == "shop-variables-" + keyed_digest(PASSWORD, '{"main.A": "1"}')


@pytest.mark.parametrize(
    ("volume", "expected"), [({"claim": "data"}, "Recreate"), ({"claim": "data", "read_only": True}, "RollingUpdate")]
)
def test_writers_of_a_volume_are_not_doubled(record, volume, expected):
    """Two pods on two nodes cannot write one volume, so the old pod ends before the new one starts."""
    args = service_args({"volumes": {"/data": volume}})
    spec = record(lambda: Service("shop", args)).one("Deployment").inputs["spec"]
    assert {"type": expected} == spec["strategy"]


def test_pods_come_after_what_they_mount(record):
    """A pod that starts before its Secret exists would wait for the kubelet's next try."""
    container = {"secret_variables": {"A": "1"}, "files": {"/x": {"content": "y"}}}
    recording = record(lambda: Service("shop", service_args(container)))
    assert {"shop-account", "shop-files", "shop-variables"} <= set(recording.one("Deployment").depends_on)


def test_address_is_known_at_once(record):
    """Two workloads may name each other: the host does not wait for the pods."""
    recording = record(lambda: Service("shop", service_args()))
    expected = {"host": "shop.dev.svc.cluster.local", "name": "shop", "namespace": "dev"}
    assert recording.outputs["shop"] == expected | {"controller": "shop", "kind": "Deployment"}


def spec_of(record, kind, **changes):
    """Return the spec of what keeps the pods."""
    args = service_args(**({"ports": {}, "kind": kind} | changes))
    return record(lambda: Service("shop", args)).one(kind, "shop").inputs["spec"]


def test_job_runs_once_and_never_goes_by_itself(record):
    """A Job that a time limit took away would run again with the next deployment."""
    spec = spec_of(record, "Job", retries=2, deadline_seconds=60)
    assert (spec["backoffLimit"], spec["activeDeadlineSeconds"]) == (2, 60)
    assert spec["template"]["spec"]["restartPolicy"] == "Never"
    assert not {"ttlSecondsAfterFinished", "selector"} & spec.keys()


def job_name(record, container=None, **changes):
    """Return the name of the object that a Job becomes."""
    args = service_args(container, kind="Job", ports={}, **changes)
    return record(lambda: Service("shop", args)).one("Job").inputs["metadata"]["name"]


@pytest.mark.parametrize(
    ("container", "changes", "again", "reason"),
    [
        ({}, {}, False, "nothing changed"),
        ({"image": pulumi.Output.from_input("shop:1")}, {}, False, "known later, but the same"),
        ({}, {"retries": 9, "deadline_seconds": 9}, False, "how it is run can be changed while it lives"),
        ({"image": "shop:2"}, {}, True, "another image"),
        ({"variables": {"A": "2"}}, {}, True, "another variable"),
        ({"secret_variables": {"A": "2"}}, {}, True, "another secret, by the name of its store"),
        ({"files": {"/a": {"content": "2"}}}, {}, True, "another file, by the name of its store"),
    ],
)
def test_changed_job_is_another_one(record, container, changes, again, reason):
    """The template of a Job cannot be changed, so its name says what it does; an unchanged one does not run again."""
    before = job_name(record)
    assert before.startswith("shop-")
    assert (job_name(record, container, **changes) != before) is again, reason


def test_runs_of_a_cron_job_do_not_overlap(record):
    """Its time zone is stated, because otherwise it is that of the cluster's controllers."""
    spec = spec_of(record, "CronJob", schedule="0 3 * * *", time_zone="Europe/Berlin")
    job = spec.pop("jobTemplate")["spec"]
    assert spec == {
        "concurrencyPolicy": "Forbid",
        "failedJobsHistoryLimit": 3,
        "schedule": "0 3 * * *",
        "startingDeadlineSeconds": 300,
        "successfulJobsHistoryLimit": 3,
        "timeZone": "Europe/Berlin",
    }
    assert (job["backoffLimit"], job["template"]["spec"]["restartPolicy"]) == (3, "Never")


@pytest.mark.parametrize(("kind", "longest"), [("StatefulSet", 52), ("CronJob", 52), ("Job", 63), ("Deployment", 63)])
def test_long_names_fit_their_kind(record, kind, longest):
    """Kubernetes appends to some names, and refuses labels of more than 63 characters."""
    schedule = {"schedule": "0 3 * * *"} if kind == "CronJob" else {}
    args = service_args(name="s" * 63, ports={}, kind=kind, **schedule)
    recording = record(lambda: Service("shop", args))
    name = recording.one(kind, "shop").inputs["metadata"]["name"]
    assert len(name) <= longest
    assert kind == "Job" or recording.outputs["shop"]["controller"] == name


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"])
def test_every_kind_mounts_volumes(record, kind):
    """The claim is in the pod template, whatever keeps the pods."""
    changes = {"ports": {}, "kind": kind} | ({"schedule": "0 3 * * *"} if kind == "CronJob" else {})
    args = service_args({"volumes": {"/data": {"claim": "data"}}}, **changes)
    spec = record(lambda: Service("shop", args)).one(kind, "shop").inputs["spec"]
    template = spec["jobTemplate"]["spec"]["template"] if kind == "CronJob" else spec["template"]
    claims = [
        v["persistentVolumeClaim"]["claimName"]
        for v in template["spec"]["volumes"]
        if len(v) == 2 and "emptyDir" not in v
    ]
    assert claims == ["data"]


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_number_of_pods_is_the_autoscalers(record, kind):
    """What is not stated is not owned, so no later run sets back what the autoscaler has decided.

    Nor does the run that hands it over: the number that was stated before stays until the autoscaler changes it.
    """
    args = service_args(kind=kind, autoscaled=True, replicas=3)
    scaled = record(lambda: Service("shop", args)).one(kind, "shop")
    assert ("replicas" in scaled.inputs["spec"], scaled.ignored) == (False, ("spec.replicas",))
    stated = record(lambda: Service("shop", service_args(kind=kind, replicas=3))).one(kind, "shop")
    assert (stated.inputs["spec"]["replicas"], stated.ignored) == (3, ())


def test_disruption_budget_picks_the_pods(record):
    """One pod at a time may go."""
    recording = record(lambda: Service("shop", service_args(replicas=2)))
    spec = recording.one("PodDisruptionBudget").inputs["spec"]
    assert spec["maxUnavailable"] == 1
    assert spec["selector"] == recording.one("Deployment").inputs["spec"]["selector"]


def test_service_may_have_another_name(record):
    """What others read follows it; the workload keeps its own."""
    recording = record(lambda: Service("shop", service_args(service_name="store")))
    names = {
        kind: recording.one(kind).inputs["metadata"]["name"] for kind in ("Service", "Deployment", "ServiceAccount")
    }
    assert names == {"Deployment": "shop", "Service": "store", "ServiceAccount": "shop"}
    expected = {"host": "store.dev.svc.cluster.local", "name": "store", "namespace": "dev"}
    assert expected.items() <= recording.outputs["shop"].items()


def test_instructions_to_podium_are_not_on_pods(record):
    """Another team or tier starts no pod anew; every other annotation is passed on, in order."""
    annotations = {"z.test/b": "1", "podium.dev/tier": "critical", "k8s.score.dev/kind": "Deployment", "a.test/a": "2"}
    recording = record(lambda: Service("shop", service_args(annotations=annotations)))
    metadata = recording.one("Deployment").inputs["spec"]["template"]["metadata"]
    assert metadata["annotations"] == {"a.test/a": "2", "z.test/b": "1"}
    assert "annotations" not in recording.one("Deployment").inputs["metadata"]


def test_values_known_later_reach_the_pod(record):
    """Image, command and arguments may read outputs; dollar signs stay what they are."""
    later = pulumi.Output.from_input("$(A)")
    container = {"image": pulumi.Output.from_input("shop:2"), "command": ["run", later], "args": [later]}
    main = record(lambda: Service("shop", service_args(container))).container("main")
    assert (main["image"], main["command"], main["args"]) == ("shop:2", ["run", "$$(A)"], ["$$(A)"])


def test_containers_have_what_the_environment_gives(record):
    """Defaults of the definition hold where neither claim nor Podium says otherwise."""
    args = service_args(
        {"resources": {"limits": {"memory": "1Gi"}}},
        default_requests={"cpu": "200m"},
        default_limits={"ephemeral_storage": "2Gi"},
        image_pull_policy="IfNotPresent",
        default_readiness=False,
    )
    main = record(lambda: Service("shop", args)).container("main")
    assert main["resources"] == {
        "limits": {"cpu": "1", "ephemeral-storage": "2Gi", "memory": "1Gi"},
        "requests": {"cpu": "200m", "ephemeral-storage": "64Mi", "memory": "64Mi"},
    }
    assert (main["imagePullPolicy"], "readinessProbe" in main) == ("IfNotPresent", False)


TRANSFORMS = {
    "pod_settings": {"labels": {"app.kubernetes.io/name": "other", "zone": "a"}, "annotations": {"note": "x"}},
    "network_policy": {"allow": [{"workload": "storefront"}]},
    "manifests": {"objects": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "{name}-extra"}}]},
}


def test_transforms_change_pods_and_add_objects(record):
    """Further objects are children of the workload, labelled, with tokens that the provider knows."""
    recording = record(lambda: Service("shop", service_args(transforms=TRANSFORMS)))
    further = {r.name: r for r in recording.children() if r.name.startswith(("shop-configmap", "shop-networkpolicy"))}
    assert {name: r.type for name, r in further.items()} == {
        "shop-configmap-shop-extra": "kubernetes:core/v1:ConfigMap",
        "shop-networkpolicy-shop": "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    }
    assert unhidden(further["shop-configmap-shop-extra"].inputs) == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"labels": {"app.kubernetes.io/managed-by": "podium"}, "name": "shop-extra", "namespace": "dev"},
    }
    metadata = recording.one("Deployment").inputs["spec"]["template"]["metadata"]
    assert (metadata["labels"]["app.kubernetes.io/name"], metadata["labels"]["zone"]) == ("shop", "a")
    assert metadata["annotations"] == {"note": "x"}


class Intruder(Transform):
    """A transform that adds a container which may do anything."""

    def pod(self, template: PodTemplate, workload: WorkloadFacts) -> PodTemplate:
        """Return the template with one more container."""
        spec, container = template["spec"], {"name": "in", "image": "x:1", "securityContext": {"privileged": True}}
        return {"metadata": {}, "spec": spec | {"containers": [*spec["containers"], container]}}


def test_transforms_cannot_weaken_a_pod(record, monkeypatch):
    """Labels that pick the pods and the security of containers are put right afterwards."""
    monkeypatch.setattr("components.service.chosen", lambda _: [Intruder()])
    recording = record(lambda: Service("shop", service_args()))
    template = recording.one("Deployment").inputs["spec"]["template"]
    assert recording.container("in")["securityContext"] == recording.container("main")["securityContext"]
    assert template["metadata"]["labels"].items() >= recording.one("Service").inputs["spec"]["selector"].items()


def documented(language):
    """Return the blocks of a language in the page about what has to be turned on."""
    page = (Path(__file__).parents[2] / "docs" / "extensions.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_documented_definitions_are_valid():
    """Every environment example of the page is accepted."""
    found = [yaml.safe_load(block).get("definitions", {}).get("workload") for block in documented("yaml")]
    params = [definition["params"] for definition in found if definition]
    assert len(params) == 2
    assert all(service_args(**given) for given in params)


def test_documented_transform_works(record, monkeypatch):
    """The example of the page can be copied."""
    (source,) = documented("python")
    module = types.ModuleType("components._transforms.log_shipper")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(source, vars(module))
    monkeypatch.setattr("components.service.chosen", lambda _: [module.LogShipper(image="logs:1")])
    recording = record(lambda: Service("shop", service_args()))
    assert recording.container("logs")["args"] == ["--workload", "shop"]


def test_documented_defaults_are_current():
    """The table of defaults says what the component does."""
    page = (Path(__file__).parents[2] / "docs" / "extensions.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", page, re.MULTILINE))
    fields = ServiceArgs.model_fields
    plain = [name for name in rows if name in fields and isinstance(fields[name].default, int | str)]
    assert {name: rows[name] for name in plain} == {
        name: str(fields[name].default).replace("True", "true") for name in plain
    }
    for name, amounts in (("default_requests", DEFAULT_REQUESTS), ("default_limits", DEFAULT_LIMITS)):
        assert rows[name] == ", ".join(f"{key} {value}" for key, value in amounts.model_dump().items())


def test_nothing_is_transformed_by_default(record):
    """Transforms are the environment's choice."""
    plain = record(lambda: Service("shop", service_args())).children()
    empty = record(lambda: Service("shop", service_args(transforms={}))).children()
    assert plain == empty


def test_impossible_kinds_are_told_at_their_input():
    """Planning finds the annotation from the input's name."""
    with pytest.raises(ValidationError) as caught:
        service_args(kind="Job", autoscaled=True, schedule="0 3 * * *")
    assert sorted(error["loc"] for error in caught.value.errors()) == [("kind",), ("kind",), ("schedule",)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"containers": {}}, "at least 1 item"),
        ({"replicas": 0}, "greater than or equal to 1"),
        ({"run_as_user": 0}, "greater than or equal to 1"),
        ({"container": {"before": {"main": "started"}}}, "wait for each other"),
        ({"container": {"before": {"other": "started"}}}, "'other', which does not exist"),
        ({"container": {"before": {"main": "healthy"}}}, "has no probe"),
        ({"kind": "Daemon"}, "'Deployment', 'StatefulSet', 'DaemonSet', 'Job' or 'CronJob'"),
        ({"kind": "CronJob", "ports": {}}, "there is no schedule"),
        ({"schedule": "0 3 * * *"}, "is only for a CronJob, and this is a Deployment"),
        ({"kind": "CronJob", "ports": {}, "schedule": "0 3 * * 7"}, "is not a day of the week"),
        ({"kind": "Job"}, "cannot be 'Job' for a workload with ports"),
        ({"kind": "DaemonSet", "autoscaled": True}, "cannot be 'DaemonSet' for a workload with an autoscaler"),
        ({"kind": "StatefulSet", "service_name": "shop-headless"}, "taken by the headless Service"),
        ({"default_requests": {"memory": "1Gi"}}, "reserves 1Gi memory and allows 512Mi"),
        ({"default_limits": {"cpu": "10m"}}, "reserves 50m cpu and allows 10m"),
        ({"container": {"files": {"/a": {"content": "x" * 1024 * 1025}}}}, "of workload 'shop' too large: 1025.0 KiB"),
        ({"transforms": {"pod_setings": {}}}, "Extra inputs are not permitted"),
        ({"container": {"variables": {"A": "1"}, "secret_variables": {"A": "1"}}}, "both as plain and as secret"),
        ({"container": {"files": {"/a": {}}}}, "either a content or a binary_content"),
        ({"container": {"files": {"/a": {"binary_content": "?"}}}}, "not base64"),
        ({"container": {"files": {"/a": {"content": "", "mode": "9"}}}}, "should match pattern"),
        ({"container": {"files": {"/a": {"content": ""}}, "volumes": {"/a": {"claim": "c"}}}}, "as a file and as a"),
    ],
)
def test_contradictions_are_refused(changes, message):
    """What cannot become a pod stops before any resource is declared."""
    with pytest.raises(ValidationError, match=message):
        service_args(**changes)
