"""Regions: sets of requests, and the search for a request that some criteria accept and others do not.

Criteria are boxes: a wish for each field they look at. Whether boxes leave a gap is decided by search, not by going
through the product of all values: a request is guessed; the first box that accepts it is avoided field by field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from podium.catalogue.subject import Subject
from podium.environment.model import DEFAULT_CLASS, Criteria, Tier
from podium.lint.texts import Texts, TooEntangledError, Wish

__all__ = ["MANY_STEPS", "Box", "Region", "box_of", "everything", "find"]

Box = Mapping[str, Wish]
"""Criteria: a wish for each field that they look at, under the name of the field."""

LABEL = "labels."
WORKLOAD = "workload"

MANY_STEPS = 20_000
"""The search is given up after so many guesses; overlapping rules are hard to decide in general."""


@dataclass(frozen=True, slots=True)
class Region:
    """A set of requests of one type that is never empty.

    Attributes:
        resource_type: The type.
        fields: What each field may hold; a label that is not here may be anything or absent.
    """

    resource_type: str
    fields: Mapping[str, Texts]

    def field(self, name: str) -> Texts:
        """Return what a field may hold."""
        return self.fields.get(name, _LABEL)

    def within(self, box: Box) -> Region | None:
        """Return the requests that a box accepts; None if there are none."""
        fields = dict(self.fields)
        for name, wish in box.items():
            narrowed = fields.get(name, _LABEL).within(wish)
            if narrowed is None:
                return None
            fields[name] = narrowed
        return Region(self.resource_type, fields)

    def without(self, name: str, wish: Wish) -> Region | None:
        """Return the requests whose field does not meet a wish; None if there are none."""
        left = self.field(name).without(wish)
        return None if left is None else Region(self.resource_type, {**self.fields, name: left})

    def example(self) -> Subject:
        """Return one of the requests."""
        found = {name: texts.example for name, texts in self.fields.items()}
        labels = {name.removeprefix(LABEL): text for name, text in found.items() if name.startswith(LABEL)}
        return Subject(
            resource_type=self.resource_type,
            resource_class=found["class"] or DEFAULT_CLASS,
            id=found["id"] or "",
            workload=found[WORKLOAD] or "",
            team=found["team"] or "",
            tier=Tier(found["tier"] or Tier.STANDARD),
            labels={key: text for key, text in labels.items() if text is not None},
        )


_LABEL = Texts(may_be_absent=True)


def everything(resource_type: str) -> Region:
    """Return all requests of a type."""
    has_no_class = resource_type == WORKLOAD
    classes = Texts(only=(DEFAULT_CLASS,)) if has_no_class else Texts(preferred=DEFAULT_CLASS)
    tiers = Texts(only=(Tier.STANDARD, Tier.CRITICAL, Tier.EXPERIMENTAL))
    return Region(resource_type, {"class": classes, "id": Texts(), WORKLOAD: Texts(), "team": Texts(), "tier": tiers})


def box_of(criteria: Criteria) -> Box:
    """Return what criteria ask of a request; what they ask of the environment is left out."""
    asked = {
        "class": criteria.resource_class,
        "id": criteria.id,
        WORKLOAD: criteria.workload,
        "team": criteria.team,
        "tier": criteria.tier,
        **{f"{LABEL}{key}": value for key, value in criteria.labels.items()},
    }
    return {
        name: Wish(str(text), name in {"class", "id"} and "*" in text)
        for name, text in asked.items()
        if text is not None
    }


def find(region: Region | None, avoid: Sequence[Box]) -> Region | None:
    """Return requests of a region that no box accepts; None if there are none.

    Args:
        region: Where to look; None is nowhere.
        avoid: The boxes.

    Raises:
        TooEntangledError: The search takes too long.
    """
    open_regions = [region] if region else []
    for _ in range(MANY_STEPS):
        if not open_regions:
            return None
        here = open_regions.pop()
        guess = {name: texts.example for name, texts in here.fields.items()}
        hits = [box for box in avoid if all(wish.accepts(guess.get(name)) for name, wish in box.items())]
        if not hits:
            return here
        fewest = min((_ways_out(here, box) for box in hits), key=len)
        open_regions += reversed(fewest)
    raise TooEntangledError


def _ways_out(region: Region, box: Box) -> list[Region]:
    """Return the parts of a region that a box does not accept: for each field those that fail there first."""
    found: list[Region] = []
    here: Region | None = region
    for name, wish in box.items():
        if here is None:
            break
        left = here.without(name, wish)
        if left is not None:
            found.append(left)
            here = here.within({name: wish})
    return found
