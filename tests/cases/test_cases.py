"""Runs the case files: input above the line `+++`, expected result below it.

The input is a sequence of files, each after a line `--- <kind>: <name>`. Kinds: `score` and `compose` (in the order
given to the command), `environment` (at most one), `file` (anything beside them, what an environment includes too),
`overrides` (a file given with `--overrides-file [WORKLOAD=]FILE`) and `flags` (wherever Score files are read:
`allow=DIR` and `override=[WORKLOAD:]PATH=VALUE`, the value with `_` for each space; for the stages `graph` and `plan`:
`param=UID:PATH=VALUE`, with `_` as well, and `adopt=NEW=OLD`; for `plan`: `strict` and `image=[WORKLOAD=]IMAGE`; for
`import_compose`: `service=NAME`, `profile=NAME`, `set=VARIABLE=VALUE`, `keep-services`, `probe-timing`,
`placeholders`). The folder is the stage. A result that is an error begins with `ERR:`. The day is 2026-06-01.

`pytest tests/cases --update-cases` rewrites the results; read the difference before you commit it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.catalogue.rules import checked_environment
from podium.cli.decisions import parsed_decisions
from podium.cli.options import load_options
from podium.diagnostics import PodiumError, render_all
from podium.environment.today import TODAY
from podium.graph import resolve_graph
from podium.graph.decisions import Decisions
from podium.importing import ImportOptions, import_compose
from podium.plan import plan_environment
from podium.spec.options import LoadOptions
from podium.spec.sources import validate_workloads

HERE = Path(__file__).parent
HEADER = re.compile(r"--- (compose|score|environment|file|flags|overrides): *(.+)\n")
END = "\n+++\n"


@dataclass(slots=True)
class Case:
    """The parts of a case file."""

    scores: dict[str, str] = field(default_factory=dict)
    composes: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Make the folder a project that holds the case's files."""
        environments = folder / "stacks" / "environments"
        environments.mkdir(parents=True)
        (folder / "Pulumi.yaml").touch()
        beside = {name.rpartition("=")[2]: text for name, text in self.overrides.items()}
        for name, text in (self.scores | self.composes | self.files | beside).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode())
        for name, text in self.environment.items():
            (environments / name).write_text(text, encoding="utf-8")

    def paths(self) -> list[Path]:
        """Return the Score files."""
        return [Path(name) for name in self.scores]

    def options(self) -> LoadOptions:
        """Return how the Score files are loaded."""
        given = [flag.partition("=") for flag in self.flags]
        properties = [value.replace("_", " ") for name, _, value in given if name == "override"]
        allowed = [Path(value) for name, _, value in given if name == "allow"]
        return load_options(tuple(self.overrides), tuple(properties), tuple(allowed))

    def decisions(self) -> Decisions:
        """Return what is decided beside the files."""
        params = [flag.removeprefix("param=").replace("_", " ") for flag in self.flags if flag.startswith("param=")]
        adopted = [flag.removeprefix("adopt=") for flag in self.flags if flag.startswith("adopt=")]
        return parsed_decisions(params, adopted)


def parse_case(text: str) -> Case:
    """Read the input part of a case file."""
    lead, *parts = HEADER.split(text)
    assert lead == "", f"a case file begins with a header, not with {lead!r}"
    case = Case()
    for kind, name, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if kind == "flags":
            case.flags += name.split()
        else:
            parts = {"score": case.scores, "environment": case.environment, "compose": case.composes}
            parts |= {"file": case.files, "overrides": case.overrides}
            parts[kind][name] = body
    return case


def run_validate(case: Case) -> str:
    """Return `ok` and the warnings, or the errors."""
    result = validate_workloads(case.paths(), case.options())
    verdict = "ERR:" if result.has_errors else "ok"
    return "\n".join([verdict, render_all(result.diagnostics)]).rstrip()


def run_overrides(case: Case) -> str:
    """Return the documents that the overrides make of the Score files, and the diagnostics."""
    result = validate_workloads(case.paths(), case.options())
    documents = [] if result.has_errors else [item.document.plain() for item in result.workloads]
    texts = [json.dumps(document, indent=1, ensure_ascii=False) for document in documents]
    return "\n\n".join(["ERR:" if result.has_errors else "ok", *texts, render_all(result.diagnostics)]).rstrip()


def run_environment(case: Case) -> str:
    """Return the environment's document with all that it includes, and the warnings."""
    loaded = checked_environment(Path.cwd(), Path(*case.environment).stem)
    text = json.dumps(loaded.document.plain(), indent=1, ensure_ascii=False)
    return f"{text}\n\n{render_all(loaded.warnings)}".rstrip()


def run_graph(case: Case) -> str:
    """Return the resources in order, each with what it needs, and the warnings."""
    name = Path(*case.environment).stem
    graph = resolve_graph(Path.cwd(), name, case.paths(), case.options(), case.decisions())
    return f"{graph.to_text()}\n\n{render_all(graph.warnings)}".rstrip()


def run_plan(case: Case) -> str:
    """Return the plan as JSON, and the warnings."""
    flags = (flag.removeprefix("image=") for flag in case.flags if flag.startswith("image="))
    images = {workload: image for workload, _, image in (flag.rpartition("=") for flag in flags)}
    name, strict = Path(*case.environment).stem, "strict" in case.flags
    plan = plan_environment(
        Path.cwd(),
        name,
        case.paths(),
        options=case.options(),
        images=images,
        strict=strict,
        decisions=case.decisions(),
    )
    text = json.dumps(plan.to_json()["workloads"], indent=1, ensure_ascii=False)
    return f"{text}\n\n{render_all(plan.warnings)}".rstrip()


def run_import(case: Case) -> str:
    """Return the Score files that Compose files become, the files copied beside them, and what is not carried."""
    options = ImportOptions(
        services=tuple(flag.removeprefix("service=") for flag in case.flags if flag.startswith("service=")),
        profiles=tuple(flag.removeprefix("profile=") for flag in case.flags if flag.startswith("profile=")),
        variables=dict(flag.removeprefix("set=").split("=", 1) for flag in case.flags if flag.startswith("set=")),
        extensions=frozenset({"placeholders", "probe-timing"} & set(case.flags)),
        keep_services="keep-services" in case.flags,
    )
    result = import_compose([Path(name) for name in case.composes], options)
    parts = ["ERR:"] if result.has_errors else []
    for workload in result.workloads:
        copied = "".join(f"\n(copy {name})" for name in sorted(workload.sources))
        parts.append(f"=== {workload.name}/score.yaml{copied}\n{workload.text}")
    return "\n".join([*parts, render_all(result.diagnostics)]).rstrip()


STAGES = {
    "environment": run_environment,
    "graph": run_graph,
    "import_compose": run_import,
    "overrides": run_overrides,
    "plan": run_plan,
    "validate": run_validate,
}


@pytest.fixture
def catalogue_of_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let definitions name the components beside the cases, which need no Pulumi."""
    monkeypatch.syspath_prepend(HERE)
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")
    monkeypatch.setenv(TODAY, "2026-06-01")


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
