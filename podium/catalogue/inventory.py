"""All components with their versions, and who uses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from podium.catalogue.registry import ComponentInfo, component_names, load_versions
from podium.environment.load import LoadedEnvironment
from podium.lock.model import Lock

__all__ = ["ListedComponent", "list_components"]

_HEAD = ("component", "version", "lifecycle", "type", "", "named by", "locked by")


@dataclass(frozen=True, slots=True)
class ListedComponent:
    """One version of a component.

    Attributes:
        component: The component.
        named_by: Environments with a definition that names it, sorted.
        locked_by: Environments whose locks hold this version, each with the number of its resources, sorted.
    """

    component: ComponentInfo
    named_by: tuple[str, ...]
    locked_by: tuple[tuple[str, int], ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "name": self.component.name,
            "version": self.component.version,
            "lifecycle": str(self.component.lifecycle),
            "type": self.component.resource_type,
            "stateful": self.component.stateful,
            "module": self.component.module,
            "environments": list(self.named_by),
            "locks": dict(self.locked_by),
        }

    @staticmethod
    def table(listed: Iterable[ListedComponent]) -> str:
        """Return versions as lines in columns."""
        rows = [_HEAD, *(_row(each) for each in listed)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
        return "\n".join(
            "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )


def list_components(environments: Sequence[LoadedEnvironment], locks: Sequence[Lock]) -> tuple[ListedComponent, ...]:
    """Return all versions of all components, by name and version.

    Args:
        environments: The environments whose definitions count.
        locks: The locks that count.

    Raises:
        ComponentError: A component cannot be loaded.
    """
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for lock in locks:
        for resource in lock.resources.values():
            by_environment = counts.setdefault((resource.component, resource.version), {})
            by_environment[lock.environment] = by_environment.get(lock.environment, 0) + 1
    named = {
        name: tuple(sorted({loaded.environment.name for loaded in environments if name in _named(loaded)}))
        for name in component_names()
    }
    return tuple(
        ListedComponent(version, named[name], tuple(sorted(counts.get((name, version.version), {}).items())))
        for name in component_names()
        for version in load_versions(name)
    )


def _named(loaded: LoadedEnvironment) -> set[str]:
    return {definition.component for definition in loaded.environment.definitions.values()}


def _row(each: ListedComponent) -> tuple[str, ...]:
    locked = ", ".join(f"{name} ({count})" for name, count in each.locked_by)
    component = each.component
    data = "holds data" if component.stateful else ""
    named = ", ".join(each.named_by)
    return (
        component.name,
        component.version,
        str(component.lifecycle),
        component.resource_type,
        data,
        named or "-",
        locked or "-",
    )
