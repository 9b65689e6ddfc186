"""The variables of a container: ``env_file`` and ``environment``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podium.diagnostics import Diagnostic, Span
from podium.importing.dotenv import read_dotenv
from podium.importing.draft import Draft
from podium.importing.interpolation import defer, deferred_names
from podium.importing.names import meaning_of
from podium.importing.nodes import base_of, items, scalar_text, text_at
from podium.spec.document import Node

__all__ = ["Variable", "add_variables", "variables_of"]

_SECRET = re.compile(r"(?:^|_)(?:SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|PASSPHRASE|CREDENTIALS?)(?:_|$)", re.IGNORECASE)
_HARMLESS = re.compile(r"|true|false|yes|no|[0-9]{1,5}|/.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable and where it is set."""

    text: str
    span: Span


def variables_of(service: Node, values: Mapping[str, str]) -> tuple[dict[str, Variable], list[Diagnostic]]:
    """Return the variables of a service; those under ``environment`` win over those of files.

    Args:
        service: The service, checked against the model.
        values: Variables that are known; they fill those without a value.

    Returns:
        The variables in the order of the file, and what cannot be read (``I003``, ``I007``).
    """
    found: dict[str, Variable] = {}
    problems: list[Diagnostic] = []
    for entry in items(service.get(("env_file",))):
        found |= dict(_from_file(entry, values, problems))
    environment = service.get(("environment",))
    for name, member in (environment.members if environment else {}).items():
        text = _known(name, values) if member.node.value is None else scalar_text(member.node)
        found[name] = Variable(text, member.key_span)
    return found, problems


def add_variables(draft: Draft, variables: Mapping[str, Variable]) -> None:
    """Give the container its variables, references to other services as placeholders.

    Args:
        draft: The workload; its rewriter has learnt the variables.
        variables: The variables.
    """
    carried = {}
    for name, variable in variables.items():
        if not name:
            fix = "give the variable a name"
            draft.error("I007", "a variable has no name", variable.span, why="variables are NAME=value", fix=fix)
            continue
        text = draft.rewriter.variable(name, variable.text)
        is_secret = _looks_secret(name, text)
        # The line of a diagnostic is shown; the one of a secret must not be.
        span = draft.application.key_span if is_secret or "@" in variable.text else variable.span
        draft.tell_doubts(f"variable '{name}'", span)
        if is_secret:
            why = "everybody who reads the Score file reads it"
            fix = f"claim a resource of type 'environment' and write ${{resources.env.{name}}}"
            draft.warn("I029", f"variable '{name}' looks like a secret and stands in clear", span, why=why, fix=fix)
        carried[name] = draft.score_text(text, variable.span)
    if carried:
        draft.container["variables"] = carried


def _from_file(entry: Node, values: Mapping[str, str], problems: list[Diagnostic]) -> Iterator[tuple[str, Variable]]:
    is_long = isinstance(entry.value, Mapping)
    path = (text_at(entry, "path") if is_long else scalar_text(entry)) or ""
    file = base_of(entry) / path
    if is_long and text_at(entry, "required") == "false" and not os.path.exists(file):  # noqa: PTH110 - pathlib's may raise
        return
    found, unread = read_dotenv(file, values, entry.span)
    problems += unread
    for name, (text, span) in found.items():
        yield name, Variable(_known(name, values) if text is None else text, span)


def _known(name: str, values: Mapping[str, str]) -> str:
    return values[name] if name in values else defer(name)


def _looks_secret(name: str, text: str) -> bool:
    if deferred_names(text) or _HARMLESS.fullmatch(text) or name.upper().endswith("_FILE"):
        return False
    return meaning_of(name).role == "password" or _SECRET.search(name) is not None
