"""Putting an environment's document together from its file and the files that it includes."""

from __future__ import annotations

import os.path
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from podium.diagnostics import Diagnostic, EnvironmentFileError, Span, suggest
from podium.environment.files import ENVIRONMENTS, STACKS, read_text
from podium.environment.model import Environment, EnvironmentType
from podium.paths import shown
from podium.spec.document import Member, Node, collection, parse_document
from podium.spec.reading import names_beside
from podium.spec.validation import check, describe

__all__ = ["FORM", "OWN_KEYS", "Assembled", "assemble", "with_member"]

FORM = "the form of environment files"
"""Where the rules for the form come from."""

OWN_KEYS = ("name", "type", "include", "owner", "ttl", "pins", "locked", "shares")
"""What an environment says about itself: none of it comes from a file that it includes."""

_DEPTHS = {"definitions": 1, "images": 1, "components": 1, "fixed": 2, "tiers": 3}
"""Mappings that are merged, and how many levels of their keys; anything else is replaced."""

_DEEPEST = 10
_MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class Assembled:
    """An environment's document with what it includes.

    Attributes:
        document: The document; each value has the place in the file that it comes from.
        problems: What is wrong with the included files, and with naming them.
        files: The included files, each once, as a user would write their paths.
    """

    document: Node
    problems: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = ()


def assemble(root: Path, file: Path, document: Node) -> Assembled:
    """Put the files that a document includes below it: later ones over earlier ones, itself over all.

    Args:
        root: The project's folder.
        file: Where the document comes from.
        document: The document.

    Returns:
        The whole. Problems: an included file that is outside ``stacks/`` (``E013``), is not there or no file
        (``E014``), includes itself (``E015``), is one too many or too deep (``E016``), cannot be read (``E003``), is no
        plain YAML (``S001``, ``S002``), has another form (``E010``) or says what an environment says itself (``E012``).
    """
    assembly = _Assembly(root)
    whole = assembly.with_included(document, (_real(file),), file)
    return Assembled(whole, tuple(assembly.problems), tuple(shown(path) for path in assembly.read))


def with_member(document: Node, key: str, value: str) -> Node:
    """Return a mapping with another entry, which has the place of the mapping; what is no mapping stays as it is."""
    if not isinstance(document.value, MappingProxyType):
        return document
    entry = Member(document.span, Node(value, document.span))
    return collection(MappingProxyType({**document.members, key: entry}), document.span)


@dataclass(frozen=True, slots=True)
class _Included:
    """An entry of ``include``.

    Attributes:
        name: The path as it is written.
        span: Where it stands.
        file: The file that it names.
        real: The same with symbolic links followed.
    """

    name: str
    span: Span
    file: Path
    real: Path


@dataclass(slots=True)
class _Assembly:
    """The files read so far; each is read, checked and put together once."""

    root: Path
    problems: list[Diagnostic] = field(default_factory=list)
    read: dict[Path, Node | None] = field(default_factory=dict)

    def with_included(self, document: Node, trail: tuple[Path, ...], file: Path) -> Node:
        """Return a document over those that it includes.

        Args:
            document: The document.
            trail: The files on the way to it, its own the last, with symbolic links followed.
            file: Its file as it was named.
        """
        whole: Node | None = None
        for included in _includes(document, file):
            fragment = self._fragment(included, trail)
            if fragment is not None:
                whole = fragment if whole is None else _merged(whole, fragment)
        return document if whole is None else _merged(whole, document)

    def _fragment(self, included: _Included, trail: tuple[Path, ...]) -> Node | None:
        """Return what an included file gives; None if that is a problem, which is kept."""
        refused = self._refused(included, trail)
        if refused:
            self.problems.append(refused)
            return None
        if included.real not in self.read:
            self.read[included.real] = None
            self.read[included.real] = self._parsed(included.file, (*trail, included.real))
        return self.read[included.real]

    def _refused(self, included: _Included, trail: tuple[Path, ...]) -> Diagnostic | None:
        if not self._is_inside(included):
            message = f"{describe(included.name)} is no file below 'stacks/'"
            why = "files that an environment includes are there, named relative to the file that includes them"
            fix = "move the file below 'stacks/', and name it such as '../definitions/common.yaml'"
            return Diagnostic("E013", message, included.span, why=why, fix=fix)
        if not os.path.isfile(included.file):  # noqa: PTH113 - a path may be too long, and no file then
            return _no_file(included)
        if included.real in trail:
            return _cycle(included, trail)
        is_too_many = included.real not in self.read and len(self.read) >= _MOST_FILES
        if is_too_many or len(trail) > _DEEPEST:
            message = f"{describe(included.name)} is {'one file too many' if is_too_many else 'included too deeply'}"
            why = f"an environment includes at most {_MOST_FILES} files, and they each other {_DEEPEST} times at most"
            return Diagnostic("E016", message, included.span, why=why, fix="include less")
        return None

    def _is_inside(self, included: _Included) -> bool:
        """Return whether a file is below ``stacks/``, as its path is written and with symbolic links followed."""
        stacks = self.root / STACKS
        if "\0" in included.name or Path(included.name).is_absolute():
            return False
        return included.file.is_relative_to(os.path.normpath(stacks)) and included.real.is_relative_to(_real(stacks))

    def _parsed(self, file: Path, trail: tuple[Path, ...]) -> Node | None:
        try:
            document = parse_document(read_text(file), shown(file), EnvironmentFileError)
        except EnvironmentFileError as refused:
            self.problems += refused.diagnostics
            return None
        is_environment = _real(file).parent == _real(self.root / ENVIRONMENTS)
        self.problems += _form(document)
        if not isinstance(document.value, Mapping):
            return None
        whole = self.with_included(document, trail, file)
        if not is_environment:
            self.problems += _not_its_own(document)
        kept = {key: member for key, member in whole.members.items() if key not in OWN_KEYS}
        return collection(MappingProxyType(kept), document.span)


