"""Reading environment files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from podium.diagnostics import Diagnostic, EnvironmentFileError, Span, sort_diagnostics, suggest
from podium.environment.model import Environment
from podium.spec.document import Member, Node, parse_document
from podium.spec.validation import check

__all__ = ["LoadedEnvironment", "environment_names", "load_environment"]

FOLDER = Path("stacks", "environments")


@dataclass(frozen=True, slots=True)
class LoadedEnvironment:
    """An environment and the document it came from.

    Attributes:
        environment: The environment.
        document: Its document; gives positions.
    """

    environment: Environment
    document: Node

    def definition_span(self, name: str) -> Span:
        """Return where a definition stands."""
        return self.document.key_span_at(("definitions", name))


def environment_names(root: Path) -> list[str]:
    """Return the names of the project's environments, sorted."""
    return sorted(file.stem for file in (root / FOLDER).glob("*.yaml"))


def load_environment(root: Path, name: str) -> LoadedEnvironment:
    """Read ``stacks/environments/<name>.yaml``.

    Args:
        root: The project's folder.
        name: The environment's name.

    Raises:
        EnvironmentFileError: No such environment (``E002``), its file cannot be read (``E003``), is not plain YAML
            (``S001``, ``S002``) or has another form (``E010``, ``E011``).
    """
    file = root / FOLDER / f"{name}.yaml"
    known = environment_names(root)
    if name not in known:
        fix = suggest(name, known) or f"environments: {', '.join(known) or 'none'}"
        raise EnvironmentFileError(
            Diagnostic("E002", f"no environment '{name}'", why=f"there is no file '{_shown(file)}'", fix=fix)
        )
    document = parse_document(_text(file), _shown(file), EnvironmentFileError)
    document = _with_name(document, name)
    environment, problems = check(Environment, document, code="E010", source="the form of environment files")
    if environment is None:
        raise EnvironmentFileError(*sort_diagnostics(problems))
    return LoadedEnvironment(environment, document)


def _text(file: Path) -> str:
    span = Span(_shown(file))
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        problem_found = Diagnostic("E003", f"not UTF-8 text (byte {problem.start})", span, fix="save the file as UTF-8")
    except OSError as problem:
        message = f"cannot read the file: {str(problem.strerror).lower()}"
        problem_found = Diagnostic("E003", message, span, fix="let your user read it")
    raise EnvironmentFileError(problem_found)


def _with_name(document: Node, name: str) -> Node:
    """Return the document with the name that the file's own name gives; a name inside must not differ."""
    stated = document.members.get("name")
    if stated and stated.node.value != name:
        why = "an environment is named by its file"
        raise EnvironmentFileError(
            Diagnostic("E011", f"the file says '{stated.node.value}'", stated.node.span, why=why, fix="remove 'name:'")
        )
    if not isinstance(document.value, MappingProxyType):
        return document
    entry = Member(document.span, Node(name, document.span))
    return replace(document, value=MappingProxyType({**document.members, "name": entry}))


def _shown(file: Path) -> str:
    """Return the path as a user would write it: relative to the working directory if it lies below."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)
