"""What the command line says, and where: data on stdout, talk on stderr."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podium.diagnostics import Diagnostic, Severity, render, sort_diagnostics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Face"]


@dataclass(slots=True)
class Face:
    """How one invocation talks; the common options of every command fill it.

    Attributes:
        format: ``text`` or ``json``.
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

    def data(self, text: str, form: Mapping[str, Any]) -> None:
        """Print the result of a command in the format asked for.

        Args:
            text: The text form, without a newline at its end.
            form: The JSON form.
        """
        if self.is_json:
            click.echo(json.dumps(form, indent=2, ensure_ascii=False))
        elif text:
            click.echo(text)

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
        for diagnostic in sort_diagnostics(diagnostics):
            colour = "red" if diagnostic.severity is Severity.ERROR else "yellow"
            first, _, rest = render(diagnostic, _source_line(diagnostic)).partition("\n")
            click.echo(_coloured(first, colour) + (f"\n{rest}" if rest else "") + "\n", err=True)


def _coloured(text: str, colour: str) -> str:
    is_wanted = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    return click.style(text, fg=colour) if is_wanted else text


def _source_line(diagnostic: Diagnostic) -> str | None:
    if diagnostic.span is None:
        return None
    try:
        lines = Path(diagnostic.span.file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return lines[diagnostic.span.line - 1] if diagnostic.span.line <= len(lines) else None
