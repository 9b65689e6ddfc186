"""Resources of a provider that nobody has, to be recorded."""

from __future__ import annotations

from typing import Any

import pulumi


class Box(pulumi.CustomResource):
    """A resource of a provider that nobody has."""

    inside: pulumi.Output[Any]
    weight: pulumi.Output[int]

    def __init__(self, name, inside, **options):
        super().__init__("test:index:Box", name, {"inside": inside, "weight": None}, pulumi.ResourceOptions(**options))


class Shelf(pulumi.ComponentResource):
    """A component."""

    def __init__(self, name, **options):
        super().__init__("test:index:Shelf", name, None, pulumi.ResourceOptions(**options))


def by_name(recording):
    """Return the recorded resources by logical name."""
    return {resource.name: resource for resource in recording.resources}
