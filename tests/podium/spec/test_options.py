"""What a command may say about loading."""

from __future__ import annotations

from podium.spec.options import EVERY_WORKLOAD, NO_OPTIONS, LoadOptions, PropertyOverride


def test_by_default_files_are_loaded_as_they_are():
    """No overrides, and sources from nowhere else; an override is for every workload unless it names one."""
    assert LoadOptions((), (), ()) == NO_OPTIONS
    assert PropertyOverride("a.b", "1").workload == EVERY_WORKLOAD
