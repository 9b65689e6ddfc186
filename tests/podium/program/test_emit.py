"""Objects become YAML that every reader understands alike."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given

from podium.program.emit import to_yaml
from tests.support.documents import DOCUMENTS

WORDS = ["on", "Yes", "n", "Y", "null", "~", "<<", "="]
NUMBERS = ["012", "0o14", "1e3", "1_000", "12:30", "2001-12-14", "2001-1-1", "8080", "0x1f", "-1", "+1", ".5", ".inf"]
NUMBERS += [".NaN", "1.", "1E3", "0b1", "100"]


@given(DOCUMENTS)
def test_what_is_written_is_read_back(objects):
    """Whatever the texts and keys are, the library's own reader finds the same data."""
    assert list(yaml.safe_load_all(to_yaml(objects))) == objects


@pytest.mark.parametrize(
    "text",
    ["", *WORDS, *NUMBERS],
)
def test_texts_that_some_reader_takes_for_something_else_are_quoted(text):
    """YAML 1.1 and 1.2, Python's reader and Go's differ in what a bare word is."""
    assert to_yaml([{"a": text}]) == f'---\na: "{text}"\n'


@pytest.mark.parametrize("text", ["web", "nginx:1.27", "/tmp", "100m", "64Mi", "http://x:80/y?z=1", "a b", "über"])
def test_plain_texts_stand_as_they_are(text):
    """Manifests stay readable."""
    assert to_yaml([{"a": text}]) == f"---\na: {text}\n"


def test_text_of_many_lines_is_written_as_such():
    """With tabs, blanks at the end of lines, and as many line breaks at the end as there are."""
    text = to_yaml([{"a": "all:\n\techo  \n\n  x\n", "b": ["no\nend"], "c": "two\nends\n\n", "d": "\n x\n"}])
    assert text == (
        "---\na: |\n  all:\n  \techo  \n\n    x\nb:\n- |-\n  no\n  end\nc: |+\n  two\n  ends\n\n" + 'd: "\\n x\\n"\n'
    )


def test_documents_keep_their_keys_in_order_and_repeat_what_is_equal():
    """No anchors, which people cannot read and some tools refuse."""
    shared = {"b": 1, "a": 2}
    assert to_yaml([{"l": shared, "k": [shared]}, {}]) == "---\nl:\n  b: 1\n  a: 2\nk:\n- b: 1\n  a: 2\n--- {}\n"


def test_nothing_is_written_for_nothing():
    """No objects, no documents."""
    assert to_yaml([]) == ""
