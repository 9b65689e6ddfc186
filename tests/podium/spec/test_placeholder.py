"""The grammar of placeholders, held against a direct substitution with score-go's regular expression."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from podium.spec.placeholder import (
    Placeholder,
    Template,
    map_strings,
    parse_template,
    placeholders_in,
    template_or_text,
)
from podium.spec.values import to_text

# Written from the table of the Score reference, not from the parser: one substitution from left to right.
ORACLE = re.compile(r"\$((?:\$?{([^}]*)})|\$)")


def substitute(text: str, lookup) -> str:
    """Return the text with every placeholder replaced, as score-go does it."""

    def replace(match: re.Match[str]) -> str:
        if match.group(2) is None or match.group(1).startswith("$"):
            return match.group(1)
        return lookup(match.group(2))

    return ORACLE.sub(replace, text)


TEXTS = st.lists(
    st.sampled_from(
        ["$", "$$", "{", "}", "${", "a", ".", "\\.", "resources.db.host", "${metadata.name}", " ", "\n", "é"]
    ),
    max_size=12,
).map("".join)


@given(TEXTS)
@example("$$$${abc}")
@example("$$$$${abc}")
@example("$${${metadata.name}}")
@example("${unclosed $ and ${}")
def test_parsing_equals_direct_substitution(text):
    """Binding every placeholder gives what the one-pass substitution gives."""
    bound = parse_template(text).bind(lambda placeholder: f"<{placeholder.raw}>")
    assert substitute(text, lambda reference: f"<{reference}>") == bound


@given(TEXTS)
@example("$${${metadata.name}")
@example("$$${a}$$$${b}")
def test_a_template_as_text_parses_to_itself(text):
    """Rendering keeps literals and placeholders apart, whatever they look like."""
    template = parse_template(text)
    again = parse_template(str(template))
    assert [part if isinstance(part, str) else part.raw for part in template.parts] == [
        part if isinstance(part, str) else part.raw for part in again.parts
    ]


@given(TEXTS)
def test_offsets_point_at_the_dollar_sign(text):
    """A placeholder's offset and length cut it out of its string."""
    for placeholder in parse_template(text).placeholders:
        assert (
            str(placeholder) == text[placeholder.offset : placeholder.offset + len(str(placeholder))]
            or (text[placeholder.offset : placeholder.offset + 3]) == "${}"
        )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("${a.b.c}", ("a", "b", "c")),
        (r"${a.b\.c/d}", ("a", "b.c/d")),
        ("${a..b}", ("a", "", "b")),
        ("${}", ("",)),
        ("${ a }", (" a ",)),
    ],
)
def test_references_are_split_at_dots(text, path):
    """An escaped dot belongs to the key, spaces belong to it too."""
    assert (path,) == tuple(placeholder.path for placeholder in parse_template(text).placeholders)


def test_text_without_placeholder_is_plain():
    """Escapes are undone and no template is left."""
    assert ["$5", "${x}", Template((Placeholder(("a",), 0, "a"),))] == [
        template_or_text(text) for text in ("$$5", "$${x}", "${a}")
    ]


def test_strings_are_changed_inside_collections_but_keys_are_not():
    """Placeholders are expanded in values, through any depth."""
    value = {"${k}": ["a", {"b": ("c", 5, None)}]}
    assert map_strings(value, str.upper) == {"${k}": ["A", {"b": ["C", 5, None]}]}


def test_placeholders_are_found_inside_collections():
    """Every template's placeholders are given, in order."""
    value = {"x": [parse_template("${a} ${b}"), {"y": (parse_template("${c}"),)}, "${no}"]}
    assert [placeholder.raw for placeholder in placeholders_in(value)] == ["a", "b", "c"]


@pytest.mark.parametrize("value", [5, True, None, ["a"], {"a": {"b": 1}}])
def test_a_value_stays_itself_where_nothing_stands_around_it(value):
    """A template that is one placeholder becomes the value; otherwise the value becomes text."""
    assert parse_template("${x.y}").bind(lambda _: value) == value
    around, text = parse_template("a ${x.y}").bind(lambda _: value), to_text(value)
    assert around == f"a {text}"
    assert Template((Placeholder(("x",)),), as_text=True).bind(lambda _: value) == text


def test_bound_templates_are_equal_when_they_mean_the_same():
    """Text that came out of a placeholder is no different from text that was written."""
    kept = Placeholder(("resources", "db", "host"))
    bound = parse_template("a${x}c ${y}").bind(lambda placeholder: "b" if placeholder.path == ("x",) else kept)
    assert bound == Template(("abc ", kept))
