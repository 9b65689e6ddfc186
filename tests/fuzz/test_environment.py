"""Environment files that somebody got wrong: whatever stands in them, it is told with its place."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podium.catalogue.match import decide
from podium.catalogue.rules import checked_environment
from podium.diagnostics import EnvironmentFileError
from tests.podium.catalogue.deciding import subject

WHOLE: dict[str, Any] = {
    "type": "ephemeral",
    "include": ["../common.yaml"],
    "owner": "shop",
    "ttl": "72h",
    "region": "eu",
    "cluster": {"context": "here"},
    "namespace": "{workload}-{environment}",
    "domain": "example.com",
    "workloads": ["workloads"],
    "images": {"web": "x:1"},
    "tiers": {"critical": {"t": {"size": "${workload.tier}"}}},
    "fixed": {"t": {"zone": ["${environment.region}"]}},
    "components": {"c": ">=1,<2"},
    "pins": {"t.default#web.db": {"owner": "a", "reason": "b", "expires": "2999-01-01", "definition": "one"}},
    "locked": True,
    "shares": ["t.*"],
    "definitions": {
        "one": {
            "match": {
                "type": "t", "class": "l*", "id": "*.db", "workload": "web", "team": "a", "tier": "critical",
                "environment": "dev", "environment_type": "ephemeral", "region": "eu", "labels": {"a": "b"},
            },
            "component": "c",
            "version": "==1.0.0",
            "priority": 1,
            "name": "one",
            "params": {"host": "${resources.server.host}"},
            "fixed": {"deep": {"er": [1, "${claim.id}"]}},
            "requires": {"server": {"type": "postgres-instance", "class": "@", "id": "@-x", "params": {"version": 1}}},
            "coprovision": {"b": {"type": "u", "params": {"a": "${self.x}"}, "dependent_on_current": True}},
        },
    },
}  # fmt: skip
TEXTS = st.text(max_size=5) | st.sampled_from(
    ["${", "${}", "${self}", "${resources..}", "$${x}", "*", "@", "../common.yaml", "{", "9" * 50, "\0", "a.b#c"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values inside a value."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in entries for place in places(item, (*path, key)))]


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """Draw an environment of which a few values, or names of them, are others."""
    document: Any = {"whole": copy.deepcopy(WHOLE)}
    for _ in range(draw(st.integers(1, 3))):
        *steps, last = ("whole", *draw(st.sampled_from(places(document["whole"]))))
        parent = document
        for step in steps:
            parent = parent[step]
        if isinstance(last, str) and last != "whole" and draw(st.booleans()):
            parent[draw(TEXTS)] = parent.pop(last)
        else:
            parent[last] = draw(VALUES)
    return document["whole"]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project with a file to include, which is the working directory."""
    (tmp_path / "stacks" / "environments").mkdir(parents=True)
    (tmp_path / "stacks" / "common.yaml").write_text("definitions: {two: {match: {type: t}, component: c}}\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(document: Any) -> Any:
    """Return the environment that a document makes, or what is wrong with it."""
    Path("stacks/environments/dev.yaml").write_text(json.dumps(document), encoding="utf-8")
    try:
        return checked_environment(Path.cwd(), "dev")
    except EnvironmentFileError as refused:
        return refused.diagnostics


@pytest.mark.usefixtures("project")
def test_the_whole_is_right():
    """So whatever is told of a broken one is due to what was broken."""
    assert sorted(read(WHOLE).environment.definitions) == ["one", "two"]


@pytest.mark.usefixtures("project")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(broken())
def test_a_broken_environment_is_told_with_its_places(document):
    """Never otherwise; one that is right all the same can be matched against."""
    found = read(document)
    if isinstance(found, tuple):
        assert [problem for problem in found if problem.span is None or not problem.fix] == []
    else:
        decide(subject(), found)
