"""From pydantic's errors to diagnostics with a place in the file."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from podium.diagnostics import Diagnostic, Span, suggest
from podium.spec.document import MAX_PROBLEMS, Node, Path
from podium.spec.placeholder import Template

__all__ = ["GATED_BY", "args_problems", "check", "describe", "path_text", "unwrap"]

ModelT = TypeVar("ModelT", bound=BaseModel)

GATED_BY: Final = "x-podium-extension"
"""Mark, in the JSON schema of a model's field, of the extension that adds it; what is not in use is not suggested."""

_KEY = "[key]"
"""Pydantic's mark, at the end of a location, for an error in the key itself."""

_UNIONS = {Union, UnionType}

_COMPLAINTS = {
    "bool_type": " must be true or false, not {value}",
    "dict_type": " must be a mapping, not {value}",
    "float_type": " must be a number, not {value}",
    "form": ": {value} has the wrong form",
    "greater_than": " must be more than {gt}, not {value}",
    "greater_than_equal": " must be at least {ge}, not {value}",
    "int_from_float": " must be a whole number, not {value}",
    "int_type": " must be a whole number, not {value}",
    "less_than": " must be less than {lt}, not {value}",
    "less_than_equal": " must be at most {le}, not {value}",
    "list_type": " must be a list, not {value}",
    "literal_error": " cannot be {value}",
    "model_attributes_type": " must be a mapping, not {value}",
    "model_type": " must be a mapping, not {value}",
    "string_pattern_mismatch": ": {value} has the wrong form",
    "string_too_long": " must have {max_length} characters or fewer",
    "string_too_short": " needs {min_length} or more characters",
    "string_type": " must be text, not {value}",
    "too_long": " must have {max_length} entries or fewer",
    "too_short": " needs {min_length} or more entries",
    "tuple_type": " must be a list, not {value}",
    "value_error": ": {error}",
}
"""What is wrong, after the path of the value, by pydantic's name for it."""

_FIXES = {
    "bool_type": "write true or false",
    "dict_type": "write entries of the form 'key: value'",
    "greater_than": "write more than {gt}",
    "greater_than_equal": "write {ge} or more",
    "int_from_float": "write a whole number",
    "int_type": "write a whole number",
    "less_than": "write less than {lt}",
    "less_than_equal": "write {le} or less",
    "list_type": "write a list: [{value}]",
    "literal_error": "use {expected}",
    "model_attributes_type": "write entries of the form 'key: value'",
    "model_type": "write entries of the form 'key: value'",
    "string_pattern_mismatch": "it must match {pattern}",
    "string_too_long": "use {max_length} characters or fewer",
    "string_too_short": "use {min_length} or more characters",
    "string_type": "put it in quotes",
    "too_long": "remove entries",
    "too_short": "add an entry",
}
"""How to mend it; a check of our own says it in its context."""

_TRUTHS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
_KINDS = {"dict": "a mapping", "list": "a list", "tuple": "a list"}


def check(
    model: type[ModelT], node: Node, *, code: str, source: str, extensions: Collection[str] = ()
) -> tuple[ModelT | None, list[Diagnostic]]:
    """Validate a document against a model.

    Args:
        model: The pydantic model.
        node: The document, or a part of it.
        code: Code of the diagnostics.
        source: Where the rules come from, for example ``the schema of score.dev/v1b1``; used as the reason.
        extensions: Extensions in use; keys that others add are not suggested.

    Returns:
        The instance and no diagnostics, or None and one diagnostic for each problem, of very many for the first ones.
    """
    try:
        return model.model_validate(node.plain()), []
    except ValidationError as problem:
        found: list[Diagnostic] = []
        for error, path in itertools.islice(_located(problem, model), MAX_PROBLEMS + 1):
            message, fix = _wording(error, path, "the document", _known_keys(model, path[:-1], extensions))
            found.append(Diagnostic(code, message, _span(error, path, node), why=source, fix=fix))
        return None, found


