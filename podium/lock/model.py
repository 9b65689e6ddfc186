"""The lock file, ``stacks/podium.lock.<env>.json``, as types. Uids are texts here, ``type.class#id``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ConfigDict

__all__ = ["LOCK_VERSION", "SECRET", "Acceptance", "Lock", "LockedClaimant", "LockedResource", "LockedWorkload"]

LOCK_VERSION = 1
"""Version of the file's form."""

_CLOSED = ConfigDict(extra="forbid")
"""For whoever reads a lock: keys that are not known make it another form."""

SECRET = "[secret]"  # noqa: S105 - stands where a secret was
"""What a lock holds in place of a value that is secret."""


@dataclass(frozen=True, slots=True, order=True)
class LockedClaimant:
    """Who asked: a workload by the name of its claim, or a definition by an alias.

    Attributes:
        workload: Name of the workload on whose behalf it was asked.
        name: Name of the claim or alias.
    """

    __pydantic_config__ = _CLOSED

    workload: str
    name: str


@dataclass(frozen=True, slots=True)
class LockedWorkload:
    """A workload as it was locked.

    Attributes:
        name: Its name.
        file: Its Score file, relative to the project.
        digest: SHA-256 of the Score document with its overrides, images aside.
        images: The image of each of its containers.
    """

    __pydantic_config__ = _CLOSED

    name: str
    file: str
    digest: str
    images: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LockedResource:
    """One decision.

    Attributes:
        uid: The resource.
        definition: Name of the definition that answers.
        component: Name of the component.
        version: The component's version.
        stateful: Whether replacing it loses data.
        name: Object name; kept when the claim is renamed.
        namespace: Uid of its namespace; None for a namespace itself.
        claimants: Who asks for it, in order.
        needs: Uids that must exist first, sorted.
        params: Checked inputs; placeholders as text, secrets masked.
        identity: Inputs that say which data it holds: another value is other data.
        outputs: Names of the outputs, and for each whether it is secret.
        aliases: Uids that it had before, latest first.
    """

    __pydantic_config__ = _CLOSED

    uid: str
    definition: str
    component: str
    version: str
    stateful: bool
    name: str
    namespace: str | None
    claimants: tuple[LockedClaimant, ...]
    needs: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    identity: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, bool] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()

    @property
    def resource_type(self) -> str:
        """Its resource type."""
        return self.uid.partition(".")[0]


@dataclass(frozen=True, slots=True, order=True)
class Acceptance:
    """Somebody agreed that the data of a resource may go, once: it holds for this change and no other.

    Attributes:
        uid: The resource.
        before: What held the data, as ``component@version name``.
        after: What takes its place, in the same form; ``nothing`` where the resource goes.
    """

    __pydantic_config__ = _CLOSED

    uid: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Lock:
    """All decisions of an environment.

    Attributes:
        environment: The environment's name.
        workloads: The workloads by name.
        resources: The decisions by uid.
        definitions: The definitions that answer, by name, as they stand in the environment's files.
        accepted: What may go, sorted.
    """

    __pydantic_config__ = _CLOSED

    environment: str
    workloads: Mapping[str, LockedWorkload] = field(default_factory=dict)
    resources: Mapping[str, LockedResource] = field(default_factory=dict)
    definitions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    accepted: tuple[Acceptance, ...] = ()
