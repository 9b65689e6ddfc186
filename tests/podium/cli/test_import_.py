from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Podium = Callable[..., Any]

ONE = "services:\n  web:\n    image: acme/web:1\n    user: me\n"
TWO = f"{ONE}  api:\n    image: acme/api:1\n    environment: {{TAG: '${{TAG:-none}}'}}\n"


@pytest.fixture
def file(project: Path) -> Callable[[str], None]:
    """Return a function that writes the Compose file."""
    return lambda text: (project / "compose.yaml").write_text(text) and None


def test_one_service_is_printed(file: Callable[[str], None], podium: Podium) -> None:
    """The Score file is the data; what is lost is talk."""
    file(ONE)
    said = podium("import", "compose", "compose.yaml")
    assert said.code == 0
    assert said.stdout.endswith("containers:\n  main:\n    image: acme/web:1\n")
    assert "compose.yaml:4:5: warning[I020]: 'user' is not carried" in said.stderr


def test_several_services_need_a_folder(file: Callable[[str], None], podium: Podium) -> None:
    """Score reads one workload from a file."""
    file(TWO)
    said = podium("import", "compose", "compose.yaml")
    assert said.code == 2
    assert "web, api" in said.stderr
    assert podium("import", "compose", "compose.yaml", "--service", "api").code == 0


def test_files_are_written_and_valid(project: Path, file: Callable[[str], None], podium: Podium) -> None:
    """And never replaced without being asked."""
    file(TWO)
    said = podium("import", "compose", "compose.yaml", "-o", "out")
    assert (said.code, said.stdout) == (0, "")
    assert "wrote out/web/score.yaml\nwrote out/api/score.yaml\n" in said.stderr
    assert podium("validate", "out").code == 0
    (project / "out/web/score.yaml").write_text("mine")
    refused = podium("import", "compose", "compose.yaml", "-o", "out")
    assert (refused.code, "error[I009]" in refused.stderr) == (1, True)
    assert podium("import", "compose", "compose.yaml", "-o", "out", "--force", "--quiet").code == 0
    assert (project / "out/web/score.yaml").read_text() != "mine"


def test_the_data_can_be_json(file: Callable[[str], None], podium: Podium) -> None:
    """Workloads and diagnostics in one."""
    file(TWO)
    said = podium("import", "compose", "compose.yaml", "--format", "json")
    assert [(w["name"], w["file"]) for w in said.json["workloads"]] == [("web", None), ("api", None)]
    assert [d["code"] for d in said.json["diagnostics"]] == ["I020", "I021"]
    assert said.stderr == ""


def test_a_wrong_file_writes_nothing(project: Path, file: Callable[[str], None], podium: Podium) -> None:
    """All its problems are told."""
    file(TWO.replace("image: acme/api:1", "imagee: x"))
    said = podium("import", "compose", "compose.yaml", "-o", "out")
    assert said.code == 1
    assert "error[I002]" in said.stderr
    assert not (project / "out").exists()


def test_variables_come_from_files_and_the_process_if_asked(
    project: Path, file: Callable[[str], None], podium: Podium, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process wins, as in Compose; without being asked, nothing is read."""
    file(TWO)
    (project / ".env").write_text("TAG=file\n")
    monkeypatch.setenv("TAG", "process")
    command = ("import", "compose", "compose.yaml", "--service", "api", "--quiet")
    assert "TAG: none" in podium(*command).stdout
    assert "TAG: file" in podium(*command, "--env-file", ".env").stdout
    assert "TAG: process" in podium(*command, "--env-file", ".env", "--process-env").stdout
    assert podium(*command, "--env-file", "absent").code == 1


def test_no_line_with_a_secret_is_shown(file: Callable[[str], None], podium: Podium) -> None:
    """Logs are read by many; the Score file itself holds what the Compose file held."""
    variables = "{TOKEN: hunter2hunter2, A: 'http://u:hunter2hunter2@mq:1/', DB: 'x'}"
    file(
        f"{ONE}    environment: {variables}\n  mq: {{image: rabbitmq}}\n".replace(
            "environment: {", "environment:\n      {"
        )
    )
    said = podium("import", "compose", "compose.yaml")
    assert said.code == 0
    assert "I029" in said.stderr
    assert "hunter2" not in said.stderr
