"""The resource types in words."""

from __future__ import annotations

from pathlib import Path

from podium.catalogue.reference import outputs_of, params_of, types_page
from podium.catalogue.types import RESOURCE_TYPES

PAGE = Path(__file__).parents[3] / "docs" / "resource-types.md"


def test_the_page_is_current():
    """`python -m podium.catalogue.types > docs/resource-types.md` makes it anew."""
    assert types_page() == PAGE.read_text(encoding="utf-8")


def test_the_page_names_every_type():
    """In order."""
    headings = [line.removeprefix("## ") for line in types_page().splitlines() if line.startswith("## ")]
    assert headings == list(RESOURCE_TYPES)


def test_required_params_come_first():
    """Then by name."""
    fields = [(field.name, field.kind, field.is_required) for field in params_of(RESOURCE_TYPES["route"])]
    assert fields == [("host", "text", True), ("port", "number or text", True), ("path", "text", False)]


def test_secret_outputs_are_marked():
    """By their public name."""
    assert [(field.name, field.is_secret) for field in outputs_of(RESOURCE_TYPES["llm-model"])] == [
        ("api-key", True),
        ("model", False),
        ("url", False),
    ]


def test_fields_are_data():
    """A mark stands only where it is true."""
    params, outputs = params_of(RESOURCE_TYPES["volume"]), outputs_of(RESOURCE_TYPES["redis"])
    assert params[0].to_json() == {
        "name": "access_mode",
        "kind": "one of ReadWriteOnce, ReadWriteMany, ReadOnlyMany, ReadWriteOncePod",
        "description": "Who may mount it at the same time.",
    }
    assert [field.to_json().get("secret") for field in outputs] == [None, True, None, None]
