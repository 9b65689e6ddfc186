"""Options that decide something beside the files, read apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import click

from podium.cli.options import is_text
from podium.diagnostics import Span
from podium.graph.decisions import Decisions, ParamOverride
from podium.spec.document import parse_document
from podium.spec.dotpath import parse_dot_path

__all__ = ["parsed_decisions"]

_UID = re.compile(r"[A-Za-z0-9-]+\.[A-Za-z0-9-]+#.+", re.DOTALL)
_UID_FORM = "a uid is written TYPE.CLASS#ID, such as postgres.default#shop.db"


def parsed_decisions(
    params: Iterable[str] = (), adopted: Iterable[str] = (), accepted: Iterable[str] = (), *, locked: bool = False
) -> Decisions:
    r"""Return the decisions of a run, from the options as they were given.

    Args:
        params: ``UID:PATH=VALUE``; the uid ends at the first ``:``, the path at the first ``=`` after it.
        adopted: ``NEW=OLD``.
        accepted: Uids.
        locked: Whether ``--locked`` is given.

    Raises:
        UsageError: An option has another form, or contradicts another one.
        SpecError: A value is not plain YAML (``S001``, ``S002``).
    """
    return Decisions(
        params=tuple(map(_param, params)),
        adopted=_adoptions(adopted),
        accepted=frozenset(_checked(uid, "--accept-replacement") for uid in accepted),
        locked=locked,
    )


def _param(flag: str) -> ParamOverride:
    uid, colon, rest = flag.partition(":")
    path, equals, value = rest.partition("=")
    if not (colon and path and equals and value and is_text(flag)):
        raise click.UsageError(f"'{flag}' is not of the form UID:PATH=VALUE")
    _checked(uid, "--param")
    option = f"--param {uid}:{path}"
    steps = tuple(step.key for step in parse_dot_path(path, Span(option)))
    if not all(steps):
        raise click.UsageError(f"'{flag}' has an empty step in its path")
    return ParamOverride(uid, steps, parse_document(value, option, column=len(uid) + len(path) + 2).plain())


def _adoptions(flags: Iterable[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for flag in flags:
        new, old = next(_pairs(flag), ("", ""))
        if not new:
            raise click.UsageError(f"'{flag}' is not of the form NEW=OLD; {_UID_FORM}")
        if found.setdefault(new, old) != old:
            raise click.UsageError(f"`--adopt` is given twice for '{new}'")
    return found


def _pairs(flag: str) -> Iterator[tuple[str, str]]:
    """Yield how a text can be read as two uids with ``=`` between them; an id may have one in it."""
    for equals in re.finditer("=", flag):
        new, old = flag[: equals.start()], flag[equals.end() :]
        if _is_uid(new) and _is_uid(old):
            yield new, old


def _checked(uid: str, option: str) -> str:
    if not _is_uid(uid):
        raise click.UsageError(f"`{option}` names no resource: '{uid}'; {_UID_FORM}")
    return uid


def _is_uid(text: str) -> bool:
    return _UID.fullmatch(text) is not None and is_text(text)
