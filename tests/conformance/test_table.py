"""The page about conformance says what is so."""

from __future__ import annotations

import re

from tests.conformance.data import needs_data
from tests.conformance.generated import GENERATED
from tests.conformance.groups import GROUPS, Group
from tests.conformance.table import PAGE, page


def split(text: str) -> tuple[str, str, str]:
    """Return what stands before the generated cases, their table, and what stands after it."""
    before, _, rest = text.partition("## Generated cases")
    generated, _, after = rest.partition("## Differences")
    return before, generated, after


def test_differences_are_as_in_the_code():
    """The list on the page and the list that the tests use are one."""
    assert split(page([], []))[2] == split(PAGE.read_text(encoding="utf-8"))[2]


@needs_data
def test_recorded_cases_are_counted_as_they_come_out():
    """The counts on the page are those of this run."""
    written = split(PAGE.read_text(encoding="utf-8"))
    assert split(page([run() for run in GROUPS.values()], []))[0] == written[0]


def test_nothing_that_was_generated_came_out_otherwise():
    """The page was written by a run in which every generated case was the same or explained."""
    table = split(PAGE.read_text(encoding="utf-8"))[1]
    rows = [[cell.strip().replace(",", "") for cell in row.split("|")[1:-1]] for row in re.findall(r"\| gen.*", table)]
    assert len(rows) == len(GENERATED)
    assert all(int(same) + int(different) == int(total) for _, same, different, total in rows)


def test_a_table_tells_what_is_the_same_and_what_differs():
    """Cases that are wrong are neither."""
    group = Group("some cases", 1234, ("one",), {"two": "a reason", "three": "another"})
    assert "| some cases | 1,231 | 2 | 1,234 |\n" in page([group], [])
