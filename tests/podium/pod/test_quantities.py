"""Amounts of processor, memory and disk."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from podium.pod.quantities import (
    DEFAULT_LIMITS,
    DEFAULT_REQUESTS,
    AmountArgs,
    ResourcesArgs,
    amount,
    check_quantity,
    resource_requirements,
)

REQUESTS = {"cpu": "50m", "memory": "64Mi"}
LIMITS = {"cpu": "1", "memory": "512Mi"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100m", Decimal("0.1")),
        ("0.5", Decimal("0.5")),
        ("2", Decimal(2)),
        ("1k", Decimal(1000)),
        ("128Mi", Decimal(128 * 1024**2)),
        ("1.5Gi", Decimal(3 * 1024**3 // 2)),
        ("2G", Decimal(2 * 10**9)),
    ],
)
def test_quantities_are_numbers(text, expected):
    """A suffix is a power of ten or of two."""
    assert amount(text) == expected


@pytest.mark.parametrize("text", ["", "m", "1.5.2", "128MB", "1e3", "-1", "1 Gi", "128mi", "1\n", "\u0661"])
def test_what_is_no_quantity_is_refused(text):
    """The API would refuse it, in the middle of a deployment."""
    with pytest.raises(ValidationError, match="is not a quantity"):
        AmountArgs(memory=text)


def test_a_thousand_is_written_as_kubernetes_knows_it():
    """Score allows `K`; Kubernetes knows `k` and `Ki` only."""
    assert AmountArgs(memory="128K").quantities() == {"memory": "128k"}
    assert check_quantity("128Ki") == "128Ki"


@pytest.mark.parametrize(
    ("asked", "expected", "reason"),
    [
        (
            {},
            {"requests": REQUESTS, "limits": LIMITS},
            "nothing asked for: a little is reserved, a little more allowed",
        ),
        (
            {"limits": {"memory": "32Mi"}},
            {"requests": REQUESTS | {"memory": "32Mi"}, "limits": LIMITS | {"memory": "32Mi"}},
            "a default request never exceeds a limit",
        ),
        (
            {"requests": {"cpu": "2"}},
            {"requests": REQUESTS | {"cpu": "2"}, "limits": LIMITS | {"cpu": "2"}},
            "a default limit never falls below a request",
        ),
        (
            {"requests": {"cpu": "10m"}, "limits": {"cpu": "20m"}},
            {"requests": REQUESTS | {"cpu": "10m"}, "limits": LIMITS | {"cpu": "20m"}},
            "what is asked for stays",
        ),
    ],
)
def test_what_is_asked_for_wins_over_defaults(asked, expected, reason):
    """Defaults fill gaps and contradict nothing."""
    assert resource_requirements(ResourcesArgs(**asked), REQUESTS, LIMITS) == expected, reason


def test_without_limits_none_are_made_up():
    """A caller that wants no limits by default gives none."""
    assert resource_requirements(ResourcesArgs(), REQUESTS) == {"requests": REQUESTS}
    assert resource_requirements(ResourcesArgs()) == {"requests": DEFAULT_REQUESTS.quantities()}


def test_standard_requests_are_below_standard_limits():
    """Every resource that has a default has both."""
    requests, limits = DEFAULT_REQUESTS.quantities(), DEFAULT_LIMITS.quantities()
    assert requests.keys() == limits.keys() == {"cpu", "memory", "ephemeral-storage"}
    assert all(amount(requests[key]) <= amount(limits[key]) for key in requests)


def test_request_above_its_limit_is_refused():
    """The API refuses such a pod."""
    with pytest.raises(ValidationError, match="asks for 2Gi, more than the limit of 1Gi") as caught:
        ResourcesArgs(requests={"memory": "2Gi"}, limits={"memory": "1Gi"})
    assert caught.value.errors()[0]["loc"] == ("requests", "memory")


QUANTITIES = st.builds("{}{}".format, st.integers(1, 5000), st.sampled_from(["", "m", "k", "M", "Ki", "Mi", "Gi"]))


@given(request=st.none() | QUANTITIES, limit=st.none() | QUANTITIES, default=QUANTITIES, highest=QUANTITIES)
def test_limit_is_never_below_request(request, limit, default, highest):
    """Whatever is asked for and whatever the defaults, the API accepts the pair."""
    if request and limit and amount(request) > amount(limit):
        return
    default, highest = sorted((default, highest), key=amount)
    asked = ResourcesArgs(requests=AmountArgs(memory=request), limits=AmountArgs(memory=limit))
    made = resource_requirements(asked, {"memory": default}, {"memory": highest})
    assert amount(made["requests"]["memory"]) <= amount(made["limits"]["memory"])
