"""What every server in the cluster has around its container: credentials, an address, a volume, an account.

No component: the module is private, and the children that it makes belong to the component that asks for them. Their
logical names stand in the state of every stack with a server, so another name here would replace them all, data
included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from podium.component import Component, Deferred
from podium.kubernetes import restricted, selector_labels, service_host, shorten, standard_labels
from podium.password import GeneratedPassword
from podium.pod import Contents, map_deferred, object_name, versioned_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """How the objects of one component instance are called and labelled.

    Attributes:
        name: Name of the main object; the names of the others start with it.
        namespace: Namespace of all of them.
        labels: Labels of the platform and the caller.
        part: The part they play, such as ``database``.
    """

    name: str
    namespace: Deferred[str]
    labels: Mapping[str, str]
    part: str

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
        user: User and group id of the processes.
    """

    port_name: str
    port: int
    storage: str
    user: int


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
    pod: Callable[[pulumi.Output[str]], Mapping[str, Any]],
) -> Created:
    """Create the children of a component that is one server with one volume.

    The volume is a resource of its own: destroying the stack leaves nothing behind, and replacing the StatefulSet loses
    nothing. The Service is headless: with one pod there is nothing to balance, and it has an address as soon as the pod
    is ready.

    Args:
        component: Their parent.
        name: Prefix of their logical names.
        server: What they are made from.
        contents: Returns what the Secret holds by key, given the generated password.
        pod: Returns the pod's containers and its volumes besides ``data``, given the Secret's name.
    """
    password = GeneratedPassword(f"{name}-password", opts=component.child()).password
    secret = create_credentials(component, name, server, contents(password), password)
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
        spec=_stateful_set_spec(server, pod(secret)),
        opts=component.child(depends_on=[account, claim]),
    )
    host = map_deferred(server.namespace, lambda namespace: service_host(server.name, namespace))
    return Created(component.once_ready(host, stateful_set, service), password, secret)


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


def probes(command: list[str]) -> dict[str, Any]:
    """Return the probes of a container that is well while a command ends with 0; it has five minutes to start."""
    return {
        "startupProbe": _probe(command, period=2, failures=150),
        "readinessProbe": _probe(command, period=5, failures=3),
        "livenessProbe": _probe(command, period=10, failures=6),
    }


def _probe(command: list[str], *, period: int, failures: int) -> dict[str, Any]:
    return {"exec": {"command": command}, "periodSeconds": period, "timeoutSeconds": 3, "failureThreshold": failures}


def _claim_name(server: Server) -> str:
    return f"{server.name}-data"


def _service_spec(server: Server) -> core.ServiceSpecArgs:
    port = core.ServicePortArgs(name=server.port_name, port=server.port, target_port=server.port)
    selector = selector_labels(server.name, server.part)
    return core.ServiceSpecArgs(cluster_ip="None", selector=selector, ports=[port])


def _claim_spec(server: Server) -> core.PersistentVolumeClaimSpecArgs:
    storage = core.VolumeResourceRequirementsArgs(requests={"storage": server.storage})
    return core.PersistentVolumeClaimSpecArgs(access_modes=["ReadWriteOnce"], resources=storage)


def _stateful_set_spec(server: Server, pod: Mapping[str, Any]) -> apps.StatefulSetSpecArgs:
    return apps.StatefulSetSpecArgs(
        replicas=1,
        selector=meta.LabelSelectorArgs(match_labels=selector_labels(server.name, server.part)),
        service_name=server.name,
        template=core.PodTemplateSpecArgs(metadata=server.pod_metadata(), spec=_pod(server, pod)),
    )


def _pod(server: Server, pod: Mapping[str, Any]) -> Any:
    data = {"name": "data", "persistentVolumeClaim": {"claimName": _claim_name(server)}}
    whole = {**pod, "serviceAccountName": server.name, "volumes": [data, *pod["volumes"]]}
    return restricted(whole, server.user)
