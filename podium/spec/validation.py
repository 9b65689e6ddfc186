"""From pydantic's errors to diagnostics with a place in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from podium.diagnostics import Diagnostic, Span, suggest
from podium.spec.document import Node, Path

__all__ = ["args_problems", "check", "path_text"]

ModelT = TypeVar("ModelT", bound=BaseModel)

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
    "float_type": "a number",
}
_KINDS = {str: "text", bool: "a truth value", int: "a number", float: "a number", dict: "a mapping", list: "a list"}


def check(model: type[ModelT], node: Node, *, code: str, source: str) -> tuple[ModelT | None, list[Diagnostic]]:
    """Validate a document against a model.

    Args:
        model: The pydantic model.
        node: The document, or a part of it.
        code: Code of the diagnostics.
        source: Where the rules come from, for example ``the schema of score.dev/v1b1``; used as the reason.

    Returns:
        The instance and no diagnostics, or None and one diagnostic for each problem.
    """
    try:
        return model.model_validate(node.plain()), []
    except ValidationError as problem:
        return None, [_diagnostic(error, model, node, code, source) for error in problem.errors(include_url=False)]


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
    for error in problem.errors(include_url=False):
        path: Path = tuple(step for step in error["loc"] if step != "[key]")
        message, fix = _wording(error, path, model, is_key="[key]" in error["loc"])
        yield Diagnostic("R014", message, span_at(path), why=_why(error, source), fix=fix)


def path_text(path: Sequence[str | int]) -> str:
    """Return a path as people write it: ``containers.main.args[0]``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _diagnostic(error: ErrorDetails, model: type[BaseModel], node: Node, code: str, source: str) -> Diagnostic:
    is_key = bool(error["loc"]) and error["loc"][-1] == "[key]"
    path: Path = tuple(step for step in error["loc"] if step != "[key]")
    message, fix = _wording(error, path, model, is_key=is_key)
    return Diagnostic(code, message, _span(error, path, node, is_key=is_key), why=_why(error, source), fix=fix)


def _span(error: ErrorDetails, path: Path, node: Node, *, is_key: bool) -> Span:
    if error["type"] == "missing":
        return node.key_span_at(path[:-1])
    if is_key or error["type"] == "extra_forbidden":
        return node.key_span_at(path)
    if error["type"] == "null":
        return node.key_span_at(path)
    found = node.get(path)
    if found is not None and isinstance(found.value, str | int | float | bool):
        return found.span
    return node.key_span_at(path)


def _wording(error: ErrorDetails, path: Path, model: type[BaseModel], *, is_key: bool) -> tuple[str, str]:
    where = path_text(path) or "the document"
    kind, value = error["type"], error["input"]
    if kind == "missing":
        parent = path_text(path[:-1]) or "the document"
        return f"'{path[-1]}' is missing in {parent}", f"add '{path[-1]}:'"
    if kind == "extra_forbidden":
        known = sorted(_known_keys(model, path[:-1]))
        hint = suggest(str(path[-1]), known)
        allowed = f"known keys: {', '.join(known)}" if known else "remove it"
        return f"unknown key '{path[-1]}' in {path_text(path[:-1]) or 'the document'}", hint or allowed
    if is_key:
        return f"'{path[-1]}' is not a valid name in {path_text(path[:-1])}", _limits(error) or "rename it"
    if kind == "null":
        return f"{where} is empty", "give it a value or remove the line"
    if kind in _EXPECTED:
        return f"{where} must be {_EXPECTED[kind]}, not {_describe(value)}", _type_fix(kind, value)
    if kind == "literal_error":
        return f"{where} cannot be {_describe(value)}", f"use {error['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{where}: {_describe(value)} has the wrong form", f"it must match {error['ctx']['pattern']}"
    return f"{where}: {error['msg'][:1].lower()}{error['msg'][1:]}", _limits(error) or "correct the value"


def _why(error: ErrorDetails, source: str) -> str:
    return f"{source} has no such key" if error["type"] == "extra_forbidden" else source


def _limits(error: ErrorDetails) -> str:
    context: dict[str, Any] = dict(error.get("ctx") or {})
    names = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
    told = [f"{words} {context[key]}" for key, words in names.items() if key in context]
    if "pattern" in context:
        told.append(f"it must match {context['pattern']}")
    return ", ".join(told)


def _type_fix(kind: str, value: object) -> str:
    if kind == "string_type" and isinstance(value, bool | int | float):
        return f"put it in quotes: '{str(value).lower() if isinstance(value, bool) else value}'"
    return "correct the value"


def _describe(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 60 else f"'{value[:57]}…'"  # noqa: PLR2004 - fits a line
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    return "empty" if value is None else _KINDS.get(type(value), "that")


def _known_keys(model: type[BaseModel], path: Path) -> Iterator[str]:
    """Yield the keys that the model allows at a path."""
    current: Any = model
    for step in path:
        current = _below(_unwrap(current), step)
    current = _unwrap(current)
    if isinstance(current, type) and issubclass(current, BaseModel):
        for name, field in current.model_fields.items():
            yield field.alias or name


def _below(kind: Any, step: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if step == (field.alias or name):
                return field.annotation
        return None
    arguments = get_args(kind)
    return arguments[-1] if get_origin(kind) in {dict, list, tuple} and arguments else None


def _unwrap(kind: Any) -> Any:
    """Remove ``Annotated``, aliases and ``| None``."""
    while get_origin(kind) not in {None, dict, list, tuple}:
        kind = next((argument for argument in get_args(kind) if argument is not type(None)), None)
    return kind
