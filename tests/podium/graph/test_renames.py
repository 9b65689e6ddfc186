"""Workloads that got another name."""

from __future__ import annotations

import pytest

from podium.graph.renames import may_move, renamed_workloads
from podium.graph.request import workload_context
from podium.lock.model import Lock, LockedClaimant, LockedResource, LockedWorkload
from tests.podium.spec.scores import loaded, score


def locked(*workloads, claims=()):
    """Return a lock of workloads, name and file, and of claims of theirs, uid and workload."""
    named = {name: LockedWorkload(name, file, "", {"main": "x"}) for name, file in workloads}
    resources = {
        uid: LockedResource(uid, "d", "c", "1", False, "n", None, (LockedClaimant(workload, "db"),))
        for uid, workload in claims
    }
    return Lock("dev", named, resources)


def contexts(*workloads):
    """Return workloads, name and file."""
    found = (workload_context(loaded(score(name), file), []) for name, file in workloads)
    return {context.name: context for context in found}


@pytest.mark.parametrize(
    ("before", "now", "renamed"),
    [
        ([("aa", "w/a.yaml")], [("bb", "w/a.yaml")], {"aa": "bb"}),
        ([("aa", "w/a.yaml")], [("bb", "/project/w/a.yaml")], {"aa": "bb"}),
        ([("aa", "w/a.yaml"), ("cc", "w/c.yaml")], [("bb", "w/a.yaml"), ("dd", "w/c.yaml")], {"aa": "bb", "cc": "dd"}),
        ([("aa", "w/a.yaml")], [("aa", "w/a.yaml"), ("bb", "w/b.yaml")], {}),
        ([("aa", "w/a.yaml")], [("bb", "w/b.yaml")], {"aa": "bb"}),
        ([("aa", "w/a.yaml"), ("cc", "w/c.yaml")], [("bb", "w/b.yaml")], {}),
        ([("aa", "w/a.yaml"), ("cc", "a.yaml")], [("bb", "w/a.yaml")], {}),
    ],
)
def test_a_workload_is_known_by_its_file_or_its_form(before, now, renamed):
    """Where exactly one went and one came that fit."""
    assert renamed_workloads({}, contexts(*now), locked(*before)) == renamed


def test_workloads_of_one_form_have_the_same_claims():
    """Type, class and name; a workload that gained or lost one is another."""
    previous = locked(
        ("aa", "a.yaml"), ("cc", "c.yaml"), claims=[("pg.default#aa.db", "aa"), ("workload.default#cc", "cc")]
    )
    now = contexts(("bb", "b.yaml"), ("dd", "d.yaml"))
    assert renamed_workloads({"bb": {("pg", "default", "db")}}, now, previous) == {"aa": "bb", "cc": "dd"}
    assert renamed_workloads({"bb": {("pg", "large", "db")}}, now, previous) == {"cc": "dd"}


def test_what_is_called_by_its_own_name_does_not_move():
    """A workload, and a namespace."""
    assert [may_move(uid) for uid in ("workload.default#a", "namespace.default#dev", "pg.default#a.db")] == [
        False,
        False,
        True,
    ]
