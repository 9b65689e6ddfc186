"""Whether the definitions of an environment can be answered from at all, before any of them answers.

What a type's contract names is known without its components. Only for a name that the contract lacks are the
components looked at that could answer: they may take and give more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from podium.catalogue.contract import input_names, output_names
from podium.catalogue.readable import RESOURCES, SELF, is_readable, unreadable
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.types import RESOURCE_TYPES
from podium.catalogue.versions import choose, ranges_of
from podium.diagnostics import (
    ComponentError,
    Diagnostic,
    EnvironmentFileError,
    listed,
    raise_if_any,
    suggest,
)
from podium.environment.load import LoadedEnvironment, read_environment
from podium.environment.model import Requirement, ResourceDefinition
from podium.spec.document import Path as NodePath
from podium.spec.placeholder import Placeholder, parse_template

__all__ = ["check_rules", "checked_environment"]

_EARLY = "an id is settled before anything is made, so it reads facts of environment, workload, claim and target alone"


def checked_environment(root: Path, name: str) -> LoadedEnvironment:
    """Read an environment, and check its form and its definitions together.

    Args:
        root: The project's folder.
        name: The environment's name.

    Raises:
        EnvironmentFileError: With all problems of :func:`~podium.environment.load.read_environment` and
            :func:`check_rules`.
    """
    found = read_environment(root, name)
    rules = check_rules(found.loaded, is_whole=found.is_whole)
    raise_if_any(EnvironmentFileError, (*found.problems, *found.loaded.warnings, *rules))
    return found.loaded


def check_rules(environment: LoadedEnvironment, *, is_whole: bool = True) -> Iterator[Diagnostic]:
    """Check all definitions, whether anything is asked of them or not.

    Args:
        environment: The environment.
        is_whole: Whether all its definitions are there; else nothing is told that another one could make right.

    Yields:
        Placeholders that nothing stands behind (``E020``), outputs that what is required does not give (``E026``),
        params that what is required does not take (``E027``).
    """
    for name, definition in sorted(environment.environment.definitions.items()):
        found = _definition(name, definition, environment)
        yield from (problem for problem in found if is_whole or problem.code == "E020")
    yield from _defaults(environment) if is_whole else ()


@dataclass(frozen=True, slots=True)
class _Scope:
    """What placeholders at one place may read.

    Attributes:
        types: Type behind each alias.
        answer: Type of the answer itself, where its outputs may be read.
        is_early: Whether the value is needed before anything is made.
    """

    environment: LoadedEnvironment
    types: Mapping[str, str]
    answer: str | None = None
    is_early: bool = False

    def check(self, value: Any, path: NodePath) -> Iterator[Diagnostic]:
        """Yield what is wrong with the placeholders inside a value."""
        for at, text in _texts(value, path):
            for placeholder in parse_template(text).placeholders if "$" in text else ():
                yield from self._placeholder(placeholder, at)

    def _placeholder(self, placeholder: Placeholder, path: NodePath) -> Iterator[Diagnostic]:
        span, has_self = self.environment.document.span_at(path), self.answer is not None
        if not is_readable(placeholder, self.types, has_self=has_self):
            problem = unreadable(placeholder, self.types, span, has_self=has_self)
            yield replace(problem, why=_EARLY) if self.is_early else problem
            return
        root, *keys = placeholder.path
        resource_type = self.answer if root == SELF else self.types[keys[0]] if root == RESOURCES else None
        missing = resource_type and _missing_output(resource_type, keys[0 if root == SELF else 1], self.environment)
        if missing:
            yield missing.at(span)


def _definition(name: str, definition: ResourceDefinition, environment: LoadedEnvironment) -> Iterator[Diagnostic]:
    path = ("definitions", name)
    types = {alias: need.resource_type for alias, need in definition.requires.items()}
    scope, facts = _Scope(environment, types), _Scope(environment, {}, is_early=True)
    beside = _Scope(environment, types, definition.match.resource_type)
    yield from scope.check(definition.params, (*path, "params"))
    yield from scope.check(definition.fixed, (*path, "fixed"))
    for alias, need in definition.requires.items():
        yield from _requirement(need, (*path, "requires", alias), facts, scope)
    for alias, need in definition.coprovision.items():
        yield from _requirement(need, (*path, "coprovision", alias), facts, beside)


def _requirement(need: Requirement, path: NodePath, facts: _Scope, scope: _Scope) -> Iterator[Diagnostic]:
    yield from facts.check(need.id, (*path, "id"))
    yield from scope.check(need.params, (*path, "params"))
    environment = scope.environment
    for key in need.params:
        unknown = _unknown_param(need.resource_type, key, environment)
        if unknown:
            yield unknown.at(environment.document.key_span_at((*path, "params", key)))


def _defaults(environment: LoadedEnvironment) -> Iterator[Diagnostic]:
    """Check what a tier or the environment sets for a type: it reads what the definitions of that type may read."""
    for tier, by_type in environment.environment.tiers.items():
        for kind, params in by_type.items():
            yield from _of_type(kind, environment).check(params, ("tiers", str(tier), kind))
    for kind, params in environment.environment.fixed.items():
        yield from _of_type(kind, environment).check(params, ("fixed", kind))


def _of_type(resource_type: str, environment: LoadedEnvironment) -> _Scope:
    types = {
        alias: need.resource_type
        for definition in environment.definitions.get(resource_type, {}).values()
        for alias, need in definition.requires.items()
    }
    return _Scope(environment, types)


def _missing_output(resource_type: str, output: str, environment: LoadedEnvironment) -> Diagnostic | None:
    contract = RESOURCE_TYPES.get(resource_type)
    if contract is None or contract.has_open_outputs or output in contract.output_names:
        return None
    if _is_possible(resource_type, environment, lambda component: _may_give(component, output)):
        return None
    message, fix = f"'{resource_type}' gives no output '{output}'", _fix(output, contract.output_names, "outputs")
    why = "a definition reads what the contract of the type gives, or what a component that answers it gives"
    return Diagnostic("E026", message, why=why, fix=fix)


def _unknown_param(resource_type: str, param: str, environment: LoadedEnvironment) -> Diagnostic | None:
    contract = RESOURCE_TYPES.get(resource_type)
    if contract is None or param in contract.param_names:
        return None
    if _is_possible(resource_type, environment, lambda component: param in input_names(component.args_type)):
        return None
    message, fix = f"'{resource_type}' takes no param '{param}'", _fix(param, contract.param_names, "params")
    why = "a requirement sets what the contract of the type takes, or what a component that answers it takes"
    return Diagnostic("E027", message, why=why, fix=fix)


def _may_give(component: ComponentInfo, output: str) -> bool:
    return not component.has_fixed_outputs or output in output_names(component.outputs_type)


def _is_possible(resource_type: str, environment: LoadedEnvironment, suits: Callable[[ComponentInfo], bool]) -> bool:
    """Return whether a component that may answer a type suits, or cannot be known, or none answers it at all."""
    answers = environment.definitions.get(resource_type, {})
    for name, definition in answers.items():
        try:
            chosen = choose(definition.component, ranges_of(environment, name, definition))
        except ComponentError:
            return True
        if suits(chosen.component):
            return True
    return not answers


def _fix(name: str, known: Collection[str], kind: str) -> str:
    return suggest(name, known) or f"{kind}: {listed(known)}"


def _texts(value: Any, path: NodePath) -> Iterator[tuple[NodePath, str]]:
    """Yield the texts inside a value with their paths."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*path, number))
