"""A route from a DNS name and path to a port of a workload."""

from __future__ import annotations

from typing import Annotated

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking
from pydantic import AfterValidator, Field

from podium.component import Args, Component, Deferred, Outputs
from podium.kubernetes import ObjectName, standard_labels


def _path_prefix(path: str) -> str:
    """Return the path without the `*` at its end that some routers write for "everything below"."""
    prefix = path.removesuffix("*") or "/"
    if not prefix.startswith("/") or "*" in prefix:
        raise ValueError(f"'{path}' is not a path: it starts with '/' and has a '*' at most at its end")
    return prefix


class RouteArgs(Args):
    """What a workload may ask for."""

    name: ObjectName = Field(description="Name of the Ingress.")
    namespace: Deferred[str] = Field(description="Namespace of the Service.")
    host: Deferred[str] = Field(description="DNS name that clients use.")
    path: Annotated[str, AfterValidator(_path_prefix)] = Field("/", description="Path prefix; `/x/*` means `/x/`.")
    port: int | str = Field(description="Port of the Service: its number, or its name.")
    service: Deferred[str] = Field(description="Name of the Service that answers.")
    ingress_class: str | None = Field(None, description="Ingress class; the cluster's default when absent.")
    labels: dict[str, str] = Field({}, description="Further labels.")


class RouteOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="The DNS name, once the Ingress has an address.")
    url: pulumi.Output[str] = Field(description="Name and path as a URL.")


class Route(Component[RouteArgs, RouteOutputs]):
    """One Ingress with one rule. Several routes of one host are several Ingresses, which controllers merge."""

    resource_type = "route"

    def build(self, name: str, args: RouteArgs) -> RouteOutputs:
        """Create the Ingress. The provider waits until the controller has given it an address."""
        labels = standard_labels(args.name, "route", args.labels)
        rule = networking.IngressRuleArgs(
            host=args.host,
            http=networking.HTTPIngressRuleValueArgs(
                paths=[networking.HTTPIngressPathArgs(path=args.path, path_type="Prefix", backend=_backend(args))]
            ),
        )
        ingress = networking.Ingress(
            name,
            metadata=meta.ObjectMetaArgs(name=args.name, namespace=args.namespace, labels=labels),
            spec=networking.IngressSpecArgs(ingress_class_name=args.ingress_class, rules=[rule]),
            opts=self.child(),
        )
        host = self.once_ready(args.host, ingress)
        return RouteOutputs(host=host, url=pulumi.Output.concat("http://", host, args.path))


def _backend(args: RouteArgs) -> networking.IngressBackendArgs:
    # Digits in quotes are a number too: the name of a port has at least one letter.
    port = {"number": int(args.port)} if str(args.port).isdecimal() else {"name": args.port}
    return networking.IngressBackendArgs(
        service=networking.IngressServiceBackendArgs(name=args.service, port=networking.ServiceBackendPortArgs(**port))
    )
