"""The text of a YAML file: how large it may be, where its lines end, and what is told when it is no YAML."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import yaml
from yaml.error import Mark, MarkedYAMLError
from yaml.reader import ReaderError

from podium.diagnostics import Diagnostic, Span

__all__ = ["MAX_BYTES", "TOO_LARGE_FIX", "SourceText", "split_lines", "syntax_diagnostic"]

MAX_BYTES = 1024 * 1024
"""A YAML file may be this large in UTF-8; Kubernetes stores no larger object either."""

TOO_LARGE_FIX = "move long contents to files of their own and name them with 'source:'"
"""How to make a Score file smaller."""

_MAX_DIRECTIVES = 100
_DIRECTIVE = re.compile("^%TAG", re.MULTILINE)

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""The line ends of YAML 1.1, which the parser counts by."""


@dataclass(frozen=True)
class SourceText:
    """A text with its name.

    Attributes:
        text: The text, without a byte order mark.
        file: Name used in spans.
        column: Number of characters that stand before the text on its first line.
    """

    text: str
    file: str
    column: int

    @functools.cached_property
    def lines(self) -> list[str]:
        """The lines, ended as the parser ends them."""
        return split_lines(self.text)

    def span(self, start: tuple[int, int], end: tuple[int, int]) -> Span:
        """Return the span between two places, each line and column from 0; what is behind the text ends with it."""
        if end[0] >= len(self.lines):
            start, end = self._inside(*start), self._inside(*end)
        (line, column), (end_line, end_column) = start, end
        before = self.column
        first = column + 1 + (0 if line else before)
        return Span(self.file, line + 1, first, end_line + 1, end_column + 1 + (0 if end_line else before))

    def _inside(self, line: int, column: int) -> tuple[int, int]:
        if line >= len(self.lines):
            return len(self.lines) - 1, len(self.lines[-1])
        return line, column

    def point(self, line: int, column: int) -> Span:
        """Return the span of one character, counted from 0."""
        return self.span((line, column), (line, column + 1))

    def at(self, mark: Mark) -> Span:
        """Return where the parser stood; the end of the file is told as the end of what is written in it."""
        written = split_lines(self.text.rstrip())
        if mark.line < len(written):
            return self.point(mark.line, mark.column)
        return self.point(len(written) - 1, len(written[-1]))

    def at_offset(self, offset: int) -> Span:
        """Return the place of an offset in the UTF-8 form of the text."""
        before = self.text.encode(errors="surrogatepass")[:offset].decode(errors="ignore")
        lines = split_lines(before)
        return self.point(len(lines) - 1, len(lines[-1]))

    def too_large(self) -> Diagnostic | None:
        """Return the refusal of a text that is too large, made before it is parsed; None if it is not."""
        span, why = Span(self.file), "larger files are not read, so that none can exhaust the machine"
        if len(self.text) > MAX_BYTES or len(self.text.encode(errors="surrogatepass")) > MAX_BYTES:
            return Diagnostic("S001", f"the file has more than {MAX_BYTES} bytes", span, why=why, fix=TOO_LARGE_FIX)
        # The parser compares each of these with all before it.
        if self.text.count("%TAG") > _MAX_DIRECTIVES and len(_DIRECTIVE.findall(self.text)) > _MAX_DIRECTIVES:
            message = f"the file has more than {_MAX_DIRECTIVES} lines with '%TAG'"
            return Diagnostic("S001", message, span, why="tags are not used here", fix="remove these lines")
        return None


def split_lines(text: str) -> list[str]:
    """Return the lines of a YAML text, without their ends; the last one may be empty."""
    return _BREAK.split(text)


def syntax_diagnostic(problem: yaml.YAMLError, source: SourceText) -> Diagnostic:
    """Return what is told of a text that the parser refuses (``S001``); an error's note is the way to mend it.

    Args:
        problem: What the parser says.
        source: The text.
    """
    if isinstance(problem, ReaderError):
        span, why = source.at_offset(problem.position), "YAML holds printable characters only"
        return Diagnostic("S001", f"not valid YAML: {problem.reason}", span, why=why, fix="remove the character")
    if not isinstance(problem, MarkedYAMLError) or problem.problem_mark is None:
        return Diagnostic("S001", "not valid YAML", source.point(0, 0), why=str(problem), fix="correct the file")
    met = source.at(problem.problem_mark)
    begun = source.at(problem.context_mark) if problem.context_mark else met
    return Diagnostic(
        "S001",
        f"not valid YAML: {problem.problem}",
        met,
        why=f"the parser met it {problem.context}" if problem.context else "YAML's grammar",
        fix=problem.note or "correct the text here or just before; often it is indentation, a quote or a bracket",
        related=(begun,) if begun.line != met.line else (),
    )
