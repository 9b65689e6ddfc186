from __future__ import annotations

import subprocess
import sys

import pytest

from podium import sandbox


def _loaded(code: str, names: set[str]) -> str:
    script = f"{code}\nimport sys\nprint(sorted({names} & set(sys.modules)))"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout


def test_importing_the_sandbox_costs_next_to_nothing() -> None:
    """The command line imports it at every start."""
    assert _loaded("import podium.sandbox", {"dataclasses", "json", "platformdirs"}) == "[]\n"


def test_looking_at_a_sandbox_loads_no_heavy_package() -> None:
    """Finding a running sandbox takes milliseconds."""
    code = "from pathlib import Path\nfrom podium.sandbox import status\nstatus(Path('none'))"
    assert _loaded(code, {"cryptography", "lightkube", "pulumi", "pydantic", "yaml"}) == "[]\n"


@pytest.mark.parametrize("name", sandbox.__all__)
def test_every_listed_name_is_there(name: str) -> None:
    """Loading at first use forgets none."""
    assert getattr(sandbox, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    """Tools that probe modules rely on it."""
    assert not hasattr(sandbox, "restart")
