"""Whom a version of a component concerns, from locks alone."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from podium.diagnostics import Diagnostic, LockError, suggest
from podium.lock.markdown import MAX_MARKDOWN, code
from podium.lock.model import Lock, LockedResource
from podium.lock.ranges import VersionRange, is_within

__all__ = ["Affected", "Impact", "Limits", "Standing", "Wanted", "impact", "limits_of", "parse_wanted"]

_RESERVE = 200
"""Characters of a page that are kept for saying how much was left out."""


class Standing(enum.StrEnum):
    """How a resource stands to a version."""

    GETS = "gets"
    HELD = "held"
    USES = "uses"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked about.

    Attributes:
        component: The component.
        specifier: The versions that count (PEP 440); empty for all.
        version: The version, where exactly one is meant.
    """

    component: str
    specifier: str
    version: str | None

    def __str__(self) -> str:
        return "@".join(part for part in (self.component, self.version or self.specifier) if part)


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps the resources of an environment on their versions.

    Attributes:
        ranges: Ranges of versions by definition.
        pins: Who keeps a resource as it is, in words, by uid.
    """

    ranges: Mapping[str, Sequence[VersionRange]] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Affected:
    """One resource that a version concerns.

    Attributes:
        environment: Its environment.
        resource: The resource as it is locked.
        standing: Whether it is on the version, would get it, or is held back.
        reasons: What holds it back.
    """

    environment: str
    resource: LockedResource
    standing: Standing
    reasons: tuple[str, ...] = ()

    @property
    def workloads(self) -> tuple[str, ...]:
        """The workloads that use it, sorted."""
        return tuple(sorted({claimant.workload for claimant in self.resource.claimants}))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "environment": self.environment,
            "uid": self.resource.uid,
            "workloads": list(self.workloads),
            "definition": self.resource.definition,
            "version": self.resource.version,
            "stateful": self.resource.stateful,
            "standing": str(self.standing),
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Impact:
    """Whom a version of a component concerns.

    Attributes:
        wanted: What was asked.
        affected: The resources, by environment, standing and uid.
        breaking: What breaks who uses it, by the version that they are on; none where the releases are not known.
    """

    wanted: Wanted
    affected: tuple[Affected, ...]
    breaking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def count(self, standing: Standing) -> int:
        """Return how many resources stand so."""
        return sum(each.standing is standing for each in self.affected)

    @property
    def summary(self) -> str:
        """How many it concerns, in words."""
        workloads = {(each.environment, name) for each in self.affected for name in each.workloads}
        environments = {each.environment for each in self.affected}
        counts = (
            (self.count(Standing.USES), "on it"),
            (self.count(Standing.GETS), "would get it"),
            (self.count(Standing.HELD), "held back"),
            (sum(each.resource.stateful for each in self.affected), "hold data"),
        )
        told = ", ".join(f"{count} {words}" for count, words in counts if count)
        names = len({name for _, name in workloads})
        places = f"{_counted(names, 'workload')} in {_counted(len(environments), 'environment')}"
        return f"{places}; {told}" if self.affected else "nobody uses it"

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "component": self.wanted.component,
            "wanted": self.wanted.version or self.wanted.specifier,
            "affected": [each.to_json() for each in self.affected],
            "breaking": {version: list(changes) for version, changes in self.breaking.items()},
        }

    def to_text(self) -> str:
        """Return it as a person reads it: a summary, the resources of each environment, and what breaks."""
        rows = [(each.environment, _row(each)) for each in self.affected]
        widths = [max((len(row[column]) for _, row in rows), default=0) for column in range(4)]
        lines, shown = [f"{self.wanted}: {self.summary}"], ""
        for environment, row in rows:
            lines += [f"\n{environment}"] if environment != shown else []
            shown = environment
            cells = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=False))
            lines.append("  ".join(["", *cells, row[-1]]).rstrip())
        for version, changes in self.breaking.items():
            lines += [f"\nbreaking since {version}", *(f"  {change}" for change in changes)]
        return "\n".join(lines)

    def to_markdown(self) -> str:
        """Return it for a pull request; what does not fit into a comment is counted."""
        head = [f"### Podium: impact of {code(str(self.wanted))}", "", f"**{self.summary}**"]
        for version, changes in self.breaking.items():
            head += ["", f"Breaking since {version}:", "", *(f"- {code(change)}" for change in changes)]
        head += ["", "| environment | | resource | workloads | version | |", "|---|---|---|---|---|---|"]
        lines, length, left_out = [], sum(len(line) + 1 for line in head), 0
        for each in self.affected:
            standing, uid, workloads, version, rest = _row(each)
            cells = (code(each.environment), standing, code(uid), code(workloads), code(version), _escaped(rest))
            line = f"| {' | '.join(cells)} |"
            length += len(line) + 1
            if length > MAX_MARKDOWN - _RESERVE:
                left_out += 1
            else:
                lines.append(line)
        more = ["", f"and {left_out} more"] if left_out else []
        return "\n".join([*(head if self.affected else head[:3]), *lines, *more])


def parse_wanted(text: str) -> Wanted:
    """Read ``COMPONENT``, ``COMPONENT@VERSION`` or ``COMPONENT@RANGE``.

    Raises:
        LockError: It has another form (``D020``).
    """
    component, separator, versions = text.partition("@")
    try:
        if component and not separator:
            return Wanted(component, "", None)
        if component and versions[:1].isdigit():
            return Wanted(component, f"=={Version(versions)}", versions)
        if component and versions:
            return Wanted(component, str(SpecifierSet(versions)), None)
    except (InvalidSpecifier, InvalidVersion):
        pass
    message = f"'{text}' names no version of a component"
    fix = "write COMPONENT, COMPONENT@2.0.0 or 'COMPONENT@>=1.2,<2'"
    raise LockError(Diagnostic("D020", message, fix=fix))


def limits_of(lock: Lock) -> Limits:
    """Return what a lock itself says of the versions that its definitions allow; it knows neither places nor pins."""
    return Limits(
        {
            name: (VersionRange(str(definition["version"]), f"definition '{name}'"),)
            for name, definition in lock.definitions.items()
            if definition.get("version")
        }
    )


def impact(wanted: Wanted, locks: Sequence[Lock], limits: Mapping[str, Limits]) -> Impact:
    """Return whom a version concerns: who is on it, and if it is newer, who would get it and who is held back.

    Args:
        wanted: The component and its versions.
        locks: The locks of the environments to look at.
        limits: What keeps resources on their versions, by environment.

    Raises:
        LockError: There is no lock (``D021``), or none names the component (``D022``).
    """
    if not locks:
        fix = "run `podium lock -e ENV` for the environments that matter"
        raise LockError(Diagnostic("D021", "no environment is locked", why="impact is read from locks", fix=fix))
    known = {resource.component for lock in locks for resource in lock.resources.values()}
    if wanted.component not in known:
        message = f"no lock names component '{wanted.component}'"
        fix = suggest(wanted.component, known) or "see `podium component list`"
        raise LockError(Diagnostic("D022", message, why="then no locked environment uses it", fix=fix))
    order = list(Standing)
    found = [each for lock in locks for each in _affected(wanted, lock, limits.get(lock.environment, Limits()))]
    found.sort(key=lambda each: (each.environment, order.index(each.standing), each.resource.uid))
    return Impact(wanted, tuple(found))


def _affected(wanted: Wanted, lock: Lock, limits: Limits) -> Iterator[Affected]:
    for resource in lock.resources.values():
        if resource.component != wanted.component:
            continue
        if is_within(resource.version, wanted.specifier):
            yield Affected(lock.environment, resource, Standing.USES)
        elif wanted.version is not None and Version(wanted.version) > Version(resource.version):
            reasons = tuple(_reasons(wanted.version, resource, limits))
            yield Affected(lock.environment, resource, Standing.HELD if reasons else Standing.GETS, reasons)


def _reasons(version: str, resource: LockedResource, limits: Limits) -> Iterator[str]:
    pin = next((limits.pins[uid] for uid in (resource.uid, *resource.aliases) if uid in limits.pins), None)
    if pin is not None:
        yield pin
    for each in limits.ranges.get(resource.definition, ()):
        if not each.allows(version):
            yield str(each)


def _row(each: Affected) -> tuple[str, str, str, str, str]:
    rest = [*(["holds data"] if each.resource.stateful else []), *(f"held by {reason}" for reason in each.reasons)]
    return str(each.standing), each.resource.uid, ", ".join(each.workloads), each.resource.version, "; ".join(rest)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _escaped(text: str) -> str:
    """Return text that stands in a table and is no code."""
    return code(text) if any(character in text for character in "|<>`[]@*_\\") else text
