"""Resources that got another uid: which new one takes over what an old one had, so that nothing is made anew.

A claim or a workload that is renamed, or a claim that moves to another workload, changes the uid. What the lock holds
and the graph lacks is paired with what is new in the graph, where that is safe: only one can have become the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from podium.graph.context import WorkloadContext
from podium.graph.renames import may_move, renamed_workloads
from podium.graph.uid import ResourceUid
from podium.lock.model import Lock, LockedResource

__all__ = ["Moves", "Standing", "find_moves"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A resource of the graph, as far as it matters for what it was before.

    Attributes:
        uid: Its uid.
        definition: Name of the definition that answers.
        component: Name of the component.
        namespace: Uid of its namespace.
        claims: Workload and name of who asks for it.
        asks: Uid behind each alias of what its definition asks for.
    """

    uid: ResourceUid
    definition: str
    component: str
    namespace: str | None
    claims: frozenset[tuple[str, str]]
    asks: Mapping[str, ResourceUid]


@dataclass(frozen=True, slots=True)
class Moves:
    """Which resources were others before.

    Attributes:
        pairs: Old uid by new uid.
        guessed: New uids of the pairs that were found rather than decided, or that follow from another pair.
    """

    pairs: Mapping[str, str]
    guessed: Set[str]


def find_moves(
    graph: Mapping[str, Standing],
    workloads: Mapping[str, WorkloadContext],
    previous: Lock,
    adopted: Mapping[str, str],
) -> Moves:
    """Pair what is new with what is gone.

    Two belong together if type, class, definition, component and namespace are the same, and they are claimed by the
    same workload or under the same name; a workload that was renamed counts as the same. Where one could have become
    either of two, there is no pair. What a resource of a pair asks for itself belongs together if the id derives from
    the parent's.

    Args:
        graph: The resources of the graph by uid.
        workloads: The workloads by name.
        previous: The lock that the environment had before.
        adopted: Pairs that are decided.
    """
    renamed = renamed_workloads(_claimed(graph.values()), workloads, previous)
    found = _Search(graph, workloads.keys(), previous, adopted, renamed)
    found.along(adopted)
    guessed: set[str] = set()
    for keys in (_same_claim, _similar_claim):
        pairs = found.unambiguous(keys)
        guessed |= pairs.keys()
        found.along(pairs)
    implied = {uid.text for new in found.pairs for uid in graph[new].asks.values()}
    return Moves(found.pairs, guessed - implied)


def _claimed(graph: Iterable[Standing]) -> Mapping[str, Set[tuple[str, str, str]]]:
    """Return type, class and name of what each workload asks for."""
    claimed: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for standing in graph:
        for workload, name in standing.claims if may_move(standing.uid.text) else ():
            claimed[workload].add((standing.uid.resource_type, standing.uid.resource_class, name))
    return claimed


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side of a pair is known by.

    Attributes:
        signature: What must be the same on both sides.
        claims: Workload and name of who asks for it.
    """

    signature: tuple[str | None, ...]
    claims: frozenset[tuple[str, str]]


_Keys: TypeAlias = Callable[[_Side], Iterator[Hashable]]


class _Search:
    """Pairs that are found, and what is left to pair on both sides."""

    def __init__(
        self,
        graph: Mapping[str, Standing],
        workloads: Set[str],
        previous: Lock,
        adopted: Mapping[str, str],
        renamed: Mapping[str, str],
    ) -> None:
        self.graph = graph
        self.pairs = dict(adopted)
        taken = set(adopted.values())
        self.old = {
            uid: _old_side(resource, renamed)
            for uid, resource in previous.resources.items()
            if uid not in graph and uid not in taken and may_move(uid)
        }
        self.new = {
            uid: _new_side(standing)
            for uid, standing in graph.items()
            if uid not in previous.resources and uid not in adopted and may_move(uid)
        }
        self.gone = previous.workloads.keys() - workloads - renamed.keys()
        self.come = workloads - previous.workloads.keys() - set(renamed.values())

    def unambiguous(self, keys: _Keys) -> Mapping[str, str]:
        """Pair those of both sides that have nobody else to be paired with, and return these pairs."""
        olds, news = _by_key(self.old, keys), _by_key(self.new, keys)
        pairs: dict[str, str] = {}
        for new, side in self.new.items():
            old = _only(olds, keys(side))
            back = _only(news, keys(self.old[old])) if old else None
            if old and back == new and not self._is_replacement(old, new):
                pairs[new] = old
        self._take(pairs)
        return pairs

    def along(self, pairs: Mapping[str, str]) -> None:
        """Pair what the resources of pairs ask for themselves, and what that asks for."""
        waiting = list(pairs.items())
        while waiting:
            new, old = waiting.pop()
            for pair in self._asked_below(new, old):
                self._take(dict([pair]))
                waiting.append(pair)

    def _asked_below(self, new: str, old: str) -> Iterator[tuple[str, str]]:
        standing, former = self.graph[new], ResourceUid.parse(old)
        for _, uid in sorted(standing.asks.items()):
            if uid.text in self.new and standing.uid.id in uid.id:
                derived = uid.id.replace(standing.uid.id, former.id)
                then = ResourceUid(uid.resource_type, uid.resource_class, derived).text
                side = self.old.get(then)
                if side and side.signature == self.new[uid.text].signature:
                    yield uid.text, then

    def _take(self, pairs: Mapping[str, str]) -> None:
        self.pairs.update(pairs)
        for new, old in pairs.items():
            del self.new[new], self.old[old]

    def _is_replacement(self, old: str, new: str) -> bool:
        """Return whether a workload went and another one came, which only happen to call a claim the same."""
        then = {workload for workload, _ in self.old[old].claims}
        return then <= self.gone and {workload for workload, _ in self.new[new].claims} <= self.come


def _old_side(resource: LockedResource, renamed: Mapping[str, str]) -> _Side:
    uid = ResourceUid.parse(resource.uid)
    signature = (uid.resource_type, uid.resource_class, resource.definition, resource.component, resource.namespace)
    claims = ((renamed.get(claimant.workload, claimant.workload), claimant.name) for claimant in resource.claimants)
    return _Side(signature, frozenset(claims))


def _new_side(new: Standing) -> _Side:
    uid = new.uid
    signature = (uid.resource_type, uid.resource_class, new.definition, new.component, new.namespace)
    return _Side(signature, new.claims)


def _same_claim(side: _Side) -> Iterator[Hashable]:
    """Yield what the same claim has in common before and after."""
    return ((side.signature, claim) for claim in sorted(side.claims))


def _similar_claim(side: _Side) -> Iterator[Hashable]:
    """Yield what a claim has in common with one of the same workload, or of the same name."""
    for workload, name in sorted(side.claims):
        yield side.signature, "of", workload
        yield side.signature, "named", name


def _by_key(sides: Mapping[str, _Side], keys: _Keys) -> Mapping[Hashable, Sequence[str]]:
    found: dict[Hashable, list[str]] = defaultdict(list)
    for uid in sorted(sides):
        for key in keys(sides[uid]):
            if uid not in found[key][-1:]:
                found[key].append(uid)
    return found


def _only(found: Mapping[Hashable, Sequence[str]], keys: Iterator[Hashable]) -> str | None:
    """Return the one uid that is found under any of the keys; None if there is no such, or another one."""
    uids: set[str] = set()
    for key in keys:
        uids.update(found.get(key, ())[:2])
        if len(uids) > 1:
            return None
    return next(iter(uids), None)
