"""Finding a resource by what people call it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from podium.diagnostics import Diagnostic, ResolutionError, listed, nearest
from podium.graph.request import WORKLOAD
from podium.graph.uid import ResourceUid

__all__ = ["find_resource"]

Claims = Mapping[str, Mapping[str, ResourceUid]]


def find_resource(name: str, uids: Collection[ResourceUid], claims: Claims, gone: Collection[str] = ()) -> ResourceUid:
    """Return the resource that a name means.

    A name is, in this order: a uid; ``workload.claim``; a workload; a claim that only one resource has; the beginning
    of only one uid.

    Args:
        name: The name.
        uids: Every resource that is asked for.
        claims: For each workload, the uid behind each claim.
        gone: Uids that the lock has; to tell what is no longer asked for from what never was.

    Raises:
        ResolutionError: Nothing has that name, or more than one thing has (``R030``).
    """
    for reading in (_as_uid, _as_claim_of_workload, _as_workload, _as_claim, _as_beginning):
        found = sorted(set(reading(name, uids, claims)))
        if len(found) == 1:
            return found[0]
        if found:
            raise ResolutionError(_ambiguous(name, found))
    raise ResolutionError(_unknown(name, uids, claims, gone))


Reading = Callable[[str, Collection[ResourceUid], Claims], Iterator[ResourceUid]]


def _as_uid(name: str, uids: Collection[ResourceUid], _claims: Claims) -> Iterator[ResourceUid]:
    return (uid for uid in uids if uid.text == name)


def _as_claim_of_workload(name: str, _uids: Collection[ResourceUid], claims: Claims) -> Iterator[ResourceUid]:
    # Names of claims may hold dots, names of workloads may not.
    workload, _, claim = name.partition(".")
    if claim in claims.get(workload, {}):
        yield claims[workload][claim]


def _as_workload(name: str, _uids: Collection[ResourceUid], claims: Claims) -> Iterator[ResourceUid]:
    if name in claims:
        yield ResourceUid.of(WORKLOAD, name)


def _as_claim(name: str, _uids: Collection[ResourceUid], claims: Claims) -> Iterator[ResourceUid]:
    return (uids[name] for uids in claims.values() if name in uids)


def _as_beginning(name: str, uids: Collection[ResourceUid], _claims: Claims) -> Iterator[ResourceUid]:
    return (uid for uid in uids if name and uid.text.startswith(name))


def _ambiguous(name: str, found: Collection[ResourceUid]) -> Diagnostic:
    return Diagnostic(
        "R030",
        f"'{name}' may be {len(found)} resources",
        why=f"they are {listed(uid.text for uid in found)}",
        fix="write one of these uids, or WORKLOAD.CLAIM",
    )


def _unknown(name: str, uids: Collection[ResourceUid], claims: Claims, gone: Collection[str]) -> Diagnostic:
    if name in gone:
        why = "the lock has it, but nothing asks for it any more"
    else:
        why = f"nothing that is asked for has that name; there are {len(uids)} resources"
    known = [uid.text for uid in uids]
    known += [name for workload, held in claims.items() for name in (workload, *(f"{workload}.{c}" for c in held))]
    near = nearest(name, known)
    fix = f"did you mean '{near}'?" if near else "`podium graph -e ENV` lists all uids"
    return Diagnostic("R030", f"no resource '{name}'", why=why, fix=fix)
