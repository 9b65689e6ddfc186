from __future__ import annotations

import pytest

from podium.importing.model import ComposeFile, Service
from podium.importing.unsupported import DEPLOY, SERVICE
from podium.spec.validation import check


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("services: {web: {image: 1}}", "services.web.image must be text, not 1"),
        ("services: {web: {ports: 80}}", "services.web.ports must be a list, not 80"),
        ("services: {web: {healthcheck: {tests: x}}}", "unknown key 'tests' in services.web.healthcheck"),
        ("services: {web: {volumes: [{target: /x}]}}", "'type' is missing in services.web.volumes[0]"),
        ("services: {web: }", "services.web is empty"),
        ("services: []", "services must be a mapping, not a list"),
        ("volumes: {}", "'services' is missing in the document"),
    ],
)
def test_wrong_forms_are_told(node, text, message):
    """In the words of the other checks."""
    _, problems = check(ComposeFile, node(text), code="I001", source="x")
    assert message in [problem.message for problem in problems]


def test_empty_keys_are_allowed(node):
    """Compose reads them as absent."""
    text = "services: {web: {environment: , ports: , command: , deploy: , healthcheck: }}\nvolumes: {data: }"
    assert check(ComposeFile, node(text), code="I001", source="x")[1] == []


def test_each_key_is_carried_or_told_not_both():
    """The table of what is not carried has no key of the model but names, which are read to know hosts."""
    assert set(Service.model_fields) & set(SERVICE) == {"container_name", "hostname"}
    assert all(why and fix for why, fix in (*SERVICE.values(), *DEPLOY.values()))
