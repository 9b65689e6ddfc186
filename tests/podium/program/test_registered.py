"""What a plan would register, as plain data."""

from __future__ import annotations

import pulumi

from podium.program.record import record_program
from podium.program.registered import UNKNOWN_TEXT, registered


class Vault(pulumi.ComponentResource):
    """A component with a child."""

    def __init__(self, name: str) -> None:
        """Create the child, which reads what nobody knows yet."""
        super().__init__("podium:components:Vault", name)
        options = pulumi.ResourceOptions(parent=self, protect=True)
        door = pulumi.CustomResource("bank:index:Door", f"{name}-door", {"key": pulumi.Output.secret("k3y")}, options)
        pulumi.CustomResource("bank:index:Lock", f"{name}-lock", {"door": door.id, "left": None}, options)


def test_resources_are_listed_by_what_they_serve():
    """Components and children stand together, whatever the order in which they were registered."""
    listed = registered(record_program(lambda: [Vault("b"), Vault("a")]))
    vaults = [(entry["resource"], entry["name"]) for entry in listed if entry["name"] != "stack"]
    assert [pair for pair in vaults if pair[0] in {"a", "b"}] == [
        ("a", "a-door"), ("a", "a-lock"), ("a", "a"), ("b", "b-door"), ("b", "b-lock"), ("b", "b"),
    ]  # fmt: skip


def test_secrets_and_what_is_not_known_are_marked():
    """No secret is shown, a provider's value is no value yet, and null means that nothing is given."""
    found = {entry["name"]: entry for entry in registered(record_program(lambda: Vault("a")))}
    assert found["a-door"]["inputs"] == {"key": "[secret]"}
    assert found["a-lock"]["inputs"] == {"door": UNKNOWN_TEXT}
    assert (found["a"]["protect"], found["a-door"]["protect"]) == (False, True)
