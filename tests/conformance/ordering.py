"""The order of a workload's resources, by our graph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from podium.diagnostics import ResolutionError
from podium.graph.expand import expand
from podium.graph.model import ResourceGraph
from podium.spec.load import LoadedWorkload, load_text
from tests.podium.graph.projects import environment

__all__ = ["claim_order", "graph_errors", "is_comparable"]

_BARE = re.compile(r"\$\{resources\.[^.}]*\}")


def claim_order(text: str) -> tuple[str, ...]:
    """Return the uids of a valid file's claims in the order of our graph, which holds more than claims.

    Raises:
        ResolutionError: The file's claims contradict each other or form a cycle.
    """
    loaded = _loaded(text)
    graph = _graph(loaded)
    claims = {str(uid) for uid in graph.claims[loaded.workload.name].values()}
    return tuple(str(uid) for uid in graph.nodes if str(uid) in claims)


def graph_errors(text: str) -> list[str]:
    """Return the codes of what our graph says of a valid file."""
    try:
        _graph(_loaded(text))
    except ResolutionError as error:
        return sorted({diagnostic.code for diagnostic in error.diagnostics})
    return []


def is_comparable(text: str) -> bool:
    """Return whether score-go's order can be told to be ours.

    It cannot where claims share a resource, which score-go then orders wrongly and twice, nor where params hold the uid
    of another claim, which is known before that claim is answered and so makes no order here.
    """
    workload = _loaded(text).workload
    uids = [(c.resource_type, c.resource_class, c.id or name) for name, c in workload.claims.items()]
    explicit = {c.id for c in workload.claims.values() if c.id}
    private = {f"{workload.name}.{name}" for name, c in workload.claims.items() if c.id is None}
    bare = any(_BARE.search(str(c.params)) for c in workload.claims.values())
    return len(set(uids)) == len(uids) and not explicit & private and not bare


def _loaded(text: str) -> LoadedWorkload:
    loaded, _ = load_text(text, "score.yaml")
    assert loaded is not None
    return loaded


def _graph(loaded: LoadedWorkload) -> ResourceGraph:
    types: Sequence[str] = sorted({claim.resource_type for claim in loaded.workload.claims.values()})
    answers = "\n".join(
        f"d{number}: {{match: {{type: '{name}'}}, component: any}}" for number, name in enumerate(types)
    )
    return expand([loaded], environment(answers))
