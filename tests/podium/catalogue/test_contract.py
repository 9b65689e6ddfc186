"""Values that are known now or later."""

from __future__ import annotations

import sys

import pulumi
import pytest
from pydantic import ConfigDict, Field, ValidationError

from podium.catalogue.contract import (
    Args,
    Deferred,
    Outputs,
    Secret,
    input_names,
    is_deferred,
    output_names,
    public_values,
    secret_fields,
)
from podium.spec.placeholder import parse_template

TEMPLATE = parse_template("${resources.a.b}")


class Example(Args):
    """One field of each kind."""

    now: int = 1
    later: Deferred[int] = 1
    hidden: Secret[str] = ""
    maybe: Deferred[str] | None = None


def test_a_deferred_field_lets_templates_through_and_checks_the_rest():
    """What is known is held to its type; what is not is not touched."""
    assert Example(later=TEMPLATE, hidden=TEMPLATE, maybe=TEMPLATE).later is TEMPLATE
    with pytest.raises(ValidationError, match="later"):
        Example(later="text")


def test_a_plain_field_refuses_templates():
    """A field that shapes the plan must be known while planning."""
    with pytest.raises(ValidationError, match="now"):
        Example(now=TEMPLATE)


def test_secret_fields_are_known_by_name():
    """The mark survives beside other annotations."""
    assert frozenset({"hidden"}) == secret_fields(Example)


def test_outputs_are_given_by_name_untouched():
    """A value stays the very object it is."""

    class Given(Outputs):
        host: Deferred[str]
        port: int = 5

    assert dict(Given(host=TEMPLATE).as_mapping()) == {"host": TEMPLATE, "port": 5}


class Aliased(Outputs):
    """Outputs of which one has a name that is no Python name."""

    api_key: Secret[str] = Field(alias="api-key")
    port: int = 5


class Open(Aliased):
    """Outputs that may have any name."""

    model_config = ConfigDict(extra="allow")


def test_an_alias_is_the_public_name():
    """The author writes the Python name, users write the alias."""
    given = Aliased(api_key="k")
    assert dict(given.as_mapping()) == {"api-key": "k", "port": 5}
    assert dict(output_names(Aliased)) == {"api-key": True, "port": False}
    assert (input_names(Aliased), secret_fields(Aliased)) == ({"api-key", "port"}, {"api-key"})


def test_values_are_replaced_by_public_name():
    """Also those that no field declares."""
    given = Open(api_key="k", REGION="eu").with_values({"api-key": TEMPLATE, "REGION": "us"})
    assert dict(given.as_mapping()) == {"api-key": TEMPLATE, "port": 5, "REGION": "us"}
    assert public_values(given) == given.as_mapping()


def test_outputs_of_the_engine_are_deferred(monkeypatch):
    """They are known where Pulumi is loaded; where it is not, nothing can be one."""
    output = pulumi.Output.from_input(1)
    assert [is_deferred(value) for value in (output, TEMPLATE, "x", None)] == [True, True, False, False]
    monkeypatch.delitem(sys.modules, "pulumi")
    assert [is_deferred(value) for value in (TEMPLATE, "x")] == [True, False]
    assert "pulumi" not in sys.modules
