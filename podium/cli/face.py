"""What the command line says, and where: data on stdout, talk on stderr."""

from __future__ import annotations

import functools
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podium.diagnostics import Diagnostic, Severity, render, sort_diagnostics

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Face"]

_LONGEST_LINE = 1000
"""Longer lines are not shown; what they hold is no text for people."""


@dataclass(slots=True)
class Face:
    """How one invocation talks; the common options of every command fill it.

    Attributes:
        format: ``text``, ``json``, or another form that the command offers.
        is_quiet: True if only data and errors are wanted.
    """

    format: str = "text"
    is_quiet: bool = False

    @property
    def is_json(self) -> bool:
        """True if the data is wanted as JSON."""
        return self.format == "json"

    @property
    def is_live(self) -> bool:
        """True if a person watches on a terminal that can draw over what it has shown."""
        return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not self.is_quiet

    def say(self, text: str = "") -> None:
        """Tell the user something that is not data."""
        if not self.is_quiet:
            click.echo(text, err=True)

    def data(
        self,
        text: str | Callable[[], str],
        form: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
        **further: Callable[[], str],
    ) -> None:
        """Print the result of a command in the format asked for; the other forms are not even made.

        Args:
            text: The text form, without a newline at its end.
            form: The JSON form.
            further: Other forms by their names in ``--format``.
        """
        if self.is_json:
            from pydantic_core import to_json  # noqa: PLC0415 - json is ten times slower where it indents

            click.echo(to_json(form() if callable(form) else form, indent=2).decode())
            return
        text = further.get(self.format, text)
        shown = text() if callable(text) else text
        if shown:
            click.echo(shown)

    def warn(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Show warnings of a command that goes on; with JSON they are part of its data."""
        if not self.is_json and not self.is_quiet:
            self._show(diagnostics)

    def refuse(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Show the diagnostics that ended a command."""
        if self.is_json:
            self.data("", {"diagnostics": [d.to_json() for d in sort_diagnostics(diagnostics)]})
        else:
            self._show(diagnostics)

    def _show(self, diagnostics: Sequence[Diagnostic]) -> None:
        lines = functools.cache(_lines)
        for diagnostic in sort_diagnostics(diagnostics):
            colour = "red" if diagnostic.severity is Severity.ERROR else "yellow"
            first, _, rest = render(diagnostic, _source_line(diagnostic, lines)).partition("\n")
            click.echo(_coloured(first, colour) + (f"\n{rest}" if rest else "") + "\n", err=True)


def _coloured(text: str, colour: str) -> str:
    is_wanted = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    return click.style(text, fg=colour) if is_wanted else text


def _source_line(diagnostic: Diagnostic, lines: Callable[[str], Sequence[str]]) -> str | None:
    """Return the line at a diagnostic's place, None where there is none or it is too long to be shown."""
    found = lines(diagnostic.span.file) if diagnostic.span else ()
    if diagnostic.span is None or diagnostic.span.line > len(found):
        return None
    line = found[diagnostic.span.line - 1]
    return line if len(line) <= _LONGEST_LINE else None


def _lines(file: str) -> Sequence[str]:
    """Return the lines of a file; none for what cannot be read again, such as a pipe."""
    from podium.spec.reading import NotAFileError, TooLargeError, decoded, read_limited  # noqa: PLC0415 - for errors only
    from podium.spec.text import MAX_BYTES, split_lines  # noqa: PLC0415 - for errors only

    try:
        return split_lines(decoded(read_limited(Path(file), MAX_BYTES)))
    except (OSError, UnicodeDecodeError, NotAFileError, TooLargeError):
        return ()
