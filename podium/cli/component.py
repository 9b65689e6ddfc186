"""`podium component`: what components there are, and what their versions change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from podium.catalogue.compare import compare, effect_of
from podium.catalogue.inventory import ListedComponent, list_components
from podium.catalogue.registry import component_folder, component_names, load_versions
from podium.catalogue.releases import check_release, read_release, release, released_versions
from podium.catalogue.schemas import ComponentSchema, schema_of
from podium.cli.options import common
from podium.diagnostics import ComponentError, Diagnostic, PodiumError, raise_if_any
from podium.environment.load import environment_names, load_environment
from podium.lock.read import read_lock
from podium.paths import project_root, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podium.catalogue.registry import ComponentInfo
    from podium.cli.face import Face

__all__ = ["component"]


@click.group()
def component() -> None:
    """List components, compare their versions, release them."""


@component.command(name="list")
@common
@click.pass_obj
def list_(face: Face) -> None:
    """List the components: versions, lifecycle, type, and which environments name or run them."""
    root = project_root()
    loaded = [load_environment(root, name) for name in environment_names(root)]
    locks = [lock for name in environment_names(root) if (lock := read_lock(root, name)) is not None]
    listed = list_components(loaded, locks)
    face.data(ListedComponent.table(listed), {"components": [entry.to_json() for entry in listed]})


@component.command()
@click.argument("name", metavar="NAME[@VERSION]")
@common
@click.pass_obj
def schema(face: Face, name: str) -> None:
    """Print what a component takes and gives, as JSON Schema; of a released version with `@VERSION`."""
    found = _schema(name)
    face.data(json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False), found)


@component.command(name="release")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@common
@click.pass_obj
def release_(face: Face, names: tuple[str, ...]) -> None:
    """Write down the schemas of the components' versions, for good."""
    problems: list[Diagnostic] = []
    written = []
    for each in _versions(names):
        try:
            written.append((each, release(component_folder(), each)))
        except ComponentError as problem:
            problems += problem.diagnostics
    raise_if_any(ComponentError, problems)
    rows = [
        f"{each.name} {each.version}: {shown(made.file)}{'' if made.is_new else ' is there already'}"
        for each, made in written
    ]
    released = [
        {"component": each.name, "version": each.version, "file": shown(made.file), "new": made.is_new}
        for each, made in written
    ]
    face.data("\n".join(rows), {"released": released})


@component.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@common
@click.pass_obj
def check(face: Face, names: tuple[str, ...]) -> None:
    """Check that versions say what changed since the last release: all components, or those named."""
    checked = _versions(names or tuple(component_names()))
    raise_if_any(ComponentError, [found for each in checked for found in check_release(component_folder(), each)])
    versions = [{"component": each.name, "version": each.version} for each in checked]
    face.data(f"{len(checked)} versions are as they were released", {"components": versions})


@component.command()
@click.argument("name")
@click.argument("old")
@click.argument("new", required=False)
@common
@click.pass_obj
def diff(face: Face, name: str, old: str, new: str | None) -> None:
    """Show what changed from one version to another, or to what is in the code."""
    before = _schema(f"{name}@{old}")
    after = _schema(f"{name}@{new}" if new else name)
    changes = compare(before, after)
    worst = effect_of(changes)
    title = f"{name} {before['version']} -> {after['version']}: {worst or 'no change'}"
    form = {
        "component": name,
        "old": before["version"],
        "new": after["version"],
        "effect": worst,
        "changes": [change.to_json() for change in changes],
    }
    face.data("\n".join([title, *(f"  {change}" for change in changes)]), form)


def _versions(names: Sequence[str]) -> list[ComponentInfo]:
    """Return all versions of some components that the code holds.

    Raises:
        ComponentError: Components that cannot be loaded, all of them.
    """
    found: list[ComponentInfo] = []
    problems: list[Diagnostic] = []
    for name in dict.fromkeys(names):
        try:
            found += load_versions(name)
        except ComponentError as problem:
            problems += problem.diagnostics
    raise_if_any(ComponentError, problems)
    return found


def _schema(name: str) -> ComponentSchema:
    """Return the schema of a version that was released or is in the code; without a version the highest in the code.

    Raises:
        PodiumError: No such component or version.
    """
    component_name, separator, version = name.partition("@")
    versions = load_versions(component_name)
    if not separator:
        return schema_of(versions[-1])
    in_code = next((each for each in versions if each.version == version), None)
    if version in released_versions(component_folder(), component_name):
        return read_release(component_folder(), component_name, version)
    if in_code is None:
        known = sorted({*released_versions(component_folder(), component_name), *(each.version for each in versions)})
        message = f"component '{component_name}' has no version {version or 'of that name'}"
        raise PodiumError(Diagnostic("C020", message, why=f"there are {', '.join(known)}", fix="name one of these"))
    return schema_of(in_code)
