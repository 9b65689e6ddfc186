"""Released versions of components: their schemas, kept in ``components/releases/<name>/<version>.json`` for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from podium.catalogue.compare import Change, compare, least_version
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.schemas import ComponentSchema, schema_of
from podium.diagnostics import ComponentError, Diagnostic, Span
from podium.paths import shown

__all__ = [
    "Release",
    "changes_since",
    "check_release",
    "read_release",
    "release",
    "release_file",
    "released_versions",
    "to_text",
]

_FORM = {"component": str, "version": str, "type": str, "stateful": bool, "identity": list, "openOutputs": bool}
_SCHEMAS = ("inputs", "outputs")


@dataclass(frozen=True, slots=True)
class Release:
    """What became of a component that was to be released.

    Attributes:
        file: Its file.
        is_new: Whether the file was written now.
    """

    file: Path
    is_new: bool


def release_file(folder: Path, component: str, version: str) -> Path:
    """Return where the schema of a version is kept.

    Args:
        folder: The folder of the components.
        component: The component's name.
        version: The version.
    """
    return folder / "releases" / component / f"{version}.json"


def released_versions(folder: Path, component: str) -> list[str]:
    """Return the versions of a component that were released, lowest first."""
    found: list[Version] = []
    for file in release_file(folder, component, "*").parent.glob("*.json"):
        try:
            found.append(Version(file.stem))
        except InvalidVersion:
            continue
    return [str(version) for version in sorted(found)]


def to_text(schema: ComponentSchema) -> str:
    """Return a schema as its file holds it: the same bytes for the same schema."""
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read_release(folder: Path, component: str, version: str) -> ComponentSchema:
    """Return the schema of a released version.

    Raises:
        ComponentError: It was not released (``C020``), or its file is not what was written (``C021``).
    """
    file = release_file(folder, component, version)
    if not file.is_file():
        known = ", ".join(released_versions(folder, component)) or "none"
        message = f"version {version} of component '{component}' was not released"
        raise ComponentError(Diagnostic("C020", message, why=f"released versions: {known}", fix="name one of these"))
    try:
        schema: Any = json.loads(file.read_bytes())
    except ValueError as problem:
        raise ComponentError(_broken(file, str(problem))) from None
    if not _is_schema(schema) or (schema["component"], schema["version"]) != (component, version):
        raise ComponentError(_broken(file, "it is not the schema of that version"))
    found: ComponentSchema = schema
    return found


def release(folder: Path, component: ComponentInfo) -> Release:
    """Write down the schema of a component's version; what is released is never changed.

    Args:
        folder: The folder of the components.
        component: The component.

    Raises:
        ComponentError: The version has been released with another schema, is lower than one that has been released,
            or is too low for what changed (``C022``); or the file cannot be written (``C023``).
    """
    file = release_file(folder, component.name, component.version)
    found = next(check_release(folder, component, is_released=False), None)
    if found is not None:
        raise ComponentError(found)
    if file.exists():
        return Release(file, is_new=False)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(to_text(schema_of(component)), encoding="utf-8")
    except OSError as error:
        why, fix = f"the system says: {error.strerror}", "let your user write to that folder"
        raise ComponentError(Diagnostic("C023", "cannot write the release", Span(shown(file)), why, fix)) from None
    return Release(file, is_new=True)


def changes_since(folder: Path, component: ComponentInfo) -> tuple[str, tuple[Change, ...]] | None:
    """Return the last released version up to a component's own, and what changed since; None for a first version."""
    own = Version(component.version)
    before = [version for version in released_versions(folder, component.name) if Version(version) <= own]
    if not before:
        return None
    return before[-1], compare(read_release(folder, component.name, before[-1]), schema_of(component))


def check_release(folder: Path, component: ComponentInfo, *, is_released: bool = True) -> Iterator[Diagnostic]:
    """Yield what is wrong with a component's version number, given what was released.

    Args:
        folder: The folder of the components.
        component: The component.
        is_released: Whether the version itself must have been released.

    Raises:
        ComponentError: A release cannot be read (``C021``).
    """
    span = Span(shown(folder / f"{component.module}.py"))
    what = f"component '{component.name}' {component.version}"
    known = released_versions(folder, component.name)
    own = Version(component.version)
    later = [v for v in known if Version(v) > own and v.partition(".")[0] == component.version.partition(".")[0]]
    if later:
        why = f"version {later[-1]} has been released already, and versions only go up"
        yield Diagnostic("C022", f"{what} is lower than a release", span, why, "raise the version above it")
        return
    base, changes = changes_since(folder, component) or ("", ())
    if changes and Version(least_version(base, changes)) > own:
        yield _too_low(what, span, base, changes)
    elif is_released and component.version not in known:
        why = "what it takes and gives is written down when it is released, so that later changes are told"
        fix = f"run `podium component release {component.name}` and commit the file"
        yield Diagnostic("C020", f"{what} was not released", span, why, fix)


def _too_low(what: str, span: Span, base: str, changes: tuple[Change, ...]) -> Diagnostic:
    told = [f"{change.pointer} {change.message} ({change.effect})" for change in changes[:5]]
    more = [f"and {len(changes) - len(told)} more"] if len(changes) > len(told) else []
    why = "; ".join([*told, *more])
    message = f"{what} differs from release {base} more than its version says"
    fix = f"set the version to {least_version(base, changes)} or higher, or take the changes back"
    return Diagnostic("C022", message, span, why, fix)


def _broken(file: Path, reason: str) -> Diagnostic:
    message = f"release '{shown(file)}' cannot be used: {reason}"
    return Diagnostic("C021", message, Span(shown(file)), "releases are never changed", "take it from version control")


def _is_schema(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    facts = all(isinstance(value.get(key), kind) for key, kind in _FORM.items())
    return facts and all(isinstance(value.get(key), dict) for key in _SCHEMAS)
