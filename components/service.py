"""A workload: its containers under what keeps them, reachable through a Service."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from typing import Any, Literal

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.batch import v1 as batch
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.policy import v1 as policy
from pydantic import Field, model_validator

from components._controllers import (
    COUNTED,
    SERVING,
    Kind,
    Pods,
    Runs,
    cron_job_spec,
    daemon_set_spec,
    deployment_spec,
    job_spec,
    stateful_set_spec,
)
from components._stores import create_stores
from components._transforms import Transforms, chosen
from podium.component import Args, Component, Deferred, Outputs
from podium.kubernetes import (
    POD_USER,
    ObjectName,
    restricted,
    selector_labels,
    service_host,
    shorten,
    standard_labels,
)
from podium.pod import (
    DEFAULT_LIMITS,
    DEFAULT_REQUESTS,
    AmountArgs,
    ContainerArgs,
    Manifest,
    PodContext,
    PodTemplate,
    PortArgs,
    Problem,
    Schedule,
    WorkloadFacts,
    map_deferred,
    overfull_stores,
    pod_spec,
    refuse,
    starting_containers,
    versioned_name,
)
from podium.pod.quantities import amount

_INSTRUCTIONS = ("podium.dev/", "k8s.score.dev/")
"""Prefixes of annotations that tell Podium what to do; a pod knows nothing of them and need not start anew for them."""


class ServiceArgs(Args):
    """What the workload is, and what the environment adds."""

    name: ObjectName = Field(description="Name of the workload.")
    namespace: Deferred[str] = Field(description="Namespace to run in.")
    kind: Kind = Field("Deployment", description="What keeps the pods; those of a Job or CronJob end.")
    schedule: Schedule | None = Field(None, description="When a CronJob runs: minute, hour, day, month, weekday.")
    time_zone: str = Field(
        "Etc/UTC", description="Time zone of the schedule, such as `Europe/Berlin`.", pattern=r"^[A-Za-z0-9_+/-]+$"
    )
    replicas: int = Field(1, description="Number of pods of a Deployment or StatefulSet.", ge=1)
    autoscaled: bool = Field(False, description="Whether an autoscaler decides the number of pods.")
    containers: dict[str, ContainerArgs] = Field(description="Containers by name.", min_length=1)
    ports: dict[str, PortArgs] = Field({}, description="Ports of the Service by name; without any there is none.")
    service_name: ObjectName | None = Field(None, description="Name of the Service; the workload's when absent.")
    run_as_user: int = Field(POD_USER, description="User and group id of the processes; not root.", ge=1)
    annotations: dict[str, str] = Field({}, description="Annotations of the pods.")
    labels: dict[str, str] = Field({}, description="Further labels.")
    image_pull_policy: Literal["Always", "IfNotPresent", "Never"] = Field(
        "Always", description="When a node asks the registry; `Always` also checks that it still may."
    )
    default_requests: AmountArgs = Field(AmountArgs(), description="Reserved for containers that do not say.")
    default_limits: AmountArgs = Field(AmountArgs(), description="At most for containers that do not say.")
    default_readiness: bool = Field(
        True, description="Whether pods with a Service and without readiness probe are ready once they listen."
    )
    retries: int = Field(3, description="How often a failed pod of a Job or CronJob is followed by another.", ge=0)
    deadline_seconds: int = Field(3600, description="Seconds that a run of a Job or CronJob may take.", ge=1)
    transforms: Transforms = Field(Transforms(), description="Changes to the pods and further objects, by name.")

    @property
    def serves_as(self) -> str:
        """Name of the workload's Service."""
        return self.service_name or self.name

    @model_validator(mode="after")
    def _consistent(self) -> ServiceArgs:
        try:
            starting_containers(self.containers)
        except ValueError as problem:
            refuse([Problem(("containers",), str(problem), "change 'before:' of one of them")])
        refuse([*_impossible(self), *_over_defaults(self), *overfull_stores(self.name, self.containers)])
        return self


class ServiceOutputs(Outputs):
    """What others may read."""

    name: str = Field(description="Name of the workload's Service, which is its DNS name inside the namespace.")
    host: Deferred[str] = Field(description="DNS name in the cluster.")
    namespace: Deferred[str] = Field(description="Namespace it runs in.")
    kind: str = Field(description="What keeps the pods, such as `Deployment`.")
    controller: str = Field(description="Name of what keeps the pods, for its autoscaler; a Job has another.")


