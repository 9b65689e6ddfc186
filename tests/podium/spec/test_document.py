"""YAML with positions; what users see of it is in `tests/cases/validate/yaml-*.case`."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from podium.diagnostics import EnvironmentFileError, Span, SpecError
from podium.spec.document import MAX_DEPTH, MAX_NODES, Node, parse_document

TEXT = """\
top:
  plain: one two
  quoted: "three"
  block: |
    first
      second
  list: [a, {b: c}]
"""


@pytest.mark.parametrize(
    ("path", "value", "key", "reason"),
    [
        (("top", "plain"), (2, 10), (2, 3), "a plain text stands where it begins"),
        (("top", "quoted"), (3, 11), (3, 3), "a quoted text begins with its quote"),
        (("top", "block"), (4, 10), (4, 3), "a block begins with its sign"),
        (("top", "list"), (7, 9), (7, 3), "a list begins with its bracket"),
        (("top", "list", 0), (7, 10), (7, 10), "an item has no key and stands for itself"),
        (("top", "list", 1, "b"), (7, 17), (7, 14), "a mapping inside a list"),
        (("top", "list", 5), (7, 9), (7, 9), "an index that is not there gives the list"),
        (("top", "list", "b"), (7, 9), (7, 9), "a key of a list gives the list"),
        (("top", "nowhere", "else"), (2, 3), (2, 3), "a key that is not there gives its nearest parent"),
        ((), (1, 1), (1, 1), "the empty path is the document"),
    ],
)
def test_every_value_and_key_has_a_place(path, value, key, reason):
    """Values and keys are found at the line and column where they stand."""
    node = parse_document(TEXT, "f")
    places = node.span_at(path), node.key_span_at(path)
    assert [value, key] == [(span.line, span.column) for span in places], reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("a: one", (1, 4), "plain text"),
        ("a: 'one'", (1, 5), "after the quote"),
        ("a: 'it''s'", None, "an escape shifts what follows"),
        ('a: "t\\tb"', None, "an escape shifts what follows"),
        ("a: one\n  two", None, "folded lines are joined"),
        ("a: |\n   one\n    two", (2, 4), "a block begins at its indentation"),
        ("a: |\n\n   one", (2, 4), "an empty first line belongs to the text"),
        ("a: |1\n   one", (2, 2), "with a stated indentation the spaces after it belong to the text"),
        ("a: >\n  one", None, "folded blocks are joined"),
    ],
)
def test_text_is_located_where_the_file_holds_it_unchanged(text, expected, reason):
    """The first character's place is known only if every other one follows from it."""
    assert expected == parse_document(text, "f").members["a"].node.text_at, reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("+1", 1),
        ("-1", -1),
        ("012", 12),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("0b1", "0b1"),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        ("2024-01-01", "2024-01-01"),
        ("<<", "<<"),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("!!bool 'True'", True),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(text, expected):
    """Only what YAML 1.2 calls a number, a truth value or null is one."""
    value = parse_document(f"a: {text}", "f").plain()["a"]
    assert (expected, type(expected)) == (value, type(value))


def test_first_document_of_a_stream_is_read():
    """What comes after it may be anything."""
    assert parse_document("a: 1\n---\nb: [", "f").plain() == {"a": 1}


def test_own_keys_win_over_merged_ones_and_earlier_merges_over_later():
    """Merge keys work as in YAML 1.1."""
    text = "x: &x {a: 1, b: 1, c: 1}\ny: &y {b: 2, d: 2}\nz: {<<: [*y, *x], a: 3}"
    assert parse_document(text, "f").plain()["z"] == {"a": 3, "b": 2, "d": 2, "c": 1}


