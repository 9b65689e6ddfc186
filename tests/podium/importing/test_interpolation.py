from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies

from podium.importing.interpolation import defer, deferred_names, interpolate, split_deferred
from podium.importing.nodes import mapping
from podium.spec.document import Member, Node, parse_document

VALUES = {"A": "a", "EMPTY": ""}


def expanded(text, path=("services", "web", "environment", "X"), values=VALUES):
    """Return a text expanded at a place, and the codes of what was found."""
    document = parse_document("x", "compose.yaml")
    node = Node(text, document.span)
    for key in reversed(path):
        node = mapping({key: Member(document.span, node)}, document)
    result, problems = interpolate(node, values)
    return result.get(path).value, [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$A-${A}", "a-a"),
        ("$$A ${A}$$", "$A a$"),
        ("${A:-x}${EMPTY:-x}${EMPTY-x}", "ax"),
        ("${A:+x}${EMPTY:+x}${EMPTY+x}${NO+x}", "xx"),
        ("${A:?no}${EMPTY?no}", "a"),
        ("${NO:-${NO2:-$A}}", "a"),
        ("${NO:-{}", "{"),
        ("{$A}", "{a}"),
        ("plain", "plain"),
    ],
)
def test_variables_are_replaced_as_compose_does(text, value):
    """Compose Specification, 12-interpolation.md."""
    assert expanded(text)[0] == value


@pytest.mark.parametrize("text", ["$", "a $1", "${", "${}", "${1}", "${A", "${A/x/y}", "${A:}", "\ufffex\uffff"])
def test_what_is_no_variable_is_refused(text):
    """As Compose refuses it."""
    assert expanded(text) == (text, ["I005"])


def test_a_default_is_told():
    """It may not be what the user wants in every environment."""
    assert expanded("${NO:-x}") == ("x", ["I021"])


@pytest.mark.parametrize("text", ["$NO", "${NO}", "${NO:?say}", "${EMPTY:?say}"])
def test_a_variable_without_value_waits_where_score_can_read_it(text):
    """In variables of containers."""
    name = text.strip("${}").removesuffix(":?say")
    assert expanded(text) == (defer(name), [])


@pytest.mark.parametrize(("key", "codes"), [("ports", ["I006"]), ("build", []), ("command", ["I006"])])
def test_elsewhere_it_is_missing_if_the_key_is_carried(key, codes):
    """What is not carried may be empty, as in Compose."""
    assert expanded("x$NO", ("services", "web", key)) == ("x", codes)


def test_deferred_variables_are_found_again():
    """Between the literal parts."""
    text = f"a{defer('X')}b{defer('db.host')}"
    assert deferred_names(text) == ["X", "db.host"]
    assert split_deferred(text) == [("a", "X"), ("b", "db.host"), ("", "")]


def test_deep_nesting_is_refused():
    """It would exhaust the stack."""
    assert expanded("${A1:-" * 5000 + "}" * 5000)[1] == ["I005"]


@hypothesis.given(strategies.text(alphabet="${}:-+?Ab ", max_size=30))
def test_any_text_is_expanded_or_refused(text):
    """Never an exception."""
    value, codes = expanded(text)
    assert "I005" not in codes or value == text