class Service(Component[ServiceArgs, ServiceOutputs]):
    """One workload.

    The name and host are given at once, so that workloads may know each other; neither waits for the other's pods.
    """

    resource_type = "workload"
    version = "1.1.0"

    def build(self, name: str, args: ServiceArgs) -> ServiceOutputs:
        """Create the workload and what it mounts."""
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=_metadata(args, args.name),
            automount_service_account_token=False,
            opts=self.child(),
        )
        self._controller(name, args, account)
        if args.ports:
            self._service(f"{name}-service", args)
        if args.kind in COUNTED and (args.replicas > 1 or args.autoscaled):
            self._disruption_budget(f"{name}-disruption", args)
        further = [found for transform in chosen(args.transforms) for found in transform.manifests(_facts(args))]
        for index, manifest in enumerate(further):
            self._further(_logical_name(name, manifest, index), manifest)
        host = map_deferred(args.namespace, lambda namespace: service_host(args.serves_as, namespace))
        return ServiceOutputs(
            name=args.serves_as,
            host=host,
            namespace=args.namespace,
            kind=args.kind,
            controller=_controller_name(args),
        )

    def _controller(self, name: str, args: ServiceArgs, account: pulumi.Resource) -> None:
        """Create what keeps the pods; another kind of it is another object."""
        stores = create_stores(self, name, args.containers, lambda called: _metadata(args, called), args.name)
        pods = Pods(template=_template(args, stores), selector=_selector(args), replicas=_replicas(args))
        runs = Runs(retries=args.retries, deadline_seconds=args.deadline_seconds)
        # A number of pods that was stated before the autoscaler came would otherwise be one until it acts.
        ignored = ["spec.replicas"] if args.autoscaled else None
        opts = self.child(depends_on=[account], ignore_changes=ignored)
        metadata = _metadata(args, _controller_name(args))
        if args.kind == "Deployment":
            spec = deployment_spec(pods, writes=_writes(args))
            apps.Deployment(name, metadata=metadata, spec=spec, opts=opts)
        elif args.kind == "StatefulSet":
            self._stateful_set(name, args, pods, opts)
        elif args.kind == "DaemonSet":
            apps.DaemonSet(name, metadata=metadata, spec=daemon_set_spec(pods), opts=opts)
        elif args.kind == "Job":
            self._job(name, args, job_spec(pods, runs), account)
        else:
            cron = cron_job_spec(pods, runs, args.schedule or "", args.time_zone)
            batch.CronJob(name, metadata=metadata, spec=cron, opts=opts)

    def _stateful_set(self, name: str, args: ServiceArgs, pods: Pods, opts: pulumi.ResourceOptions) -> None:
        """Create the StatefulSet and the headless Service that gives each of its pods a DNS name."""
        governing = core.ServiceSpecArgs(selector=_selector(args), cluster_ip="None")
        core.Service(f"{name}-headless", metadata=_metadata(args, _headless(args)), spec=governing, opts=self.child())
        metadata = _metadata(args, _controller_name(args))
        apps.StatefulSet(name, metadata=metadata, spec=stateful_set_spec(pods, _headless(args)), opts=opts)

    def _job(self, name: str, args: ServiceArgs, spec: batch.JobSpecArgs, account: pulumi.Resource) -> None:
        """Create the Job, which deploying waits for.

        Its template can never be changed. So it is named after it: a change makes another Job, which runs, and then the
        old one goes; without a change nothing runs again.
        """
        called = versioned_name(shorten(args.name, 52), {"template": spec.template})
        patience = pulumi.CustomTimeouts(create=f"{args.deadline_seconds + 60}s")
        opts = self.child(depends_on=[account], custom_timeouts=patience)
        batch.Job(name, metadata=_metadata(args, called), spec=spec, opts=opts)

    def _service(self, name: str, args: ServiceArgs) -> None:
        """Create the Service that clients use."""
        ports = [
            core.ServicePortArgs(name=key, port=port.port, target_port=port.target[0], protocol=port.protocol)
            for key, port in sorted(args.ports.items())
        ]
        spec = core.ServiceSpecArgs(selector=_selector(args), ports=ports)
        core.Service(name, metadata=_metadata(args, args.serves_as), spec=spec, opts=self.child())

    def _disruption_budget(self, name: str, args: ServiceArgs) -> None:
        """Create the promise that a node's maintenance takes one pod at a time."""
        spec = policy.PodDisruptionBudgetSpecArgs(
            max_unavailable=1, selector=meta.LabelSelectorArgs(match_labels=_selector(args))
        )
        policy.PodDisruptionBudget(name, metadata=_metadata(args, args.name), spec=spec, opts=self.child())

    def _further(self, name: str, manifest: Manifest) -> None:
        """Create an object of any kind, which the provider takes as it is."""
        version, kind, metadata = manifest["apiVersion"], manifest["kind"], manifest["metadata"]
        group = version if "/" in version else f"core/{version}"
        labels = {"app.kubernetes.io/managed-by": "podium"} | metadata.get("labels", {})
        props = {**manifest, "metadata": {**metadata, "labels": labels}}
        opts = self.child(version=importlib.metadata.version("pulumi-kubernetes"))
        pulumi.CustomResource(f"kubernetes:{group}:{kind}", name, props, opts)


