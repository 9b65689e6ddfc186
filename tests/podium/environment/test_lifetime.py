"""The clock of ephemeral environments."""

from __future__ import annotations

import datetime

import pytest

from podium.environment.lifetime import deployed_at, expires_at, lifetime, now
from podium.environment.today import TODAY

NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(("ttl", "hours"), [("1h", 1), ("72h", 72), ("7d", 168), ("9999d", 9999 * 24)])
def test_a_lifetime_is_hours_or_days(ttl, hours):
    """A whole number and one letter."""
    assert lifetime(ttl) == datetime.timedelta(hours=hours)


@pytest.mark.parametrize("ttl", ["", "h", "0h", "1", "1w", "-1h", "1.5h", "1h ", "10000d", "\u0661h"])
def test_anything_else_is_no_lifetime(ttl):
    """No unit is guessed."""
    with pytest.raises(ValueError, match="is no lifetime"):
        lifetime(ttl)


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("2026-03-01T12:00:00Z", NOON),
        ("2026-03-01T13:00:00.123456789+01:00", NOON.replace(microsecond=123456)),
        ("2026-03-01T12:00:00", NOON),
        (None, None),
        ("", None),
    ],
)
def test_the_clock_starts_when_the_engine_last_saved(stamp, expected):
    """The engine writes nanoseconds and the zone of its machine."""
    assert deployed_at({"manifest": {"time": stamp}}) == expected


@pytest.mark.parametrize("state", [None, {}, {"manifest": None}])
def test_a_stack_without_a_state_was_never_deployed(state):
    """Nor does one expire whose file gives no lifetime."""
    assert expires_at(deployed_at(state), "1h") is None
    assert expires_at(NOON, None) is None


def test_an_environment_expires_a_lifetime_after_its_last_deployment():
    """So every deployment starts the clock anew."""
    assert expires_at(NOON, "36h") == datetime.datetime(2026, 3, 3, tzinfo=datetime.UTC)


def test_the_clock_can_be_set(monkeypatch):
    """To the start of a day; otherwise it is the time in UTC."""
    monkeypatch.setenv(TODAY, "2100-01-02")
    assert now() == datetime.datetime(2100, 1, 2, tzinfo=datetime.UTC)
    monkeypatch.delenv(TODAY)
    assert abs(now() - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=1)
