"""What changes from one lock to another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from typing import Any

from podium.collecting import collecting_later
from podium.lock.markdown import diff_markdown
from podium.lock.model import Acceptance, Lock, LockedResource, LockedWorkload
from podium.lock.text import diff_text
from podium.lock.values import ABSENT, Change, changes

__all__ = ["ImageChange", "LockDiff", "NamedChange", "ResourceChange", "diff_locks"]


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """A resource that both locks hold.

    Attributes:
        before: As it was.
        after: As it is; its uid differs if it took over what the other one had.
        changes: What differs, by path: ``definition``, ``component`` (with its version), ``params.…`` and so on.
    """

    before: LockedResource
    after: LockedResource
    changes: tuple[Change, ...]

    @property
    def stateful(self) -> bool:
        """Whether data is behind it."""
        return self.before.stateful or self.after.stateful

    @property
    def is_renamed(self) -> bool:
        """Whether it had another uid."""
        return self.before.uid != self.after.uid

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain data."""
        was = {"was": self.before.uid} if self.is_renamed else {}
        return {
            "uid": self.after.uid,
            **was,
            "stateful": self.stateful,
            "changes": [change.to_json() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class NamedChange:
    """A workload or a definition that differs, or that only one of the locks holds.

    Attributes:
        name: Its name.
        changes: What differs; one change with an empty path where only one lock holds it.
    """

    name: str
    changes: tuple[Change, ...]

    @property
    def sign(self) -> str:
        """``+`` for what is new, ``-`` for what is gone, ``~`` for what differs."""
        whole = next((change for change in self.changes if not change.path), None)
        if whole is None:
            return "~"
        return "+" if whole.old is ABSENT else "-"

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {"name": self.name, "changes": [change.to_json() for change in self.changes]}


@dataclass(frozen=True, slots=True)
class ImageChange:
    """A container that runs another image.

    Attributes:
        workload: Name of the workload.
        container: Name of the container.
        old: The image before; None if there was no such container.
        new: The image after; None if there is no such container.
    """

    workload: str
    container: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class LockDiff:
    """What changes from one lock to another. What holds data comes first everywhere.

    Attributes:
        old_environment: Environment of the old lock; None if there was none.
        new_environment: Environment of the new lock.
        added: Resources that are new.
        removed: Resources that are gone.
        changed: Resources that differ or are renamed.
        images: Images that differ.
        workloads: Workloads that are new, gone, or whose Score file differs.
        definitions: Definitions that say something else, or that start or stop answering.
        accepted: Losses of data that somebody agreed to.
        withdrawn: Those that are no longer open.
    """

    old_environment: str | None
    new_environment: str
    added: tuple[LockedResource, ...] = ()
    removed: tuple[LockedResource, ...] = ()
    changed: tuple[ResourceChange, ...] = ()
    images: tuple[ImageChange, ...] = ()
    workloads: tuple[NamedChange, ...] = ()
    definitions: tuple[NamedChange, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    withdrawn: tuple[Acceptance, ...] = ()

    @property
    def renamed(self) -> tuple[ResourceChange, ...]:
        """Resources that took over what another one had."""
        return tuple(change for change in self.changed if change.is_renamed)

    @property
    def is_empty(self) -> bool:
        """Whether both locks say the same."""
        return self == LockDiff(self.new_environment, self.new_environment)

    def to_json(self) -> dict[str, Any]:
        """Return the difference as plain data."""
        return {
            "environment": {"old": self.old_environment, "new": self.new_environment},
            "added": [_resource_json(resource) for resource in self.added],
            "removed": [_resource_json(resource) for resource in self.removed],
            "changed": [change.to_json() for change in self.changed],
            "images": [asdict(change) for change in self.images],
            "workloads": [change.to_json() for change in self.workloads],
            "definitions": [change.to_json() for change in self.definitions],
            "accepted": [asdict(acceptance) for acceptance in self.accepted],
            "withdrawn": [asdict(acceptance) for acceptance in self.withdrawn],
        }

    def to_text(self) -> str:
        """Return the difference as a person reads it in a terminal."""
        return diff_text(self)

    def to_markdown(self) -> str:
        """Return the difference as a comment on a pull request, at most 60,000 characters."""
        return diff_markdown(self)


@collecting_later()
def diff_locks(old: Lock | None, new: Lock) -> LockDiff:
    """Compare two locks.

    Args:
        old: The lock before; None if there was none.
        new: The lock after.
    """
    before = old or Lock(new.environment)
    images = tuple(_images(before.workloads, new.workloads))
    renamed = _renamed(before, new)
    told = {(change.workload, change.container) for change in images}
    changed = list(_changed(before, new, renamed, told))
    return LockDiff(
        old_environment=old.environment if old else None,
        new_environment=new.environment,
        added=_sorted(new.resources[uid] for uid in new.resources.keys() - before.resources.keys() - renamed.keys()),
        removed=_sorted(
            before.resources[uid] for uid in before.resources.keys() - new.resources.keys() - set(renamed.values())
        ),
        changed=tuple(sorted(changed, key=lambda change: (not change.stateful, change.after.uid))),
        images=images,
        workloads=tuple(_named(_workloads(before), _workloads(new))),
        definitions=tuple(_named(before.definitions, new.definitions)),
        accepted=tuple(sorted(set(new.accepted) - set(before.accepted))),
        withdrawn=tuple(sorted(set(before.accepted) - set(new.accepted))),
    )


def _sorted(resources: Iterator[LockedResource]) -> tuple[LockedResource, ...]:
    return tuple(sorted(resources, key=lambda resource: (not resource.stateful, resource.uid)))


def _renamed(old: Lock, new: Lock) -> dict[str, str]:
    """Return the uid that each new resource had before, if it is gone and only this one took over."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for uid in sorted(new.resources.keys() - old.resources.keys()):
        for alias in new.resources[uid].aliases:
            if alias in old.resources and alias not in new.resources and alias not in taken:
                found[uid] = alias
                taken.add(alias)
                break
    return found


def _changed(old: Lock, new: Lock, renamed: Mapping[str, str], told: Set[tuple[str, str]]) -> Iterator[ResourceChange]:
    later = {before: after for after, before in renamed.items()}
    for uid, after in new.resources.items():
        before = old.resources.get(renamed.get(uid, uid))
        if before is None:
            continue
        found = [change for change in _differences(before, after, later) if not _is_image(change, after, told)]
        if found or uid in renamed:
            yield ResourceChange(before, after, tuple(found))


def _differences(before: LockedResource, after: LockedResource, later: Mapping[str, str]) -> Iterator[Change]:
    """Yield what differs between two states of a resource; that others were renamed is no difference."""
    yield from changes(before.definition, after.definition, "definition")
    yield from changes(f"{before.component}@{before.version}", f"{after.component}@{after.version}", "component")
    yield from changes(before.stateful, after.stateful, "stateful")
    yield from changes(before.name, after.name, "name")
    yield from changes(later.get(before.namespace or "", before.namespace), after.namespace, "namespace")
    yield from _items(_claimants(before), _claimants(after), "claimants")
    yield from _items(_needs(before, later), after.needs, "needs")
    params = list(changes(_with_new_uids(before.params, later), after.params, "params"))
    yield from params
    same = {(change.path.partition(".")[2]) for change in params}
    for change in changes(_with_new_uids(before.identity, later), after.identity, "identity"):
        if change.path.partition(".")[2] not in same:
            yield change
    yield from changes(before.outputs, after.outputs, "outputs")
    expected = before.aliases if before.uid == after.uid else (before.uid, *before.aliases)
    yield from _items(expected, after.aliases, "aliases")


def _items(old: Sequence[str], new: Sequence[str], path: str) -> Iterator[Change]:
    """Yield what came and what went; one for another is one change, and so is another order of the same."""
    if list(old) == list(new):
        return
    before, after = set(old), set(new)
    gone = [item for item in old if item not in after]
    come = [item for item in new if item not in before]
    if not gone and not come:
        yield Change(path, list(old), list(new))
    elif len(gone) == len(come) == 1:
        yield Change(path, gone[0], come[0])
    else:
        yield from (Change(path, item, ABSENT) for item in gone)
        yield from (Change(path, ABSENT, item) for item in come)


def _needs(resource: LockedResource, later: Mapping[str, str]) -> list[str]:
    if later.keys().isdisjoint(resource.needs):
        return list(resource.needs)
    return sorted(later.get(uid, uid) for uid in resource.needs)


def _claimants(resource: LockedResource) -> list[str]:
    return [f"{claimant.workload}.{claimant.name}" for claimant in resource.claimants]


_PLACEHOLDER = re.compile(r"(?<=\$\{)[^}]+(?=\})")


def _with_new_uids(value: Any, later: Mapping[str, str]) -> Any:
    """Return data in which placeholders name renamed resources as they are called now."""
    if not later:
        return value
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: _with_new_uid(found.group(), later), value) if "${" in value else value
    if isinstance(value, dict):
        return {key: _with_new_uids(item, later) for key, item in value.items()}
    return [_with_new_uids(item, later) for item in value] if isinstance(value, list) else value


def _with_new_uid(reference: str, later: Mapping[str, str]) -> str:
    end = len(reference)
    while (end := reference.rfind(".", 0, end)) > 0:
        if reference[:end] in later:
            return later[reference[:end]] + reference[end:]
    return reference


def _is_image(change: Change, resource: LockedResource, told: Set[tuple[str, str]]) -> bool:
    """Return whether a change is that of an image, which is told once already."""
    found = _IMAGE.fullmatch(change.path)
    return found is not None and any((claimant.workload, found[1]) in told for claimant in resource.claimants)


_IMAGE = re.compile(r"params\.containers\.([^.]+)\.image")


def _images(old: Mapping[str, LockedWorkload], new: Mapping[str, LockedWorkload]) -> Iterator[ImageChange]:
    """Yield the images that differ, of workloads that both locks hold."""
    for name in sorted(old.keys() & new.keys()):
        before, after = old[name].images, new[name].images
        for container in sorted(before.keys() | after.keys()):
            if before.get(container) != after.get(container):
                yield ImageChange(name, container, before.get(container), after.get(container))


def _workloads(lock: Lock) -> dict[str, dict[str, str]]:
    return {name: {"file": workload.file, "digest": workload.digest} for name, workload in lock.workloads.items()}


def _named(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[NamedChange]:
    for name in sorted(old.keys() | new.keys()):
        found = tuple(changes(old.get(name, ABSENT), new.get(name, ABSENT)))
        if found:
            yield NamedChange(name, found)


def _resource_json(resource: LockedResource) -> dict[str, Any]:
    return {
        "uid": resource.uid,
        "definition": resource.definition,
        "component": resource.component,
        "version": resource.version,
        "stateful": resource.stateful,
    }
