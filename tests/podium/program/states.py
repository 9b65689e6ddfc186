"""States of stacks for tests, as the engine tells of them."""

from __future__ import annotations

from typing import Any

from podium.program.state import State, StateResource

STACK = "urn:pulumi:dev::podium::pulumi:pulumi:Stack::podium-dev"
CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"
PASSWORD = "pulumi-python:dynamic/podium:GeneratedPassword"


def urn(kind: str, name: str, *outer: str) -> str:
    """Return a URN."""
    return f"urn:pulumi:dev::podium::{'$'.join([*outer, kind])}::{name}"


def component(class_name: str, uid: str, **children: tuple[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return a component and its children: type and outputs by the end of the name."""
    kind = f"podium:components:{class_name}"
    made = {urn(kind, uid): {}}
    return made | {urn(of, f"{uid}-{name}", kind): outputs for name, (of, outputs) in children.items()}


def claim(name: str = "data", **spec: Any) -> tuple[str, dict[str, Any]]:
    """Return a volume of a cluster."""
    inputs = {"metadata": {"name": name, "namespace": "dev"}, "spec": {"accessModes": ["ReadWriteOnce"], **spec}}
    outputs = {"metadata": {**inputs["metadata"], "uid": "x"}, "spec": {**inputs["spec"], "storageClassName": "fast"}}
    return CLAIM, {"__inputs": inputs, **outputs}


def state(*parts: dict[str, dict[str, Any]], **outputs: Any) -> State:
    """Return a state with some components and the stack's outputs."""
    resources = {STACK: outputs}
    for part in parts:
        resources |= part
    return State({name: StateResource(name, content) for name, content in resources.items()})
