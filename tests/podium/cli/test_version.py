from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable
from typing import Any

Podium = Callable[..., Any]


def test_versions_are_told_in_both_forms(podium: Podium) -> None:
    """What a bug report needs."""
    expected = {
        "podium": importlib.metadata.version("podium"),
        "pulumi": importlib.metadata.version("pulumi"),
        "python": platform.python_version(),
    }
    assert expected == podium("version", "--format", "json").json
    assert podium("version").stdout == "".join(f"{name} {number}\n" for name, number in expected.items())
