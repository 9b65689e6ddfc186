"""The difference of two locks as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podium.lock.diff import diff_locks
from podium.lock.model import Acceptance, LockedWorkload
from podium.lock.text import value_text
from podium.lock.values import ABSENT
from tests.podium.lock.locks import a_lock, a_resource

DATABASE = a_resource("postgres.default#web.db", stateful=True, definition="db", component="postgres")
CACHE = a_resource("redis.default#web.cache")
WEB = LockedWorkload("web", "web/score.yaml", "1", {"main": "web:1"})

EXPECTED = """\
dev: 1 added, 1 removed, 1 renamed, 1 changed, 2 images; 1 of what was there holds data
> postgres.default#web.database  was postgres.default#web.db  (holds data)
- dns.default#web.host  redis@1.0.0 by cache
+ queue.default#web.jobs  redis@1.0.0 by cache
~ redis.default#web.cache
    definition   "cache" -> "large"
    component    "redis@1.0.0" -> "redis@1.1.0"
    params.a\\.b  + {"c": [1, null]}
    params.size  - "1Gi"

images
  web/main  web:1 -> web:2
  web/side  nothing -> side:1

workloads
  + api
  ~ web  its Score file differs
      file  "web/score.yaml" -> "score.yaml"

definitions
  ~ cache
      params.size  1 -> 2
  + large

losses of data that are accepted
  + a.b#c: x -> nothing
  - a.b#d: x -> y"""


def test_a_person_sees_what_matters_first():
    """Signs as in other diffs, what holds data at the top."""
    old = a_lock(
        DATABASE,
        replace(CACHE, params={"size": "1Gi"}),
        a_resource("dns.default#web.host"),
        workloads={"web": WEB},
        definitions={"cache": {"params": {"size": 1}}},
        accepted=(Acceptance("a.b#d", "x", "y"),),
    )
    web = replace(WEB, file="score.yaml", digest="2", images={"main": "web:2", "side": "side:1"})
    new = a_lock(
        replace(DATABASE, uid="postgres.default#web.database", aliases=(DATABASE.uid,)),
        replace(CACHE, definition="large", version="1.1.0", params={"a.b": {"c": [1, None]}}),
        a_resource("queue.default#web.jobs"),
        workloads={"web": web, "api": LockedWorkload("api", "api.yaml", "1")},
        definitions={"cache": {"params": {"size": 2}}, "large": {}},
        accepted=(Acceptance("a.b#c", "x", "nothing"),),
    )
    assert diff_locks(old, new).to_text() == EXPECTED


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (a_lock(), a_lock(), "dev: nothing differs"),
        (None, a_lock(), "dev: no resource differs"),
        (a_lock(), a_lock(environment="prod"), "dev -> prod: no resource differs"),
        (a_lock(DATABASE), a_lock(), "dev: 1 removed; 1 of what was there holds data"),
        (None, a_lock(DATABASE), "dev: 1 added"),
    ],
)
def test_the_first_line_says_how_much(old, new, expected):
    """What is new holds no data yet."""
    assert diff_locks(old, new).to_text().splitlines()[0] == expected


def test_values_are_json_on_one_line():
    """The beginning of long ones, and nothing that steers a terminal."""
    assert [value_text(value) for value in (1, True, "a", ABSENT)] == ["1", "true", '"a"', "nothing"]
    assert value_text("a" * 200) == '"' + "a" * 118 + "…"
    text = diff_locks(a_lock(), a_lock(a_resource("redis.default#\x1b[31m\u202e"))).to_text()
    assert text.endswith("\\x1b[31m\\u202e  redis@1.0.0 by cache")
