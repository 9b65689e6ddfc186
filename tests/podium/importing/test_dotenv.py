from __future__ import annotations

import hypothesis
from hypothesis import strategies

from podium.importing.dotenv import parse_dotenv, read_dotenv
from podium.importing.interpolation import defer

TEXT = r"""
# a comment
PLAIN=it is # not this
export SHELL_STYLE=1
COLON: yes
SINGLE='$A # ${as is}'
DOUBLE="tab\t${A} \$A"
LINES="one
two"
DEFAULT=${NO:-x}/${A-y}
BARE=$A$PLAIN
UNKNOWN=$NOBODY
EMPTY=
NONE
"""


def values(text, known=None):
    """Return the values of a file."""
    found, problems = parse_dotenv(text, ".env", known or {"A": "a"})
    assert problems == []
    return {name: value for name, (value, _) in found.items()}


def test_the_forms_of_values():
    """Compose Specification, "Env_file format"."""
    assert values(TEXT) == {
        "PLAIN": "it is",
        "SHELL_STYLE": "1",
        "COLON": "yes",
        "SINGLE": "$A # ${as is}",
        "DOUBLE": "tab\ta $A",
        "LINES": "one\ntwo",
        "DEFAULT": "x/a",
        "BARE": "ait is",
        "UNKNOWN": defer("NOBODY"),
        "EMPTY": "",
        "NONE": None,
    }


def test_values_have_their_place():
    """In the file of variables, not in the Compose file."""
    assert str(parse_dotenv("\n\nA=1", "x/.env", {})[0]["A"][1]) == "x/.env:3:1"


def test_a_line_that_is_no_variable_is_told():
    """With its place; the others are read."""
    found, problems = parse_dotenv("A=1\nwhat is this\n", ".env", {})
    assert list(found) == ["A"]
    assert [(p.code, p.span.line) for p in problems] == [("I007", 2)]


def test_files_that_cannot_be_read(tmp_path):
    """Absent, a folder, not text."""
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name in ("absent", ".", "binary", "x\0y"):
        assert [p.code for p in read_dotenv(tmp_path / name, {})[1]] == ["I003"]


@hypothesis.given(strategies.text(alphabet="AB=\"'\\$# \n:{}-", max_size=40))
def test_any_text_is_read_or_refused(text):
    """Never an exception."""
    parse_dotenv(text, ".env", {})
