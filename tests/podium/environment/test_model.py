"""The types of an environment file."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from podium.environment.model import Environment, EnvironmentType, Tier


def environment(**fields) -> Environment:
    """Return an environment with little in it."""
    return Environment.model_validate({"name": "dev", "type": "development", "definitions": {}, **fields})


def test_a_small_file_has_useful_defaults():
    """One namespace, the sandbox, the folder `workloads`."""
    small = environment()
    expected = ("{environment}", None, ["workloads"], "localhost", EnvironmentType.DEVELOPMENT)
    assert expected == (small.namespace, small.cluster.context, small.workloads, small.domain, small.environment_type)


@pytest.mark.parametrize(
    ("kind", "keeps"), [("development", False), ("ephemeral", False), ("staging", True), ("production", True)]
)
def test_staging_and_production_keep_their_data(kind, keeps):
    """Where people count on data, stateful components are protected."""
    assert keeps is environment(type=kind).environment_type.keeps_data


@pytest.mark.parametrize(
    ("template", "namespace"),
    [("{environment}", "dev"), ("{workload}", "web"), ("{workload}-{environment}", "web-dev"), ("all", "all")],
)
def test_namespaces_follow_the_template(template, namespace):
    """The environment says whether workloads share a namespace."""
    assert namespace == environment(namespace=template).namespace_of("web")


@pytest.mark.parametrize(
    "template",
    [
        *("{team}", "{", "{}", "{workload.name}", "{workload[0]}", "{workload!x}", "{workload:d}"),
        *("{workload:{environment}}", "", "Shop", "-{workload}", "shop_{workload}", "{{{workload}}}", "a" * 64),
    ],
)
def test_templates_that_give_no_namespace_are_refused(template):
    """Nothing but the two names can be asked for, and nothing but a name of Kubernetes comes of it."""
    with pytest.raises(ValidationError, match="namespace"):
        environment(namespace=template)


def test_tiers_are_known_by_their_values():
    """The file's words become members, in keys too."""
    assert dict(environment(tiers={"critical": {"workload": {"replicas": 2}}}).tiers) == {
        Tier.CRITICAL: {"workload": {"replicas": 2}}
    }


@pytest.mark.parametrize(
    ("given", "is_right"),
    [(">=1.2,<2", True), ("==1.2.0", True), ("~=1.4", True), ("1.2", False), ("latest", False), ("", False)],
)
def test_versions_are_given_as_ranges(given, is_right):
    """The form is that of PEP 440, in definitions and for a whole environment."""
    definition = {"match": {"type": "a"}, "component": "b", "version": given}
    for fields in ({"definitions": {"one": definition}}, {"components": {"b": given}}):
        if is_right:
            environment(**fields)
        else:
            with pytest.raises(ValidationError, match=r"is empty|wrong form"):
                environment(**fields)


@pytest.mark.parametrize(
    ("uid", "is_right"),
    [("redis.default#web.cache", True), ("redis", False), ("redis#a", False), ("a.b#", False), ("a b.c#d", False)],
)
def test_pins_are_named_by_uids(uid, is_right):
    """A slip would otherwise keep nothing."""
    pins = {uid: {"owner": "a", "reason": "b", "expires": "2030-01-01"}}
    if is_right:
        assert list(environment(pins=pins).pins) == [uid]
    else:
        with pytest.raises(ValidationError, match="wrong form"):
            environment(pins=pins)
