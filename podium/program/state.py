"""What the running stack holds, as the engine knows it; asked for in the program, before it makes anything."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from podium.diagnostics import Diagnostic, GuardError

__all__ = ["COMPONENTS", "State", "StateResource", "read_state"]

COMPONENTS: Final = "podium:components:"
"""Begin of the type tokens of components."""

_READ = "pulumi:pulumi:readStackResourceOutputs"
_STACK = "pulumi:pulumi:Stack"
_ANSWERING = "pulumi:providers:pulumi"
_WAITS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds before each time that the state is read."""


@dataclass(frozen=True, slots=True)
class StateResource:
    """One resource of the state.

    Attributes:
        urn: Its URN.
        outputs: Its outputs. They hold secrets in clear: never show them.
    """

    urn: str
    outputs: Mapping[str, Any]

    @property
    def types(self) -> tuple[str, ...]:
        """The type tokens of its parents, outermost first, and its own last."""
        return tuple(self.urn.split("::")[2].split("$"))

    @property
    def type(self) -> str:
        """Its type token."""
        return self.types[-1]

    @property
    def name(self) -> str:
        """Its logical name."""
        return self.urn.split("::", 3)[3]

    @property
    def is_component(self) -> bool:
        """Whether it is a component that stands by itself, so that its name is a uid."""
        return len(self.types) == 1 and self.type.startswith(COMPONENTS)

    def __repr__(self) -> str:
        return f"StateResource({self.urn!r}, …)"


@dataclass(frozen=True, slots=True)
class State:
    """All resources of a stack.

    Attributes:
        resources: The resources by URN.
    """

    resources: Mapping[str, StateResource]

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The outputs of the stack, as its last run to the end left them."""
        return next((r.outputs for r in self.resources.values() if r.type == _STACK), {})

    @property
    def components(self) -> Mapping[str, StateResource]:
        """The components that stand by themselves, by uid."""
        return {r.name: r for r in self.resources.values() if r.is_component}

    def members(self) -> Mapping[str, tuple[StateResource, ...]]:
        """Return what each component is made of, by the component's uid.

        The engine tells no parents here. Whose a child is follows from the types of its parents and from its name, that
        starts with its component's: the longest one that fits.
        """
        components = self.components
        found: dict[str, list[StateResource]] = {uid: [] for uid in components}
        by_type: dict[str, list[str]] = {}
        for uid, component in components.items():
            by_type.setdefault(component.type, []).append(uid)
        for resource in self.resources.values():
            outermost, *inner = resource.types
            if inner:
                owners = (uid for uid in by_type.get(outermost, ()) if resource.name.startswith(uid))
                owner = max(owners, key=len, default=None)
                if owner is not None:
                    found[owner].append(resource)
        return {uid: tuple(sorted(children, key=lambda r: r.urn)) for uid, children in found.items()}


def read_state() -> State:
    """Return what the running stack holds, from the engine itself: no process starts, and any backend will do.

    While the engine deploys, it writes the state, and a state in a file is empty or not there in between. It is read
    again until it holds the provider that answers this very question, so none is taken for a stack without resources.

    Raises:
        GuardError: The state cannot be read (``G009``).

    Source: Pulumi 3.259, ``pkg/resource/deploy/builtins.go``: without what waits to be deleted.
    """
    reason = "it does not hold what this run has begun with"
    for wait in _WAITS:
        time.sleep(wait)
        try:
            answer: Any = pulumi.runtime.invoke(_READ, {"stackName": pulumi.get_stack()}).value
        except Exception as error:  # the SDK has no class of its own for it
            reason = str(error).rpartition("error: ")[2]
            continue
        state = State({resource.urn: resource for resource in _resources(answer or {})})
        if pulumi.runtime.is_dry_run() or any(r.type == _ANSWERING for r in state.resources.values()):
            return state
    fix = "run it again; the guard of data cannot do without"
    raise GuardError(Diagnostic("G009", "the state of the stack cannot be read", why=reason, fix=fix))


def _resources(answer: Mapping[str, Any]) -> Iterator[StateResource]:
    for urn, content in sorted((answer.get("outputs") or {}).items()):
        yield StateResource(urn, content.get("outputs") or {})
