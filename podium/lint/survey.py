"""What lint looks at: environments with their rules in order, what is asked of them, and the components they name."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from podium.catalogue.match import Rank, specificity
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.subject import Subject
from podium.catalogue.versions import Chosen, choose, ranges_of
from podium.diagnostics import ComponentError, Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Criteria, Environment, ResourceDefinition
from podium.graph.model import ResourceGraph
from podium.lint.regions import Box, Region, box_of, everything, find
from podium.lint.texts import TooEntangledError
from podium.spec.load import LoadedWorkload

__all__ = ["Place", "Rule", "Survey", "foreign_field", "label_of"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A definition that may answer in its environment.

    Attributes:
        name: Its name.
        definition: The definition.
        standing: Its rank and its priority; the larger goes before.
        box: What it asks of a request.
    """

    name: str
    definition: ResourceDefinition
    standing: tuple[Rank, int]
    box: Box = field(repr=False)

    @property
    def resource_type(self) -> str:
        """The type that it answers."""
        return self.definition.match.resource_type

    @property
    def region(self) -> Region | None:
        """The requests that it accepts; None if there are none."""
        return everything(self.resource_type).within(self.box)


@dataclass(frozen=True)
class Place:
    """One environment.

    Attributes:
        loaded: The environment.
        workloads: Its workloads.
        knows_all: Whether these are all the workloads that it has.
        asked: What the workloads ask for, with the places.
        graph: What they need, if everything has an answer.
    """

    loaded: LoadedEnvironment
    workloads: Sequence[LoadedWorkload] = ()
    knows_all: bool = False
    asked: Sequence[tuple[Subject, Span]] = ()
    graph: ResourceGraph | None = None

    @property
    def environment(self) -> Environment:
        """The environment's data."""
        return self.loaded.environment

    @property
    def name(self) -> str:
        """The environment's name."""
        return self.environment.name

    @functools.cached_property
    def rules(self) -> Mapping[str, Sequence[Rule]]:
        """The definitions that may answer here, by type, best first."""
        found: dict[str, list[Rule]] = {}
        for name, definition in self.environment.definitions.items():
            if foreign_field(definition.match, self.environment) is None:
                standing = (specificity(definition.match), definition.priority)
                rule = Rule(name, definition, standing, box_of(definition.match))
                found.setdefault(rule.resource_type, []).append(rule)
        return {
            kind: sorted(rules, key=lambda rule: (rule.standing, rule.name), reverse=True)
            for kind, rules in found.items()
        }

    @functools.cached_property
    def every_rule(self) -> Sequence[Rule]:
        """The definitions that may answer here."""
        return [rule for rules in self.rules.values() for rule in rules]

    def boxes(self, resource_type: str) -> list[Box]:
        """Return what the definitions of a type accept."""
        return [rule.box for rule in self.rules.get(resource_type, ())]

    def before(self, rule: Rule) -> list[Rule]:
        """Return the definitions that go before one, where they accept a request."""
        return [other for other in self.rules[rule.resource_type] if other.standing > rule.standing]

    @functools.cached_property
    def answers(self) -> Mapping[str, Region | None]:
        """For each definition that is decided, by name, requests that no better one accepts; None if there are none."""
        found: dict[str, Region | None] = {}
        for rule in self.every_rule:
            with contextlib.suppress(TooEntangledError):
                found[rule.name] = find(rule.region, [other.box for other in self.before(rule)])
        return found

    @functools.cached_property
    def pinned(self) -> frozenset[str]:
        """Names of the definitions that pins name: these answer whatever goes before them."""
        return frozenset(pin.definition for pin in self.environment.pins.values() if pin.definition)

    @property
    def undecided(self) -> frozenset[str]:
        """Names of the definitions of which it takes too long to say whether they ever answer."""
        return frozenset(rule.name for rule in self.every_rule if rule.name not in self.answers)

    def may_answer(self, rule: Rule) -> bool:
        """Return whether a definition answers some request, as far as that is known."""
        return rule.name not in self.answers or self.answers[rule.name] is not None

    @property
    def definitions_span(self) -> Span:
        """Where a definition could be added: in the environment's own file, even if all others are included."""
        span, own = self.key_span("definitions"), self.loaded.document.span
        return span if span.file == own.file else Span(own.file)

    def span(self, *path: str) -> Span:
        """Return the place of a value in the environment's files."""
        return self.loaded.document.span_at(path)

    def key_span(self, *path: str) -> Span:
        """Return the place of a key in the environment's files."""
        return self.loaded.document.key_span_at(path)


@dataclass(frozen=True)
class Survey:
    """All that lint looks at.

    Attributes:
        places: The environments.
        told: Names of those whose findings are wanted; the others are there to be compared with.
    """

    places: Sequence[Place]
    told: frozenset[str]
    _chosen: dict[tuple[str, tuple[str, ...]], Chosen | None] = field(default_factory=dict, repr=False)

    def wanted(self) -> Iterator[Place]:
        """Yield the environments whose findings are wanted."""
        return (place for place in self.places if place.name in self.told)

    def chosen(self, place: Place, rule: Rule) -> Chosen | None:
        """Return the version of a component that a definition gets, without places; None if it cannot be had."""
        ranges = ranges_of(place.loaded, rule.name, rule.definition)
        key = rule.definition.component, tuple(each.specifier for each in ranges)
        if key not in self._chosen:
            try:
                self._chosen[key] = choose(rule.definition.component, ranges)
            except ComponentError:
                self._chosen[key] = None
        return self._chosen[key]

    def component(self, place: Place, rule: Rule) -> ComponentInfo | None:
        """Return the component that a definition names; None if it cannot be had, which is told elsewhere."""
        found = self.chosen(place, rule)
        return found.component if found else None


def foreign_field(criteria: Criteria, environment: Environment) -> str | None:
    """Return the criterion that no request of an environment meets; None if there is none."""
    pairs = (
        ("environment", criteria.environment, environment.name),
        ("environment_type", criteria.environment_type, environment.environment_type),
        ("region", criteria.region, environment.region),
    )
    return next((name for name, wanted, found in pairs if wanted is not None and wanted != found), None)


def label_of(subject: Subject) -> str:
    """Return a request as people read it, with all that criteria look at."""
    labels = [f"label {key}={value}" for key, value in sorted(subject.labels.items())]
    facts = [f"workload '{subject.workload}'", f"team '{subject.team}'", f"tier {subject.tier}", *labels]
    return f"{subject.resource_type}.{subject.resource_class}#{subject.id} by {', '.join(facts)}"
