"""The identity of resources and the names that follow from it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.graph.uid import ResourceUid

WORDS = st.text("abc019", min_size=1, max_size=40)
TYPES = st.builds("{}-{}".format, WORDS, WORDS)
IDS = st.lists(WORDS, min_size=1, max_size=4).flatmap(
    lambda words: st.sampled_from([".", "-", "--"]).map(lambda separator: separator.join(words))
)
UIDS = st.builds(ResourceUid, TYPES, TYPES, IDS)
LABEL = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")


@given(UIDS)
def test_a_uid_is_read_as_it_is_written(uid):
    """Text and value stand for each other."""
    assert uid == ResourceUid.parse(str(uid))


@given(UIDS)
def test_object_names_are_labels_of_at_most_48_characters(uid):
    """Every object of the cluster may carry the name, with something added."""
    assert LABEL.fullmatch(uid.object_name)
    assert len(uid.object_name) <= 48


@given(UIDS, UIDS)
def test_different_uids_have_different_object_names(one, other):
    """Two claims never end up as one object."""
    assert (one == other) == (one.object_name == other.object_name)


def test_ids_that_look_alike_are_kept_apart():
    """Dots become dashes, so a hash of the whole uid makes the difference."""
    uids = [ResourceUid("dns", "default", "a.b"), ResourceUid("dns", "default", "a-b"), ResourceUid("dns", "x", "a.b")]
    names = [uid.object_name for uid in uids]
    assert all(name.startswith("a-b-") for name in names)
    assert len(set(names)) == 3


def test_class_is_default_where_none_is_given():
    """An empty class and none are the same."""
    expected = "dns.default#a"
    assert [expected, expected, "dns.big#a"] == [str(ResourceUid.of("dns", "a", given)) for given in (None, "", "big")]


@pytest.mark.parametrize("text", ["", "dns", "dns#a", "dns.default", "dns.#a", ".default#a", "dns.default#"])
def test_other_texts_are_no_uids(text):
    """A text of another form is refused."""
    with pytest.raises(ValueError, match="not of the form"):
        ResourceUid.parse(text)


@given(UIDS, UIDS)
def test_uids_sort_as_their_texts(one, other):
    """The order of resources is the one that people see."""
    assert (one < other) == (str(one) < str(other))
