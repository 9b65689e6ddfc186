"""One field manager for all objects."""

from __future__ import annotations

import pulumi
import pytest
from google.protobuf import json_format
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from podium.program.ownership import FIELD_MANAGER, own_fields
from tests.podium.program.recorder import record

KEY = "pulumi.com/patchFieldManager"


def annotations(program) -> dict[str, dict[str, str]]:
    """Return the annotations of each object that a program makes."""

    def owned() -> None:
        own_fields()
        program()

    requests = record(owned).requests
    objects = {name: json_format.MessageToDict(request.object) for name, request in requests.items()}
    return {name: made["metadata"].get("annotations", {}) for name, made in objects.items() if "metadata" in made}


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"name": "a"}, {}),
        ({"name": "a", "annotations": {"b": "c"}}, {"b": "c"}),
        (meta.ObjectMetaArgs(name="a"), {}),
        (meta.ObjectMetaArgs(name="a", annotations={"b": "c"}), {"b": "c"}),
    ],
)
def test_every_object_names_the_manager_beside_its_own_annotations(metadata, expected):
    """However its metadata is written."""
    made = annotations(lambda: core.ConfigMap("map", metadata=metadata, data={}))
    assert made == {"map": {**expected, KEY: FIELD_MANAGER}}


def test_other_resources_are_left_alone():
    """Metadata of other providers is not ours to change."""
    made = annotations(lambda: pulumi.CustomResource("test:index:Thing", "thing", {"metadata": {"name": "a"}}))
    assert made == {"thing": {}}
