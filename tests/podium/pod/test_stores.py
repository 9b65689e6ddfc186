"""What pods mount. How the objects are created is in tests/components/test_service.py."""

from __future__ import annotations

import base64

import pytest

from podium.pod.args import ContainerArgs
from podium.pod.stores import STORE_LIMIT, file_contents, files_of, map_deferred, overfull_stores, secret_variables
from podium.spec.placeholder import parse_template


def containers(**given):
    """Return containers by name."""
    return {name: ContainerArgs(image="shop:1", **args) for name, args in given.items()}


def test_secret_files_are_kept_apart():
    """What is secret is in no ConfigMap."""
    made = containers(b={"files": {"/k": {"content": "k", "secret": True}, "/a": {"content": "a"}}})
    assert [path for _, path, _ in files_of(made, secret=True)] == ["/k"]
    assert [path for _, path, _ in files_of(made, secret=False)] == ["/a"]


def test_binary_files_stay_base64():
    """Text and bytes are kept in different fields."""
    made = containers(main={"files": {"/a": {"content": "x"}, "/b": {"binary_content": "AAE="}}})
    text, binary = file_contents(made, secret=False)
    assert (list(text.values()), list(binary.values())) == (["x"], ["AAE="])


def test_secret_variables_of_all_containers_share_a_store():
    """The container's name tells them apart."""
    made = containers(b={"secret_variables": {"T": "2"}}, a={"secret_variables": {"T": "1"}})
    assert secret_variables(made) == {"a.T": "1", "b.T": "2"}


def test_known_values_are_changed_at_once():
    """No output is made of plain text."""
    assert map_deferred("a", str.upper) == "A"


HALF = "x" * (STORE_LIMIT // 2)


@pytest.mark.parametrize(
    ("given", "expected", "reason"),
    [
        ({"files": {"/a": {"content": HALF}, "/b": {"content": HALF}}}, [], "exactly as much as there may be"),
        (
            {"files": {"/a": {"content": HALF + "x"}, "/b": {"content": HALF}}},
            [("containers", "main", "files", "/a")],
            "one byte more, told at the largest",
        ),
        ({"files": {"/a": {"content": HALF}, "/b": {"content": HALF, "secret": True}}}, [], "two stores"),
        (
            {"secret_variables": {"A": HALF + "é" * (STORE_LIMIT // 4 + 1)}},
            [("containers", "main", "secret_variables", "A")],
            "bytes count, not characters",
        ),
        (
            {"files": {"/a": {"binary_content": base64.b64encode(HALF.encode() * 2 + b"x").decode()}}},
            [("containers", "main", "files", "/a")],
            "bytes, not their base64",
        ),
        (
            {"files": {"/a": {"content": parse_template(HALF + "${resources.db.host}" + HALF + "x")}}},
            [("containers", "main", "files", "/a")],
            "of what is known later, the part that is known",
        ),
    ],
)
def test_too_much_is_found_before_the_cluster_refuses_it(given, expected, reason):
    """A ConfigMap or Secret holds a mebibyte."""
    assert [problem.path for problem in overfull_stores("shop", containers(main=given))] == expected, reason


def test_sizes_are_told():
    """The message names the workload, the sum and the largest entries, never a content."""
    files = {f"/{index}": {"content": "secret" * 50_000, "secret": True} for index in range(5)}
    (problem,) = overfull_stores("shop", containers(main={"files": files}))
    assert problem.message == (
        "makes the secret files of workload 'shop' too large: 1464.8 KiB together "
        "(/0 of 'main' 293.0 KiB, /1 of 'main' 293.0 KiB, /2 of 'main' 293.0 KiB and 2 more)"
    )
