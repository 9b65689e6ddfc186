"""Comparisons with the oracle on documents, strings and changes made up at random.

Hypothesis draws the documents, and shrinks one on which a comparison fails; the rest is small anyway and is asked about
in one go.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from podium.diagnostics import Span, SpecError
from podium.spec.document import parse_document
from podium.spec.dotpath import Step, change_at, parse_dot_path
from tests.conformance.data import EXAMPLES, contexts, errors
from tests.conformance.dice import Dice, seeded
from tests.conformance.differences import DIFFERENCES, LATER, explained, is_different
from tests.conformance.documents import document, reference_text
from tests.conformance.groups import Group
from tests.conformance.oracle import Verdict, ask, judge
from tests.conformance.ordering import claim_order, graph_errors, is_comparable
from tests.conformance.resolving import resolve

__all__ = ["GENERATED", "unused_differences"]

_PLACE = Span("option")
_CODES = {"prime": {"R003", "R004"}, "sort": {"R003", "R004", "R006"}}
"""What our graph may say where score-go's step refuses; it tells everything at once, and ids that collide as well."""


_BIT = st.booleans()


@st.composite
def _part(draw: st.DrawFn, make: Callable[[st.DrawFn], Any]) -> Any:
    return make(draw)


@st.composite
def _documents(draw: st.DrawFn) -> str:
    return document(Dice(lambda: draw(_BIT), lambda make: draw(_part(lambda _: make()))))


@dataclass(slots=True)
class _Counts:
    """What the comparison of documents has seen, each of them once however often it is drawn."""

    judged: set[str] = field(default_factory=set)
    ordered: int = 0
    different: dict[str, str] = field(default_factory=dict)


@functools.cache
def _compared() -> _Counts:
    """Compare as many documents as are asked for.

    Raises:
        AssertionError: One comes out otherwise; its notes hold the smallest such document that was found.
    """
    counts = _Counts()

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=EXAMPLES,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(_documents())
    def compare(text: str) -> None:
        _compare(text, counts)

    compare()
    return counts


def _compare(text: str, counts: _Counts) -> None:
    if text in counts.judged:
        return
    (verdict,) = judge([text])
    if is_different(text, verdict):
        assert explained(text, verdict), f"score-go: {verdict}\nours: {errors(text)}\n{text}"
        counts.different[text] = "a difference of the list"
    elif verdict.stage in LATER:
        assert _is_ordered_alike(text, verdict), f"score-go: {verdict}\nours: {graph_errors(text)}\n{text}"
        counts.ordered += 1
    # Last, because one that comes out otherwise is tried again.
    counts.judged.add(text)


def documents() -> Group:
    """Documents: the same verdict."""
    counts = _compared()
    return Group("generated documents, verdict", len(counts.judged), different=counts.different)


def orders() -> Group:
    """The valid documents: the same order of resources, the same conflicts."""
    return Group("generated documents, order of resources", _compared().ordered)


def _is_ordered_alike(text: str, verdict: Verdict) -> bool:
    codes = set(graph_errors(text))
    if not is_comparable(text):
        return verdict.stage == "ok" or bool(codes) or "${resources." in text
    if verdict.stage != "ok":
        return bool(codes) and codes <= _CODES[verdict.stage]
    return not codes and claim_order(text) == verdict.order


def substitutions() -> Group:
    """Strings with placeholders: the same text, or an error in both."""
    dice = seeded("substitutions")
    asked = [
        {"context": dice.choice(("default", "values")), "input": reference_text(dice)} for _ in range(EXAMPLES * 4)
    ]
    answers = ask("-subst", asked)
    wrong = []
    for question, answer in zip(asked, answers, strict=True):
        ours = resolve(question["input"], contexts()[question["context"]])
        wrong += [(question, answer, ours)] if ours != answer["result"] else []
    return Group("generated strings with placeholders", len(asked), tuple(wrong))


def values() -> Group:
    """Metadata of any kind: the same text where a placeholder reads it."""
    random = Random("values")
    metadata = {f"k{number}": _value(random, 3) for number in range(EXAMPLES * 4)}
    given = {"values": {"metadata": metadata}}
    asked = [{"context": "values", "input": f"${{metadata.{key}}}"} for key in metadata]
    answers = ask("-subst", asked, given)
    # The oracle reads its context as JSON, where Go has no integers.
    read = json.loads(json.dumps(given), parse_int=float)["values"]
    found = [(resolve(q["input"], read), a["result"]) for q, a in zip(asked, answers, strict=True)]
    return Group("generated values of metadata", len(asked), tuple(pair for pair in found if pair[0] != pair[1]))


