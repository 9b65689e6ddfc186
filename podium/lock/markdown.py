"""The difference of two locks as a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from podium.lock.text import summary, value_text
from podium.lock.values import Change

if TYPE_CHECKING:
    from podium.lock.diff import LockDiff, NamedChange, ResourceChange

__all__ = ["MAX_MARKDOWN", "code", "diff_markdown"]

MAX_MARKDOWN = 60_000
"""A comment may have this many characters; GitHub takes 65,536."""

_LONGEST = 200
_RESERVE = 200
"""Characters kept for saying how much was left out."""

_NEW, _GONE = "new", "gone"

Row = tuple[str, ...]


def diff_markdown(diff: LockDiff) -> str:
    """Return a summary and tables: what holds data first, with a warning in words.

    Whatever names and values hold stands as code, so it cannot be read as Markdown, HTML, a link or a mention.

    Args:
        diff: The difference.

    Returns:
        At most ``MAX_MARKDOWN`` characters; what does not fit is counted.
    """
    page = _Page([f"### Podium: {code(diff.new_environment)}", "", f"**{summary(diff)}**"])
    data = sorted(_resource_rows(diff, stateful=True))
    warning = "> **Warning: these hold data.** Make sure that nothing of it is lost."
    page.table("Data", ("resource", "change", "before", "after"), data, warning)
    page.table("Resources", ("resource", "change", "before", "after"), sorted(_resource_rows(diff, stateful=False)))
    images = (
        (code(f"{one.workload}/{one.container}"), code(one.old or "nothing"), code(one.new or "nothing"))
        for one in diff.images
    )
    page.table("Images", ("container", "before", "after"), images)
    page.table("Workloads", ("workload", "change", "before", "after"), _workload_rows(diff.workloads))
    page.table("Definitions", ("definition", "change", "before", "after"), _named_rows(diff.definitions))
    agreed = [("accepted", one) for one in diff.accepted] + [("withdrawn", one) for one in diff.withdrawn]
    accepted = ((code(one.uid), word, code(one.before), code(one.after)) for word, one in agreed)
    page.table("Losses of data that are accepted", ("resource", "", "before", "after"), accepted)
    return page.text()


def code(text: str) -> str:
    """Return text as code that nothing in it can break out of, within a table too."""
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text) or " "
    if not re.search(r"[`|\\]", shown):
        return f"`{shown}`"
    return f"<code>{_PUNCTUATION.sub(lambda found: f'&#{ord(found.group())};', shown)}</code>"


_PUNCTUATION = re.compile(r"[^\w ]|_")


class _Page:
    """Lines up to a limit; what does not fit is counted."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._length = sum(len(line) + 1 for line in lines)
        self._left_out = 0

    def table(self, title: str, head: Row, rows: Iterable[Row], note: str = "") -> None:
        """Add a table below a title, unless it has no rows."""
        begun = False
        for row in rows:
            lines = [_row(row)]
            if not begun:
                notes = ["", note] if note else []
                lines = ["", f"#### {title}", *notes, "", _row(head), "|" + " --- |" * len(head), *lines]
            length = sum(len(line) + 1 for line in lines)
            if self._left_out or self._length + length > MAX_MARKDOWN - _RESERVE:
                self._left_out += 1
                continue
            begun = True
            self._lines += lines
            self._length += length

    def text(self) -> str:
        """Return the page."""
        if self._left_out:
            self._lines += ["", f"{self._left_out} more rows are left out; `podium diff` shows them all."]
        return "\n".join(self._lines)


def _row(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def _resource_rows(diff: LockDiff, *, stateful: bool) -> Iterator[Row]:
    for word, resources in ((_GONE, diff.removed), (_NEW, diff.added)):
        for resource in resources:
            if resource.stateful == stateful:
                what = code(f"{resource.component}@{resource.version} by {resource.definition}")
                yield (code(resource.uid), f"**{word}**", *((what, "") if word == _GONE else ("", what)))
    for change in diff.changed:
        if change.stateful == stateful:
            yield from _changed_rows(change)


def _changed_rows(change: ResourceChange) -> Iterator[Row]:
    uid = code(change.after.uid)
    if change.is_renamed:
        yield (uid, "**renamed**", code(change.before.uid), uid)
    yield from ((uid, *_cells(one)) for one in change.changes)


def _named_rows(found: Iterable[NamedChange]) -> Iterator[Row]:
    for change in found:
        name = code(change.name)
        if change.sign != "~":
            yield (name, f"**{_NEW if change.sign == '+' else _GONE}**", "", "")
            continue
        yield from ((name, *_cells(one)) for one in change.changes)


def _workload_rows(found: Iterable[NamedChange]) -> Iterator[Row]:
    """Yield the rows of workloads; a digest tells nobody more than that it is another one."""
    for change in found:
        kept = tuple(one for one in change.changes if one.path != "digest")
        if len(kept) < len(change.changes):
            yield (code(change.name), "Score file differs", "", "")
        if kept:
            yield from _named_rows([replace(change, changes=kept)])


def _cells(change: Change) -> Row:
    return (code(change.path), code(value_text(change.old, _LONGEST)), code(value_text(change.new, _LONGEST)))
