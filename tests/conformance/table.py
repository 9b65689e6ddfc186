"""What conforms, as a page: `python -m tests.conformance.table` writes `docs/conformance.md`.

`PODIUM_CONFORMANCE` names the data, `PODIUM_EXAMPLES` how much is generated for each comparison.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.conformance.differences import DIFFERENCES
from tests.conformance.generated import GENERATED
from tests.conformance.groups import GROUPS, Group

__all__ = ["PAGE", "page"]

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"

_HEAD = """\
# Conformance

How Podium's reading of Score files compares with score-go v1.20.0, the parser that score-compose and score-k8s share,
and with the schema of the specification's head, which wins where the two differ. `make conform` writes this page.

## Recorded cases
Verdicts of score-go on public files, on the negatives of its own tests and on vectors.

"""

_GENERATED = """
## Generated cases
Made up at random, the same in every run, and judged by score-go itself in the same run. Hypothesis draws the documents,
one drawn twice counts once, and shrinks what comes out otherwise to a small one; `PODIUM_EXAMPLES` says how many are
drawn.

"""

_DIFFERENCES = """
## Differences
All that is known. Each has a file in `tests/conformance/differences.py` that shows it, and a test that fails when it no
longer does.

| where | Podium | score-go | why |
|---|---|---|---|
"""

_ORDER = """
Resources are provisioned in score-go's order, except where claims share a resource or hold the uid of another one in
their params. Then score-go provisions too early, or orders by a text that is known before anything is provisioned.

Overrides change a document as score-go changes it, except that deleting what is not there creates nothing on the way to
it, and that an index out of range is told where score-go ends in a panic. A file may have 1 MiB.
"""


def page(groups: Iterable[Group], generated: Iterable[Group]) -> str:
    """Return the page as Markdown."""
    rows = (f"| {d.name} | {_verdict(d.ours)} | {_verdict(d.theirs)} | {d.reason} |\n" for d in DIFFERENCES)
    return "".join([_HEAD, *_table(groups), _GENERATED, *_table(generated), _DIFFERENCES, *rows, _ORDER])


def _verdict(pattern: str) -> str:
    return "refuses" if pattern else "accepts"


def _table(groups: Iterable[Group]) -> Iterator[str]:
    yield "| cases | same | different on purpose | total |\n|---|---:|---:|---:|\n"
    for group in groups:
        same = group.total - len(group.wrong) - len(group.different)
        yield f"| {group.name} | {same:,} | {len(group.different)} | {group.total:,} |\n"


def main() -> int:
    """Write the page; a case that comes out otherwise without a reason is told and makes the exit code 1."""
    groups = {
        name: run() for name, run in (*GROUPS.items(), *((f"generated {n}", run) for n, run in GENERATED.items()))
    }
    for name, group in groups.items():
        for case in group.wrong:
            print(f"{name}: {case}", file=sys.stderr)
    found = list(groups.values())
    PAGE.write_text(page(found[: len(GROUPS)], found[len(GROUPS) :]), encoding="utf-8")
    return int(any(group.wrong for group in found))


if __name__ == "__main__":
    sys.exit(main())
