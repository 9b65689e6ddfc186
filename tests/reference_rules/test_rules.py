"""The rules of the reference, one by one: the same answer, or another one with its reason.

`pytest tests/reference_rules --update-cases` writes `docs/reference-rules.md`; answers in `rules.yaml` are written by
hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from podium.graph.expand import attempt
from podium.graph.layers import merged
from podium.graph.model import ResourceGraph, ResourceNode
from podium.lock.diff import diff_locks
from podium.plan.model import printable
from podium.spec.load import load_text
from tests.podium.graph.projects import environment, lock
from tests.podium.spec.scores import loaded, score

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs" / "reference-rules.md"
ROWS: list[dict[str, Any]] = yaml.safe_load((HERE / "rules.yaml").read_text(encoding="utf-8"))
RESOLVED = [row for row in ROWS if "answer" in row]

INTRODUCTION = """\
# Rules of the reference

Stellwerk's orchestrator is the reference for how requests are resolved. Each of its rules stands here as it behaves,
in our words, with what Podium does: the same, or something else and why. Every row is a test of
`tests/reference_rules/rules.yaml`, which has the input and the answer; this page is written from it.
"""


def texts(row):
    """Return the Score files of a row by workload."""
    reads = row.get("reads", {})
    return {
        name: score(name, claims, f"image: x, variables: {{A: '${{{reads[name]}}}'}}" if name in reads else "image: x")
        for name, claims in row["scores"].items()
    }


def attempted(row, previous=None):
    """Resolve the files of a row."""
    pins = ", ".join(f'"{uid}": {{owner: me, reason: kept, expires: 2099-01-01}}' for uid in row.get("pins", ()))
    changes = {"definitions:\n": f"pins: {{{pins}}}\ndefinitions:\n"}
    workloads = [loaded(text, f"{name}.yaml") for name, text in texts(row).items()]
    return attempt(workloads, environment(row["definitions"], **changes), previous)


def described(node: ResourceNode) -> str | None:
    """Return one line about a resource; None for a namespace, and for a workload that needs nothing else."""
    needs = ", ".join(str(uid) for uid in sorted(node.edges) if uid != node.namespace)
    if node.uid.resource_type in {"workload", "namespace"}:
        return f"{node.uid} needs {needs}" if needs else None
    params = merged(node.layers).params
    shown = f" {json.dumps(printable(params))}" if params else ""
    return f"{node.uid} <- {node.match.name}{shown}" + (f", needs {needs}" if needs else "")


def differences(before: ResourceGraph, after: ResourceGraph) -> list[str]:
    """Return one line for each resource that changes, with what changes of it."""
    found = diff_locks(lock(before), lock(after))
    lines = [f"{kind} {item.uid}" for kind in ("added", "removed") for item in getattr(found, kind)]
    changed = (f"changed {item.after.uid} {', '.join(c.path for c in item.changes)}" for item in found.changed)
    return sorted([*lines, *changed])


@pytest.mark.parametrize("row", RESOLVED, ids=lambda row: f"{row['rule']}: {row['says'][:60]}")
def test_the_answer_to_a_rule_is_the_one_that_is_written_down(row):
    """The graph, what changed, or the problems."""
    before = attempted(row["before"]).graph if "before" in row else None
    found = attempted(row, lock(before) if before else None)
    if found.problems:
        lines = sorted({f"{problem.code} {problem.message}" for problem in found.problems})
    elif row.get("diff"):
        lines = differences(before, found.graph)
    else:
        lines = [line for line in map(described, found.graph.nodes.values()) if line]
    assert lines == row["answer"].splitlines()


@pytest.mark.parametrize("row", [row for row in ROWS if "invalid" in row], ids=lambda row: row["says"][:60])
def test_what_score_has_no_place_for_is_refused(row):
    """Before anything is resolved."""
    for name, text in texts(row).items():
        _, problems = load_text(text, f"{name}.yaml")
        assert row["invalid"] in {problem.code for problem in problems}


@pytest.mark.parametrize("row", [row for row in ROWS if "proved_by" in row], ids=lambda row: str(row["rule"]))
def test_what_other_tests_prove_has_these_tests(row):
    """Rules beyond the graph are tested where their code is."""
    assert [file for file in row["proved_by"] if not (ROOT / file).exists()] == []


def test_every_rule_has_a_row():
    """And every row a proof."""
    assert {row["rule"] for row in ROWS} == set(range(1, 13))
    assert all({"answer", "invalid", "proved_by"} & row.keys() for row in ROWS)


def page() -> str:
    """Return the page about the rules."""
    lines = [INTRODUCTION, "| rule | the reference | Podium |", "|---|---|---|"]
    for row in ROWS:
        verdict = row.get("differs", "same")
        lines.append(f"| {row['rule']} | {row['says']} | {verdict} |")
    return "\n".join(lines) + "\n"


def test_the_page_says_what_the_rows_say(pytestconfig):
    """`docs/reference-rules.md` is up to date."""
    if pytestconfig.getoption("--update-cases"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()
