"""Keeping secrets apart; a whole workload is in `tests/cases/plan/secrets-are-kept-apart.case`."""

from __future__ import annotations

from podium.graph.context import output_reference
from podium.graph.uid import ResourceUid
from podium.plan.secrets import separate_secrets
from podium.spec.placeholder import Placeholder, Template

UID = ResourceUid("postgres", "default", "db")
HOST, PASSWORD = (output_reference(UID, name) for name in ("host", "password"))


def is_secret(placeholder: Placeholder) -> bool:
    """Return whether the password is read."""
    return placeholder.path[2] == "password"


def separated(**container) -> dict:
    """Return one container after separation."""
    return separate_secrets({"main": container}, is_secret)["main"]


def test_a_variable_with_a_secret_in_it_is_secret_as_a_whole():
    """Text and secret are never told apart afterwards."""
    mixed, plain = Template(("user:", PASSWORD, "@", HOST)), Template((HOST,))
    result = separated(variables={"URL": mixed, "HOST": plain, "TEXT": "x"})
    assert set(result["secret_variables"]) == {"URL"}
    assert set(result["variables"]) == {"HOST", "TEXT"}


def test_values_become_text():
    """A number that is an output is a text in a variable or file."""
    result = separated(variables={"PORT": Template((HOST,))}, files={"/a": {"content": Template((PASSWORD,))}})
    assert result["variables"]["PORT"] == Template((HOST,), as_text=True)
    assert result["files"]["/a"] == {"content": Template((PASSWORD,), as_text=True), "secret": True}


def test_the_rest_of_a_container_is_left_alone():
    """Files without text and all other fields stay as they are."""
    file = {"binary_content": "YQ=="}
    result = separated(image="x", files={"/a": file, "/b": {"content": "y"}})
    assert (result["image"], result["files"]) == ("x", {"/a": file, "/b": {"content": "y", "secret": False}})
