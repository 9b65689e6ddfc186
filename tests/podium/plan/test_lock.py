"""From a plan to its lock."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.graph.decisions import Decisions
from podium.lock.model import Lock, LockedClaimant
from podium.lock.read import parse_lock, read_lock
from podium.lock.write import to_text
from podium.plan import Plan, plan_graph
from podium.plan.lock import lock_plan, record_lock
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

CANARY = "canary-7f3a"
DEFINITIONS = """\
postgres: {match: {type: postgres}, component: postgres, requires: {server: {type: postgres-instance, id: main}}, \
params: {admin_password: "${resources.server.password}"}}
server: {match: {type: postgres-instance}, component: server}
"""
WITH_SECRET = f"""\
postgres: {{match: {{type: postgres}}, component: postgres, requires: {{other: {{type: postgres, id: own}}}}}}
own: {{match: {{type: postgres, id: own}}, component: postgres, params: {{admin_password: {CANARY}}}}}
"""


@pytest.fixture(autouse=True)
def _components_of_the_cases(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "cases")
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


def plan(*scores: str, definitions: str = DEFINITIONS, **options) -> Plan:
    """Return the plan of Score files."""
    return plan_graph(graph(*scores, definitions=definitions), images={}, **options)


def locked(*scores: str, definitions: str = DEFINITIONS) -> Lock:
    """Return the lock of Score files."""
    return lock_plan(plan(*scores, definitions=definitions))


def test_a_lock_holds_every_decision():
    """Which definition, which component in which version, with what, for whom."""
    lock = locked(score("web", "db: {type: postgres}"))
    database = lock.resources["postgres.default#web.db"]
    assert (database.definition, database.component, database.version) == ("postgres", "postgres", "2.1.0")
    assert (database.stateful, database.claimants) == (True, (LockedClaimant("web", "db"),))
    assert database.needs == ("namespace.default#dev", "postgres-instance.default#main")
    assert database.params["admin_password"] == "${postgres-instance.default#main.password}"
    assert database.identity == {"name": database.name, "namespace": "${namespace.default#dev.name}"}
    assert database.outputs["password"] is True
    assert lock.definitions["postgres"]["requires"] == {"server": {"type": "postgres-instance", "id": "main"}}
    assert lock.definitions.keys() == {"namespace", "postgres", "server", "workload"}
    assert (lock.environment, lock.workloads["web"].file) == ("dev", "0.yaml")
    assert lock.workloads["web"].images == {"main": "x"}


def test_a_lock_of_a_plan_can_be_written_and_read():
    """Its values are plain data."""
    lock = locked(score("web", "db: {type: postgres}"))
    assert parse_lock(to_text(lock).encode(), "lock") == lock


def test_the_order_of_files_is_no_matter():
    """The same decisions are the same bytes."""
    files = [score(name, "db: {type: postgres, id: shared}") for name in ("api", "web")]
    one, two = locked(*files), locked(*reversed(files))
    paths = dict.fromkeys(("api", "web"), "score.yaml")
    assert [to_text(with_files(one, paths))] == [to_text(with_files(two, paths))]


def with_files(lock: Lock, paths: dict[str, str]) -> Lock:
    """Return a lock with other names of its Score files."""
    return replace(lock, workloads={n: replace(w, file=paths[n]) for n, w in lock.workloads.items()})


def test_files_are_told_relative_to_the_project(tmp_path, monkeypatch):
    """From wherever it is locked."""
    planned = plan(score("web"))
    monkeypatch.chdir(tmp_path)
    assert planned.graph
    rooted = replace(planned, graph=replace(planned.graph, root=tmp_path.parent))
    assert lock_plan(rooted).workloads["web"].file == f"{tmp_path.name}/0.yaml"


def test_the_digest_of_a_workload_leaves_its_images_out():
    """They change with every build; what order keys have says nothing either."""

    def digest(container: str) -> str:
        return locked(score("web", container=container)).workloads["web"].digest

    assert digest("image: a, args: [b]") == digest("args: [b], image: c")
    assert digest("image: a, args: [b]") != digest("image: a, args: [c]")


def test_literal_secrets_are_nowhere_in_a_lock():
    """Neither in params, nor in definitions, nor in what definitions ask for."""
    lock = locked(score("web", "db: {type: postgres}"), definitions=WITH_SECRET)
    assert CANARY not in to_text(lock)
    assert lock.resources["postgres.default#own"].params["admin_password"] == "[secret]"
    assert lock.definitions["own"]["params"] == {"admin_password": "[secret]"}


def test_a_secret_in_what_a_definition_asks_for_is_masked():
    """By the component that answers that request."""
    definitions = f"""\
