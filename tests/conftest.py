"""Options and settings of all tests."""

from __future__ import annotations

import signal

import hypothesis
import pytest

# Whoever runs the tests in the background may have told this process to ignore Ctrl-C, and children inherit that; what
# is tested here is what a terminal does.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run: a red build is never a matter of luck. No database, so no folder is left behind.
hypothesis.settings.register_profile("fixed", derandomize=True, database=None, deadline=None, max_examples=50)
hypothesis.settings.load_profile("fixed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-cases`, which writes what the code says today into the case files."""
    parser.addoption("--update-cases", action="store_true", help="Rewrite the expected part of every case file.")
