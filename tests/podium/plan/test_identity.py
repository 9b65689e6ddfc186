"""Which data a resource holds."""

from __future__ import annotations

import pytest

from podium.plan.identity import identity_of
from tests.podium.plan.changes import DB, planned, score, use_components_of_cases


@pytest.fixture(autouse=True)
def _components(monkeypatch):
    use_components_of_cases(monkeypatch)


def test_identity_inputs_are_plain_data():
    """What another resource gives stands as text, so that the same source is the same value."""
    plan = planned(score(db="{type: postgres}"))
    database = next(resource for resource in plan.resources if str(resource.uid) == DB)
    assert identity_of(database) == {"name": database.name, "namespace": "${namespace.default#dev.name}"}


def test_an_input_that_is_not_set_is_none():
    """So setting it later is a change, and an input that the component did not have before is none."""
    plan = planned(score())
    namespace = next(resource for resource in plan.resources if resource.uid.resource_type == "namespace")
    assert identity_of(namespace) == {"name": "dev", "namespace": None}
