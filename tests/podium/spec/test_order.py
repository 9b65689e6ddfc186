"""An order in which resources can be made."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.spec.order import dependency_order

NUMBERS = st.integers(0, 9)
GRAPHS = st.dictionaries(NUMBERS, st.lists(NUMBERS, max_size=4), max_size=10).map(
    lambda edges: {key: [t for t in targets if t in edges] for key, targets in edges.items()}
)


@given(GRAPHS)
def test_without_cycles_everything_comes_after_what_it_needs(edges):
    """Edges that lead to smaller keys only can have no cycle."""
    downward = {key: [target for target in targets if target < key] for key, targets in edges.items()}
    order, cycles = dependency_order(downward)
    assert (sorted(downward), []) == (sorted(order), cycles)
    assert all(order.index(target) < order.index(key) for key, targets in downward.items() for target in targets)


@given(GRAPHS)
def test_cycles_are_real_and_without_them_an_order_exists(edges):
    """Every path told follows edges, ends where it starts and visits nothing twice."""
    order, cycles = dependency_order(edges)
    assert bool(cycles) == (order == [] and bool(edges))
    for path in cycles:
        assert path[0] == path[-1] == min(path)
        assert len(set(path)) == len(path) - 1
        assert all(target in edges[key] for key, target in itertools.pairwise(path))
    assert len({tuple(path) for path in cycles}) == len(cycles)


@given(GRAPHS)
def test_every_key_in_a_cycle_of_its_own_is_told(edges):
    """What needs itself is a cycle of one."""
    _, cycles = dependency_order(edges)
    own = {key for key, targets in edges.items() if key in targets}
    assert {path[0] for path in cycles if len(path) == 2} == own


class Salted(str):
    """A text whose hash differs from process to process, as every text's does; here by a salt."""

    salt = 0
    __slots__ = ()

    def __hash__(self) -> int:
        return hash(str.__str__(self)[::-1]) ^ (type(self).salt * 0x9E3779B97F4A7C15 & 0xFFFFFFFF)


@pytest.mark.parametrize("salt", [1, 2, 3, 77])
def test_answers_do_not_depend_on_the_process(salt, monkeypatch):
    """Sets are walked in another order in every process; order and cycles stay the same."""
    monkeypatch.setattr(Salted, "salt", salt)
    names = [Salted(letter) for letter in "abcdefgh"]
    chain = {name: set(names[:index]) for index, name in enumerate(names)}
    two_rings = {name: {names[(index + 1) % 4 + index // 4 * 4]} for index, name in enumerate(names)}
    pairs = {name: {names[index - 1 if index % 2 == 0 else index + 1]} for index, name in enumerate(names[:7])}
    assert dependency_order(chain) == (list("abcdefgh"), [])
    assert dependency_order(two_rings) == ([], [list("abcda"), list("efghe")])
    cycles = [list(path) for path in ("bcb", "ded", "fgf")]
    assert dependency_order(pairs | {names[0]: set(names[1:7])}) == ([], cycles)


@given(GRAPHS)
def test_every_reference_on_a_cycle_is_told(edges):
    """An edge from which a path leads back is part of a cycle that is told; no cycle is longer than it must be."""
    _, cycles = dependency_order(edges)
    told = {edge for path in cycles for edge in itertools.pairwise(path)}
    assert told == {
        (key, target) for key, targets in edges.items() for target in targets if reaches(edges, target, key)
    }


def reaches(edges, start, end) -> bool:
    """Return whether a path leads from one key to another; no step is enough."""
    seen, waiting = {start}, [start]
    while waiting:
        for target in edges[waiting.pop()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return end in seen


def test_cycles_that_share_a_reference_are_both_told():
    """Mending one of them would leave the other."""
    order, cycles = dependency_order({"a": ["b"], "b": ["a", "c"], "c": ["a"], "free": ["a"]})
    assert (order, cycles) == ([], [["a", "b", "a"], ["a", "b", "c", "a"]])


def test_very_many_cycles_end():
    """A message that nobody reads is cut; a ring of any length is one cycle."""
    everybody = {number: range(60) for number in range(60)}
    ring = {number: [(number + 1) % 3000] for number in range(3000)}
    assert len(dependency_order(everybody)[1]) == 100
    assert [len(path) for path in dependency_order(ring)[1]] == [3001]
