"""Objects of the same name under two resources of the engine."""

from __future__ import annotations

import pytest

from podium.plan.losses import Cause, Loss
from podium.program.collisions import collisions
from podium.program.monitor import UNKNOWN, RecordedResource, SecretValue
from podium.program.state import StateResource
from tests.podium.program.guarded import COFFER, planned, use_corpus
from tests.podium.program.states import CLAIM, PASSWORD, claim, urn


def found(monkeypatch, kind, metadata):
    """Return what is said of a swap from a volume `data` in namespace `dev`."""
    use_corpus(monkeypatch)
    plan = planned()
    now = next(resource for resource in plan.resources if str(resource.uid) == COFFER)
    loss = Loss(held=type("Held", (), {"uid": COFFER}), now=now, cause=Cause.COMPONENT)
    before = StateResource(urn(CLAIM, f"{COFFER}-data"), claim()[1])
    after = RecordedResource("u", kind, "x", "p", {"metadata": metadata}, False, ())
    return list(collisions([loss], {COFFER: (before,)}, {COFFER: (after,)}))


@pytest.mark.parametrize(
    ("kind", "metadata", "collides"),
    [
        (CLAIM, {"name": "data", "namespace": "dev"}, True),
        (CLAIM, SecretValue({"name": "data", "namespace": "dev"}), True),
        (CLAIM, {"name": "other", "namespace": "dev"}, False),
        (CLAIM, {"name": "data", "namespace": "prod"}, False),
        (CLAIM, {"name": UNKNOWN, "namespace": "dev"}, False),
        (CLAIM, UNKNOWN, False),
        ("kubernetes:core/v1:Secret", {"name": "data", "namespace": "dev"}, False),
        (PASSWORD, {"name": "data", "namespace": "dev"}, False),
    ],
)
def test_the_same_kind_name_and_namespace_is_the_same_object(monkeypatch, kind, metadata, collides):
    """What is not known yet is none."""
    problems = found(monkeypatch, kind, metadata)
    assert [problem.code for problem in problems] == ["G011"] * collides
    assert all("PersistentVolumeClaim 'data'" in problem.why for problem in problems)
