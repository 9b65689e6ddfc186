"""The lock as types."""

from __future__ import annotations

from podium.lock.model import Acceptance, Lock
from tests.podium.lock.locks import a_resource


def test_the_type_of_a_resource_is_in_its_uid():
    """Ids may have dots in them."""
    assert a_resource("postgres.default#web.db").resource_type == "postgres"


def test_an_empty_lock_holds_nothing():
    """It is what a first lock is compared with."""
    lock = Lock("dev")
    assert (lock.workloads, lock.resources, lock.definitions, lock.accepted) == ({}, {}, {}, ())


def test_agreements_are_sorted_by_what_they_are_for():
    """So that a lock has one order."""
    assert sorted([Acceptance("b", "x", "y"), Acceptance("a", "z", "y")])[0].uid == "a"