def _impossible(args: ServiceArgs) -> Iterator[Problem]:
    """Yield what the kind of the workload cannot do."""
    if args.kind == "CronJob" and args.schedule is None:
        yield Problem(("kind",), "is 'CronJob', but there is no schedule", "add the annotation 'podium.dev/schedule'")
    if args.kind != "CronJob" and args.schedule is not None:
        message = f"is only for a CronJob, and this is a {args.kind}"
        yield Problem(("schedule",), message, "set the annotation 'podium.dev/kind' to CronJob, or remove it")
    if args.kind not in SERVING and args.ports:
        message = f"cannot be '{args.kind}' for a workload with ports: its pods end, and a Service would lead nowhere"
        yield Problem(("kind",), message, "remove the ports, or use Deployment")
    if args.kind not in COUNTED and args.autoscaled:
        message = f"cannot be '{args.kind}' for a workload with an autoscaler: it has no number of pods to change"
        yield Problem(("kind",), message, "remove the autoscaler, or use Deployment")
    if args.kind == "StatefulSet" and args.ports and args.serves_as == _headless(args):
        yield Problem(("service_name",), "is taken by the headless Service of the StatefulSet", "choose another name")


def _logical_name(name: str, manifest: Manifest, index: int) -> str:
    """Return the logical name of a further object: made of its own, or of its place where that is not known yet."""
    called = manifest["metadata"]["name"]
    return f"{name}-{manifest['kind'].lower()}-{called if isinstance(called, str) else index}"


def _over_defaults(args: ServiceArgs) -> Iterator[Problem]:
    """Yield default requests that exceed the default limits."""
    limits = _default_limits(args)
    for key, value in _default_requests(args).items():
        if amount(value) > amount(limits[key]):
            path = ("default_requests" if key in args.default_requests.quantities() else "default_limits",)
            yield Problem(path, f"reserves {value} {key} and allows {limits[key]}", "raise the limit")


def _default_requests(args: ServiceArgs) -> dict[str, str]:
    return DEFAULT_REQUESTS.quantities() | args.default_requests.quantities()


def _default_limits(args: ServiceArgs) -> dict[str, str]:
    return DEFAULT_LIMITS.quantities() | args.default_limits.quantities()


def _metadata(args: ServiceArgs, name: pulumi.Input[str]) -> meta.ObjectMetaArgs:
    labels = standard_labels(args.name, "workload", args.labels)
    return meta.ObjectMetaArgs(name=name, namespace=args.namespace, labels=labels)


def _selector(args: ServiceArgs) -> dict[str, str]:
    return selector_labels(args.name, "workload")


def _controller_name(args: ServiceArgs) -> str:
    """Return the name of what keeps the pods.

    Kubernetes appends to that of a StatefulSet (for a label) and of a CronJob (for each run), within 63 characters.
    """
    return shorten(args.name, 52) if args.kind in {"StatefulSet", "CronJob"} else args.name


def _headless(args: ServiceArgs) -> str:
    return shorten(f"{args.name}-headless", 63)


def _replicas(args: ServiceArgs) -> int | None:
    """Return the number of pods, or nothing where an autoscaler owns it: what is not stated is never set back."""
    return None if args.autoscaled else args.replicas


def _writes(args: ServiceArgs) -> bool:
    return any(not v.read_only for container in args.containers.values() for v in container.volumes.values())


def _facts(args: ServiceArgs) -> WorkloadFacts:
    return WorkloadFacts(
        name=args.name,
        namespace=args.namespace,
        kind=args.kind,
        service=args.serves_as,
        ports=args.ports,
        selector=_selector(args),
    )


def _template(args: ServiceArgs, stores: dict[str, pulumi.Input[str]]) -> PodTemplate:
    """Return the pod template, transformed.

    Whatever a transform does, the labels that pick the pods stay, and every container keeps the restricted standard.
    """
    context = PodContext(
        account=args.name,
        stores=stores,
        user=args.run_as_user,
        pull_policy=args.image_pull_policy,
        requests=_default_requests(args),
        limits=_default_limits(args),
        ready_when_listening=args.default_readiness,
    )
    spec = pod_spec(args.containers, args.ports, context)
    annotations = {key: value for key, value in sorted(args.annotations.items()) if not key.startswith(_INSTRUCTIONS)}
    labels = standard_labels(args.name, "workload", args.labels)
    template: PodTemplate = {"metadata": {"annotations": annotations, "labels": labels}, "spec": spec}
    if args.kind not in SERVING:
        spec["restartPolicy"] = "Never"
    for transform in chosen(args.transforms):
        template = transform.pod(template, _facts(args))
    metadata: dict[str, Any] = template["metadata"]
    kept = {"labels": dict(sorted((metadata.get("labels", {}) | _selector(args)).items()))}
    given = {key: value for key, value in (metadata | kept).items() if value}
    return {"metadata": given, "spec": restricted(template["spec"], args.run_as_user)}
