"""Reading environment files."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from podium.diagnostics import Diagnostic, EnvironmentFileError, Severity, Span, raise_if_any, sort_diagnostics, suggest
from podium.environment.consistency import check_consistency
from podium.environment.files import ENVIRONMENTS, read_text
from podium.environment.include import FORM, assemble, with_member
from podium.environment.model import Environment, EnvironmentType, ResourceDefinition
from podium.environment.today import today
from podium.paths import shown
from podium.spec.document import Node, parse_document
from podium.spec.validation import check

__all__ = ["LoadedEnvironment", "ReadEnvironment", "environment_names", "load_environment", "read_environment"]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedEnvironment:
    """An environment and the document it came from. Two of them are equal only if they are the same.

    Attributes:
        environment: The environment.
        document: Its document with all that it includes; gives positions.
        warnings: What is not wrong yet, such as a pin that expires soon.
        files: The files that it includes, directly or not, as a user would write their paths.
        definitions: Its definitions by the resource type that they match, each under its name.
    """

    environment: Environment
    document: Node
    warnings: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = ()
    definitions: Mapping[str, Mapping[str, ResourceDefinition]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_type: dict[str, dict[str, ResourceDefinition]] = {}
        for name, definition in self.environment.definitions.items():
            by_type.setdefault(definition.match.resource_type, {})[name] = definition
        object.__setattr__(self, "definitions", by_type)

    def definition_span(self, name: str) -> Span:
        """Return where a definition stands."""
        return self.document.key_span_at(("definitions", name))


@dataclass(frozen=True, slots=True)
class ReadEnvironment:
    """An environment as far as it could be read.

    Attributes:
        loaded: The environment; without the parts whose form is wrong if there are problems.
        problems: What is wrong, sorted; warnings are with the environment.
        is_whole: Whether nothing is left out.
    """

    loaded: LoadedEnvironment
    problems: tuple[Diagnostic, ...] = ()
    is_whole: bool = True


def environment_names(root: Path) -> list[str]:
    """Return the names of the project's environments, sorted."""
    return sorted(file.stem for file in (root / ENVIRONMENTS).glob("*.yaml"))


def load_environment(root: Path, name: str) -> LoadedEnvironment:
    """Read ``stacks/environments/<name>.yaml`` and what it includes.

    Args:
        root: The project's folder.
        name: The environment's name.

    Raises:
        EnvironmentFileError: With all problems that :func:`read_environment` finds.
    """
    found = read_environment(root, name)
    raise_if_any(EnvironmentFileError, (*found.problems, *found.loaded.warnings))
    return found.loaded


def read_environment(root: Path, name: str, day: datetime.date | None = None) -> ReadEnvironment:
    """Read an environment as far as that is possible, so that what is left can be checked too.

    Args:
        root: The project's folder.
        name: The environment's name.
        day: The present day, for what expires; see :func:`~podium.environment.today.today` where absent.

    Returns:
        The environment, and the problems: another form (``E010``, ``E011``), those of included files (see
        :func:`~podium.environment.include.assemble`) and what does not fit together (see
        :func:`~podium.environment.consistency.check_consistency`).

    Raises:
        EnvironmentFileError: No such environment (``E002``), its file cannot be read (``E003``) or is not plain YAML
            (``S001``, ``S002``).
    """
    file = root / ENVIRONMENTS / f"{name}.yaml"
    known = environment_names(root)
    if name not in known:
        fix = suggest(name, known) or f"environments: {', '.join(known) or 'none'}"
        raise EnvironmentFileError(
            Diagnostic("E002", f"no environment '{name}'", why=f"there is no file '{shown(file)}'", fix=fix)
        )
    own = parse_document(read_text(file), shown(file), EnvironmentFileError)
    whole = assemble(root, file, with_member(own, "name", name))
    environment, problems = check(Environment, whole.document, code="E010", source=FORM)
    is_whole = environment is not None and not whole.problems
    environment = environment or _sound_part(whole.document, name)
    found = sort_diagnostics(
        [
            *_other_name(own, name),
            *whole.problems,
            *problems,
            *check_consistency(environment, whole.document, day or today()),
        ]
    )
    warnings = tuple(problem for problem in found if problem.severity is Severity.WARNING)
    loaded = LoadedEnvironment(environment, whole.document, warnings, whole.files)
    errors = tuple(problem for problem in found if problem.severity is Severity.ERROR)
    return ReadEnvironment(loaded, errors, is_whole)


def _other_name(document: Node, name: str) -> Iterable[Diagnostic]:
    """Yield a problem if a file gives its environment another name than its own."""
    stated = document.members.get("name")
    if stated and stated.node.value != name:
        why = "an environment is named by its file"
        yield Diagnostic(
            "E011", f"the file says '{stated.node.value}'", stated.node.span, why=why, fix="remove 'name:'"
        )


def _sound_part(document: Node, name: str) -> Environment:
    """Return an environment of those keys of a document, and entries of its mappings, whose form is right."""
    least = {"name": name, "type": EnvironmentType.DEVELOPMENT.value}
    sound: dict[str, Any] = dict(least)
    for key, value in document.plain().items() if document.members else ():
        if _is_sound({**least, key: value}):
            sound[key] = value
        elif isinstance(value, dict):
            entries = {name: entry for name, entry in value.items() if _is_sound({**least, key: {name: entry}})}
            sound |= {key: entries} if entries else {}
    return Environment.model_validate(sound)


def _is_sound(document: dict[str, Any]) -> bool:
    try:
        Environment.model_validate(document)
    except ValidationError:
        return False
    return True
