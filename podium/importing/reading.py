"""Reading Compose files: includes, ``extends``, several files on top of each other.

Source: Compose Specification, ``13-merge.md``, ``14-include.md`` and ``05-services.md``, "extends". A relative path is
relative to the file in which it stands; every node remembers that file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from podium.diagnostics import Diagnostic, PodiumError, Severity, Span, SpecError, suggest
from podium.importing.canonical import canonical_service, merge_services, without_extensions
from podium.importing.disk import read_text, reason
from podium.importing.interpolation import interpolate
from podium.importing.nodes import base_of, items, mapping, text_at, with_member
from podium.spec.document import Member, Node, parse_document

__all__ = ["read_project"]

_SECTIONS = ("services", "volumes", "networks", "configs", "secrets", "models")
_MANY_FILES = 100


@dataclass(slots=True)
class _Reader:
    """What is read once and what was found."""

    values: Mapping[str, str]
    problems: list[Diagnostic] = field(default_factory=list)
    files: dict[Path, Node | None] = field(default_factory=dict)

    def report(self, code: str, message: str, span: Span | None, why: str, fix: str) -> None:
        """Remember a problem."""
        self.problems.append(Diagnostic(code, message, span, why=why, fix=fix))

    def file(self, path: Path, span: Span | None = None) -> Node | None:
        """Return a file's document, variables and extensions resolved, services in canonical form; None if unusable."""
        key = path.resolve()
        if key not in self.files:
            self.files[key] = None
            document = self._document(path, span)
            if document is not None:
                document, found = interpolate(without_extensions(document), self.values)
                self.problems += found
                self.files[key] = _canonical(document)
        return self.files[key]

    def _document(self, path: Path, span: Span | None) -> Node | None:
        why = "the Compose file is read from here" if span is None else "this file is named here"
        try:
            document = parse_document(read_text(path, may_wait=span is None), str(path), SpecError)
        except PodiumError as problem:
            self.problems += problem.diagnostics
        except UnicodeDecodeError:
            self.report("I003", f"'{path}' is not UTF-8 text", span, why, "save the file as UTF-8")
        except (OSError, ValueError) as problem:
            self.report("I003", f"cannot read '{path}': {reason(problem)}", span, why, _near(path))
        else:
            if isinstance(document.value, Mapping):
                return document
            fix = "write 'services:' and below it a service"
            self.report("I001", "the file must be a mapping", document.span, "the Compose Specification", fix)
        return None


def read_project(files: Sequence[Path], values: Mapping[str, str]) -> tuple[Node | None, list[Diagnostic]]:
    """Return the project that Compose files describe as one document.

    Args:
        files: The files; a later one changes and adds to the earlier ones.
        values: Variables that are known.

    Returns:
        The document, None if nothing could be read, and every problem: files that cannot be read (``I003``) or parsed
        (``S001``, ``S002``), wrong variables (``I005``, ``I006``), ``extends`` and ``include`` that lead nowhere
        (``I004``).
    """
    reader = _Reader(values)
    project: Node | None = None
    for file in files:
        document = reader.file(file)
        if document is not None:
            extended = _extended(document, reader)
            project = extended if project is None else merge_services(project, extended)
    if project is None:
        return None, reader.problems
    return _included(project, reader, tuple(file.resolve() for file in files)), reader.problems


def _canonical(document: Node) -> Node:
    services = document.get(("services",))
    if services is None or not isinstance(services.value, Mapping):
        return document
    canonical = {name: Member(m.key_span, canonical_service(m.node)) for name, m in services.members.items()}
    return with_member(document, "services", mapping(canonical, services))


def _extended(document: Node, reader: _Reader) -> Node:
    """Return the document whose services hold what they extend."""
    services = document.get(("services",))
    if services is None:
        return document
    done = {name: Member(m.key_span, _service(document, name, reader, ())) for name, m in services.members.items()}
    return with_member(document, "services", mapping(done, services)) if done else document


