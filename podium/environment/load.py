"""Reading environment files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from podium.diagnostics import Diagnostic, EnvironmentFileError, Span, sort_diagnostics, suggest
from podium.environment.model import Environment, ResourceDefinition
from podium.spec.document import Member, Node, parse_document
from podium.spec.reading import NotAFileError, TooLargeError, decoded, read_limited
from podium.spec.text import MAX_BYTES
from podium.spec.validation import check

__all__ = ["LoadedEnvironment", "environment_names", "load_environment"]

FOLDER = Path("stacks", "environments")


@dataclass(frozen=True, slots=True)
class LoadedEnvironment:
    """An environment and the document it came from.

    Attributes:
        environment: The environment.
        document: Its document; gives positions.
        definitions: Its definitions by the resource type that they match, each under its name.
    """

    environment: Environment
    document: Node
    definitions: Mapping[str, Mapping[str, ResourceDefinition]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_type: dict[str, dict[str, ResourceDefinition]] = {}
        for name, definition in self.environment.definitions.items():
            by_type.setdefault(definition.match.resource_type, {})[name] = definition
        object.__setattr__(self, "definitions", by_type)

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
        return decoded(read_limited(file, MAX_BYTES))
    except UnicodeDecodeError as problem:
        message, fix = f"not UTF-8 text (byte {problem.start})", "save the file as UTF-8"
    except TooLargeError:
        message, fix = f"the file has more than {MAX_BYTES} bytes", "keep in it only what Podium reads"
    except NotAFileError as problem:
        message, fix = f"cannot read {problem}", "put a file in its place"
    except OSError as problem:
        message, fix = f"cannot read the file: {str(problem.strerror).lower()}", "let your user read it"
    raise EnvironmentFileError(Diagnostic("E003", message, span, fix=fix))


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
