"""Extensions of Score: what a file may use beyond the schema once its annotation ``podium.dev/extensions`` names it.

The model has the fields of every extension; this stage takes away, before the model sees them, what no extension in use
allows. So a file that uses none is held to the schema of score.dev/v1b1 and to nothing else. Sources: score-spec/spec
issues 213 (``x-`` keys) and 203 (timing of probes), score-k8s pull request 350 (placeholders in the image).
"""

from __future__ import annotations

import enum
import functools
import itertools
import operator
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from podium.diagnostics import Diagnostic, Severity, suggest
from podium.spec.annotations import EXTENSIONS, KNOWN, PREFIX
from podium.spec.document import MAX_PROBLEMS, Member, Node, Path
from podium.spec.model import Workload
from podium.spec.positions import part_span
from podium.spec.validation import GATED_BY, describe, path_text, unwrap

__all__ = ["Extension", "apply_extensions", "enabled", "in_use"]

_WORD = re.compile(r"[^,\s]+")
_ANNOTATIONS = ("metadata", "annotations")


class Extension(enum.StrEnum):
    """What a Score file can turn on."""

    X_KEYS = "x-keys"
    """Any object of the schema may carry keys that begin with ``x-``; they are ignored."""

    PLACEHOLDERS = "placeholders"
    """Placeholders are also expanded in a container's image, command and args."""

    PROBE_TIMING = "probe-timing"
    """Probes may say when and how often they ask: ``periodSeconds`` and the like, as in Kubernetes."""


def enabled(annotations: Mapping[str, Any]) -> frozenset[Extension]:
    """Return the extensions that a workload's annotations turn on; names that do not exist are left out."""
    named = _WORD.findall(str(annotations.get(EXTENSIONS, "")))
    return frozenset(extension for extension in Extension if extension.value in named)


def in_use(document: Node) -> frozenset[Extension]:
    """Return the extensions that a document turns on, whatever else is in it."""
    return enabled({key: member.node.value for key, member in _annotations(document).items()})


def apply_extensions(document: Node) -> tuple[Node, list[Diagnostic]]:
    """Take away from a document what its extensions let the schema ignore, and what no extension in use allows.

    Args:
        document: A Score file in today's form, not checked against the schema yet.

    Returns:
        The document, and the problems: an extension that does not exist (``S023``), an unknown annotation under
        Podium's prefix (``S024``, a warning), keys of an extension that is not in use (``S010``).
    """
    annotations = _annotations(document)
    problems = [*_unknown_names(annotations), *_unknown_annotations(annotations)]
    return _allowed(document, _workload_shape(), (), in_use(document), problems), problems


def _annotations(document: Node) -> Mapping[str, Member]:
    node = document.get(_ANNOTATIONS)
    return node.members if node else {}


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where the schema has objects.

    Attributes:
        closed: Whether this is an object that allows only its own keys.
        gated: Keys that an extension adds to it.
        fields: Shapes below its keys.
        values: Shape of every value of a mapping.
        items: Shape of every item of a list.
    """

    closed: bool = False
    gated: Mapping[str, Extension] = field(default_factory=dict)
    fields: Mapping[str, _Shape] = field(default_factory=dict)
    values: _Shape | None = None
    items: _Shape | None = None

    def extension_of(self, key: str) -> Extension | None:
        """Return the extension that allows a key here, if one does."""
        return self.gated.get(key) or (Extension.X_KEYS if self.closed and key.startswith("x-") else None)


@functools.cache
def _workload_shape() -> _Shape:
    return _shape(Workload) or _Shape()


def _shape(kind: Any) -> _Shape | None:
    """Return the shape of a type, or None if no object of the schema is in it."""
    kind = unwrap(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        below = {f.alias or name: _shape(f.annotation) for name, f in kind.model_fields.items()}
        marks = {f.alias or name: f.json_schema_extra for name, f in kind.model_fields.items()}
        return _Shape(
            closed=kind.model_config.get("extra") == "forbid",
            gated={k: Extension(str(m[GATED_BY])) for k, m in marks.items() if isinstance(m, dict) and GATED_BY in m},
            fields={key: shape for key, shape in below.items() if shape},
        )
    origin = get_origin(kind)
    inner = _shape(get_args(kind)[-1]) if origin in {dict, list} else None
    return inner and (_Shape(values=inner) if origin is dict else _Shape(items=inner))


def _allowed(node: Node, shape: _Shape, path: Path, used: Collection[Extension], problems: list[Diagnostic]) -> Node:
    """Return a value without what no extension in use allows, and without what an extension ignores."""

    def below(step: str | int, child: Node, inner: _Shape | None) -> Node:
        return _allowed(child, inner, (*path, step), used, problems) if inner else child

    if isinstance(node.value, tuple):
        items = tuple(below(index, item, shape.items) for index, item in enumerate(node.value))
        return replace(node, value=items) if any(map(operator.is_not, items, node.value)) else node
    if not isinstance(node.value, MappingProxyType):
        return node
    kept: dict[str, Member] = {}
    for key, member in node.value.items():
        extension = shape.extension_of(key)
        if extension and extension not in used:
            problems.append(_not_in_use(key, member, path, extension))
        elif extension is not Extension.X_KEYS:
            inner = below(key, member.node, shape.fields.get(key, shape.values))
            kept[key] = member if inner is member.node else replace(member, node=inner)
    is_same = len(kept) == len(node.value) and all(member is node.value[key] for key, member in kept.items())
    return node if is_same else replace(node, value=MappingProxyType(kept))


def _not_in_use(key: str, member: Member, path: Path, extension: Extension) -> Diagnostic:
    return Diagnostic(
        "S010",
        f"unknown key {describe(key)} in {path_text(path) or 'the document'}",
        member.key_span,
        why="the schema of score.dev/v1b1 does not have it; an extension that this file does not use does",
        fix=f"remove it, or use the extension with the annotation '{EXTENSIONS}: {extension}'",
    )


def _unknown_names(annotations: Mapping[str, Member]) -> Iterator[Diagnostic]:
    node = annotations[EXTENSIONS].node if EXTENSIONS in annotations else None
    if node is None or not isinstance(node.value, str):
        return
    for word in itertools.islice(_WORD.finditer(node.value), MAX_PROBLEMS):
        if word.group() not in list(Extension):
            yield Diagnostic(
                "S023",
                f"no extension '{word.group()}'",
                part_span(node, word.start(), len(word.group())),
                why=f"'{EXTENSIONS}' lists extensions of Score, separated by commas or spaces",
                fix=suggest(word.group(), Extension) or f"extensions: {', '.join(sorted(Extension))}",
            )


def _unknown_annotations(annotations: Mapping[str, Member]) -> Iterator[Diagnostic]:
    names = [key.removeprefix(PREFIX) for key in KNOWN]
    for key, member in annotations.items():
        if key.startswith(PREFIX) and key not in KNOWN:
            nearest = suggest(key.removeprefix(PREFIX), names).replace("'", f"'{PREFIX}", 1)
            yield Diagnostic(
                "S024",
                f"no annotation '{key}'",
                member.key_span,
                why=f"annotations under '{PREFIX}' are Podium's own",
                fix=nearest or f"known: {', '.join(sorted(KNOWN))}",
                severity=Severity.WARNING,
            )
