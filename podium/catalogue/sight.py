"""What definitions can tell apart: requests that look the same to all of them get the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from podium.catalogue.subject import Subject
from podium.environment.model import Criteria, Tier
from podium.environment.pattern import fits, is_pattern

__all__ = ["Sight"]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts that criteria name, and patterns among them.

    Attributes:
        exact: The texts.
        patterns: The patterns by the text before their first ``*``, and that by its length: few of many are looked at.
    """

    exact: frozenset[str]
    patterns: Mapping[int, Mapping[str, Sequence[str]]]

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> _Texts:
        named = {text for text in texts if text is not None}
        patterns = {text for text in named if is_pattern(text)}
        by_prefix: dict[int, dict[str, list[str]]] = {}
        for pattern in sorted(patterns):
            prefix = pattern.partition("*")[0]
            by_prefix.setdefault(len(prefix), {}).setdefault(prefix, []).append(pattern)
        return cls(frozenset(named - patterns), by_prefix)

    def seen(self, text: str) -> object:
        """Return what of a text matters: itself if it is named, and the patterns that stand for it."""
        named = text if text in self.exact else None
        if not self.patterns:
            return named
        near = (by_prefix.get(text[:length], ()) for length, by_prefix in self.patterns.items())
        return (named, *[pattern for patterns in near for pattern in patterns if fits(pattern, text)])


@dataclass(frozen=True, slots=True)
class Sight:
    """All that the criteria of some definitions of one type look at.

    Attributes:
        ids: The ids.
        classes: The classes.
        workloads: The workloads.
        teams: The teams.
        tiers: The tiers.
        labels: The labels, each with its values.
    """

    ids: _Texts
    classes: _Texts
    workloads: frozenset[str | None]
    teams: frozenset[str | None]
    tiers: frozenset[Tier | None]
    labels: tuple[tuple[str, frozenset[str]], ...]

    @classmethod
    def over(cls, criteria: Iterable[Criteria]) -> Sight:
        """Return what criteria look at, environment aside."""
        looking = list(criteria)
        labels: dict[str, set[str]] = {}
        for item in looking:
            for key, value in item.labels.items():
                labels.setdefault(key, set()).add(value)
        return cls(
            ids=_Texts.of(item.id for item in looking),
            classes=_Texts.of(item.resource_class for item in looking),
            workloads=frozenset(item.workload for item in looking),
            teams=frozenset(item.team for item in looking),
            tiers=frozenset(item.tier for item in looking),
            labels=tuple((key, frozenset(values)) for key, values in sorted(labels.items())),
        )

    def of(self, subject: Subject) -> tuple[object, ...]:
        """Return what of a subject matters; equal for two subjects that every one of the criteria treats alike."""
        return (
            self.ids.seen(subject.id),
            self.classes.seen(subject.resource_class),
            subject.workload if subject.workload in self.workloads else None,
            subject.team if subject.team in self.teams else None,
            subject.tier if subject.tier in self.tiers else None,
            tuple([_named(subject.labels.get(key), values) for key, values in self.labels]),
        )


def _named(value: str | None, values: frozenset[str]) -> str | None:
    return value if value in values else None
