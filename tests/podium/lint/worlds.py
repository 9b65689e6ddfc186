"""Small environments made in memory, and the requests that tell their definitions apart."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Set
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from podium.catalogue.match import Decision
from podium.catalogue.subject import Subject
from podium.diagnostics import Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Environment, Tier
from podium.lint.survey import Place, Survey
from podium.spec.document import Member, Node, collection

__all__ = ["PATTERNS", "best", "criteria", "place", "requests", "subject", "survey"]

PATTERNS = ("a", "ab", "a*", "*b", "*")

TEXTS = ("a", "aa", "aab", "ab", "b", "default")
"""For each way in which a text can fit some of the patterns and not the others, a text that does."""

_NAMES = ("class", "id")
_WHO = {"workload": ("w2", "w1"), "team": ("t2", "t1")}

criteria = st.fixed_dictionaries(
    {},
    optional={
        "class": st.sampled_from(PATTERNS),
        "id": st.sampled_from(PATTERNS),
        "workload": st.just("w1"),
        "team": st.just("t1"),
        "tier": st.sampled_from(list(map(str, Tier))),
        "labels": st.dictionaries(st.sampled_from(["k", "l"]), st.just("1"), max_size=2),
    },
)
"""Criteria of one type, without the type."""


def node(value: Any, file: str, path: str = "") -> Node:
    """Return a document whose values stand at a place of their own: a line for each path."""
    span = Span(file, 1 + sum(ord(letter) * (index + 1) for index, letter in enumerate(path)), 1, 1, 1)
    if isinstance(value, Mapping):
        members = {
            key: Member(node(key, file, f"{path}.{key}").span, node(item, file, f"{path}.{key}"))
            for key, item in value.items()
        }
        return collection(MappingProxyType(members), span)
    if isinstance(value, list):
        return collection(tuple(node(item, file, f"{path}.{index}") for index, item in enumerate(value)), span)
    return Node(value, span)


def place(name: str, definitions: Mapping[str, Mapping[str, Any]], **others: Any) -> Place:
    """Return an environment with definitions given as plain data; a component of no matter where none is named."""
    whole = {key: {"component": "none", **definition} for key, definition in definitions.items()}
    data = {"name": name, "type": "development", **others, "definitions": whole}
    loaded = LoadedEnvironment(Environment.model_validate(data), node(data, f"{name}.yaml"))
    return Place(loaded)


def survey(*places: Place) -> Survey:
    """Return environments whose findings are all wanted."""
    return Survey(places, frozenset(each.name for each in places))


def requests(*matches: Mapping[str, Any]) -> list[Subject]:
    """Return a request of type `t` for each way in which criteria can tell requests apart."""
    classes, ids = (_told_apart({"default", *(match[key] for match in matches if key in match)}) for key in _NAMES)
    workloads, teams = (values[: 1 + any(key in match for match in matches)] for key, values in _WHO.items())
    keys = sorted({label for match in matches for label in match.get("labels", {})})
    labels = [dict.fromkeys(some, "1") for size in range(len(keys) + 1) for some in itertools.combinations(keys, size)]
    return [Subject("t", *values) for values in itertools.product(classes, ids, workloads, teams, Tier, labels)]


def _told_apart(patterns: Set[str]) -> list[str]:
    """Return a text for each way in which a text can fit some of the patterns and not the others."""
    ordered = sorted(patterns)
    return list({tuple(fnmatchcase(text, pattern) for pattern in ordered): text for text in TEXTS}.values())


def subject(resource_type: str, **others: Any) -> Subject:
    """Return a request; what is not stated is of no matter."""
    stated = {"resource_class": "default", "id": "i", "workload": "w", "team": "t", "tier": Tier.STANDARD}
    return Subject(resource_type, **{**stated, **others})


def best(decision: Decision) -> set[str]:
    """Return the definitions that answer, or tie."""
    return {item.name for item in decision.candidates if item.lost is None or item.lost.field == "tie"}