def args_problems(
    problem: ValidationError, model: type[BaseModel], span_at: Callable[[Path], Span], source: str
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each problem of a component's inputs, which come from several files.

    Args:
        problem: What pydantic found.
        model: The model of the inputs.
        span_at: Gives the place of an input.
        source: Where the rules come from.
    """
    for error, path in _located(problem, model):
        message, fix = _wording(error, path, "the params", _known_keys(model, path[:-1]))
        yield Diagnostic("R014", message, span_at(path), why=source, fix=fix)


def path_text(path: Sequence[str | int]) -> str:
    """Return a path as people write it: ``containers.main.args[0]``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{_on_one_line(step)}" for step in path)
    return text.removeprefix(".")


def _located(problem: ValidationError, model: type[BaseModel]) -> Iterator[tuple[ErrorDetails, Path]]:
    """Yield the errors with the paths of their values; of a union, where each member complains, the first one."""
    unions: set[Path] = set()
    for error in problem.errors(include_url=False):
        path, is_union = _path(error["loc"], model)
        if path not in unions:
            yield error, path
        unions |= {path} if is_union else set()


def _path(location: Path, model: type[BaseModel]) -> tuple[Path, bool]:
    """Return pydantic's location without its marks for keys and union members, and whether there was such a member."""
    path: list[str | int] = []
    current: Any = model
    is_union = False
    for step in location:
        current = unwrap(current)
        if get_origin(current) in _UNIONS:
            current, is_union = None, True
        elif step != _KEY:
            path.append(step)
            current = _below(current, step)
    return tuple(path), is_union


def _span(error: ErrorDetails, path: Path, node: Node) -> Span:
    if error["type"] == "missing":
        return node.key_span_at(path[:-1])
    found = node.get(path)
    is_own_place = found is not None and isinstance(found.value, str | int | float | bool)
    if is_own_place and not _is_key(error) and error["type"] != "extra_forbidden":
        return node.span_at(path)
    return node.key_span_at(path)


def _is_key(error: ErrorDetails) -> bool:
    return bool(error["loc"]) and error["loc"][-1] == _KEY


def _wording(error: ErrorDetails, path: Path, root: str, beside: Iterator[str]) -> tuple[str, str]:
    """Return the message and the fix for an error at a path, beside which the model knows some keys."""
    where, parent = path_text(path) or root, path_text(path[:-1]) or root
    if error["type"] == "missing":
        return f"'{path[-1]}' is missing in {parent}", f"add '{path[-1]}:'"
    if error["type"] == "extra_forbidden":
        known = sorted(beside)
        allowed = f"known keys: {', '.join(known)}" if known else "remove it"
        return f"unknown key {describe(path[-1])} in {parent}", suggest(str(path[-1]), known) or allowed
    if _is_key(error):
        return f"{describe(path[-1])} is not a valid name in {parent}", _fix(error)
    return _value_wording(error, where)


def _value_wording(error: ErrorDetails, where: str) -> tuple[str, str]:
    kind, value = error["type"], error["input"]
    if value is None:
        return f"{where} is empty", "give it a value or remove the line"
    if value == "" and kind in {"form", "string_too_short"}:
        return f"{where} is empty", "give it a value"
    complaint = _COMPLAINTS.get(kind, " {msg}").format(**_context(error))
    return f"{where}{complaint}", _fix(error)


def _fix(error: ErrorDetails) -> str:
    """Return how to mend a value, or the name of a key."""
    context, kind, value = _context(error), error["type"], error["input"]
    if "fix" in context:
        return str(context["fix"])
    if isinstance(value, Template):
        return "write a value; this one cannot wait until another resource exists"
    if kind == "bool_type" and str(value).lower() in _TRUTHS:
        return f"write {_TRUTHS[str(value).lower()]}"
    if kind == "int_type" and isinstance(value, str) and value.isdecimal():
        return f"remove the quotes: {value}"
    if isinstance(value, dict | list | tuple) and kind in {"string_type", "list_type"}:
        return "write one value" if kind == "string_type" else "begin each entry with '-'"
    return _FIXES.get(kind, "correct the value").format(**context)


def _context(error: ErrorDetails) -> dict[str, Any]:
    """Return what the wordings may speak of: the limits, the value and pydantic's own message."""
    return {**(error.get("ctx") or {}), "value": describe(error["input"]), "msg": error["msg"]}


def describe(value: object) -> str:
    """Return a value as a message shows it: text in quotes, on one line and cut where it is long."""
    if isinstance(value, str):
        shown = _on_one_line(value)
        return f"'{shown}'" if len(shown) <= 60 else f"'{shown[:57]}…'"  # noqa: PLR2004 - fits a line
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Template):
        return f"the reference '{value}'"
    return _KINDS.get(type(value).__name__, "that")


def _on_one_line(text: str) -> str:
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _known_keys(model: type[BaseModel], path: Path, extensions: Collection[str] = ()) -> Iterator[str]:
    """Yield the keys that the model and the extensions in use allow at a path."""
    current: Any = model
    for step in path:
        current = _below(unwrap(current), step)
    current = unwrap(current)
    if isinstance(current, type) and issubclass(current, BaseModel):
        for name, field in current.model_fields.items():
            mark = field.json_schema_extra
            if not isinstance(mark, dict) or mark.get(GATED_BY) in {None, *extensions}:
                yield field.alias or name


def _below(kind: Any, step: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if step == (field.alias or name):
                return field.annotation
        return None
    arguments = get_args(kind)
    return arguments[-1] if get_origin(kind) in {dict, list, tuple} and arguments else None


def unwrap(kind: Any) -> Any:
    """Return a type without ``Annotated``, aliases and ``| None``; a union of several kinds stays."""
    while get_origin(kind) not in {None, dict, list, tuple}:
        kinds = [argument for argument in get_args(kind) if argument is not type(None)]
        if get_origin(kind) in _UNIONS and len(kinds) > 1:
            break
        kind = kinds[0]
    return kind