def _real(file: Path) -> Path:
    """Return a path with symbolic links followed as far as they lead."""
    return Path(os.path.realpath(file)) if "\0" not in str(file) else file


def _includes(document: Node, file: Path) -> Iterator[_Included]:
    """Yield the files that a document names; those that are no text are told by the check of its form."""
    named = document.get(("include",))
    for node in named.value if named and isinstance(named.value, tuple) else ():
        if isinstance(node.value, str) and node.value:
            named_file = Path(os.path.normpath(file.parent / node.value))
            yield _Included(node.value, node.span, named_file, _real(named_file))


def _merged(base: Node, over: Node, depth: int | None = None) -> Node:
    """Return a mapping with another one over it; ``depth`` levels of keys are merged, at the top each by its kind."""
    if not (isinstance(base.value, Mapping) and isinstance(over.value, Mapping)) or depth == 0:
        return over
    members = dict(base.members)
    for key, member in over.members.items():
        below = members.get(key)
        deeper = _DEPTHS.get(key, 0) if depth is None else depth - 1
        members[key] = Member(member.key_span, _merged(below.node, member.node, deeper)) if below else member
    return collection(MappingProxyType(members), over.span)


def _form(document: Node) -> list[Diagnostic]:
    """Return what is wrong with the form of an included file, as if an environment said the rest."""
    whole = with_member(document, "name", "included")
    if "type" not in document.members:
        whole = with_member(whole, "type", EnvironmentType.DEVELOPMENT.value)
    return check(Environment, whole, code="E010", source=FORM)[1]


def _not_its_own(document: Node) -> Iterator[Diagnostic]:
    why = "that is a decision about one environment, and this file may be part of several"
    fix = "move it to the files of the environments"
    for key in OWN_KEYS:
        if key in document.members and key != "include":
            message, span = f"an included file says '{key}'", document.key_span_at((key,))
            yield Diagnostic("E012", message, span, why=why, fix=fix)


def _cycle(included: _Included, trail: tuple[Path, ...]) -> Diagnostic:
    way = [*trail[trail.index(included.real) :], included.real]
    why = " includes ".join(f"'{shown(path)}'" for path in way)
    return Diagnostic("E015", "files include each other", included.span, why=why, fix="remove one of the includes")


def _no_file(included: _Included) -> Diagnostic:
    message, why = f"{describe(included.name)} is not there", f"there is no file '{shown(included.file)}'"
    fix = "name a file relative to this one, such as '../definitions/common.yaml'"
    if os.path.exists(included.file):  # noqa: PTH110 - as above
        message, why = f"{describe(included.name)} is no file", "what is included is a file"
    elif os.path.islink(included.file):  # noqa: PTH114 - as above
        why, fix = f"'{shown(included.file)}' is a link that leads nowhere", "correct the link"
    else:
        fix = suggest(included.file.name, names_beside(included.file)) or fix
    return Diagnostic("E014", message, included.span, why=why, fix=fix)
