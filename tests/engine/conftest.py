"""Fixtures of the tests that run real programs."""

from __future__ import annotations

import sys

import pytest

from podium.toolchain import Toolchain, ensure
from podium.toolchain.progress import Lines


@pytest.fixture(scope="session")
def toolchain(request: pytest.FixtureRequest) -> Toolchain:
    """The engine, its plugins and the sandbox's programs; prepared once, which takes minutes the very first time."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        return ensure(Lines(sys.stderr))
