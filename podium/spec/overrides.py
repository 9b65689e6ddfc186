"""Overrides: what the command line puts over Score files, before they are upgraded and checked.

Files are merged first, then properties are set, each in the order given. What was merged keeps its place, so a
diagnostic points to the file, or the option, that the value came from.

Source: score-go v1.20.0, ``framework/override_utils.go``; score-k8s 0.15.0, ``command/generate.go``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from podium.diagnostics import Diagnostic, Severity, Span, SpecError, listed, nearest, suggest
from podium.spec.document import MAX_DEPTH, Member, Node, collection, parse_document
from podium.spec.dotpath import Step, change_at, dot_path_text, nothing_at, parse_dot_path
from podium.spec.options import EVERY_WORKLOAD, LoadOptions, OverridesFile, PropertyOverride
from podium.spec.reading import NotAFileError, TooLargeError, decoded, names_beside, read_limited
from podium.spec.text import MAX_BYTES
from podium.spec.upgrade import upgrade

__all__ = ["NO_OVERRIDES", "Applied", "Overrides", "merged", "read_overrides", "workload_name"]

_OLD_LISTS = ("files", "volumes")
_LONGEST_PATH = 200
_NAMED = (("containers",), ("resources",), ("service", "ports"))
"""Mappings whose keys are names of the author's own, so that the schema takes a slip for a new name."""

_ALIKE = 0.75
_DIGITS = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class _Merge:
    """A file to merge."""

    workload: str
    span: Span
    document: Node


@dataclass(frozen=True, slots=True)
class _Change:
    """A value to set; None to delete."""

    workload: str
    span: Span
    path: tuple[Step, ...]
    value: Node | None


