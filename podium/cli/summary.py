"""What a run did and what is there now, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from podium.cli.progress import words_of
from podium.engine.deployed import Deployed, ObjectRef, read_deployed
from podium.engine.events import parse_urn
from podium.engine.failures import place_of
from podium.engine.readiness import Readiness, read_readiness
from podium.engine.stack import exported_state, nothing_deployed

if TYPE_CHECKING:
    from podium.cli.face import Face
    from podium.cli.site import Site
    from podium.diagnostics import Diagnostic
    from podium.engine.operations import RunResult

__all__ = ["Standing", "change_lines", "deployed_json", "deployed_text", "run_json", "standing_of", "tell_deployed"]

Standing = tuple[Deployed, Mapping[ObjectRef, Readiness]]
"""What is deployed, and how ready its objects are."""

_SYMBOLS = {"create": "+", "update": "~", "delete": "-", "replace": "±", "import": "+"}
_QUIET_OPS = frozenset({"same", "read", "refresh", "create-replacement", "delete-replaced"})


def change_lines(result: RunResult) -> list[str]:
    """Return a line for each resource that changes, and a line with the totals last.

    Args:
        result: A run, or a preview of one.
    """
    progress = result.progress
    steps = [s for s in progress.steps.values() if s.op not in _QUIET_OPS]
    shown = [s for s in steps if not parse_urn(s.urn).is_provider]
    lines = [f"{_SYMBOLS.get(s.op, '·')} {words_of(s.op)[0]:8} {place_of(s.urn, progress)}" for s in shown]
    return [*sorted(lines), _totals(result)]


def run_json(result: RunResult, warnings: Sequence[Diagnostic] = ()) -> dict[str, Any]:
    """Return the JSON form of a run.

    Args:
        result: The run.
        warnings: Warnings from before it, such as those of the plan.
    """
    steps = [s for s in result.progress.steps.values() if s.op not in _QUIET_OPS]
    return {
        "operation": str(result.operation),
        "changes": dict(result.changes),
        "resources": [{"urn": s.urn, "op": s.op, "seconds": round(s.seconds, 3)} for s in steps],
        "outputs": dict(result.outputs),
        "duration_seconds": round(result.duration_seconds, 3),
        "diagnostics": [d.to_json() for d in (*warnings, *result.diagnostics)],
    }


def standing_of(site: Site) -> Standing:
    """Return what is deployed at a site and how ready it is.

    Raises:
        EngineError: Nothing is deployed, or the state cannot be read.
        ClusterError: The cluster cannot be asked.
    """
    deployed = read_deployed(exported_state(site.target) or {})
    if not deployed.workloads and not deployed.resources:
        raise nothing_deployed(site.target.stack)
    return deployed, read_readiness(site.target.environ.get("KUBECONFIG"), site.context, deployed.objects)


def deployed_json(environment: str, standing: Standing) -> dict[str, Any]:
    """Return the JSON form of what is deployed.

    Args:
        environment: Name of the environment.
        standing: What is deployed.
    """
    deployed, readiness = standing
    return {
        "environment": environment,
        "workloads": [
            {
                "name": w.name,
                "namespace": w.runs_as.namespace,
                "kind": w.runs_as.kind,
                "ready": _pods(w.runs_as, readiness).ready,
                "desired": _pods(w.runs_as, readiness).desired,
                "images": list(w.images),
            }
            for w in deployed.workloads
        ],
        "resources": [
            {"uid": r.uid, "type": r.type, "component": r.component, "ready": _are_ready(r.runs_as, readiness)}
            for r in deployed.resources
        ],
        "endpoints": [{"owner": e.owner, "kind": e.kind, "address": e.address} for e in deployed.endpoints],
    }


def deployed_text(standing: Standing) -> str:
    """Return the text form of what is deployed: three small tables."""
    deployed, readiness = standing
    workloads = [
        (w.name, w.runs_as.kind, _ready_text(readiness.get(w.runs_as)), ", ".join(w.images)) for w in deployed.workloads
    ]
    resources = [
        (r.uid, r.component, "ready" if _are_ready(r.runs_as, readiness) else "not ready") for r in deployed.resources
    ]
    endpoints = [(e.owner, e.kind, e.address) for e in deployed.endpoints]
    tables = (("workloads", workloads), ("resources", resources), ("endpoints", endpoints))
    return "\n\n".join("\n".join([title, *_columns(rows)]) for title, rows in tables if rows)


def tell_deployed(face: Face, site: Site) -> None:
    """Tell a newcomer what runs, how to look at it and how to take it down."""
    if face.is_quiet:
        return
    standing = standing_of(site)
    environment = site.target.stack
    namespaces = sorted({w.runs_as.namespace for w in standing[0].workloads})
    face.say(f"\n{deployed_text(standing)}\n")
    face.say(f"look again:  podium status -e {environment}")
    setup = 'eval "$(podium sandbox env)"; ' if site.is_sandbox else ""
    for namespace in namespaces[:1]:
        face.say(f"look inside: {setup}kubectl -n {namespace} get pods")
    face.say(f"take down:   podium destroy -e {environment}")


def _totals(result: RunResult) -> str:
    counted = [(op, n) for op, n in sorted(result.changes.items()) if op not in ("same", "read") and n]
    told = ", ".join(
        f"{n} {words_of(op)[2] if result.operation.changes_things else f'to {words_of(op)[0]}'}" for op, n in counted
    )
    unchanged = result.changes.get("same", 0)
    parts = [told or "no changes", f"{unchanged} unchanged"] if unchanged else [told or "no changes"]
    return f"{', '.join(parts)} ({result.duration_seconds:.1f} s)"


def _pods(ref: ObjectRef, readiness: Mapping[ObjectRef, Readiness]) -> Readiness:
    return readiness.get(ref, Readiness(0, 0))


def _are_ready(objects: Sequence[ObjectRef], readiness: Mapping[ObjectRef, Readiness]) -> bool:
    return all(ref in readiness and readiness[ref].is_ready for ref in objects)


def _ready_text(pods: Readiness | None) -> str:
    if pods is None:
        return "missing"
    return f"{pods.ready}/{pods.desired} ready" if pods.desired else "waits"


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
