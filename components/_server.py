"""What every server in the cluster has around its container: credentials, an address, a volume, an account, set-up.

No component: the module is private, and the children that it makes belong to the component that asks for them. Their
logical names stand in the state of every stack with a server, so another name here would replace them all, data
included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.batch import v1 as batch
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pydantic import Field

from components._container import temporary
from podium.component import Args, Component, Deferred
from podium.kubernetes import (
    POD_USER,
    ObjectName,
    digest,
    restricted,
    selector_labels,
    service_host,
    shorten,
    standard_labels,
)
from podium.password import GeneratedPassword
from podium.pod import Contents, ResourcesArgs, map_deferred, object_name, versioned_name

PullPolicy: TypeAlias = Literal["Always", "IfNotPresent", "Never"]
"""When a node asks the registry for an image."""

Contained: TypeAlias = Mapping[str, Any]
"""A pod spec without what all servers share: its containers, and its volumes besides ``data``."""

SETUP_SECONDS: Final = 540
"""How long a set-up Job may take. The provider waits a minute longer, so that the Job itself says what went wrong."""


class ServerArgs(Args):
    """What every server in the cluster accepts."""

    name: ObjectName = Field(description="Name of the server's objects and its DNS name in the namespace.")
    namespace: Deferred[str] = Field(description="Namespace to run in.")
    storage: str = Field("1Gi", description="Size of its volume as a Kubernetes quantity; it can grow, never shrink.")
    resources: ResourcesArgs = Field(ResourcesArgs(), description="Processor and memory.")
    image_pull_policy: PullPolicy = Field(
        "Always", description="When nodes ask the registry for the image; `Always` checks at each start."
    )
    labels: dict[str, str] = Field({}, description="Further labels.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """How the objects of one component instance are called and labelled.

    Attributes:
        name: Name of the main object; the names of the others start with it.
        namespace: Namespace of all of them.
        labels: Labels of the platform and the caller.
        part: The part they play, such as ``database``.
        image_pull_policy: When nodes ask the registry for the images of its pods.
    """

    name: str
    namespace: Deferred[str]
    labels: Mapping[str, str]
    part: str
    image_pull_policy: PullPolicy = "Always"

    def metadata(self, name: pulumi.Input[str]) -> meta.ObjectMetaArgs:
        """Return the metadata of an object of that name."""
        labels = standard_labels(self.name, self.part, self.labels)
        return meta.ObjectMetaArgs(name=name, namespace=self.namespace, labels=labels)

    def pod_metadata(self) -> meta.ObjectMetaArgs:
        """Return the metadata of a pod template, which has neither name nor namespace."""
        return meta.ObjectMetaArgs(labels=standard_labels(self.name, self.part, self.labels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Server(Instance):
    """One server with one volume.

    Attributes:
        port_name: Name of the Service's port.
        port: TCP port of the Service and of the container.
        storage: Size of the volume as a Kubernetes quantity.
        user: User and group id of the processes. Above 10000 it is no user of any node, so nothing but the pod's own
            volumes belongs to it.
    """

    port_name: str
    port: int
    storage: str
    user: int = POD_USER

    @classmethod
    def of(cls, args: ServerArgs, part: str, port_name: str, port: int) -> Server:
        """Return the server that a component's arguments describe.

        Args:
            args: The component's arguments.
            part: The part it plays, such as ``database``.
            port_name: Name of the Service's port.
            port: TCP port of the Service and of the container.
        """
        return cls(
            name=args.name,
            namespace=args.namespace,
            labels=args.labels,
            part=part,
            image_pull_policy=args.image_pull_policy,
            port_name=port_name,
            port=port,
            storage=args.storage,
        )

    @property
    def host(self) -> Any:
        """DNS name in the cluster; an output where the namespace is one."""
        return map_deferred(self.namespace, lambda namespace: service_host(self.name, namespace))


@dataclass(frozen=True, slots=True)
class Created:
    """What a component's outputs are made of.

    Attributes:
        host: DNS name in the cluster, once the server answers.
        password: The generated password, a secret.
        secret: Name of the Secret that holds the credentials.
    """

    host: pulumi.Output[str]
    password: pulumi.Output[str]
    secret: pulumi.Output[str]


def create_server(
    component: Component[Any, Any],
    name: str,
    server: Server,
    contents: Callable[[pulumi.Output[str]], Contents],
    pod: Callable[[pulumi.Output[str]], Contained],
) -> Created:
    """Create the children of a component that is one server with one volume and a password.

    Args:
        component: Their parent.
        name: Prefix of their logical names.
        server: What they are made from.
        contents: Returns what the Secret holds by key, given the generated password.
        pod: Returns the pod's containers and its volumes besides ``data``, given the Secret's name.
    """
    password = GeneratedPassword(f"{name}-password", opts=component.child()).password
    secret = create_credentials(component, name, server, contents(password), password)
    return Created(create_open_server(component, name, server, pod(secret)), password, secret)


def create_open_server(component: Component[Any, Any], name: str, server: Server, pod: Contained) -> pulumi.Output[str]:
    """Create the children of a component that is one server with one volume, whoever may use it.

    The volume is a resource of its own: destroying the stack leaves nothing behind, and replacing the StatefulSet loses
    nothing. The Service is headless: with one pod there is nothing to balance, and it has an address as soon as the pod
    is ready.

    Args:
        component: Their parent.
        name: Prefix of their logical names.
        server: What they are made from.
        pod: The pod's containers and its volumes besides ``data``.

    Returns:
        The DNS name in the cluster, once the server answers.
    """
    service = core.Service(
        f"{name}-service", metadata=server.metadata(server.name), spec=_service_spec(server), opts=component.child()
    )
    claim = core.PersistentVolumeClaim(
        f"{name}-data",
        metadata=server.metadata(_claim_name(server)),
        spec=_claim_spec(server),
        opts=component.child(),
    )
    account = core.ServiceAccount(
        f"{name}-account",
        metadata=server.metadata(server.name),
        automount_service_account_token=False,
        opts=component.child(),
    )
    # Kubernetes makes a label of at most 63 characters out of this name and a digest of its own.
    stateful_set = apps.StatefulSet(
        name,
        metadata=server.metadata(shorten(server.name, 52)),
        spec=_stateful_set_spec(server, pod),
        opts=component.child(depends_on=[account, claim]),
    )
    return component.once_ready(server.host, stateful_set, service)


def create_credentials(
    component: Component[Any, Any],
    name: str,
    instance: Instance,
    contents: Contents,
    password: pulumi.Output[str],
) -> pulumi.Output[str]:
    """Create the Secret of a component; other contents make another Secret, and so another pod.

    Args:
        component: Its parent.
        name: Prefix of its logical name.
        instance: How it is called and labelled.
        contents: What it holds by key.
        password: A generated password, which the digest in its name is keyed with.

    Returns:
        Its name.
    """
    secret = core.Secret(
        f"{name}-credentials",
        metadata=instance.metadata(versioned_name(f"{instance.name}-credentials", contents, password)),
        immutable=True,
        string_data=contents,
        # Made of passwords, which are protected; it can always be made again.
        opts=component.child(protect=False),
    )
    return object_name(secret)


def create_setup(
    component: Component[Any, Any],
    name: str,
    instance: Instance,
    container: Mapping[str, Any],
    *,
    seconds: int = SETUP_SECONDS,
) -> batch.Job:
    """Create a Job that makes something on a server, once.

    A Job never changes: its name carries a digest of its pod, so another pod is another Job. It must do no harm when it
    runs again. Passwords take part by the name of the Secret's object, which is another one for other passwords.

    Args:
        component: Its parent.
        name: Prefix of its logical name.
        instance: How its server is called and labelled. The Job's part is another one, or the Service would lead to it.
        container: Its only container, called ``setup``, which may write to ``/tmp``.
        seconds: How long it may take.
    """
    instance = replace(instance, part=f"{instance.part}-setup")
    pod = _images_pulled({"containers": [{"name": "setup", **container}], "volumes": [temporary()]}, instance)
    spec: Any = restricted({"restartPolicy": "Never", **pod})
    options = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create=f"{seconds + 60}s"))
    return batch.Job(
        f"{name}-setup",
        metadata=instance.metadata(
            pulumi.Output.json_dumps(spec).apply(
                lambda text: f"{shorten(instance.name, 48)}-setup-{digest(text)}",
            )
        ),
        spec=batch.JobSpecArgs(
            backoff_limit=6,
            active_deadline_seconds=seconds,
            template=core.PodTemplateSpecArgs(metadata=instance.pod_metadata(), spec=spec),
        ),
        # Made of what is protected, like the Secret; it can always be made again.
        opts=pulumi.ResourceOptions.merge(component.child(protect=False), options),
    )


def _images_pulled(pod: Contained, instance: Instance) -> dict[str, Any]:
    """Return the pod with the pull policy on each container."""
    policy = {"imagePullPolicy": instance.image_pull_policy}
    kinds = [kind for kind in ("initContainers", "containers") if kind in pod]
    return {**pod, **{kind: [policy | dict(container) for container in pod[kind]] for kind in kinds}}


def _claim_name(server: Server) -> str:
    return f"{server.name}-data"


def _service_spec(server: Server) -> core.ServiceSpecArgs:
    port = core.ServicePortArgs(name=server.port_name, port=server.port, target_port=server.port)
    selector = selector_labels(server.name, server.part)
    return core.ServiceSpecArgs(cluster_ip="None", selector=selector, ports=[port])


def _claim_spec(server: Server) -> core.PersistentVolumeClaimSpecArgs:
    storage = core.VolumeResourceRequirementsArgs(requests={"storage": server.storage})
    return core.PersistentVolumeClaimSpecArgs(access_modes=["ReadWriteOnce"], resources=storage)


def _stateful_set_spec(server: Server, pod: Contained) -> apps.StatefulSetSpecArgs:
    return apps.StatefulSetSpecArgs(
        replicas=1,
        selector=meta.LabelSelectorArgs(match_labels=selector_labels(server.name, server.part)),
        service_name=server.name,
        template=core.PodTemplateSpecArgs(metadata=server.pod_metadata(), spec=_pod(server, pod)),
    )


def _pod(server: Server, pod: Contained) -> Any:
    data = {"name": "data", "persistentVolumeClaim": {"claimName": _claim_name(server)}}
    whole = {**_images_pulled(pod, server), "serviceAccountName": server.name, "volumes": [data, *pod["volumes"]]}
    return restricted(whole, server.user)
