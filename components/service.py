"""A workload: its containers as a Deployment or StatefulSet, reachable through a Service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pydantic import Field, model_validator

from podium.component import Args, Component, Deferred, Outputs
from podium.kubernetes import POD_USER, ObjectName, selector_labels, service_host, shorten, standard_labels
from podium.password import GeneratedPassword
from podium.pod import (
    ContainerArgs,
    PortArgs,
    file_contents,
    map_deferred,
    object_name,
    pod_spec,
    secret_variables,
    starting_containers,
    versioned_name,
)

Names: TypeAlias = dict[str, pulumi.Input[str]]
Contents: TypeAlias = Mapping[str, pulumi.Input[str]]


class ServiceArgs(Args):
    """What the workload is, and what the environment adds."""

    name: ObjectName = Field(description="Name of the workload and of its Service.")
    namespace: Deferred[str] = Field(description="Namespace to run in.")
    kind: Literal["Deployment", "StatefulSet"] = Field("Deployment", description="How the pods are kept.")
    replicas: int = Field(1, description="Number of pods.", ge=1)
    containers: dict[str, ContainerArgs] = Field(description="Containers by name.", min_length=1)
    ports: dict[str, PortArgs] = Field({}, description="Ports of the Service by name; without any there is none.")
    run_as_user: int = Field(POD_USER, description="User and group id of the processes; not root.", ge=1)
    annotations: dict[str, str] = Field({}, description="Annotations of the pods.")
    labels: dict[str, str] = Field({}, description="Further labels.")

    @model_validator(mode="after")
    def _startable(self) -> ServiceArgs:
        if len(starting_containers(self.containers)) == len(self.containers):
            raise ValueError("every container comes before another one")
        return self


class ServiceOutputs(Outputs):
    """What others may read."""

    name: str = Field(description="Name of the workload; inside the namespace also its DNS name.")
    host: Deferred[str] = Field(description="DNS name in the cluster.")
    namespace: Deferred[str] = Field(description="Namespace it runs in.")


class Service(Component[ServiceArgs, ServiceOutputs]):
    """One workload.

    The name and host are given at once, so that workloads may know each other; neither waits for the other's pods.
    """

    resource_type = "workload"

    def build(self, name: str, args: ServiceArgs) -> ServiceOutputs:
        """Create the workload and what it mounts."""
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=_metadata(args, args.name),
            automount_service_account_token=False,
            opts=self.child(),
        )
        template = _template(args, self._stores(name, args))
        if args.kind == "Deployment":
            self._deployment(name, args, template, self.child(depends_on=[account]))
        else:
            self._stateful_set(name, args, template, self.child(depends_on=[account]))
        if args.ports:
            self._service(f"{name}-service", args)
        host = map_deferred(args.namespace, lambda namespace: service_host(args.name, namespace))
        return ServiceOutputs(name=args.name, host=host, namespace=args.namespace)

    def _stores(self, name: str, args: ServiceArgs) -> Names:
        """Create the objects that hold files and secret variables, none where there is nothing to hold.

        They are immutable and named after their content. So a change makes another object and, because its name is
        another, another pod template: pods start anew, and old ones keep what they were started with until they are
        gone. An object of a fixed name would have to be deleted before the new one is created, the Deployment with it.

        Returns:
            The name of each.
        """
        names: Names = {}
        text, binary = file_contents(args.containers, secret=False)
        if text or binary:
            files = core.ConfigMap(
                f"{name}-files",
                metadata=_metadata(args, versioned_name(f"{args.name}-files", text | binary)),
                immutable=True,
                data=text,
                binary_data=binary,
                opts=self.child(),
            )
            names["files"] = object_name(files)
        return names | self._secret_stores(name, args)

    def _secret_stores(self, name: str, args: ServiceArgs) -> Names:
        text, binary = file_contents(args.containers, secret=True)
        contents = {"secret-files": (text, binary), "variables": (secret_variables(args.containers), {})}
        held = {store: content for store, content in contents.items() if any(content)}
        if not held:
            return {}
        salt = GeneratedPassword(f"{name}-salt", opts=self.child()).password
        names: Names = {}
        for store, (text, binary) in held.items():
            secret = core.Secret(
                f"{name}-{store}",
                metadata=_metadata(args, versioned_name(f"{args.name}-{store}", text | binary, salt)),
                immutable=True,
                string_data=_encrypted(text),
                data=_encrypted(binary),
                opts=self.child(),
            )
            names[store] = object_name(secret)
        return names

    def _deployment(
        self, name: str, args: ServiceArgs, template: core.PodTemplateSpecArgs, opts: pulumi.ResourceOptions
    ) -> None:
        spec = apps.DeploymentSpecArgs(
            replicas=args.replicas, selector=_selector(args), strategy=_strategy(args), template=template
        )
        apps.Deployment(name, metadata=_metadata(args, args.name), spec=spec, opts=opts)

    def _stateful_set(
        self, name: str, args: ServiceArgs, template: core.PodTemplateSpecArgs, opts: pulumi.ResourceOptions
    ) -> None:
        """Create the StatefulSet and the headless Service that gives each of its pods a DNS name."""
        headless = shorten(f"{args.name}-headless", 63)
        governing = core.ServiceSpecArgs(selector=selector_labels(args.name, "workload"), cluster_ip="None")
        core.Service(f"{name}-headless", metadata=_metadata(args, headless), spec=governing, opts=self.child())
        spec = apps.StatefulSetSpecArgs(
            replicas=args.replicas, selector=_selector(args), service_name=headless, template=template
        )
        # Kubernetes makes a label of at most 63 characters out of this name and a digest of its own.
        apps.StatefulSet(name, metadata=_metadata(args, shorten(args.name, 52)), spec=spec, opts=opts)

    def _service(self, name: str, args: ServiceArgs) -> None:
        """Create the Service that clients use."""
        ports = [
            core.ServicePortArgs(name=key, port=port.port, target_port=port.target[0], protocol=port.protocol)
            for key, port in sorted(args.ports.items())
        ]
        spec = core.ServiceSpecArgs(selector=selector_labels(args.name, "workload"), ports=ports)
        core.Service(name, metadata=_metadata(args, args.name), spec=spec, opts=self.child())


def _metadata(args: ServiceArgs, name: pulumi.Input[str]) -> meta.ObjectMetaArgs:
    labels = standard_labels(args.name, "workload", args.labels)
    return meta.ObjectMetaArgs(name=name, namespace=args.namespace, labels=labels)


def _selector(args: ServiceArgs) -> meta.LabelSelectorArgs:
    return meta.LabelSelectorArgs(match_labels=selector_labels(args.name, "workload"))


def _encrypted(contents: Contents) -> dict[str, pulumi.Input[str]]:
    return {key: pulumi.Output.secret(value) for key, value in contents.items()}


def _template(args: ServiceArgs, stores: Names) -> core.PodTemplateSpecArgs:
    labels = standard_labels(args.name, "workload", args.labels)
    metadata = meta.ObjectMetaArgs(labels=labels, annotations=args.annotations)
    spec = pod_spec(args.containers, args.ports, account=args.name, stores=stores, user=args.run_as_user)
    return core.PodTemplateSpecArgs(metadata=metadata, spec=spec)


def _strategy(args: ServiceArgs) -> apps.DeploymentStrategyArgs:
    """Two pods cannot always mount one volume to write, so such a workload ends its old pod first."""
    writes = any(not v.read_only for container in args.containers.values() for v in container.volumes.values())
    return apps.DeploymentStrategyArgs(type="Recreate" if writes else "RollingUpdate")
