"""Schedules of CronJobs."""

from __future__ import annotations

import pytest

from podium.pod.schedule import check_schedule


@pytest.mark.parametrize(
    "schedule",
    ["* * * * *", "*/5 0-6 1,15 * ?", "0 3 * * sun", "0 0 1 JAN-mar *", "5/10 * * * MON-FRI", "59 23 31 12 6"],
)
def test_what_kubernetes_runs_is_accepted(schedule):
    """Numbers, names, lists, ranges and steps."""
    assert check_schedule(schedule) == schedule


def test_space_between_fields_does_not_matter():
    """Any space separates."""
    assert check_schedule(" 0  3\t* * * ") == "0 3 * * *"


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ("", "has 0 fields; cron has five"),
        ("0 3 * *", "has 4 fields"),
        ("0 0 3 * * *", "has 6 fields"),
        ("60 * * * *", "'60' is not a minute: 0 to 59"),
        ("* 24 * * *", "is not an hour"),
        ("* * 0 * *", "is not a day of the month: 1 to 31"),
        ("* * * 13 *", "is not a month"),
        ("* * * * 7", "is not a day of the week: 0 to 6"),
        ("* * * * 5-1", "'5-1' is not"),
        ("*/0 * * * *", "is not a minute"),
        ("1,,2 * * * *", "'' is not a minute"),
        ("* * * sun *", "is not a month"),
        ("-1 * * * *", "is not a minute"),
        ("@daily", "write its five fields, '0 0 "),
        ("TZ=UTC 0 3 * * *", "has 6 fields"),
    ],
)
def test_what_kubernetes_would_refuse_is_refused(schedule, message):
    """The API refuses a schedule only when it is deployed."""
    with pytest.raises(ValueError, match=message):
        check_schedule(schedule)
