"""The difference of two locks as a comment on a pull request."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from podium.lock.diff import diff_locks
from podium.lock.markdown import MAX_MARKDOWN, code
from podium.lock.model import Acceptance, LockedWorkload
from tests.podium.lock.locks import a_lock, a_resource

DATABASE = a_resource("postgres.default#web.db", stateful=True, definition="db", component="postgres")

EXPECTED = """\
### Podium: `dev`

**1 added, 1 removed, 1 renamed, 1 changed, 1 image; 2 of what was there hold data**

#### Data

> **Warning: these hold data.** Make sure that nothing of it is lost.

| resource | change | before | after |
| --- | --- | --- | --- |
| `postgres.default#web.database` | **renamed** | `postgres.default#web.db` | `postgres.default#web.database` |
| `volume.default#web.files` | **gone** | `redis@1.0.0 by cache` |  |

#### Resources

| resource | change | before | after |
| --- | --- | --- | --- |
| `queue.default#web.jobs` | **new** |  | `redis@1.0.0 by cache` |
| `redis.default#web.cache` | `params.size` | `"1Gi"` | `nothing` |

#### Images

| container | before | after |
| --- | --- | --- |
| `web/main` | `web:1` | `web:2` |

#### Workloads

| workload | change | before | after |
| --- | --- | --- | --- |
| `api` | **new** |  |  |
| `web` | Score file differs |  |  |

#### Definitions

| definition | change | before | after |
| --- | --- | --- | --- |
| `cache` | `params.size` | `1` | `2` |
| `old` | **gone** |  |  |

#### Losses of data that are accepted

| resource |  | before | after |
| --- | --- | --- | --- |
| `a.b#c` | accepted | `x` | `nothing` |"""


def test_a_reviewer_sees_data_first():
    """With a warning in words, then tables."""
    cache = a_resource("redis.default#web.cache", params={"size": "1Gi"})
    web = LockedWorkload("web", "web/score.yaml", "1", {"main": "web:1"})
    old = a_lock(
        DATABASE,
        a_resource("volume.default#web.files", stateful=True),
        cache,
        workloads={"web": web},
        definitions={"cache": {"params": {"size": 1}}, "old": {}},
    )
    new = a_lock(
        replace(DATABASE, uid="postgres.default#web.database", aliases=(DATABASE.uid,)),
        replace(cache, params={}),
        a_resource("queue.default#web.jobs"),
        workloads={"web": replace(web, digest="2", images={"main": "web:2"}), "api": LockedWorkload("api", "a", "1")},
        definitions={"cache": {"params": {"size": 2}}},
        accepted=(Acceptance("a.b#c", "x", "nothing"),),
    )
    assert diff_locks(old, new).to_markdown() == EXPECTED


def test_nothing_to_say_is_said_in_a_line():
    """No tables without rows."""
    assert diff_locks(a_lock(), a_lock()).to_markdown() == "### Podium: `dev`\n\n**nothing differs**"


def test_what_does_not_fit_is_counted():
    """What holds data is kept first."""
    many = [a_resource(f"redis.default#{number}") for number in range(2000)]
    text = diff_locks(a_lock(*many, DATABASE), a_lock()).to_markdown()
    assert MAX_MARKDOWN - 500 < len(text) <= MAX_MARKDOWN
    assert "| `postgres.default#web.db` | **gone** |" in text
    shown = text.count("| **gone** |")
    assert text.endswith(f"\n\n{2001 - shown} more rows are left out; `podium diff` shows them all.")


HOSTILE = [
    "a|b",
    "`a`",
    "``",
    "\\",
    "\\|",
    "a\n# b",
    "<script>alert(1)</script>",
    "</code><img src=x>",
    "@everyone #1",
    "[a](https://example.com)",
    "https://example.com",
    "**a** _b_ ~~c~~",
    "&lt;",
    "\u202e",
    "",
    " ",
    "$x$",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    """Read by a CommonMark parser with tables: one cell, whose only content is that text as code."""
    assert_is_one_cell(text)


@given(st.text("ab`|\\<>&*_[]()!#@: \n\t\x1b-~$'\"", max_size=12))
def test_no_text_breaks_out(text):
    """Whatever punctuation it has."""
    assert_is_one_cell(text)


def assert_is_one_cell(text: str) -> None:
    """Read a table with the text in it as a forge does."""
    html = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .render(f"| a | b |\n| --- | --- |\n| {code(text)} | x |")
    )
    cells = re.findall(r"<td>(.*?)</td>", html)
    assert len(cells) == 2, html
    assert re.fullmatch(r"<code>[^<>]*</code>", cells[0]), html
    assert cells[1] == "x"