top: {{match: {{type: postgres-instance}}, component: server, \
requires: {{db: {{type: postgres, params: {{admin_password: {CANARY}}}}}}}}}
postgres: {{match: {{type: postgres}}, component: postgres}}
"""
    lock = locked(score("web", "db: {type: postgres-instance}"), definitions=definitions)
    assert CANARY not in to_text(lock)
    assert lock.definitions["top"]["requires"]["db"]["params"] == {"admin_password": "[secret]"}


def test_long_text_is_kept_by_its_digest():
    """It shows that it changed; the text itself is in the Score file."""
    container = "image: x, files: {/a: {content: " + "y" * 3000 + "}}"
    params = locked(score("web", container=container)).resources["workload.default#web"].params
    content = params["containers"]["main"]["files"]["/a"]["content"]
    assert content.startswith("[3000 characters, sha256:")


def test_a_definition_that_a_pin_keeps_has_a_name_of_its_own():
    """The environment's own of that name answers too, and says something else."""
    planned = plan(score("web", "aa: {type: postgres}, bb: {type: postgres}"))
    assert planned.graph
    nodes = dict(planned.graph.nodes)
    uid = next(uid for uid in nodes if uid.id == "web.aa")
    old = nodes[uid].match.definition.model_copy(update={"name": "kept"})
    nodes[uid] = replace(nodes[uid], match=replace(nodes[uid].match, definition=old))
    lock = lock_plan(replace(planned, graph=replace(planned.graph, nodes=nodes)))
    kept = lock.resources["postgres.default#web.aa"].definition
    assert kept.startswith("postgres@")
    assert lock.resources["postgres.default#web.bb"].definition == "postgres"
    assert lock.definitions.keys() >= {kept, "postgres"}


def test_part_of_an_environment_keeps_the_rest():
    """Of workloads that were not planned."""
    everything = locked(score("api"), score("web"))
    some = plan(score("web"))
    assert some.graph
    partial = replace(some, partial=True, graph=replace(some.graph, previous=everything))
    assert lock_plan(partial).workloads.keys() == {"api", "web"}
    assert lock_plan(replace(partial, partial=False)).workloads.keys() == {"web"}


def test_what_a_run_accepts_is_recorded(tmp_path):
    """In the lock that is written, for exactly that change."""
    (tmp_path / "stacks").mkdir()
    old = locked(score("web", "db: {type: postgres}"))
    after = graph(score("web"), definitions=DEFINITIONS)
    decisions = Decisions(accepted=frozenset({"postgres.default#web.db", "postgres-instance.default#main"}))
    planned = plan_graph(replace(after, previous=old), images={}, decisions=decisions)
    file = record_lock(tmp_path, planned)
    lock = read_lock(tmp_path, "dev")
    assert lock
    assert file.name == "podium.lock.dev.json"
    assert [(one.uid, one.after) for one in lock.accepted] == [
        ("postgres-instance.default#main", "nothing"),
        ("postgres.default#web.db", "nothing"),
    ]


def test_a_plan_without_its_graph_cannot_be_locked():
    """It does not know its files."""
    with pytest.raises(ValueError, match="without its graph"):
        lock_plan(replace(plan(score("web")), graph=None))
