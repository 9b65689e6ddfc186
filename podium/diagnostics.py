"""Diagnostics: what is wrong, where, why and how to mend it.

The error tree. Leaves add a type and no behaviour; the command line catches the root once::

    PodiumError(diagnostics)
    ├─ SpecError               the developer's Score file
    ├─ EnvironmentFileError    the platform's environment file
    ├─ ResolutionError         a request that the environment cannot answer
    ├─ LockError               a lock file, or what it does not hold
    ├─ GuardError              data that would be lost; nobody has agreed to that
    ├─ ComponentError          the platform team's Python
    ├─ ToolchainError          the engine, its plugins and how they are obtained
    ├─ SandboxError            the local cluster
    ├─ ClusterError            the cluster that an environment names
    └─ EngineError             a run of the engine

Codes are stable: ``S`` spec, ``I`` import, ``E`` environment, ``L`` lint of environments, ``R`` resolution, ``D``
decisions in locks, ``G`` guard, ``C`` component, ``P`` program and render, ``T`` toolchain, ``X`` sandbox, ``K``
cluster, ``N`` engine, ``U`` usage of the command line, ``Z`` a bug.
"""

from __future__ import annotations

import difflib
import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "ClusterError",
    "ComponentError",
    "Diagnostic",
    "EngineError",
    "EnvironmentFileError",
    "GuardError",
    "LockError",
    "PodiumError",
    "ResolutionError",
    "SandboxError",
    "Severity",
    "Span",
    "SpecError",
    "ToolchainError",
    "listed",
    "nearest",
    "raise_if_any",
    "render",
    "render_all",
    "sort_diagnostics",
    "suggest",
]

_LONGEST_WORD = 100
_MANY_WORDS = 1000
_SHOWN_WORDS = 20
_LONGEST_LINE = 4000


class Severity(enum.StrEnum):
    """How much a diagnostic matters: an error stops the stage, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Span(NamedTuple):
    """A place in a file. Lines and columns count from 1; columns count characters, not bytes.

    Attributes:
        file: Path as the user gave it.
        line: First line.
        column: First column.
        end_line: Last line, equal to ``line`` where the place is one line.
        end_column: Column after the last character.
    """

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem, told so that the reader can mend it.

    Attributes:
        code: Stable code such as ``S004``.
        message: What failed, in the user's words; lower case, no full stop.
        span: Where, or None when no file is at fault.
        why: The rule that was broken and where it comes from.
        fix: An edit or a command.
        severity: Error or warning.
        related: Other places that belong to the problem.
    """

    code: str
    message: str
    span: Span | None = None
    why: str = ""
    fix: str = ""
    severity: Severity = Severity.ERROR
    related: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the form that the command line prints with ``--format json``."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "file": self.span.file if self.span else None,
            "line": self.span.line if self.span else None,
            "column": self.span.column if self.span else None,
            "why": self.why,
            "fix": self.fix,
            "related": [str(span) for span in self.related],
        }

    def at(self, span: Span | None) -> Diagnostic:
        """Return the same diagnostic with another place."""
        return replace(self, span=span)


class PodiumError(Exception):
    """One or more diagnostics that stop what was asked for; ``str()`` renders them all."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics
        super().__init__(diagnostics)

    def __str__(self) -> str:
        return render_all(self.diagnostics)


class SpecError(PodiumError):
    """The Score file cannot be used as it is."""


class EnvironmentFileError(PodiumError):
    """The environment file cannot be used as it is."""


class ResolutionError(PodiumError):
    """The environment has no consistent answer to what the workloads ask for."""


class LockError(PodiumError):
    """The lock file cannot be used, or holds other decisions than the files give."""


class GuardError(PodiumError):
    """Data would be lost, and nobody has agreed to that."""


class ComponentError(PodiumError):
    """A component module does not keep its contract."""


class ToolchainError(PodiumError):
    """The engine or a plugin cannot be found, downloaded or built."""


class SandboxError(PodiumError):
    """The local cluster cannot be started, stopped or read."""


class ClusterError(PodiumError):
    """The cluster that the environment names cannot be used."""


class EngineError(PodiumError):
    """A run of the engine failed."""


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics sorted by file, line, column and code, each one once."""
    nowhere = Span("")
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda d: (d.span or nowhere, d.code, d.message)))


def raise_if_any(error: type[PodiumError], diagnostics: Iterable[Diagnostic]) -> None:
    """Raise ``error`` with all diagnostics, warnings included, if one of them is an error.

    Raises:
        PodiumError: The class given, with the diagnostics in order.
    """
    found = sort_diagnostics(diagnostics)
    if any(d.severity is Severity.ERROR for d in found):
        raise error(*found)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the nearest known word, or an empty string."""
    found = nearest(word, known)
    return "" if found is None else f"did you mean '{found}'?"


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """Return the nearest known word, None if none is near.

    Args:
        word: What was written; a very long one is near nothing.
        known: What could have been meant; of very many, those with the same first letter are looked at.
        alike: How much of both words must be the same, from 0 to 1.
    """
    if len(word) > _LONGEST_WORD:
        return None
    words = sorted(known)
    if len(words) > _MANY_WORDS:
        words = [other for other in words if other[:1] == word[:1]][:_MANY_WORDS]
    return next(iter(difflib.get_close_matches(word, words, n=1, cutoff=alike)), None)


def listed(words: Iterable[str]) -> str:
    """Return words as a sorted list for people, the first ones of many; ``none`` if there are none."""
    found = sorted(words)
    shown = [word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…" for word in found[:_SHOWN_WORDS]]
    more = [f"and {len(found) - len(shown)} more"] if len(found) > len(shown) else []
    return ", ".join(shown + more) or "none"


def render(diagnostic: Diagnostic, source_line: str | None = None) -> str:
    """Return the text form: place and message, the source line with a mark, why and fix.

    What a file's author wrote is in it, so it is kept from steering the terminal: characters that are not printable are
    shown by their escapes, and what is endless is cut.

    Args:
        diagnostic: What to render.
        source_line: The text of the line at ``diagnostic.span``, when the caller has it.
    """
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    lines = [f"{place}{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    if source_line is not None and diagnostic.span:
        lines += _excerpt(diagnostic.span, source_line)
    lines += [f"   = also: {span}" for span in diagnostic.related]
    lines += [f"   = why: {diagnostic.why}"] if diagnostic.why else []
    lines += ["   = fix: " + diagnostic.fix.replace("\n", "\n          ")] if diagnostic.fix else []
    return "\n".join(_shown(line) for line in lines)


def render_all(diagnostics: Sequence[Diagnostic]) -> str:
    """Return the text form of several diagnostics, a blank line between them."""
    return "\n\n".join(render(d) for d in diagnostics)


def _shown(line: str) -> str:
    cut = line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"
    return "".join(c if c.isprintable() or c in "\t\n" else repr(c)[1:-1] for c in cut)


def _excerpt(span: Span, source_line: str) -> list[str]:
    number = str(span.line)
    gutter = " " * len(number)
    length = span.end_column - span.column if span.end_line == span.line else len(source_line) - span.column + 1
    # A tab before the place stays a tab, so that the mark stands below it however wide tabs are shown.
    before = "".join("\t" if character == "\t" else " " for character in source_line[: span.column - 1])
    mark = before + "^" * max(1, length)
    return [f"{gutter} |", f"{number} | {source_line}", f"{gutter} | {mark}"]
