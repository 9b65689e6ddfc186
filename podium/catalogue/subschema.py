"""What two JSON Schemas differ in: which values only one of them takes, and what they say beside that.

For the schemas that pydantic makes (draft 2020-12, references resolved). No difference is missed: a value that the old
one takes and the new one does not is always a ``NARROWER`` one. The other way round it errs where several alternatives
together cover one, or patterns differ: it then tells of a difference that may be none.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from podium.catalogue.contract import DEFERRED, SECRET
from podium.catalogue.values import INFINITE, Schema, bounds, takes

__all__ = ["Difference", "Kind", "differences"]

AnySchema: TypeAlias = Mapping[str, Any] | bool


class Kind(enum.StrEnum):
    """How two schemas differ."""

    NARROWER = "narrower"
    WIDER = "wider"
    DEFAULT = "default"
    DEFERRED_GAINED = "deferred gained"
    DEFERRED_LOST = "deferred lost"
    SECRET_GAINED = "secret gained"  # noqa: S105 - a difference
    SECRET_LOST = "secret lost"  # noqa: S105 - a difference
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        pointer: JSON pointer to what differs.
        kind: How it differs.
        message: What is otherwise, in words.
    """

    pointer: str
    kind: Kind
    message: str


_TEXTS = ("title", "description", "examples", "deprecated", "$comment")
_FLAGS = {
    DEFERRED: (Kind.DEFERRED_GAINED, "may be known later now", Kind.DEFERRED_LOST, "must be known at once now"),
    SECRET: (Kind.SECRET_GAINED, "is secret now", Kind.SECRET_LOST, "is not secret any more"),
}
_BESIDE = frozenset({*_TEXTS, *_FLAGS, "default", "discriminator"})
_FLOORS = {"minLength": "length", "minItems": "number of items", "minProperties": "number of keys"}
_CEILINGS = {"maxLength": "length", "maxItems": "number of items", "maxProperties": "number of keys"}
_HANDLED = frozenset(
    {
        *_BESIDE,
        *_FLOORS,
        *_CEILINGS,
        *("type", "enum", "const", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"),
        *("properties", "required", "additionalProperties", "propertyNames", "items", "prefixItems"),
    }
)


def differences(old: AnySchema, new: AnySchema, pointer: str = "") -> Iterator[Difference]:
    """Yield what two schemas differ in.

    Args:
        old: The schema before.
        new: The schema now.
        pointer: Where they stand.
    """
    if _shown(old) == _shown(new):
        return
    if old is False or new is False:
        kind, message = (Kind.WIDER, "is taken now") if old is False else (Kind.NARROWER, "is not taken any more")
        yield Difference(pointer, kind, message)
        return
    before, after = ({} if schema is True else schema for schema in (old, new))
    yield from _beside(before, after, pointer)
    olds, news = _alternatives(before), _alternatives(after)
    if len(olds) == len(news) == 1:
        yield from _single(olds[0], news[0], pointer)
    else:
        yield from _several(olds, news, pointer)


def _beside(old: Schema, new: Schema, pointer: str) -> Iterator[Difference]:
    """Yield differences in what a schema says and does not check."""
    for key in _TEXTS:
        if old.get(key) != new.get(key):
            yield Difference(f"{pointer}/{key}", Kind.TEXT, f"another {key.lstrip('$')}")
    if ("default" in old) != ("default" in new):
        yield Difference(
            f"{pointer}/default", Kind.TEXT, "has a default now" if "default" in new else "has none any more"
        )
    elif (before := _shown(old.get("default"))) != (after := _shown(new.get("default"))):
        yield Difference(f"{pointer}/default", Kind.DEFAULT, f"is {after} if it is not set, was {before}")


def _alternatives(schema: Schema) -> list[Schema]:
    """Return the schemas one of which a value has to keep, flat; their texts are left out."""
    checks = {key: value for key, value in schema.items() if key not in _BESIDE}
    flags = {key: schema[key] for key in _FLAGS if key in schema}
    choice = next((key for key in ("anyOf", "oneOf") if key in checks), None)
    if choice and len(checks) == 1:
        return [inner for each in schema[choice] for inner in _alternatives({**flags, **each})]
    kinds = checks.get("type")
    if isinstance(kinds, list | tuple):
        return [{**checks, **flags, "type": kind} for kind in kinds]
    if "const" in checks:
        checks["enum"] = [checks.pop("const")]
    return [{**checks, **flags}]


def _several(olds: Sequence[Schema], news: Sequence[Schema], pointer: str) -> Iterator[Difference]:
    """Yield the differences of alternatives; each is compared with the one that is most like it."""
    for old in olds:
        partner = _partner(old, [(new, _narrows(old, new)) for new in news])
        if partner is None:
            yield Difference(pointer, Kind.NARROWER, f"{_described(old)} is not taken any more")
        else:
            yield from (found for found in _single(old, partner, pointer) if found.kind is not Kind.WIDER)
    for new in news:
        partner = _partner(new, [(old, _narrows(new, old)) for old in olds])
        if partner is None:
            yield Difference(pointer, Kind.WIDER, f"{_described(new)} is taken now")
        else:
            yield from (found for found in _single(partner, new, pointer) if found.kind is Kind.WIDER)


def _partner(schema: Schema, others: Sequence[tuple[Schema, bool]]) -> Schema | None:
    """Return what covers a schema, else what is of its type, else None; each comes with whether it is narrower."""
    covering = [other for other, is_narrower in others if not is_narrower]
    alike = [other for other, _ in others if other.get("type") == schema.get("type")]
    return next(iter([*covering, *alike]), None)


def _narrows(old: Schema, new: Schema) -> bool:
    return any(found.kind is Kind.NARROWER for found in _single(old, new, ""))


def _single(old: Schema, new: Schema, pointer: str) -> Iterator[Difference]:
    """Yield the differences of two schemas without alternatives."""
    if _shown(old) == _shown(new):
        return
    if old.get("type") != "null" != new.get("type"):
        yield from _flags(old, new, pointer)
    if "enum" in old or "enum" in new:
        yield from _enumerated(old, new, pointer)
        return
    before, after = old.get("type"), new.get("type")
    if before != after:
        yield from _retyped(before, after, pointer)
        if before and after and {before, after} != {"integer", "number"}:
            return
    yield from _limits(old, new, pointer)
    yield from _objects(old, new, pointer)
    yield from _arrays(old, new, pointer)
    for key in sorted((old.keys() | new.keys()) - _HANDLED):
        yield from _opaque(key, old, new, pointer)


def _flags(old: Schema, new: Schema, pointer: str) -> Iterator[Difference]:
    for key, (gained, now, lost, no_more) in _FLAGS.items():
        if bool(old.get(key)) != bool(new.get(key)):
            kind, message = (gained, now) if new.get(key) else (lost, no_more)
            yield Difference(pointer, kind, message)


def _retyped(before: str | None, after: str | None, pointer: str) -> Iterator[Difference]:
    message = f"is {after or 'anything'} now, was {before or 'anything'}"
    if after is not None and (before, after) != ("integer", "number"):
        yield Difference(f"{pointer}/type", Kind.NARROWER, message)
    if before is not None and (before, after) != ("number", "integer"):
        yield Difference(f"{pointer}/type", Kind.WIDER, message)


def _enumerated(old: Schema, new: Schema, pointer: str) -> Iterator[Difference]:
    place = f"{pointer}/enum"
    if "enum" not in old:
        yield Difference(place, Kind.NARROWER, f"is one of {_listed(new['enum'])} now")
    for value in old.get("enum", ()):
        if takes(old, value) and not takes(new, value):
            yield Difference(place, Kind.NARROWER, f"{_shown(value)} is not taken any more")
    if "enum" not in new:
        yield Difference(place, Kind.WIDER, f"is no longer one of {_listed(old['enum'])}")
    for value in new.get("enum", ()):
        if takes(new, value) and not takes(old, value):
            yield Difference(place, Kind.WIDER, f"{_shown(value)} is taken now")


def _limits(old: Schema, new: Schema, pointer: str) -> Iterator[Difference]:
    for (key, before), (_, after) in zip(bounds(old), bounds(new), strict=True):
        yield from _moved(f"{pointer}/{key}", before, after, sign=-1 if key.startswith("max") else 1)
    for keys, start, sign in ((_FLOORS, 0, 1), (_CEILINGS, INFINITE, -1)):
        for key in keys:
            yield from _moved(f"{pointer}/{key}", (old.get(key, start), 0), (new.get(key, start), 0), sign=sign)
    step, now = old.get("multipleOf"), new.get("multipleOf")
    if step != now:
        if now is not None and (step is None or step % now):
            yield Difference(f"{pointer}/multipleOf", Kind.NARROWER, f"is a multiple of {now} now")
        if step is not None and (now is None or now % step):
            yield Difference(f"{pointer}/multipleOf", Kind.WIDER, f"need not be a multiple of {step} any more")


def _moved(pointer: str, before: tuple[float, int], after: tuple[float, int], *, sign: int) -> Iterator[Difference]:
    """Yield how a limit has moved: a floor has sign 1, a ceiling -1."""
    was, now = (before[0] * sign, before[1]), (after[0] * sign, after[1])
    if was != now:
        kind = Kind.NARROWER if now > was else Kind.WIDER
        yield Difference(pointer, kind, f"is {_limit(after)} now, was {_limit(before)}")


def _limit(bound: tuple[float, int]) -> str:
    value, is_outside = bound
    return "unlimited" if abs(value) == INFINITE else f"{value} (exclusive)" if is_outside else str(value)


def _objects(old: Schema, new: Schema, pointer: str) -> Iterator[Difference]:
    for name in sorted(_names(old) | _names(new)):
        yield from _property(name, old, new, f"{pointer}/properties/{_escaped(name)}")
    for key in ("additionalProperties", "propertyNames"):
        yield from differences(old.get(key, True), new.get(key, True), f"{pointer}/{key}")


def _names(schema: Schema) -> set[str]:
    return {*schema.get("properties", {}), *schema.get("required", ())}


def _property(name: str, old: Schema, new: Schema, pointer: str) -> Iterator[Difference]:
    """Yield how one key of an object differs; a key that comes or goes is told once."""
    before, after = (
        schema.get("properties", {}).get(name, schema.get("additionalProperties", True)) for schema in (old, new)
    )
    was, now = (name in schema.get("properties", {}) for schema in (old, new))
    found = list(differences(before, after, pointer))
    if was != now:
        kinds = {each.kind for each in found} & {Kind.NARROWER, Kind.WIDER} or {Kind.TEXT}
        found = [Difference(pointer, kind, "is new" if now else "is gone") for kind in sorted(kinds)]
    yield from found
    needed, needs = (name in schema.get("required", ()) for schema in (old, new))
    kind = Kind.NARROWER if needs else Kind.WIDER
    if needed != needs and kind not in {each.kind for each in found if each.pointer == pointer}:
        yield Difference(pointer, kind, "is required now" if needs else "may be left out now")


def _arrays(old: Schema, new: Schema, pointer: str) -> Iterator[Difference]:
    firsts, others = old.get("prefixItems", ()), new.get("prefixItems", ())
    for index in range(max(len(firsts), len(others))):
        before, after = (
            schema["prefixItems"][index] if index < len(schema.get("prefixItems", ())) else schema.get("items", True)
            for schema in (old, new)
        )
        yield from differences(before, after, f"{pointer}/prefixItems/{index}")
    yield from differences(old.get("items", True), new.get("items", True), f"{pointer}/items")


def _opaque(key: str, old: Schema, new: Schema, pointer: str) -> Iterator[Difference]:
    """Yield how a keyword differs of which only its presence is understood, such as a pattern."""
    before, after = old.get(key), new.get(key)
    if before == after or not (before or after):
        return
    message = f"is {_shown(after) if after else 'absent'} now, was {_shown(before) if before else 'absent'}"
    if after:
        yield Difference(f"{pointer}/{key}", Kind.NARROWER, message)
    if before:
        yield Difference(f"{pointer}/{key}", Kind.WIDER, message)


def _described(schema: Schema) -> str:
    if "enum" in schema:
        return f"one of {_listed(schema['enum'])}"
    return str(schema.get("type") or "anything")


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(_shown(value) for value in values)


def _shown(value: Any) -> str:
    """Return a value as JSON; the same text for the same value, and in Python ``True == 1``."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _escaped(key: str) -> str:
    """Return a key as JSON pointers write it."""
    return key.replace("~", "~0").replace("/", "~1")
