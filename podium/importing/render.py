"""A Score workload as readable YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from podium.diagnostics import Diagnostic, Span

__all__ = ["render_score"]

_NUMBER_IN_1_2 = re.compile(r"0o[0-7]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WIDE = 1_000_000


class _Dumper(yaml.SafeDumper):
    """Quotes what YAML 1.2 reads as a number and PyYAML, which writes YAML 1.1, does not."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their key."""
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        del data
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else "'" if _NUMBER_IN_1_2.fullmatch(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def render_score(score: Mapping[str, Any], origin: Span, notes: Sequence[Diagnostic]) -> str:
    """Return the text of a Score file.

    Args:
        score: Its content.
        origin: Where the service stands.
        notes: What was not carried; each becomes a line of comment at the top.
    """
    lines = [f"# Imported from {origin.file}:{origin.line}."]
    lines += [f"# {_one_line(f'{note.span}: {note.message}' if note.span else note.message)}" for note in notes]
    blocks = [
        yaml.dump({key: value}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDE)
        for key, value in score.items()
    ]
    head, *rest = blocks
    return "\n".join([*lines, head + "".join(f"\n{block}" for block in rest)])


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
