"""Placeholders and where they stand; what users see is in `tests/cases/validate/placeholders.case`."""

from __future__ import annotations

import itertools

from podium.spec.rules import check_rules
from tests.podium.spec.scores import loaded

TEXT = """\
apiVersion: score.dev/v1b1
metadata: {name: web}
containers:
  main:
    image: ${image}
    variables: {A: "${metadata.name}"}
    files: {/f: {content: "${resources.db.host}"}, /raw: {content: "${x}", noExpand: true}}
    volumes: {/v: {source: "${resources.db}"}}
resources:
  db: {type: postgres, params: {deep: [{x: "${metadata.name}"}]}}
"""


def test_placeholders_are_placed_in_the_order_of_the_parts():
    """Variables, files, volumes and params are expanded, nothing else."""
    item = loaded(TEXT)
    placed = [(p.placeholder.raw, str(p.span), p.path[-1], p.bare_is_volume) for p in item.placeholders]
    expected = [
        ("metadata.name", "score.yaml:6:21", "A", False),
        ("resources.db.host", "score.yaml:7:28", "content", False),
        ("resources.db", "score.yaml:8:29", "source", True),
        ("metadata.name", "score.yaml:10:45", "params", False),
    ]
    assert (expected, []) == (placed, check_rules(item.workload, item.document, item.placeholders))


def test_a_long_chain_of_containers_is_no_cycle():
    """Each container is visited once."""
    names = [f"c{number:03}" for number in range(300)]
    chain = itertools.pairwise(names)
    containers = ", ".join(f"{a}: {{image: x, before: {{{b}: {{ready: started}}}}}}" for a, b in chain)
    text = (
        f"apiVersion: score.dev/v1b1\nmetadata: {{name: web}}\ncontainers: {{{containers}, {names[-1]}: {{image: x}}}}"
    )
    item = loaded(text)
    assert check_rules(item.workload, item.document, item.placeholders) == []
