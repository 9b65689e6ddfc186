"""What Podium costs on top of a Pulumi program written by hand that declares the identical resources and edges."""

from __future__ import annotations

import difflib
import json
import re
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost, Series, run
from benchmarks.projects import handwritten_variables, write_handwritten, write_score

__all__ = ["overhead"]

_VOLATILE = {"created", "modified", "id", "outputs", "sourcePosition", "stackTrace", "provider", "initErrors"}
_STEPS = {
    "up": ("up", "--yes", "--skip-preview"),
    "up without change": ("up", "--yes", "--skip-preview"),
    "preview": ("preview",),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}


def overhead(environ: Mapping[str, str], pairs: int, workloads: int) -> None:
    """Run both programs in turn, print the costs of each step and the ratios, and check that the states are equal.

    Args:
        environ: Environment of the sandbox.
        pairs: Number of interleaved pairs, after one pair that is not counted.
        workloads: Number of workloads.
    """
    with tempfile.TemporaryDirectory() as folder:
        score, hand = (_project(Path(folder) / name, environ) for name in ("score", "hand"))
        write_score(score[0], workloads)
        write_handwritten(hand[0])
        hand[1].update(handwritten_variables(workloads))
        costs: dict[str, list[tuple[Cost, Cost]]] = {step: [] for step in _STEPS}
        for pair in range(pairs + 1):
            taken = _steps(*score), _steps(*hand)
            if taken[0][1] != taken[1][1]:
                raise SystemExit(_difference(taken[0][1], taken[1][1]))
            if pair:
                for step in _STEPS:
                    costs[step].append((taken[0][0][step], taken[1][0][step]))
        print(f"equal states of {len(taken[0][1])} resources; {pairs} interleaved pairs of plain `pulumi`")
        for step, measured in costs.items():
            _tell(step, measured)


def _project(folder: Path, environ: Mapping[str, str]) -> tuple[Path, dict[str, str]]:
    backend = folder / "state"
    backend.mkdir(parents=True)
    own = dict(environ) | {"PULUMI_BACKEND_URL": backend.as_uri()}
    return folder, own


def _steps(folder: Path, environ: dict[str, str]) -> tuple[dict[str, Cost], list[Any]]:
    """Bring a stack up, look at its state, and take it down."""
    run(["pulumi", "stack", "select", "--create", "dev"], cwd=folder, environ=environ)
    costs: dict[str, Cost] = {}
    state: list[Any] = []
    for step, arguments in _STEPS.items():
        if step == "destroy":
            state = _state(folder, environ)
        command = ["pulumi", *arguments, "--stack", "dev", "--non-interactive"]
        costs[step] = run(command, cwd=folder, environ=environ)
    return costs, state


def _state(folder: Path, environ: dict[str, str]) -> list[Any]:
    """Return the exported resources without what differs from run to run: ids, times, encrypted and random values.

    Nor with the names of the classes that make passwords, which stand in modules of their own, nor with the provider
    that the guard of data asks for the state.
    """
    command = ["pulumi", "stack", "export", "--stack", "dev"]
    exported = subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=True)
    text = re.sub(r'"ciphertext": ?"[^"]*"', '"ciphertext": ""', exported.stdout.decode())
    text = re.sub(r'"__provider": ?"[^"]*"', '"__provider": ""', text)
    # The names of these objects follow their content, which is random.
    text = re.sub(r"((?:variables|credentials)-)[0-9a-f]{10}\b", r"\1", text)
    resources = [r for r in json.loads(text)["deployment"]["resources"] if r["type"] != "pulumi:providers:pulumi"]
    kept = [{key: _sorted_edges(value) for key, value in r.items() if key not in _VOLATILE} for r in resources]
    return sorted(kept, key=lambda resource: str(resource["urn"]))


def _sorted_edges(value: Any) -> Any:
    """Return nested data with lists of URNs sorted: they are sets."""
    if isinstance(value, dict):
        return {key: _sorted_edges(item) for key, item in sorted(value.items())}
    is_edges = isinstance(value, list) and all(isinstance(item, str) and item.startswith("urn:") for item in value)
    return sorted(value) if is_edges else value


def _difference(ours: list[Any], theirs: list[Any]) -> str:
    lines = (json.dumps(state, indent=1).splitlines() for state in (ours, theirs))
    return "the states differ:\n" + "\n".join(difflib.unified_diff(*lines, "Score", "by hand", lineterm="", n=6))


def _tell(step: str, measured: list[tuple[Cost, Cost]]) -> None:
    ours, theirs = zip(*measured, strict=True)
    print(Series(ours).row(f"{step}, Score"))
    print(Series(theirs).row(f"{step}, by hand"))
    for field in ("wall", "cpu"):
        ratios = sorted(getattr(a, field) / getattr(b, field) for a, b in measured)
        middle = statistics.median(ratios)
        print(f"{'':34} ratio of {field}: median {middle:.3f} ({ratios[0]:.3f}-{ratios[-1]:.3f})")
