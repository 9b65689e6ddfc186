"""The difference of two locks as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from podium.lock.values import ABSENT, Change

if TYPE_CHECKING:
    from podium.lock.diff import ImageChange, LockDiff, NamedChange, ResourceChange
    from podium.lock.model import LockedResource

__all__ = ["diff_text", "summary", "value_text"]

_LONGEST = 120


def diff_text(diff: LockDiff) -> str:
    """Return a summary, the resources, what holds data first, and the rest below headings.

    Args:
        diff: The difference.
    """
    lines = [f"{_environments(diff)}: {summary(diff)}"]
    resources = [
        *((_rank(resource), _whole("-", resource)) for resource in diff.removed),
        *((_rank(change.after, change.stateful), _changed(change)) for change in diff.changed),
        *((_rank(resource), _whole("+", resource)) for resource in diff.added),
    ]
    for _, found in sorted(resources):
        lines += found
    lines += _section("images", (_image(change) for change in diff.images))
    lines += _section("workloads", _named(diff.workloads, {"digest": "its Score file differs"}))
    lines += _section("definitions", _named(diff.definitions))
    lines += _section(
        "losses of data that are accepted",
        [
            *(f"  + {one.uid}: {one.before} -> {one.after}" for one in diff.accepted),
            *(f"  - {one.uid}: {one.before} -> {one.after}" for one in diff.withdrawn),
        ],
    )
    return "\n".join(map(_printable, lines))


def summary(diff: LockDiff) -> str:
    """Return in one line how much differs, and how much of it holds data."""
    changed = len(diff.changed) - len(diff.renamed)
    counts = (
        (len(diff.added), "added"),
        (len(diff.removed), "removed"),
        (len(diff.renamed), "renamed"),
        (changed, "changed"),
        (len(diff.images), "image" if len(diff.images) == 1 else "images"),
    )
    words = [f"{count} {word}" for count, word in counts if count]
    if not words:
        return "nothing differs" if diff.is_empty else "no resource differs"
    at_risk = sum(resource.stateful for resource in diff.removed) + sum(change.stateful for change in diff.changed)
    holds = "holds" if at_risk == 1 else "hold"
    return ", ".join(words) + (f"; {at_risk} of what was there {holds} data" if at_risk else "")


def value_text(value: Any, longest: int = _LONGEST) -> str:
    """Return a value as JSON on one line, the beginning of what is long; ``nothing`` for one that is not there."""
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _environments(diff: LockDiff) -> str:
    if diff.old_environment in {None, diff.new_environment}:
        return diff.new_environment
    return f"{diff.old_environment} -> {diff.new_environment}"


def _rank(resource: LockedResource, stateful: bool | None = None) -> tuple[bool, str]:
    """Return what to sort by: what holds data comes first."""
    return (not (resource.stateful if stateful is None else stateful), resource.uid)


def _whole(sign: str, resource: LockedResource) -> list[str]:
    data = "  (holds data)" if resource.stateful else ""
    return [f"{sign} {resource.uid}  {resource.component}@{resource.version} by {resource.definition}{data}"]


def _changed(change: ResourceChange) -> list[str]:
    was = f"  was {change.before.uid}" if change.is_renamed else ""
    data = "  (holds data)" if change.stateful else ""
    sign = ">" if change.is_renamed else "~"
    return [f"{sign} {change.after.uid}{was}{data}", *_lines(change.changes, "    ")]


def _lines(found: Sequence[Change], indent: str) -> Iterator[str]:
    width = max((len(change.path) for change in found), default=0)
    for change in found:
        if change.old is ABSENT:
            what = f"+ {value_text(change.new)}"
        elif change.new is ABSENT:
            what = f"- {value_text(change.old)}"
        else:
            what = f"{value_text(change.old)} -> {value_text(change.new)}"
        yield f"{indent}{change.path:{width}}  {what}"


def _image(change: ImageChange) -> str:
    return f"  {change.workload}/{change.container}  {change.old or 'nothing'} -> {change.new or 'nothing'}"


def _named(found: Iterable[NamedChange], words: dict[str, str] | None = None) -> Iterator[str]:
    for change in found:
        known = words or {}
        told = [known[one.path] for one in change.changes if one.path in known]
        yield f"  {change.sign} {change.name}" + (f"  {', '.join(told)}" if told else "")
        yield from _lines([one for one in change.changes if one.path and one.path not in known], "      ")


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", title, *found] if found else []


def _printable(line: str) -> str:
    """Return a line that cannot steer a terminal, whoever wrote what is in it."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
