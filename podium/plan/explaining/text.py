"""An explanation as a person reads it: what it is first, then why, then where its values come from."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any, TypeAlias

from podium.catalogue.match import DIMENSIONS, Loss
from podium.graph.model import Claimant
from podium.plan.explaining.model import Answer, Candidacy, Change, Explanation, Origin, Overridden
from podium.plan.explaining.origins import COMPONENT_DEFAULT

__all__ = ["Paint", "to_text"]

Paint: TypeAlias = Callable[[str, str], str]
"""Gives a text in a style: ``title``, ``good``, ``bad`` or ``faint``."""

_SHOWN_LOSERS = 8
_SHOWN_NAMES = 12
_SHOWN_PARAMS = 40
_LONGEST_VALUE = 60
_WIDTH = 110
_LIKE_OTHERS = re.compile(r"true|false|null|[-+.\d][-+.\deE]*")
_MORE = "(--all shows them)"


def to_text(explanation: Explanation, *, everything: bool = False, paint: Paint = lambda text, _style: text) -> str:
    """Return the explanation as text.

    Args:
        explanation: What to tell.
        everything: Whether long lists and what the component sets itself are shown in full.
        paint: Gives a text in a style; without it there are none.
    """
    place = f"in {explanation.environment} ({explanation.environment_type})"
    lines = [f"{paint(_plain(explanation.uid.text), 'title')}  {place}", ""]
    lines += _facts(explanation, everything, paint)
    lines += ["", paint("why", "title"), *_decision(explanation, everything, paint)]
    if explanation.answer and explanation.answer.version is not None:
        lines += ["", paint("params", "title"), *_params(explanation.answer.params, everything, paint)]
    return "\n".join(lines)


def _facts(explanation: Explanation, everything: bool, paint: Paint) -> Iterator[str]:
    answer, pin = explanation.answer, explanation.pin
    rows: list[tuple[str, Sequence[str]]] = []
    if answer is None:
        rows.append(("answer", [paint(_no_answer(explanation), "bad")]))
    else:
        where = paint(str(answer.at), "faint") if answer.at else "as the lock has it"
        rows += [("answer", [f"{_plain(answer.definition)}  {where}"]), *_what(answer)]
    if pin is not None:
        told = _plain(f"until {pin.expires} by {pin.owner}: {pin.reason}")
        rows.append(("pinned", [f"{told}  {paint(str(pin.at), 'faint')}"]))
    asking = [f"{_plain(_asking(c))}  {paint(str(c.span), 'faint')}" for c in explanation.claimants]
    rows.append(("asked for by", _cut(asking, everything)))
    if answer is not None:
        rows.append(("needs", _cut([_plain(uid.text) for uid in answer.needs], everything)))
        rows.append(("needed by", _cut([_plain(uid.text) for uid in answer.needed_by], everything)))
    for title, values in rows:
        yield from (f"  {'' if number else title:12}  {value}" for number, value in enumerate(values))


def _asking(claimant: Claimant) -> str:
    """Return who asks: a workload for itself, or by the name of a claim or alias."""
    return claimant.workload if claimant.name == claimant.workload else f"{claimant.workload}.{claimant.name}"


def _no_answer(explanation: Explanation) -> str:
    tied = sum(_is_tied(candidate) for candidate in explanation.candidates)
    if tied:
        return f"none: {tied} definitions would answer equally well"
    return "none: no definition of this type accepts it" if explanation.candidates else "none: nothing serves this type"


def _is_tied(candidate: Candidacy) -> bool:
    return candidate.lost is not None and candidate.lost.field == "tie"


def _what(answer: Answer) -> Iterator[tuple[str, Sequence[str]]]:
    if answer.version is None:
        yield "component", [f"{_plain(answer.component)}, which cannot be used"]
    else:
        more = [*([str(answer.lifecycle)] if answer.lifecycle != "default" else [])]
        more += ["holds data"] if answer.stateful else []
        yield "component", [f"{answer.component} {answer.version}" + (f" ({', '.join(more)})" if more else "")]
    where = f" in namespace {answer.namespace}" if answer.namespace else ""
    kept = ", a name that the lock keeps" if answer.is_kept_name else ""
    yield "object", [_plain(f"{answer.object_name}{where}{kept}")]
    if answer.aliases:
        yield "was before", [_plain(alias) for alias in answer.aliases]
    if answer.accepted:
        yield "may be lost", [_plain(change) for change in answer.accepted]


def _decision(explanation: Explanation, everything: bool, paint: Paint) -> Iterator[str]:
    winner, losers = explanation.winner, sorted(explanation.losers, key=lambda candidate: candidate.missed)
    shown = losers if everything else losers[:_SHOWN_LOSERS]
    width = max((len(_plain(candidate.name)) for candidate in (*filter(None, [winner]), *shown)), default=0)
    if winner is not None:
        is_answer = explanation.answer is not None and explanation.answer.definition == winner.name
        word = "wins" if is_answer else "by rule"
        criteria = ", ".join(f"{key} '{value}'" for key, value in winner.matches.items()) or "any request of its type"
        told = f"{_plain(f'matches {criteria}')}  {paint(str(winner.at), 'faint')}"
        yield f"  {paint(f'{word:7}', 'good')}  {_plain(winner.name):{width}}  {told}"
    for candidate in shown:
        told = f"{_plain(_lost(candidate.lost))}  {paint(str(candidate.at), 'faint')}"
        word, style = _verdict(candidate, explanation)
        yield f"  {paint(f'{word:7}', style)}  {_plain(candidate.name):{width}}  {told}"
        yield f"  {'':7}  {'':{width}}  {paint('would win with', 'faint')} {_changes(candidate, paint)}"
    yield from _rest(losers[len(shown) :])
    if len(explanation.candidates) > 1:
        yield paint(f"  ranked by {', '.join(DIMENSIONS)}, then priority", "faint")
    yield from (f"  {paint(_plain(f'{problem.code}: {problem.message}'), 'bad')}" for problem in explanation.problems)


def _verdict(candidate: Candidacy, explanation: Explanation) -> tuple[str, str]:
    """Return what became of a definition that the rules do not choose, and the style of the word."""
    if explanation.pin and explanation.answer and explanation.answer.at == candidate.at:
        return "pinned", "good"
    return "ties" if _is_tied(candidate) else "loses", "bad"


def _lost(lost: Loss | None) -> str:
    """Return why a definition lost, in words."""
    if lost is None or lost.field == "tie" or not lost.is_outranked:
        return str(lost)
    if lost.field == "priority":
        return f"matches, but its priority is {lost.found}, and that of the winner {lost.wanted}"
    mine = f"has {lost.dimension} '{lost.found}'" if lost.found else f"says nothing about {lost.dimension}"
    return f"matches, but {mine}, and the winner has '{lost.wanted}'"


def _changes(candidate: Candidacy, paint: Paint) -> str:
    """Return the edits in words; where pins stand the reader knows from their name."""
    told = []
    for step in candidate.change:
        where = "" if step.at is None or step.change is Change.PIN else f" {paint(f'at {step.at}', 'faint')}"
        told.append(f"{_plain(str(step))}{where}")
    return " and ".join(told)


def _rest(losers: Iterable[Candidacy]) -> Iterator[str]:
    """Yield how many more lose, and by what."""
    counts = Counter(loser.lost.field for loser in losers if loser.lost)
    if counts:
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        told = ", ".join(f"{number} by {field}" for field, number in ordered)
        yield f"  and {counts.total()} more that lose: {_plain(told)} {_MORE}"


def _params(params: Sequence[Origin], everything: bool, paint: Paint) -> Iterator[str]:
    worth = [origin for origin in params if everything or _is_worth_a_line(origin)]
    shown = worth if everything else worth[:_SHOWN_PARAMS]
    rows: list[tuple[str, Origin | Overridden, str]] = []
    for origin in shown:
        rows.append((_plain(origin.path), origin, ""))
        rows += (("", other, paint("(overridden)", "faint")) for other in origin.overridden)
    cells = [(path, _value(setting.value), _plain(setting.source)) for path, setting, _ in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for (_, setting, more), row in zip(rows, cells, strict=True):
        place = paint(_plain(str(setting.at)), "faint") if setting.at else ""
        told = "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"  {told}  {place}  {more}".rstrip()
    if len(worth) > len(shown):
        yield f"  and {len(worth) - len(shown)} more {_MORE}"
    if not everything:
        yield from _defaults(params, paint)


def _is_worth_a_line(origin: Origin) -> bool:
    return origin.source != COMPONENT_DEFAULT and origin.value not in ({}, [])


def _defaults(params: Sequence[Origin], paint: Paint) -> Iterator[str]:
    """Yield what the component sets itself in a few lines; what is empty or nested is told with everything only."""
    values = (origin for origin in params if origin.source == COMPONENT_DEFAULT and not isinstance(origin.value, dict))
    told = [f"{_plain(origin.path)} {_value(origin.value)}" for origin in values if origin.value not in (None, "", [])]
    if told:
        text = f"{COMPONENT_DEFAULT}: {', '.join(told)}"
        yield from (paint(line, "faint") for line in wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    "))


def _value(value: Any) -> str:
    """Return a value on one line, cut if it is long; a text that cannot be taken for anything else has no quotes."""
    shown = _plain(value if isinstance(value, str) and _is_clear(value) else json.dumps(value, ensure_ascii=False))
    return shown if len(shown) <= _LONGEST_VALUE else f"{shown[: _LONGEST_VALUE - 1]}…"


def _is_clear(text: str) -> bool:
    """Return whether a text is not empty, and begins like none of the other values that JSON has."""
    return bool(text) and text == text.strip() and text[0] not in '"[{' and not _LIKE_OTHERS.fullmatch(text)


def _cut(values: Sequence[str], everything: bool) -> list[str]:
    shown = list(values) if everything else list(values[:_SHOWN_NAMES])
    more = [f"and {len(values) - len(shown)} more {_MORE}"] if len(values) > len(shown) else []
    return [*shown, *more] or ["nothing"]


def _plain(text: str) -> str:
    """Return text that cannot steer a terminal, on one line."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