def test_nesting_is_limited_before_it_exhausts_the_stack():
    """A document at the limit is read, a far deeper one is refused at once."""
    assert isinstance(parse_document("[" * MAX_DEPTH + "]" * MAX_DEPTH, "f"), Node)
    with pytest.raises(SpecError, match="nested too deeply"):
        parse_document("[" * 1_000_000, "f")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: !!python/object:os.system {}", "unknown tag 'tag:yaml.org,2002:python/object:os.system'"),
        ("a: !t [b]", "unknown tag '!t'"),
        ("a: !!set {b: ~}", "unknown tag 'tag:yaml.org,2002:set'"),
        ("a: !!omap [b: c]", "unknown tag 'tag:yaml.org,2002:omap'"),
        ("a: !!str [b]", "unknown tag 'tag:yaml.org,2002:str'"),
        ("a: !!binary eA==", "unknown tag 'tag:yaml.org,2002:binary'"),
        ("a: .inf", "'.inf' is not a number that can be used"),
        ("a: {<<: 5}", "a merge key needs a mapping"),
    ],
)
def test_only_what_json_can_hold_is_read(text, message):
    """No tag makes an object of a list or a mapping, and no number is infinite."""
    with pytest.raises(SpecError) as refused:
        parse_document(text, "f")
    assert [(d.code, d.message) for d in refused.value.diagnostics] == [("S002", message)]


@pytest.mark.parametrize("text", ["a: !!map {b: !!seq [c]}", "a: ! b", "a: {<<: {b: 1}, b: 2}"])
def test_tags_that_say_what_is_there_are_harmless(text):
    """Those of the core schema on their own kind, and the empty tag."""
    assert parse_document(text, "f").plain()["a"]


def test_merging_the_same_mapping_twice_costs_nothing():
    """Many aliases of one anchor are one merge."""
    text = f"a: &a {{{', '.join(f'k{number}: 1' for number in range(100))}}}\nb: {{<<: [{'*a, ' * 1000}]}}"
    assert parse_document(text, "f").plain()["b"]["k99"] == 1


def test_a_chain_of_merges_is_limited():
    """Each mapping that merges the one before holds one entry more."""
    chain = "".join(f"a{number}: &a{number} {{<<: *a{number - 1}, k{number}: 1}}\n" for number in range(1, 400))
    with pytest.raises(SpecError, match="make this document too large"):
        parse_document(f"a0: &a0 {{k0: 1}}\n{chain}", "f")


def test_too_many_values_are_refused_before_they_are_kept():
    """The parser stops at the one that is too many."""
    with pytest.raises(SpecError, match=f"more than {MAX_NODES} keys and values"):
        parse_document(f"[{'a,' * (MAX_NODES + 1)}]", "f")


def test_places_of_an_option_count_from_its_beginning():
    """The first line has something before it, the others have not."""
    node = parse_document("{a: b,\n c: 'd'}", "option", column=5)
    assert [str(node.span_at((key,))) for key in "ac"] == ["option:1:10", "option:2:5"]
    assert [node.members[key].node.text_at for key in "ac"] == [(1, 10), (2, 6)]


def test_caller_chooses_the_class_of_the_error():
    """Environment files fail with their own error."""
    with pytest.raises(EnvironmentFileError):
        parse_document("a: 1\na: 2", "f", EnvironmentFileError)


def _spans(node: Node) -> list[Span]:
    inner = [member.node for member in node.members.values()]
    inner += node.value if isinstance(node.value, tuple) else []
    keys = [member.key_span for member in node.members.values()]
    return [node.span, *keys, *(span for child in inner for span in _spans(child))]


PIECES = [
    "- ",
    ": ",
    ", ",
    "!!int ",
    "!t ",
    "? ",
    "&x ",
    "*x",
    "\n",
    "\n  ",
    "---\n",
    "...\n",
    "1.5",
    "true",
    "😀",
    "<<",
]
YAML_LIKE = st.lists(st.sampled_from([*PIECES, *"abé:{}[]'\"|>#%~1\t\\\x85"]), max_size=40).map("".join)


@given(st.one_of(YAML_LIKE, st.text(max_size=60)))
@example("\ufeff")
@example("a: \u2028b\nc: [")
@example("a: \ud800")
@example("? [a]\n: b\n[c]: d")
def test_any_text_gives_a_document_or_a_diagnostic_inside_the_file(text):
    """Nothing but a `SpecError` is raised, and every place lies in the file."""
    try:
        spans = _spans(parse_document(text, "f"))
    except SpecError as error:
        spans = [d.span for d in error.diagnostics]
    # A value that is left out at the end stands behind the last line's end, even if that line has none.
    lines = len(re.split("\r\n|[\n\r\x85\u2028\u2029]", f"{text}\n"))
    for span in spans:
        assert 1 <= span.line <= span.end_line <= lines
        assert 1 <= span.column <= len(text) + 2
