"""Kubernetes conventions."""

from __future__ import annotations

import pytest

from podium.kubernetes import (
    check_label_value,
    check_object_name,
    data_key,
    digest,
    file_mode,
    keyed_digest,
    literal,
    restricted,
    selector_labels,
    service_host,
    shorten,
    standard_labels,
    start_order,
)
from tests.support.kubelet import expand


@pytest.mark.parametrize("name", ["a", "shop", "shop-1", "a" * 63])
def test_object_names_are_labels(name):
    """What any kind of object accepts is accepted."""
    assert check_object_name(name) == name


@pytest.mark.parametrize("name", ["", "1shop", "Shop", "shop-", "-shop", "a.b", "a_b", "shop\n", "a" * 64])
def test_other_object_names_are_refused(name):
    """The message quotes the name and says what is allowed."""
    with pytest.raises(ValueError, match="is not an object name: lower case letters"):
        check_object_name(name)


@pytest.mark.parametrize(
    ("value", "allowed"), [("", True), ("A.b_c-1", True), ("a b", False), ("-a", False), ("a" * 64, False)]
)
def test_label_values_are_checked(value, allowed):
    """Label values are short words, or nothing."""
    if allowed:
        assert check_label_value(value) == value
        return
    with pytest.raises(ValueError, match="is not a label value"):
        check_label_value(value)


def test_labels_of_the_selector_win_over_the_callers():
    """Extra labels may say anything except what the selector relies on."""
    labels = standard_labels("shop", "workload", {"app.kubernetes.io/name": "x", "app.kubernetes.io/managed-by": "me"})
    assert selector_labels("shop", "workload").items() <= labels.items()
    assert labels["app.kubernetes.io/managed-by"] == "me"
    assert list(labels) == sorted(labels)


@pytest.mark.parametrize("length", [1, 52, 53, 63, 200])
def test_shortened_names_fit_and_stay_apart(length):
    """A name that is too long keeps its start and gets a digest of the whole."""
    names = {shorten("a" * length, 52), shorten("a" * (length - 1) + "b", 52)}
    assert len(names) == 2
    assert max(len(name) for name in names) <= 52


def test_shortened_names_never_end_their_start_with_a_dash():
    """Two dashes in a row would be legal but ugly."""
    assert "--" not in shorten("a" * 42 + "-" + "b" * 20, 52)


@pytest.mark.parametrize("text", ["", "$", "$$", "$(A)", "$$(A)", "a$b", "${A}", "$$$$", "100 $ (A)", "$("])
def test_literal_text_survives_the_kubelet(text):
    """Whatever the text, the kubelet's expansion gives it back."""
    assert expand(literal(text), {"A": "expanded"}) == text


@pytest.mark.parametrize(("mode", "expected"), [(None, 0o644), ("0400", 0o400), ("755", 0o755)])
def test_file_modes_are_octal(mode, expected):
    """Score writes modes as octal text."""
    assert file_mode(mode) == expected


@pytest.mark.parametrize(
    ("name", "other", "reason"),
    [
        ("/a/b", "/a_b", "a slash and an underscore"),
        ("/a/x", "/b/x", "two folders"),
        ("X Y", "X_Y", "a space and an underscore"),
        ("ü", "ö", "letters that keys do not have"),
    ],
)
def test_keys_stay_apart_and_are_legal(name, other, reason):
    """Different paths and variables have different keys."""
    keys = {data_key("main", name), data_key("main", other)}
    assert len(keys) == 2, reason
    assert all(key.replace(".", "").replace("-", "").replace("_", "").isascii() for key in keys)


def test_keys_tell_what_they_hold():
    """A person who looks at the Secret or ConfigMap recognises variable and file."""
    assert data_key("main", "DB_PASSWORD") == "main.DB_PASSWORD"
    assert data_key("main", "/etc/shop/app.yaml") == f"main.{digest('/etc/shop/app.yaml')}.app.yaml"


def test_restricted_pod_secures_starting_containers_too():
    """Init containers are containers."""
    pod = restricted({"containers": [{"name": "a"}], "initContainers": [{"name": "b"}]}, user=7)
    contexts = [c["securityContext"] for c in [*pod["containers"], *pod["initContainers"]]]
    assert [c["allowPrivilegeEscalation"] for c in contexts] == [False, False]
    assert pod["securityContext"]["runAsUser"] == 7


def test_restricted_pod_gets_no_token_and_no_made_up_variables():
    """Beyond the standard: no API token and no variables from Services."""
    pod = restricted({"containers": []})
    assert (pod["automountServiceAccountToken"], pod["enableServiceLinks"]) == (False, False)


def test_host_is_the_cluster_name():
    """The name that the cluster's DNS answers for."""
    assert service_host("db", "shop") == "db.shop.svc.cluster.local"


@pytest.mark.parametrize(
    ("before", "expected", "reason"),
    [
        ({"a": {}, "b": {}}, (), "nobody waits"),
        ({"a": {}, "b": {"a": "started"}}, ("b",), "one before the other"),
        ({"a": {}, "c": {"b": "healthy"}, "b": {"a": "complete"}}, ("c", "b"), "a chain"),
        ({"a": {}, "c": {"a": "started"}, "b": {"a": "started"}}, ("b", "c"), "ties are sorted"),
    ],
)
def test_containers_start_in_order(before, expected, reason):
    """Those that others wait for come first, in an order that keeps every wish."""
    assert start_order(before) == expected, reason


def test_circles_are_refused():
    """Containers that wait for each other never start; the message shows the circle."""
    with pytest.raises(ValueError, match=r"containers wait for each other: (a -> b -> a|b -> a -> b)$"):
        start_order({"a": {"b": "started"}, "b": {"a": "started"}})


def test_unknown_containers_are_refused():
    """Waiting for a container that does not exist is a mistake."""
    with pytest.raises(ValueError, match="'a' comes before 'x', which does not exist"):
        start_order({"a": {"x": "started"}})


def test_keyed_digest_needs_the_key():
    """The same text under another key looks unrelated; under the same key it is the same."""
    assert keyed_digest("k1", "text") == keyed_digest("k1", "text")
    assert len({keyed_digest("k1", "text"), keyed_digest("k2", "text"), keyed_digest("k1", "other")}) == 3
