"""Requirements that come back to where they began, or never end, tried out with one request for each definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from podium.catalogue.match import match
from podium.catalogue.subject import Subject
from podium.diagnostics import Diagnostic
from podium.environment.model import Requirement
from podium.lint.findings import Finding
from podium.lint.survey import Place, Survey
from podium.spec.placeholder import Placeholder, Template, parse_template

__all__ = ["check_chains"]

_PARENT = "@"

_LONGEST = 50
"""More answers than this, each required by the one before, are taken for a chain without end."""

_LONGEST_ID = 1000
"""An id that is longer grows with every answer, perhaps to twice its length."""

_Step = tuple[Subject, str]
"""A request, and the definition that answers it."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """Definitions that require each other, and what was asked for first."""

    names: tuple[str, ...]
    first: Subject
    is_cycle: bool


def check_chains(survey: Survey) -> Iterator[Finding]:
    """Yield cycles of requirements, and chains of them without end (``L019``), each once."""
    for place in survey.wanted():
        told: set[frozenset[str]] = set()
        for rule in place.every_rule:
            region = place.answers.get(rule.name)
            chain = _Walk(place).chain(region.example()) if region else None
            if chain and frozenset(chain.names) not in told:
                told.add(frozenset(chain.names))
                yield Finding(place.name, _endless(chain, place))


class _Walk:
    """One walk along the requirements of a request; what was left behind is not entered again."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._left: set[tuple[str, str, str]] = set()

    def chain(self, first: Subject) -> _Chain | None:
        """Return a chain that ends where it began or does not end; None if there is none."""
        return self._from(first, [])

    def _from(self, subject: Subject, steps: list[_Step]) -> _Chain | None:
        here = _key(subject)
        known = [_key(step) for step, _ in steps]
        if here in known:
            cycle = steps[known.index(here) :]
            return _Chain(tuple(name for _, name in cycle), cycle[0][0], is_cycle=True)
        if len(steps) > _LONGEST or (steps and len(subject.id + subject.resource_class) > _LONGEST_ID):
            return _Chain(_repeated([name for _, name in steps]), steps[0][0], is_cycle=False)
        answer = match(subject, self._place.loaded, None)
        if here in self._left or isinstance(answer, Diagnostic):
            return None
        for requirement in answer.definition.requires.values():
            required = _required(requirement, subject, self._place)
            found = self._from(required, [*steps, (subject, answer.name)]) if required else None
            if found:
                return found
        self._left.add(here)
        return None


def _repeated(names: list[str]) -> tuple[str, ...]:
    """Return the end of a chain from where its last definition occurred before."""
    before = [index for index, name in enumerate(names[:-1]) if name == names[-1]]
    return tuple(names[before[-1] + 1 :] if before else names)


def _key(subject: Subject) -> tuple[str, str, str]:
    return subject.resource_type, subject.resource_class, subject.id


def _required(requirement: Requirement, subject: Subject, place: Place) -> Subject | None:
    """Return what a requirement asks for on behalf of a request; None if its id is known only later."""
    parts = parse_template(requirement.id or _PARENT).parts
    inherited = tuple(part.replace(_PARENT, subject.id) if isinstance(part, str) else part for part in parts)
    facts = {
        ("workload", "name"): subject.workload,
        ("workload", "team"): subject.team,
        ("workload", "tier"): str(subject.tier),
        ("environment", "name"): place.name,
        ("environment", "type"): str(place.environment.environment_type),
        ("environment", "region"): place.environment.region,
        ("environment", "domain"): place.environment.domain,
        ("claim", "type"): subject.resource_type,
        ("claim", "class"): subject.resource_class,
        ("claim", "id"): subject.id,
    }

    def lookup(placeholder: Placeholder) -> str | Placeholder:
        return facts.get((placeholder.path[0], placeholder.path[-1]), placeholder)

    bound = Template(inherited).bind(lookup)
    if not isinstance(bound, str):
        return None
    return replace(
        subject,
        resource_type=requirement.resource_type,
        resource_class=requirement.resource_class.replace(_PARENT, subject.resource_class),
        id=bound,
    )


def _endless(chain: _Chain, place: Place) -> Diagnostic:
    path = " -> ".join([*chain.names, chain.names[0]])
    what = "come back to where they began" if chain.is_cycle else "never end"
    why = f"seen with {chain.first.resource_type}.{chain.first.resource_class}#{chain.first.id}"
    fix = "remove one of the requirements, or give it an id that does not grow"
    first, *others = sorted(set(chain.names))
    related = tuple(place.loaded.definition_span(name) for name in others)
    return Diagnostic(
        "L019", f"requirements {what}: {path}", place.loaded.definition_span(first), why, fix, related=related
    )
