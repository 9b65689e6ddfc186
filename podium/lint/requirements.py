"""What definitions require, for all requests that they answer at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podium.environment.model import DEFAULT_CLASS, CoProvision, Requirement
from podium.lint.regions import Box, Region, find
from podium.lint.survey import Place, Rule
from podium.lint.texts import TooEntangledError, Wish
from podium.spec.document import Path
from podium.spec.placeholder import parse_template

__all__ = ["Needed", "needs_of"]

_PARENT = "@"


@dataclass(frozen=True, slots=True)
class Needed:
    """A requirement of a definition, or what it asks for beside its answer.

    Attributes:
        rule: The definition.
        alias: Name of the requirement.
        requirement: What is asked for.
        path: Its path in the file.
    """

    rule: Rule
    alias: str
    requirement: Requirement
    path: Path

    @property
    def is_beside(self) -> bool:
        """Whether the answer does not need it."""
        return isinstance(self.requirement, CoProvision)

    def answering(self, place: Place) -> list[Rule]:
        """Return the definitions that answer it for some request."""
        rules = place.rules.get(self.requirement.resource_type, ())
        return [rule for rule in rules if self._may_answer(rule, place)]

    def unanswered(self, place: Place) -> Region | None:
        """Return requests for whose sake it is asked, and that nothing answers; None if there are none.

        Raises:
            TooEntangledError: The search takes too long.
        """
        rules = place.rules.get(self.requirement.resource_type, ())
        for region in self._causes(place):
            boxes = [box for box in (self._seen_from(rule.box, region) for rule in rules) if box is not None]
            left = find(region, [*self._better(place), *boxes])
            if left is not None:
                return left
        return None

    def _may_answer(self, rule: Rule, place: Place) -> bool:
        better = [other for other in place.before(rule) if not self._depends_on_id(other)]
        try:
            return any(self._answers(rule, better, region, place) for region in self._causes(place))
        except TooEntangledError:
            return True

    def _answers(self, rule: Rule, better: Sequence[Rule], region: Region, place: Place) -> bool:
        box = self._seen_from(rule.box, region)
        before = [box for box in (self._seen_from(other.box, region) for other in better) if box is not None]
        return box is not None and find(region.within(box), [*self._better(place), *before]) is not None

    def _better(self, place: Place) -> list[Box]:
        return [other.box for other in place.before(self.rule)]

    def _causes(self, place: Place) -> Sequence[Region]:
        """Return the requests that the definition accepts, apart by class where the required class is made of it."""
        region = self.rule.region
        if region is None:
            return ()
        if self.requirement.resource_class in {_PARENT, *_without_parent(self.requirement.resource_class)}:
            return (region,)
        named = {wish.text for box in place.boxes(self.rule.resource_type) for wish in [box.get("class")] if wish}
        known = sorted({DEFAULT_CLASS, *(text for text in named if "*" not in text)})
        rest: Region | None = region
        parts = [region.within({"class": Wish(text)}) for text in known]
        for text in known:
            rest = rest.without("class", Wish(text)) if rest else None
        parts += [rest.within({"class": Wish(rest.example().resource_class)})] if rest else []
        return tuple(part for part in parts if part is not None)

    def _seen_from(self, box: Box, region: Region) -> Box | None:
        """Return what a definition of the required type asks of the request that causes it; None if it never answers.

        The workload and what it states are the same; class and id are the same, or known, or (an id) not known here:
        then it is taken for one that the definition accepts.
        """
        found = dict(box)
        required = {"class": self._class_in(region), "id": self._id}
        for name, text in required.items():
            wish = found.get(name)
            if wish is None or text == _PARENT:
                continue
            del found[name]
            if text is not None and not wish.accepts(text):
                return None
        return found

    def _class_in(self, region: Region) -> str:
        own = self.requirement.resource_class
        only = region.field("class").only
        return own if own == _PARENT or not only else own.replace(_PARENT, only[0])

    @property
    def _id(self) -> str | None:
        """The id that is asked for: known, ``@`` for that of the request, or None for one that follows from facts."""
        own = self.requirement.id
        if own is None or own == _PARENT:
            return _PARENT
        if _PARENT in own or parse_template(own).placeholders:
            return None
        return "".join(str(part) for part in parse_template(own).parts)

    def _depends_on_id(self, rule: Rule) -> bool:
        return self._id is None and "id" in rule.box


def _without_parent(text: str) -> set[str]:
    return set() if _PARENT in text else {text}


def needs_of(rule: Rule) -> Iterator[Needed]:
    """Yield what a definition requires and asks for beside its answer, sorted by alias."""
    for key, group in (("requires", rule.definition.requires), ("coprovision", rule.definition.coprovision)):
        for alias, requirement in sorted(group.items()):
            yield Needed(rule, alias, requirement, ("definitions", rule.name, key, alias))