@dataclass(frozen=True, slots=True)
class Applied:
    """What the overrides made of one Score file.

    Attributes:
        document: The document with them.
        problems: What could not be set or deleted, and warnings: old forms, entries made by mistake (``S045``).
        idle: Deletions for which there was nothing, by number of the property.
    """

    document: Node
    problems: tuple[Diagnostic, ...] = ()
    idle: Mapping[int, Diagnostic] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Overrides that have been read and parsed."""

    merges: tuple[_Merge, ...] = ()
    changes: tuple[_Change, ...] = ()

    def apply(self, document: Node) -> Applied:
        """Return a Score file's document with the overrides that are for it.

        Args:
            document: The document as it was parsed. The workload's name is the one in it, whatever an override makes of
                it. What is no mapping is returned as it is.
        """
        if not isinstance(document.value, Mapping):
            return Applied(document)
        name, problems, idle = workload_name(document), [], {}
        for merge in self.merges:
            if merge.workload in {EVERY_WORKLOAD, name}:
                document, warnings = _merged_over(document, merge.document)
                problems += warnings
        for number, change in enumerate(self.changes):
            if change.workload not in {EVERY_WORKLOAD, name}:
                continue
            try:
                changed = change_at(document, change.path, change.value)
            except SpecError as refused:
                problems += refused.diagnostics
                continue
            if changed is document:
                idle[number] = nothing_at(document, change.path)
            elif change.value:
                problems += _slips(document, change.path)
            document = changed
        return Applied(document, tuple(problems), idle)

    def leftovers(self, names: Sequence[str], applied: Iterable[Applied]) -> Iterator[Diagnostic]:
        """Yield what was in vain: overrides for no workload (``S040``), deletions of nothing (``S044``, warnings).

        Args:
            names: Names of all workloads that were read, as they stand in their files.
            applied: What became of each file.
        """
        done = list(applied)
        targets = [(merge.workload, merge.span) for merge in self.merges]
        for workload, span in (*targets, *((change.workload, change.span) for change in self.changes)):
            if workload not in {EVERY_WORKLOAD, *names}:
                yield _nobody(workload, span, names)
        for number, change in enumerate(self.changes):
            idle = [one.idle[number] for one in done if number in one.idle]
            meant = len(done) if change.workload == EVERY_WORKLOAD else names.count(change.workload)
            if idle and len(idle) == meant:
                yield idle[0]


NO_OVERRIDES = Overrides()


def read_overrides(options: LoadOptions) -> tuple[Overrides, list[Diagnostic]]:
    """Read the overrides that a command line names.

    Args:
        options: The options.

    Returns:
        What could be read, and the problems: a file that cannot be read (``S041``), holds no mapping (``S042``) or is
        not plain YAML (``S001``, ``S002``), a value that is not (the same codes, with its place in the option), a path
        that is too deep (``S043``).
    """
    problems: list[Diagnostic] = []
    merges: list[_Merge] = []
    changes: list[_Change] = []
    for override in options.overrides:
        try:
            merges.append(_read_file(override))
        except SpecError as refused:
            problems += refused.diagnostics
    for given in options.properties:
        try:
            changes.append(_parse_property(given))
        except SpecError as refused:
            problems += refused.diagnostics
    return Overrides(tuple(merges), tuple(changes)), problems


def workload_name(document: Node) -> str:
    """Return ``metadata.name`` of a document that is not checked yet, or an empty text."""
    found = document.get(("metadata", "name"))
    return found.value if found and isinstance(found.value, str) else ""


def merged(base: Node, over: Node) -> Node:
    """Return a node with another one over it: mappings key by key, anything else replaced."""
    if not (isinstance(base.value, Mapping) and isinstance(over.value, Mapping)):
        return over
    members = dict(base.members)
    for key, member in over.members.items():
        own = members.get(key)
        is_deep = own and isinstance(own.node.value, Mapping) and isinstance(member.node.value, Mapping)
        members[key] = Member(own.key_span, merged(own.node, member.node)) if own and is_deep else member
    return collection(MappingProxyType(members), base.span)


def _slips(document: Node, path: Sequence[Step]) -> Iterator[Diagnostic]:
    """Yield a warning (``S045``) if a path leads through a new entry whose name is nearly that of another one.

    Who means a new entry gives it as a whole, or under a name that is not mistaken for a slip. Names that differ in
    their numbers alone are no slip.

    Args:
        document: The document before the change.
        path: The path that a value is set at.
    """
    node = document
    for at, step in enumerate(path[:-1]):
        member = node.members.get(step.key)
        if member is None:
            yield from _slip(path[: at + 1], node) if _keys(path[:at]) in _NAMED else ()
            return
        node = member.node


def _slip(path: Sequence[Step], node: Node) -> Iterator[Diagnostic]:
    key, shown = path[-1].key, dot_path_text(path)
    name = nearest(key, (name for name in node.members if _DIGITS.sub("", name) != _DIGITS.sub("", key)), _ALIKE)
    if name is not None:
        yield Diagnostic(
            "S045",
            f"this makes a new entry '{shown}'",
            path[-1].span,
            why=f"'{name}' was there, and the two names are nearly the same",
            fix=f"write '{name}', or give the new entry as a whole: {shown}={{…}}",
            related=(node.members[name].key_span,),
            severity=Severity.WARNING,
        )


def _keys(path: Sequence[Step]) -> tuple[str, ...]:
    return tuple(step.key for step in path)


def _merged_over(base: Node, over: Node) -> tuple[Node, list[Diagnostic]]:
    """Merge; if one has a list of files or volumes where the other has a mapping, both are upgraded before."""
    warnings: list[Diagnostic] = []
    if _is_mixed(base, over):
        base, warnings = upgrade(base)
        over, more = upgrade(over)
        warnings = [*warnings, *more]
    return merged(base, over), warnings


def _is_mixed(base: Node, over: Node) -> bool:
    for name, container in _members_at(over, "containers").items():
        for key in _OLD_LISTS:
            ours = container.node.members.get(key)
            theirs = base.get(("containers", name, key))
            if ours and theirs and {type(ours.node.value), type(theirs.value)} == {tuple, MappingProxyType}:
                return True
    return False


def _members_at(node: Node, key: str) -> Mapping[str, Member]:
    member = node.members.get(key)
    return member.node.members if member else {}


def _read_file(override: OverridesFile) -> _Merge:
    span = Span(str(override.file))
    document = parse_document(_text(override, span), str(override.file))
    if not isinstance(document.value, Mapping):
        why = "overrides have the form of a Score file, with only what differs"
        raise SpecError(
            Diagnostic("S042", "the overrides are no mapping", document.span, why=why, fix="begin with a key")
        )
    return _Merge(override.workload, span, document)


def _text(override: OverridesFile, span: Span) -> str:
    file, fix = override.file, "name a file with overrides, as YAML"
    try:
        return decoded(read_limited(file, MAX_BYTES, allow_pipe=True))
    except UnicodeDecodeError as problem:
        message, fix = f"not UTF-8 text (byte {problem.start})", "save the file as UTF-8"
    except NotAFileError as problem:
        message = f"'{file}' is {problem}, not a file"
    except TooLargeError:
        message, fix = f"the file has more than {MAX_BYTES} bytes", "write only what differs into it"
    except OSError as problem:
        message = f"cannot read the overrides: {str(problem.strerror).lower()}"
        fix = suggest(file.name, names_beside(file)) or "check the path"
    raise SpecError(Diagnostic("S041", message, span, why="`--overrides-file` names it", fix=fix))


def _parse_property(given: PropertyOverride) -> _Change:
    prefix = f"{given.workload}:" if given.workload else ""
    shown = given.path if len(given.path) <= _LONGEST_PATH else f"{given.path[:_LONGEST_PATH]}…"
    option = f"--override-property {prefix}{shown}"
    place = Span(option, 1, 1 + len(prefix), 1, 1 + len(prefix) + len(given.path))
    path = parse_dot_path(given.path, place)
    if len(path) > MAX_DEPTH:
        message, why = "the path is too deep", f"documents are nested {MAX_DEPTH} levels deep at most"
        raise SpecError(Diagnostic("S043", message, place, why=why, fix="shorten the path"))
    if not given.value:
        return _Change(given.workload, place, path, None)
    value = parse_document(given.value, option, column=len(prefix) + len(given.path) + 1)
    return _Change(given.workload, place, path, None if value.value is None else value)


def _nobody(workload: str, span: Span, names: Sequence[str]) -> Diagnostic:
    message = f"no workload '{workload}' to override"
    why = "the name before '=' or ':' is 'metadata.name' of one of the Score files"
    fix = suggest(workload, names) or f"workloads: {listed(names)}"
    return Diagnostic("S040", message, span, why=why, fix=fix)
