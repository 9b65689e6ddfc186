"""Components and outputs; most is tested with the seeded defects in `tests/lint_defects/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.lint.outputs import check_components, check_outputs
from tests.podium.lint.worlds import place, survey

CASES = Path(__file__).parents[2] / "cases"


@pytest.fixture
def versions(monkeypatch):
    """Let definitions name components in several versions, deprecated, proposed and defective ones among them."""
    monkeypatch.syspath_prepend(CASES)
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


@pytest.mark.usefixtures("versions")
@pytest.mark.parametrize(
    ("range_", "codes", "reason"),
    [
        (None, [], "the default version"),
        ("<2", ["C007"], "a deprecated version is the only one"),
        (">=9", ["C006"], "no version is in the range"),
    ],
)
def test_versions_in_use_are_told(range_, codes, reason):
    """As planning tells them, before somebody asks."""
    component = registry.load_versions("shelved")[0]
    rule = {"match": {"type": component.resource_type}, "component": "shelved", "version": range_}
    found = [finding.diagnostic.code for finding in check_components(survey(place("dev", {"it": rule})))]
    assert found == codes, reason


def test_outputs_that_follow_from_params_are_not_guessed():
    """The owner's stack decides what a shared resource gives."""
    shared = {"match": {"type": "redis"}, "component": "stack_reference", "params": {"stack": "platform"}}
    reads = {
        "match": {"type": "mysql"},
        "component": "mysql_in_cluster",
        "requires": {"cache": {"type": "redis"}},
        "params": {"labels": {"a": "${resources.cache.whatever}", "b": "${resources.nobody.x}"}},
    }
    assert list(check_outputs(survey(place("dev", {"redis": shared, "mysql": reads})))) == []


def test_every_output_that_is_read_is_looked_at():
    """In params, fixed values and requirements, in mappings and lists."""
    reads = "${resources.it.no}"
    rule = {
        "match": {"type": "mysql"},
        "component": "mysql_in_cluster",
        "requires": {"it": {"type": "redis"}, "more": {"type": "redis", "id": "x", "params": {"a": [reads]}}},
        "params": {"a": reads},
        "fixed": {"b": {"c": reads}},
    }
    redis = {"match": {"type": "redis"}, "component": "redis_in_cluster"}
    found = list(check_outputs(survey(place("dev", {"mysql": rule, "redis": redis}))))
    assert [finding.diagnostic.code for finding in found] == ["L011"] * 3
