"""`podium impact`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from podium.catalogue.versions import ranges_of
from podium.cli.options import formatted
from podium.diagnostics import Diagnostic, EnvironmentFileError, LockError, Severity, raise_if_any, suggest
from podium.environment.load import environment_names, load_environment
from podium.lock.impact import Impact, Limits, Standing, limits_of, parse_wanted
from podium.lock.impact import impact as impact_of
from podium.lock.read import LOCK_FOLDER, lock_file, read_lock
from podium.paths import project_root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from podium.cli.face import Face
    from podium.lock.model import Lock

__all__ = ["impact"]


@click.command()
@click.argument("component", metavar="COMPONENT[@VERSION|@RANGE]")
@click.option("-e", "--environment", "environments", metavar="ENV", multiple=True, help="Look at this one; repeatable.")
@formatted("markdown")
@click.pass_obj
def impact(face: Face, component: str, environments: tuple[str, ...]) -> None:
    """List what a version of a component affects, from the locks: who is on it, who would get it, who is held back."""
    root, wanted = project_root(), parse_wanted(component)
    locks = _locks(root, environments)
    concerned = [lock for lock in locks if any(r.component == wanted.component for r in lock.resources.values())]
    limits = {lock.environment: _limits(face, root, lock) for lock in concerned} if wanted.version else {}
    found = _with_changes(impact_of(wanted, locks, limits))
    face.data(found.to_text, found.to_json, markdown=found.to_markdown)


def _locked(root: Path) -> list[str]:
    """Return the names of the environments that are locked."""
    files = (root / LOCK_FOLDER).glob(lock_file(root, "*").name)
    return sorted(file.name.removeprefix("podium.lock.").removesuffix(".json") for file in files)


def _locks(root: Path, named: Sequence[str]) -> list[Lock]:
    """Return the locks of the environments that are named, of all that are locked if none is.

    Raises:
        LockError: One that is named has no lock (``D021``), or a lock cannot be read.
    """
    locked = _locked(root)
    raise_if_any(LockError, [_not_locked(name, locked) for name in dict.fromkeys(named) if name not in locked])
    found = (read_lock(root, name) for name in dict.fromkeys(named or locked))
    return [lock for lock in found if lock is not None]


def _not_locked(name: str, locked: Sequence[str]) -> Diagnostic:
    why, fix = "impact is read from locks", suggest(name, locked) or f"write it with `podium lock -e {name}`"
    return Diagnostic("D021", f"environment '{name}' has no lock", why=why, fix=fix)


def _limits(face: Face, root: Path, lock: Lock) -> Limits:
    """Return what keeps an environment's resources on their versions; from its lock alone where its file is no help."""
    if lock.environment not in environment_names(root):
        return limits_of(lock)
    try:
        loaded = load_environment(root, lock.environment)
    except EnvironmentFileError as problem:
        face.warn([replace(diagnostic, severity=Severity.WARNING) for diagnostic in problem.diagnostics])
        return limits_of(lock)
    environment = loaded.environment
    ranges = {name: ranges_of(loaded, name, definition) for name, definition in environment.definitions.items()}
    pins = {
        uid: f"the pin of {pin.owner} until {pin.expires} at {loaded.document.key_span_at(('pins', uid))}"
        for uid, pin in environment.pins.items()
    }
    return Limits({**limits_of(lock).ranges, **ranges}, pins)


def _with_changes(found: Impact) -> Impact:
    """Return the impact with what breaks those who are not on the version yet, as far as both were released."""
    version = found.wanted.version
    behind = {each.resource.version for each in found.affected if each.standing is not Standing.USES}
    if version is None or not behind:
        return found
    from podium.catalogue.compare import Effect, compare  # noqa: PLC0415 - needed only where somebody is behind
    from podium.catalogue.registry import component_folder  # noqa: PLC0415
    from podium.catalogue.releases import read_release, released_versions  # noqa: PLC0415 - loads schemas

    folder = component_folder()
    released = released_versions(folder, found.wanted.component)
    breaking: dict[str, tuple[str, ...]] = {}
    for older in sorted(behind.intersection(released)) if version in released else ():
        schemas = (read_release(folder, found.wanted.component, each) for each in (older, version))
        changes = compare(*schemas)
        breaking[older] = tuple(f"{c.pointer}: {c.message}" for c in changes if c.effect is Effect.BREAKING)
    return replace(found, breaking={older: changes for older, changes in breaking.items() if changes})