def paths() -> Group:
    """Paths of overrides: the same parts."""
    random = Random("paths")
    parts = ("a", "b", ".", ".", "\\.", "\\\\", "\\", "-1", "0", " ", "é", "/")
    asked = [{"input": "".join(random.choices(parts, k=random.randrange(8)))} for _ in range(EXAMPLES)]
    answers = ask("-dotpath", asked)
    found = [
        ([s.key for s in parse_dot_path(q["input"], _PLACE)], a["result"]) for q, a in zip(asked, answers, strict=True)
    ]
    return Group("generated paths of overrides", len(asked), tuple(pair for pair in found if pair[0] != pair[1]))


def overrides() -> Group:
    """Values set and deleted at paths: the same document, or an error in both."""
    random = Random("overrides")
    drawn = [_change(random) for _ in range(EXAMPLES * 2)]
    asked = [question for question in drawn if _is_decided(question)]
    wrong = []
    for question, answer in zip(asked, ask("-override", asked), strict=True):
        ours = _changed(question)
        wrong += [(question, answer, ours)] if ours != answer["result"] else []
    return Group("generated overrides", len(asked), tuple(wrong))


def unused_differences() -> list[str]:
    """Return the differences whose file no longer shows one."""
    verdicts = judge([difference.witness for difference in DIFFERENCES])
    return [
        difference.name
        for difference, verdict in zip(DIFFERENCES, verdicts, strict=True)
        if not is_different(difference.witness, verdict) or not explained(difference.witness, verdict)
    ]


def _value(random: Random, depth: int) -> Any:
    if depth and random.random() < 0.3:
        return [_value(random, depth - 1) for _ in range(random.randrange(4))]
    if depth and random.random() < 0.3:
        return {_string(random): _value(random, depth - 1) for _ in range(random.randrange(4))}
    exponent = random.choice((-320, -30, -8, -7, -6, -5, 0, 5, 15, 16, 17, 20, 21, 22, 300))
    number = random.choice((random.random(), random.randrange(10**6), 1.0, -1.5)) * 10.0**exponent
    return random.choice(
        (True, None, _string(random), random.randrange(-(2**70), 2**70), random.randrange(99), -0.0, number, number)
    )


def _string(random: Random) -> str:
    return "".join(
        random.choices("ab <>&'\"\\/\b\f\n\r\t\x00\x1f\x7f\x85é\u2028\u2029\ufffd\uffff😀", k=random.randrange(5))
    )


def _change(random: Random) -> dict[str, Any]:
    path = [random.choice(("a", "b", "c", "0", "1", "-1", "2", "")) for _ in range(random.randint(1, 4))]
    spec = {key: _tree(random, 3) for key in random.sample("abc", random.randrange(4))}
    return {
        "spec": spec,
        "path": path,
        "delete": random.random() < 0.4,
        "value": random.choice((5, "x", {"y": 1}, [1])),
    }


def _tree(random: Random, depth: int) -> Any:
    if depth and random.random() < 0.4:
        return [_tree(random, depth - 1) for _ in range(random.randrange(3))]
    if depth and random.random() < 0.6:
        return {key: _tree(random, depth - 1) for key in random.sample("abc", random.randrange(3))}
    return random.choice((1, "text", True, None))


def _is_decided(question: Mapping[str, Any]) -> bool:
    """Return whether score-go neither ends in a panic nor creates parents of what it then deletes."""
    node: Any = question["spec"]
    *way, last = question["path"]
    for step in way:
        if isinstance(node, list):
            if not re.fullmatch(r"\d+", step) or int(step) >= len(node):
                return not re.fullmatch(r"-?\d+", step)
            node = node[int(step)]
        elif isinstance(node, dict) and step in node:
            node = node[step]
        else:
            return not question["delete"]
    return not (question["delete"] and isinstance(node, list) and re.fullmatch(r"-\d+", last))


def _changed(question: Mapping[str, Any]) -> Any:
    node = parse_document(json.dumps(question["spec"]), "score.json")
    value = None if question["delete"] else parse_document(json.dumps(question["value"]), "option")
    steps = [Step(key, _PLACE) for key in question["path"]]
    try:
        return change_at(node, steps, value).plain()
    except SpecError:
        return None


GENERATED: Mapping[str, Callable[[], Group]] = {
    function.__name__: function for function in (documents, orders, substitutions, values, paths, overrides)
}
"""The comparisons, by name."""
