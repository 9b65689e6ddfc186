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


@pytest.mark.parametrize("template", ["{team}", "{", "{}", "{workload.name}", "{workload[0]}"])
def test_other_fields_in_the_template_are_refused(template):
    """Nothing but the two names can be asked for."""
    with pytest.raises(ValidationError, match="namespace"):
        environment(namespace=template)


def test_tiers_are_known_by_their_values():
    """The file's words become members, in keys too."""
    assert dict(environment(tiers={"critical": {"workload": {"replicas": 2}}}).tiers) == {
        Tier.CRITICAL: {"workload": {"replicas": 2}}
    }