def _service(document: Node, name: str, reader: _Reader, trail: tuple[tuple[str, str], ...]) -> Node:
    """Return a service with what it extends, which may stand in another file and extend further."""
    service = document.get(("services", name))
    assert service is not None  # noqa: S101 - callers have looked
    extends = service.get(("extends",))
    if extends is None or extends.value is None:
        return service
    here = (document.span.file, name)
    if here in trail:
        why = " extends ".join(f"'{step[1]}'" for step in (*trail, here))
        reader.report("I004", f"service '{name}' extends itself", extends.span, why, "remove one 'extends'")
        return service
    base = _base(document, extends, reader, (*trail, here))
    return service if base is None else merge_services(base, service)


def _base(document: Node, extends: Node, reader: _Reader, trail: tuple[tuple[str, str], ...]) -> Node | None:
    wanted = text_at(extends, "service") if isinstance(extends.value, Mapping) else extends.value
    why = "'extends' names a service of this file, or of the file that it names"
    if not isinstance(wanted, str):
        reader.report("I004", "'extends' names no service", extends.span, why, "write 'service: NAME'")
        return None
    file = text_at(extends, "file") if isinstance(extends.value, Mapping) else None
    source = reader.file(base_of(extends) / file, extends.span) if file else document
    if source is None:
        return None
    known = source.get(("services",))
    names = known.members if known else MappingProxyType({})
    if wanted not in names:
        fix = suggest(wanted, names) or f"services: {', '.join(sorted(names)) or 'none'}"
        reader.report("I004", f"there is no service '{wanted}' to extend", extends.span, why, fix)
        return None
    return _without_extends(_service(source, wanted, reader, trail))


def _without_extends(service: Node) -> Node:
    if not isinstance(service.value, Mapping):
        return service
    return mapping({key: member for key, member in service.members.items() if key != "extends"}, service)


def _included(project: Node, reader: _Reader, trail: tuple[Path, ...]) -> Node:
    """Return the project with everything that its ``include`` brings, recursively."""
    for path, span in _includes(project, reader):
        if path.resolve() in trail or len(reader.files) > _MANY_FILES:
            reader.report("I004", f"'{path}' includes itself", span, "an include must end", "remove one 'include'")
            continue
        document = reader.file(path, span)
        if document is not None:
            whole = _included(_extended(document, reader), reader, (*trail, path.resolve()))
            project = _added(project, whole, reader)
    return project


def _includes(project: Node, reader: _Reader) -> Iterator[tuple[Path, Span]]:
    for entry in items(project.get(("include",))):
        if isinstance(entry.value, Mapping):
            for key in ("project_directory", "env_file"):
                if entry.get((key,)):
                    reader.problems.append(_unused(key, entry.key_span_at((key,))))
        paths = items(entry.get(("path",))) if isinstance(entry.value, Mapping) else (entry,)
        for path in paths:
            if isinstance(path.value, str):
                yield base_of(path) / path.value, path.span
            else:
                fix = "write the path of a Compose file"
                reader.report("I004", "'include' names no file", path.span, "the Compose Specification", fix)


def _unused(key: str, span: Span) -> Diagnostic:
    why, fix = (
        "paths are relative to the included file, and variables are those of the command line",
        "check the result",
    )
    return Diagnostic("I020", f"'{key}' of an include is not used", span, why=why, fix=fix, severity=Severity.WARNING)


def _added(project: Node, other: Node, reader: _Reader) -> Node:
    """Return the project with the sections of an included one; nothing may be described twice."""
    for section in _SECTIONS:
        there, here = other.get((section,)), project.get((section,))
        if there is None or not isinstance(there.value, Mapping):
            continue
        if here is None or not isinstance(here.value, Mapping):
            project = with_member(project, section, there)
            continue
        for name, member in there.members.items():
            if name in here.members and here.members[name].node != member.node:
                why = f"it is described at {here.members[name].key_span} too"
                message = f"'{name}' in {section} is included, and described here otherwise"
                reader.report("I004", message, member.key_span, why, "rename or remove one")
        project = with_member(project, section, mapping({**there.members, **here.members}, here))
    return project


def _near(path: Path) -> str:
    try:
        siblings = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        siblings = []
    return suggest(path.name, siblings) or "check the path"
