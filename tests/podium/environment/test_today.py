"""The present day."""

from __future__ import annotations

import datetime

import pytest

from podium.diagnostics import EnvironmentFileError
from podium.environment.today import TODAY, today


def test_the_day_is_that_of_the_clock(monkeypatch):
    """In UTC, so that it is the same wherever the run is."""
    monkeypatch.delenv(TODAY, raising=False)
    before = datetime.datetime.now(datetime.UTC).date()
    assert before <= today() <= datetime.datetime.now(datetime.UTC).date()


def test_another_day_may_be_named(monkeypatch):
    """So that a run can be repeated."""
    monkeypatch.setenv(TODAY, "2030-02-28")
    assert today() == datetime.date(2030, 2, 28)


def test_what_is_no_day_is_told(monkeypatch):
    """With the name of the variable."""
    monkeypatch.setenv(TODAY, "30.2.2030")
    with pytest.raises(EnvironmentFileError) as caught:
        today()
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.message) == ("E025", "PODIUM_TODAY is no date: '30.2.2030'")
