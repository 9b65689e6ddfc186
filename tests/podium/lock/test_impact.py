"""Whom a version concerns."""

from __future__ import annotations

import pytest

from podium.diagnostics import LockError, Span
from podium.lock.impact import Impact, Limits, Standing, impact, limits_of, parse_wanted
from podium.lock.markdown import MAX_MARKDOWN
from podium.lock.model import Lock, LockedClaimant, LockedResource
from podium.lock.ranges import VersionRange


def locked(uid: str, component: str, version: str, *workloads: str, definition: str = "cache") -> LockedResource:
    """Return a resource that some workloads use."""
    claimants = tuple(LockedClaimant(workload, "cache") for workload in workloads)
    return LockedResource(uid, definition, component, version, component == "redis", "x", None, claimants)


def lock(environment: str, *resources: LockedResource) -> Lock:
    """Return a lock with some resources."""
    return Lock(environment, {}, {resource.uid: resource for resource in resources})


LOCKS = [
    lock("prod", locked("redis.a#c", "redis", "1.1.0", "cart"), locked("redis.a#d", "redis", "1.1.0", "desk")),
    lock("dev", locked("redis.a#s", "redis", "2.0.0", "cart", "desk"), locked("s.a#x", "service", "1.0.0", "cart")),
]
PLACED = VersionRange("<2", "definition 'cache'", Span("prod.yaml", 8, 3))


def standings(text: str, limits: dict[str, Limits] | None = None) -> list[tuple[str, str, str]]:
    """Return environment, uid and standing of what a version concerns."""
    found = impact(parse_wanted(text), LOCKS, limits or {})
    return [(each.environment, each.resource.uid, str(each.standing)) for each in found.affected]


def test_who_is_on_a_version_uses_it():
    """Ranges name several versions; without any all count."""
    assert standings("redis@2.0.0")[0] == ("dev", "redis.a#s", "uses")
    prod = [("prod", "redis.a#c", "uses"), ("prod", "redis.a#d", "uses")]
    assert standings("redis@<2") == prod
    assert standings("redis") == [("dev", "redis.a#s", "uses"), *prod]
    assert standings("redis@3.0.0", {}) != []


def test_who_is_on_an_older_version_gets_a_newer_one():
    """Unless a range or a pin holds it back; who is on a newer one is not concerned."""
    assert standings("redis@2.0.0") == [
        ("dev", "redis.a#s", "uses"),
        ("prod", "redis.a#c", "gets"),
        ("prod", "redis.a#d", "gets"),
    ]
    assert standings("redis@1.0.0") == []
    limits = {"prod": Limits({"cache": (PLACED,)}, {"redis.a#d": "the pin of ann"})}
    found = impact(parse_wanted("redis@2.0.0"), LOCKS, limits)
    assert [each.reasons for each in found.affected if each.standing is Standing.HELD] == [
        ("'<2' of definition 'cache' at prod.yaml:8:3",),
        ("the pin of ann", "'<2' of definition 'cache' at prod.yaml:8:3"),
    ]


def test_a_lock_alone_knows_the_ranges_of_its_definitions():
    """Without places."""
    alone = Lock("dev", definitions={"a": {"component": "redis", "version": "<2"}, "b": {"component": "redis"}})
    assert limits_of(alone) == Limits({"a": (VersionRange("<2", "definition 'a'"),)})


def text_of(limits: dict[str, Limits]) -> Impact:
    """Return the impact of version 2.0.0 with what it breaks."""
    found = impact(parse_wanted("redis@2.0.0"), LOCKS, limits)
    return Impact(found.wanted, found.affected, {"1.1.0": ("/inputs/properties/size: is gone",)})


def test_it_is_told_in_words():
    """A summary first."""
    found = text_of({"prod": Limits({"cache": (PLACED,)})})
    assert found.to_text().splitlines() == [
        "redis@2.0.0: 2 workloads in 2 environments; 1 on it, 2 held back, 3 hold data",
        "",
        "dev",
        "  uses  redis.a#s  cart, desk  2.0.0  holds data",
        "",
        "prod",
        "  held  redis.a#c  cart        1.1.0  holds data; held by '<2' of definition 'cache' at prod.yaml:8:3",
        "  held  redis.a#d  desk        1.1.0  holds data; held by '<2' of definition 'cache' at prod.yaml:8:3",
        "",
        "breaking since 1.1.0",
        "  /inputs/properties/size: is gone",
    ]
    assert found.to_json()["breaking"] == {"1.1.0": ["/inputs/properties/size: is gone"]}
    assert found.to_json()["affected"][0] == {
        "environment": "dev",
        "uid": "redis.a#s",
        "workloads": ["cart", "desk"],
        "definition": "cache",
        "version": "2.0.0",
        "stateful": True,
        "standing": "uses",
        "reasons": [],
    }


def test_it_is_told_as_markdown():
    """As a table below what breaks; what is special to Markdown stands as code."""
    lines = text_of({"prod": Limits({"cache": (PLACED,)})}).to_markdown().splitlines()
    assert lines[:3] == [
        "### Podium: impact of `redis@2.0.0`",
        "",
        "**2 workloads in 2 environments; 1 on it, 2 held back, 3 hold data**",
    ]
    assert "- `/inputs/properties/size: is gone`" in lines
    assert "| `dev` | uses | `redis.a#s` | `cart, desk` | `2.0.0` | holds data |" in lines


def test_markdown_fits_into_a_comment():
    """What is left out is counted."""
    many = lock("dev", *(locked(f"redis.a#{number}", "redis", "1.0.0", "w" * 60) for number in range(2000)))
    made = impact(parse_wanted("redis"), [many], {}).to_markdown()
    assert len(made) <= MAX_MARKDOWN
    shown = sum(line.startswith("| `dev`") for line in made.splitlines())
    assert made.endswith(f"and {2000 - shown} more")


def test_nobody_is_told_too():
    """The component is known, the version is not used."""
    found = impact(parse_wanted("service@0.1.0"), LOCKS, {})
    assert found.to_text() == "service@0.1.0: nobody uses it"
    assert found.to_markdown().endswith("**nobody uses it**")


@pytest.mark.parametrize("text", ["", "@1.0.0", "redis@", "redis@one", "redis@>=x", "redis@1.x"])
def test_what_names_no_version_is_refused(text):
    """With the forms there are."""
    with pytest.raises(LockError, match="D020"):
        parse_wanted(text)


def test_what_no_lock_knows_is_refused():
    """With the nearest name; and so is asking where nothing is locked."""
    with pytest.raises(LockError, match=r"D022.*(.|\n)*did you mean 'redis'"):
        impact(parse_wanted("rediss"), LOCKS, {})
    with pytest.raises(LockError, match="D021"):
        impact(parse_wanted("redis"), [], {})
