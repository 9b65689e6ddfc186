"""Params from several sources as one: which value holds, where it comes from, and what it took the place of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from podium.diagnostics import Span
from podium.graph.model import Layer

__all__ = ["Merged", "Provenance", "Setting", "merged", "param_text", "stating"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a param's value came from.

    Attributes:
        source: Name of the layer, such as ``claim`` or ``definition default``.
        span: Where it stands, if it stands in a file.
    """

    source: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that a layer set, though another one holds.

    Attributes:
        source: Name of the layer.
        span: Where it stands, if it stands in a file.
        value: The value.
    """

    source: str
    span: Span | None
    value: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """Params of all layers. Paths are texts as :func:`param_text` writes them.

    Attributes:
        params: The values that hold.
        provenance: For each param the strongest layer that states it; where layers share a mapping, also for each path
            inside it.
        overridden: For the paths whose value took the place of others, those others, the strongest of them first.
    """

    params: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    overridden: dict[str, tuple[Setting, ...]] = field(default_factory=dict)


Path: TypeAlias = tuple[str, ...]
_Stated: TypeAlias = tuple[Layer, Any]


def merged(layers: Sequence[Layer]) -> Merged:
    """Merge layers: mappings key by key at any depth, everything else as a whole, the later layer winning.

    Args:
        layers: The layers, weakest first.
    """
    result = Merged()
    for key, stated in _by_key(layers).items():
        result.params[key] = _settled((key,), stated, result)
    return result


def param_text(path: Sequence[str]) -> str:
    r"""Return a path below the params as text: dots between its keys, ``\.`` for a dot in one."""
    return ".".join(key.replace("\\", "\\\\").replace(".", "\\.") for key in path)


def stating(layers: Sequence[Layer], path: Sequence[str | int]) -> Layer | None:
    """Return the strongest of the layers that state what is at a path, or else at its nearest parent.

    Args:
        layers: The layers, weakest first.
        path: Keys and indexes below the params.
    """
    for length in range(len(path), 0, -1):
        for layer in reversed(layers):
            if _has(layer.params, path[:length]):
                return layer
    return None


def _has(value: Any, path: Sequence[str | int]) -> bool:
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list | tuple) or step >= len(value):
                return False
        elif not isinstance(value, Mapping) or step not in value:
            return False
        value = value[step]
    return True


def _by_key(layers: Sequence[Layer]) -> Mapping[str, Sequence[_Stated]]:
    found: dict[str, list[_Stated]] = {}
    for layer in layers:
        for key, value in layer.params.items():
            found.setdefault(key, []).append((layer, value))
    return found


def _settled(path: Path, stated: Sequence[_Stated], result: Merged) -> Any:
    """Return the value that holds at a path, of all that layers state for it, and note where it comes from."""
    layer, value = stated[-1]
    text = param_text(path)
    result.provenance[text] = Provenance(layer.source, layer.span_at(path))
    shared = list(_mappings_at_end(stated))
    lost = stated[: len(stated) - max(len(shared), 1)]
    if lost:
        result.overridden[text] = tuple(
            Setting(other.source, other.span_at(path), given) for other, given in reversed(lost)
        )
    if len(shared) < 2:  # noqa: PLR2004 - nothing to merge with
        return value
    keys = dict.fromkeys(key for _, mapping in shared for key in mapping)
    return {
        key: _settled((*path, key), [(other, mapping[key]) for other, mapping in shared if key in mapping], result)
        for key in keys
    }


def _mappings_at_end(stated: Sequence[_Stated]) -> Iterator[_Stated]:
    """Yield the last ones that are mappings, in order; anything else ends what can be merged."""
    first = next((at for at in range(len(stated), 0, -1) if not isinstance(stated[at - 1][1], Mapping)), 0)
    yield from stated[first:]
