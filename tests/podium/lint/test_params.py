"""Params; most is tested with the seeded defects in `tests/lint_defects/`."""

from __future__ import annotations

from dataclasses import replace

from podium.environment.model import ResourceDefinition
from podium.lint.params import accepts, check_missing, check_params, check_required_params, check_unused, check_values
from tests.podium.lint.worlds import place, survey

REDIS = {"match": {"type": "redis"}, "component": "redis_in_cluster"}


def codes(check, *places) -> list[str]:
    """Return the codes that a check finds."""
    return [finding.diagnostic.code for finding in check(survey(*places))]


def test_mappings_are_merged_so_none_overrides_the_other():
    """A definition's labels and those it fixes are both set."""
    merged = REDIS | {"params": {"labels": {"a": "b"}}, "fixed": {"labels": {"c": "d"}}}
    assert codes(check_unused, place("dev", {"redis": merged})) == []
    scalar = REDIS | {"params": {"storage": "1Gi"}, "fixed": {"storage": "2Gi"}}
    assert codes(check_unused, place("dev", {"redis": scalar})) == ["L009"]


def test_a_tier_reaches_only_definitions_of_that_tier():
    """Another tier's component need not take it."""
    critical = {"match": {"type": "redis", "tier": "critical"}, "component": "mysql_in_cluster"}
    tiers = {"standard": {"redis": {"storage": "1Gi"}}}
    assert codes(check_params, place("dev", {"redis": REDIS, "critical": critical}, tiers=tiers)) == []


def test_values_with_placeholders_are_not_judged():
    """They are known only later."""
    unknown = REDIS | {"params": {"storage": "${claim.id}", "resources": {"limits": {"cpu": "${claim.id}"}}}}
    assert codes(check_values, place("dev", {"redis": unknown})) == []


def test_an_incomplete_mapping_is_not_judged():
    """What it lacks may come from elsewhere; what is wrong in it may not."""
    started = {"match": {"type": "workload"}, "component": "service", "params": {"containers": {"main": {}}}}
    assert codes(check_values, place("dev", {"workload": started})) == []
    wrong = started | {"params": {"containers": {"main": {"image": 1}}}}
    assert codes(check_values, place("dev", {"workload": wrong})) == ["L012"]


def test_what_others_set_is_not_missing():
    """A tier, the environment or whoever requires it."""
    lacking = {"match": {"type": "postgres"}, "component": "postgres_database"}
    assert set(codes(check_missing, place("dev", {"db": lacking}))) == {"L013"}
    decreed = {"postgres": dict.fromkeys(("server_host", "admin_password"), "x")}
    assert codes(check_missing, place("dev", {"db": lacking}, fixed=decreed)) == []


def test_a_component_that_is_not_there_is_told_elsewhere():
    """Nothing is known of its params."""
    nowhere = REDIS | {"component": "none", "params": {"a": 1}}
    asks = {"match": {"type": "t"}, "requires": {"it": {"type": "redis", "params": {"a": 1}}}}
    here = place("dev", {"redis": nowhere, "asks": asks})
    for check in (check_params, check_values, check_missing, check_required_params):
        assert codes(check, here) == []


def test_components_may_take_whatever_they_are_given():
    """Such as one that stands for resources of another stack."""
    here = place("dev", {"redis": REDIS | {"component": "stack_reference", "params": {"stack": "s", "more": 1}}})
    rule = here.rules["redis"][0]
    component = survey(here).component(here, rule)
    assert component is not None
    assert accepts(component, "whatever")
    assert codes(check_params, here) + codes(check_values, here) == []
    assert isinstance(replace(rule).definition, ResourceDefinition)
