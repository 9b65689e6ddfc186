"""Runs the case files: input above the line `+++`, expected result below it.

The input is a sequence of files, each after a line `--- <kind>: <name>`. Kinds: `score` (in the order given to the
command), `environment` (at most one), `file` (anything beside the Score files) and `flags` (for the stage `plan`:
`strict` and `image=[WORKLOAD=]IMAGE`). The folder is the stage. A result that is an error begins with `ERR:`.

`pytest tests/cases --update-cases` rewrites the results; read the difference before you commit it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.diagnostics import PodiumError, render_all
from podium.graph import resolve_graph
from podium.plan import plan_environment
from podium.spec import load_workloads

HERE = Path(__file__).parent
HEADER = re.compile(r"--- (score|environment|file|flags): *(.+)\n")
END = "\n+++\n"


@dataclass(slots=True)
class Case:
    """The parts of a case file."""

    scores: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Make the folder a project that holds the case's files."""
        environments = folder / "stacks" / "environments"
        environments.mkdir(parents=True)
        (folder / "Pulumi.yaml").touch()
        for name, text in (self.scores | self.files).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode())
        for name, text in self.environment.items():
            (environments / name).write_text(text, encoding="utf-8")

    def paths(self) -> list[Path]:
        """Return the Score files."""
        return [Path(name) for name in self.scores]


def parse_case(text: str) -> Case:
    """Read the input part of a case file."""
    lead, *parts = HEADER.split(text)
    assert lead == "", f"a case file begins with a header, not with {lead!r}"
    case = Case()
    for kind, name, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if kind == "flags":
            case.flags += name.split()
        else:
            {"score": case.scores, "environment": case.environment, "file": case.files}[kind][name] = body
    return case


def run_validate(case: Case) -> str:
    """Return `ok` and the warnings, or the errors."""
    result = load_workloads(case.paths())
    verdict = "ERR:" if result.has_errors else "ok"
    return "\n".join([verdict, render_all(result.diagnostics)]).rstrip()


def run_graph(case: Case) -> str:
    """Return the resources in order, each with what it needs, and the warnings."""
    graph = resolve_graph(Path.cwd(), Path(*case.environment).stem, case.paths())
    return f"{graph.to_text()}\n\n{render_all(graph.warnings)}".rstrip()


def run_plan(case: Case) -> str:
    """Return the plan as JSON, and the warnings."""
    flags = (flag.removeprefix("image=") for flag in case.flags if flag.startswith("image="))
    images = {workload: image for workload, _, image in (flag.rpartition("=") for flag in flags)}
    name, strict = Path(*case.environment).stem, "strict" in case.flags
    plan = plan_environment(Path.cwd(), name, case.paths(), images=images, strict=strict)
    text = json.dumps(plan.to_json()["workloads"], indent=1, ensure_ascii=False)
    return f"{text}\n\n{render_all(plan.warnings)}".rstrip()


STAGES = {"graph": run_graph, "plan": run_plan, "validate": run_validate}


@pytest.fixture
def catalogue_of_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let definitions name the components beside the cases, which need no Pulumi."""
    monkeypatch.syspath_prepend(HERE)
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


@pytest.mark.usefixtures("catalogue_of_cases")
@pytest.mark.parametrize("file", sorted(HERE.glob("*/*.case")), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_case(file, tmp_path, monkeypatch, pytestconfig):
    """A stage answers its input with exactly the text that the case file holds."""
    text, _, expected = file.read_bytes().decode().partition(END)
    case = parse_case(f"{text}\n")
    case.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    try:
        actual = STAGES[file.parent.name](case)
    except PodiumError as error:
        actual = f"ERR:\n{error}"
    if pytestconfig.getoption("--update-cases"):
        file.write_bytes(f"{text}{END}{actual}\n".encode())
        return
    assert expected == f"{actual}\n"
