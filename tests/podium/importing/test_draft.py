from __future__ import annotations

from pathlib import Path

import pytest

from podium.diagnostics import Span
from podium.importing.draft import Draft, ImportOptions
from podium.importing.hosts import ClaimIds, Hosts
from podium.importing.interpolation import defer
from podium.importing.project import Application, Project
from podium.importing.references import Claims, Rewriter

SPAN = Span("compose.yaml", 3, 1)


@pytest.fixture
def draft(node):
    """Return a workload in the making."""
    service = node("{image: x}")
    application = Application("web", "web", service, SPAN, frozenset({"web"}), ())
    claims = Claims()
    options = ImportOptions(extensions=frozenset({"placeholders"}))
    rewriter = Rewriter(Hosts([application], []), "web", claims, ClaimIds([], []))
    return Draft(application, Project(service, (application,), ()), options, Path(), claims, rewriter)


def test_dollar_signs_are_escaped_and_references_are_placeholders(draft):
    """A text with both."""
    text = f"$HOME ${{x}} {defer('db.host')}"
    assert draft.score_text(text, SPAN) == "$$HOME $${x} ${resources.db.host}"
    assert draft.claims.found == {}


def test_a_variable_without_value_is_the_environments(draft):
    """It is claimed, and told."""
    assert draft.score_text(defer("TOKEN"), SPAN) == "${resources.env.TOKEN}"
    assert draft.claims.found == {"env": {"type": "environment"}}
    assert [(p.code, p.span) for p in draft.problems] == [("I022", SPAN)]


def test_extensions_are_used_only_if_wanted(draft):
    """And remembered, for the annotation."""
    assert draft.may_use("placeholders")
    assert not draft.may_use("probe-timing")
    assert draft.used == {"placeholders"}


def test_doubts_are_told_once(draft):
    """Each text starts anew."""
    draft.rewriter.doubts.append(("is strange", "look at it"))
    draft.tell_doubts("variable 'A'", SPAN)
    draft.tell_doubts("variable 'B'", SPAN)
    assert [(p.code, p.message) for p in draft.problems] == [("I028", "variable 'A' is strange")]


def test_the_service_is_at_hand(draft):
    """Its keys as text."""
    assert draft.text("image") == "x"
    draft.error("I007", "wrong", SPAN, why="y", fix="z")
    assert str(draft.problems[0].severity) == "error"
