"""Whether components keep contracts; the message is in `tests/cases/plan/broken-contract.case`."""

from __future__ import annotations

import pytest
from pydantic import ConfigDict

from podium.catalogue.compliance import breaches, ignored_params, misfits
from podium.catalogue.contract import ANY_TYPE, Args, Lifecycle, Outputs, Secret
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.types import RESOURCE_TYPES
from podium.diagnostics import Span


class Inputs(Args):
    """Some inputs."""

    name: str = ""
    bucket: str = ""
    artifacts: str = ""


class Keys(Outputs):
    """The outputs of a bucket, with one of its secrets in clear, one missing, and one more."""

    bucket: str = ""
    endpoint: str = ""
    region: str = ""
    access_key_id: Secret[str] = ""
    secret_key: str = ""
    aws_secret_key: Secret[str] = ""
    more: str = ""


class Open(Outputs):
    """Whatever the params name."""

    model_config = ConfigDict(extra="allow")


class Fixed:
    """A component."""


class Varying:
    """A component whose outputs follow from its params."""

    @classmethod
    def output_names(cls, params):
        """Return one output for each param."""
        return dict.fromkeys(params, False)


def component(kind: str, outputs: type[Outputs], implementation: type = Fixed) -> ComponentInfo:
    """Return the description of a component."""
    return ComponentInfo("thing", implementation, kind, "1.0.0", Lifecycle.DEFAULT, False, frozenset(), Inputs, outputs)


def test_everything_that_is_missing_is_told():
    """What is secret although it need not be is no breach, and neither is more than what is promised."""
    assert list(breaches(component("s3", Keys))) == [
        "gives no output 'aws_access_key_id'",
        "gives output 'secret_key' in clear, which is secret",
    ]
    assert next(breaches(component("dns", Keys))) == "takes no param 'subdomain'"


def test_a_type_without_a_contract_is_free():
    """Its component says what it takes and gives."""
    assert list(breaches(component("thing", Keys))) == []


def test_outputs_that_follow_from_params_are_not_judged():
    """They are known only once the params are."""
    assert list(breaches(component("s3", Open, Varying))) == []


@pytest.mark.parametrize(
    ("kind", "expected", "reason"),
    [
        ("service", {"version", "name"}, "the input for artifacts is there; a name says where the objects live"),
        ("s3", set(), "the contract has no param that is not used"),
        ("thing", set(), "no contract"),
    ],
)
def test_what_only_others_use_does_not_reach_the_component(kind, expected, reason):
    """Unless it has an input for it."""
    assert (expected, reason) == (ignored_params(component(kind, Keys), RESOURCE_TYPES.get(kind)), reason)


def test_a_component_of_another_type_is_told_before_its_promises():
    """A component for any type answers all of them."""
    span = Span("dev.yaml", 3)
    codes = {
        kind: [problem.code for problem in misfits(component(kind, Keys), "s3", "bucket", span)]
        for kind in ("s3", "redis", ANY_TYPE)
    }
    assert codes == {"s3": ["C005", "C005"], "redis": ["C004"], ANY_TYPE: []}
