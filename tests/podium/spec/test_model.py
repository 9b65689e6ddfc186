"""The types of a workload; the schema's rules are in `tests/cases/validate`."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from podium.spec.model import Workload
from tests.podium.spec.scores import loaded, score


def test_parts_that_are_left_out_are_empty():
    """Code reads a small workload as it reads a full one."""
    workload = loaded(score("web")).workload
    assert (workload.name, workload.annotations, workload.claims, workload.ports) == ("web", {}, {}, {})


def test_parts_have_the_names_of_score():
    """Every part is reached under its own name."""
    text = score("web", "db: {type: postgres, class: big, id: shared}") + "service: {ports: {http: {port: 80.0}}}\n"
    workload = loaded(text).workload
    claim, port = workload.claims["db"], workload.ports["http"]
    expected = ("postgres", "big", "shared", 80, int, None)
    assert expected == (claim.resource_type, claim.resource_class, claim.id, port.port, type(port.port), port.protocol)


def test_workloads_cannot_be_changed():
    """A stage hands on what the next one may not alter."""
    with pytest.raises(ValidationError, match="frozen"):
        loaded(score("web")).workload.metadata = None


def test_fields_are_read_under_their_yaml_names_only():
    """The Python names of fields are no second spelling."""
    document = {"api_version": "score.dev/v1b1", "metadata": {"name": "web"}, "containers": {"main": {"image": "x"}}}
    with pytest.raises(ValidationError, match="apiVersion"):
        Workload.model_validate(document)
