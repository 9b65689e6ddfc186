"""Kubernetes objects as YAML that every reader understands alike.

Readers differ: kubectl reads YAML 1.1 with Go's idea of numbers, other tools read YAML 1.2. So only a text that is no
number, date, truth value or null in any of them stands without quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

__all__ = ["to_yaml"]

_TEXT = "tag:yaml.org,2002:str"
# What starts otherwise may be a number or a date somewhere; the second form is that of a quantity.
_PLAIN = re.compile(r"(?:[^\W\d]|/)[^\x85\u2028\u2029]*|[0-9]{1,9}(m|[KMGTPE]i)")
_WORDS = {"false", "n", "no", "null", "off", "on", "true", "y", "yes"}
# Readers disagree on other line breaks and on byte order marks; blanks at the start would need a hint at their number.
_BLOCK = re.compile(
    r"(?![ \t\n])[\n\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffe]+"
)


def to_yaml(objects: Iterable[Mapping[str, Any]]) -> str:
    """Return objects as a stream of documents: block style, keys as they come, no anchors, text of many lines as such.

    The same objects give the same bytes.

    Args:
        objects: JSON data.
    """
    return str(
        yaml.dump_all(
            objects,
            Dumper=_Dumper,
            allow_unicode=True,
            default_flow_style=False,
            explicit_start=True,
            sort_keys=False,
            width=1_000_000,
        )
    )


class _Dumper(yaml.SafeDumper):
    """Writes scalars so that no reader takes one for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value where it stands."""
        return True

    def analyze_scalar(self, scalar: str) -> Any:
        """Allow what the library's reader and Go's both read back: tabs, and blanks at the end of lines."""
        analysis = super().analyze_scalar(scalar)
        analysis.allow_block = bool(_BLOCK.fullmatch(scalar))
        return analysis


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    one_line = "" if is_plain else '"'
    return dumper.represent_scalar(_TEXT, text, style="|" if "\n" in text.rstrip("\n") else one_line)


_Dumper.add_representer(str, _text)
