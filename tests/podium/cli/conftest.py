"""The command line in this process."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podium.cli.main import main


class Said:
    """What a command said, and its exit code."""

    def __init__(self, code: int, stdout: str, stderr: str) -> None:
        self.code = code
        self.stdout = stdout
        self.stderr = stderr

    @property
    def json(self) -> Any:
        """The data, parsed."""
        return json.loads(self.stdout)


Podium = Callable[..., Said]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, which is the working directory; nothing of the user's is touched."""
    for name in [name for name in os.environ if name.startswith("PULUMI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PODIUM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PODIUM_SANDBOX", str(tmp_path / "sandbox"))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    root = tmp_path / "project"
    (root / "stacks/environments").mkdir(parents=True)
    (root / "Pulumi.yaml").write_text("name: shop\nruntime: python\nstackConfigDir: stacks\n")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def podium(project: Path, capsys: pytest.CaptureFixture[str]) -> Podium:
    """Return a function that runs `podium` with arguments."""

    def run(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        stdout, stderr = capsys.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else 0, stdout, stderr)

    return run
