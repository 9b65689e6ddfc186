"""The objects that hold a workload's files and secret variables.

No component: the module is private, and the children that it makes belong to the component that asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from podium.component import Component
from podium.password import GeneratedPassword
from podium.pod import ContainerArgs, Contents, file_contents, object_name, secret_variables, versioned_name

Names: TypeAlias = dict[str, pulumi.Input[str]]
Containers: TypeAlias = Mapping[str, ContainerArgs]
# As text, so that the provider's module is loaded when it is used and not before.
Metadata: TypeAlias = "Callable[[pulumi.Input[str]], meta.ObjectMetaArgs]"


def create_stores(
    component: Component[Any, Any], name: str, containers: Containers, metadata: Metadata, prefix: str
) -> Names:
    """Create the objects that hold files and secret variables, none where there is nothing to hold.

    They are immutable and named after their content. So a change makes another object and, because its name is
    another, another pod template: pods start anew, and old ones keep what they were started with until they are
    gone. An object of a fixed name would have to be deleted before the new one is created, the Deployment with it.

    Args:
        component: Their parent.
        name: Prefix of their logical names.
        containers: The containers by name.
        metadata: Returns the metadata of an object of a name.
        prefix: Prefix of their names.

    Returns:
        The name of each.
    """
    names: Names = {}
    text, binary = file_contents(containers, secret=False)
    if text or binary:
        files = core.ConfigMap(
            f"{name}-files",
            metadata=metadata(versioned_name(f"{prefix}-files", text | binary)),
            immutable=True,
            data=text,
            binary_data=binary,
            opts=component.child(),
        )
        names["files"] = object_name(files)
    return names | _secret_stores(component, name, containers, metadata, prefix)


def _secret_stores(
    component: Component[Any, Any], name: str, containers: Containers, metadata: Metadata, prefix: str
) -> Names:
    text, binary = file_contents(containers, secret=True)
    contents = {"secret-files": (text, binary), "variables": (secret_variables(containers), {})}
    held = {store: content for store, content in contents.items() if any(content)}
    if not held:
        return {}
    salt = GeneratedPassword(f"{name}-salt", opts=component.child()).password
    names: Names = {}
    for store, (text, binary) in held.items():
        secret = core.Secret(
            f"{name}-{store}",
            metadata=metadata(versioned_name(f"{prefix}-{store}", text | binary, salt)),
            immutable=True,
            string_data=_encrypted(text),
            data=_encrypted(binary),
            opts=component.child(),
        )
        names[store] = object_name(secret)
    return names


def _encrypted(contents: Contents) -> dict[str, pulumi.Input[str]]:
    return {key: pulumi.Output.secret(value) for key, value in contents.items()}
