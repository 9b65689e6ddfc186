"""Which version of a component answers.

Of the versions that all ranges allow: the highest that is ``default``; a deprecated one where nothing else fits, or
where the lock holds one of its major version; a proposed one where a range names it exactly; a defective one only for
what the lock has on it already. A pin's version goes before all of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podium.catalogue.contract import Lifecycle
from podium.catalogue.registry import ComponentInfo, load_versions
from podium.diagnostics import ComponentError, Diagnostic, Severity, Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import ResourceDefinition
from podium.lock.ranges import VersionRange

__all__ = ["Chosen", "choose", "ranges_of"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The version of a component that answers.

    Attributes:
        component: The component in that version.
        warnings: What its lifecycle says against it.
    """

    component: ComponentInfo
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a version is chosen by."""

    name: str
    ranges: Sequence[VersionRange]
    exact: str | None
    previous: str | None
    span: Span | None


def ranges_of(loaded: LoadedEnvironment, name: str, definition: ResourceDefinition) -> tuple[VersionRange, ...]:
    """Return the ranges that the component of a definition is kept within.

    Args:
        loaded: The environment.
        name: The definition's name.
        definition: The definition; a pin may have brought back one that the environment's file does not hold any more.
    """
    environment = loaded.environment
    found: list[VersionRange] = []
    if definition.version is not None:
        span = loaded.document.span_at(("definitions", name, "version"))
        found.append(VersionRange(definition.version, f"definition '{name}'", span))
    common = environment.components.get(definition.component)
    if common is not None:
        span = loaded.document.span_at(("components", definition.component))
        found.append(VersionRange(common, f"environment '{environment.name}'", span))
    return tuple(found)


def choose(
    name: str,
    ranges: Sequence[VersionRange] = (),
    *,
    exact: str | None = None,
    previous: str | None = None,
    span: Span | None = None,
) -> Chosen:
    """Choose the version of a component that answers.

    Args:
        name: The component's name.
        ranges: Ranges that the version must be in, all of them.
        exact: The version that a pin keeps. The code of an older version is gone once a later one of the same major
            version took its module, so that one stands for it.
        previous: The version that the lock holds for the same resource.
        span: Where the component is named, for diagnostics.

    Raises:
        ComponentError: The component cannot be loaded (``C001`` to ``C003``, ``C009``), no version fits (``C006``), or
            only a defective one does (``C008``).
    """
    versions = load_versions(name, span)
    wanted = _Wanted(name, ranges, exact, previous, span)
    if exact is not None:
        return _pinned(versions, wanted, exact)
    allowed = [version for version in versions if all(each.allows(version.version) for each in ranges)]
    found = _best(allowed, wanted)
    if found is None:
        raise ComponentError(_nothing_fits(versions, allowed, wanted))
    return _judged(found, wanted)


def _pinned(versions: Sequence[ComponentInfo], wanted: _Wanted, exact: str) -> Chosen:
    """Return the pinned version, or the one of the same major version that has taken its place."""
    found = next((version for version in versions if _major(version.version) == _major(exact)), None)
    if found is None:
        known = ", ".join(version.version for version in versions)
        message = f"component '{wanted.name}' has no version {exact}"
        why = f"a pin keeps that version; there are {known}"
        fix = f"bring a version {_major(exact)}.x back, or remove the pin"
        raise ComponentError(Diagnostic("C006", message, wanted.span, why=why, fix=fix))
    return _judged(found, wanted)


def _best(allowed: Sequence[ComponentInfo], wanted: _Wanted) -> ComponentInfo | None:
    """Return the version that goes first, None if none may be used; ``allowed`` is sorted, lowest first."""
    highest = allowed[::-1]
    named = [v for v in highest if v.lifecycle is Lifecycle.PROPOSED and any(r.names(v.version) for r in wanted.ranges)]
    deprecated = [version for version in highest if version.lifecycle is Lifecycle.DEPRECATED]
    kept = [version for version in deprecated if _is_held(version, wanted)]
    default = [version for version in highest if version.lifecycle is Lifecycle.DEFAULT]
    defective = [version for version in highest if version.lifecycle is Lifecycle.DEFECTIVE]
    return next(iter([*named, *kept, *default, *deprecated, *defective]), None)


def _is_held(version: ComponentInfo, wanted: _Wanted) -> bool:
    """Return whether the lock holds this major version for the same resource."""
    return wanted.previous is not None and _major(wanted.previous) == _major(version.version)


def _judged(found: ComponentInfo, wanted: _Wanted) -> Chosen:
    """Return the version with what its lifecycle says against it.

    Raises:
        ComponentError: It is defective, and the resource is not on it yet (``C008``).
    """
    what = f"component '{wanted.name}' {found.version}"
    if found.lifecycle is Lifecycle.DEPRECATED:
        why = "it still works, and a later one takes its place for what is new"
        fix = f"allow a later version; `podium component diff {wanted.name} {found.version}` says what it changes"
        message = f"{what} is deprecated"
        return Chosen(found, (Diagnostic("C007", message, wanted.span, why, fix, Severity.WARNING),))
    if found.lifecycle is not Lifecycle.DEFECTIVE:
        return Chosen(found)
    message, fix = f"{what} is defective", "allow another version, or mend it and release that"
    if wanted.previous == found.version:
        why = "what runs on it goes on; nothing new starts on it"
        return Chosen(found, (Diagnostic("C008", message, wanted.span, why, fix, Severity.WARNING),))
    why = "nothing new starts on a defective version"
    raise ComponentError(Diagnostic("C008", message, wanted.span, why, fix, related=_places(wanted)))


def _nothing_fits(versions: Sequence[ComponentInfo], allowed: Sequence[ComponentInfo], wanted: _Wanted) -> Diagnostic:
    """Return the problem; what the ranges allow is proposed, if there is any."""
    known = ", ".join(
        version.version if version.lifecycle is Lifecycle.DEFAULT else f"{version.version} ({version.lifecycle})"
        for version in versions
    )
    rules = " and ".join(str(each) for each in wanted.ranges)
    why = f"there are {known}" + (f"; wanted is {rules}" if rules else "")
    fix = "widen the range, or bring back a version inside it"
    if allowed:
        fix = f"a proposed version is used only where it is named, as `version: =={allowed[-1].version}`"
    message = f"no version of component '{wanted.name}' fits"
    return Diagnostic("C006", message, wanted.span, why, fix, related=_places(wanted))


def _places(wanted: _Wanted) -> tuple[Span, ...]:
    return tuple(each.span for each in wanted.ranges if each.span is not None)


def _major(version: str) -> str:
    return version.partition(".")[0]
