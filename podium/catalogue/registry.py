"""Finding the component that a definition names.

Major versions of a component live side by side, each in a module of its own: ``redis_in_cluster.py`` and
``redis_in_cluster_v2.py`` are the component ``redis_in_cluster``. Whoever names a component leaves the suffix out;
:mod:`podium.catalogue.versions` chooses.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import Version
from pydantic import BaseModel

from podium.catalogue.contract import Args, Lifecycle, Outputs, output_names
from podium.diagnostics import ComponentError, Diagnostic, Span, raise_if_any, suggest

__all__ = [
    "ComponentInfo",
    "component_folder",
    "component_modules",
    "component_name",
    "component_names",
    "load_versions",
]

PACKAGE = "components"

_SUFFIX = re.compile(r"(?P<name>.+)_v(?P<major>[1-9][0-9]*)")
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class ComponentInfo:
    """What planning needs to know of a component class.

    Attributes:
        name: The component's name: that of its module in ``components/`` without the major version.
        component_class: The class; only the program instantiates it.
        resource_type: The resource type it provides.
        version: Its version.
        lifecycle: Whether new requests get this version.
        stateful: Whether replacing it loses data.
        identity: Inputs that say which data it holds.
        args_type: Model of the inputs.
        outputs_type: Model of the outputs.
    """

    name: str
    component_class: type[Any]
    resource_type: str
    version: str
    lifecycle: Lifecycle
    stateful: bool
    identity: frozenset[str]
    args_type: type[Args]
    outputs_type: type[Outputs]

    @property
    def module(self) -> str:
        """Name of its module in ``components/``, with the major version where it has one."""
        return self.component_class.__module__.rpartition(".")[2]

    @property
    def has_fixed_outputs(self) -> bool:
        """Whether the outputs are the same whatever the params."""
        own = (base for base in self.component_class.__mro__ if base.__module__ != "podium.component")
        return not any("output_names" in vars(base) for base in own)

    def output_names(self, params: Mapping[str, Any]) -> Mapping[str, bool]:
        """Return the public names of the outputs, and for each whether it is secret.

        Args:
            params: The checked params; a component's outputs may depend on them.
        """
        if self.has_fixed_outputs:
            return output_names(self.outputs_type)
        named: Mapping[str, bool] = self.component_class.output_names(params)
        return named


def component_folder() -> Path:
    """Return the folder that holds the components' modules."""
    return Path(next(iter(importlib.import_module(PACKAGE).__path__)))


def component_modules() -> list[str]:
    """Return the names of all component modules, sorted, without importing one."""
    package = importlib.import_module(PACKAGE)
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_"))


def component_name(module: str) -> str:
    """Return the name of the component that a module holds a version of."""
    suffixed = _SUFFIX.fullmatch(module)
    return suffixed["name"] if suffixed else module


def component_names() -> list[str]:
    """Return the names of all components, sorted, without importing one."""
    return sorted({component_name(module) for module in component_modules()})


def load_versions(name: str, span: Span | None = None) -> tuple[ComponentInfo, ...]:
    """Import the modules of one component and describe the versions of it that there are, lowest first.

    Args:
        name: The component's name.
        span: Where the name stands, for diagnostics.

    Raises:
        ComponentError: No such component (``C001``), a module of it cannot be imported (``C002``) or does not hold
            exactly one component (``C003``), or the versions are not numbered as their modules are (``C009``).
    """
    modules = [module for module in component_modules() if component_name(module) == name]
    if not modules:
        known = component_names()
        fix = suggest(name, known) or f"components: {', '.join(known)}"
        why = f"a component is a module of '{PACKAGE}/'"
        raise ComponentError(Diagnostic("C001", f"no component '{name}'", span, why=why, fix=fix))
    problems: list[Diagnostic] = []
    found: list[ComponentInfo] = []
    for module in modules:
        try:
            found.append(_load_module(module))
        except ComponentError as problem:
            problems += (diagnostic.at(span) for diagnostic in problem.diagnostics)
    problems += (problem.at(span) for problem in _misnumbered(found))
    raise_if_any(ComponentError, problems)
    return tuple(sorted(found, key=lambda component: Version(component.version)))


def _load_module(name: str) -> ComponentInfo:
    try:
        module = importlib.import_module(f"{PACKAGE}.{name}")
    except Exception as problem:  # the platform team's code may fail in any way
        raise ComponentError(_import_failed(name, problem)) from problem
    classes = list(_component_classes(vars(module).values(), module.__name__))
    if len(classes) != 1:
        message = f"component module '{name}' holds {len(classes)} components"
        why, fix = "a module is one component", "keep one subclass of Component in each module"
        raise ComponentError(Diagnostic("C003", message, why=why, fix=fix))
    return _describe(component_name(name), classes[0])


def _misnumbered(components: Sequence[ComponentInfo]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the versions that the modules of one component state."""
    majors: dict[str, str] = {}
    for component in components:
        module, version = component.module, component.version
        if not _VERSION.fullmatch(version):
            message = f"component module '{module}' has version '{version}'"
            why, fix = "a version is three numbers, as in semantic versioning", 'write it as "1.0.0"'
            yield Diagnostic("C009", message, why=why, fix=fix)
            continue
        major = version.partition(".")[0]
        suffix = _SUFFIX.fullmatch(module)
        if suffix and suffix["major"] != major:
            message = f"component module '{module}' has version {version}"
            fix = f"rename the module to '{component.name}_v{major}', or the version to {suffix['major']}.0.0"
            yield Diagnostic("C009", message, why="a module's suffix is its component's major version", fix=fix)
        other = majors.setdefault(major, module)
        if other != module:
            message = f"component modules '{other}' and '{module}' are both major version {major}"
            why, fix = "each major version of a component is one module", "keep one of the two"
            yield Diagnostic("C009", message, why=why, fix=fix)


def _component_classes(values: Iterable[object], module: str) -> Iterable[type[Any]]:
    for value in values:
        if not isinstance(value, type) or value.__module__ != module or issubclass(value, BaseModel):
            continue
        if hasattr(value, "args_type") and hasattr(value, "resource_type"):
            yield value


def _describe(name: str, component: type[Any]) -> ComponentInfo:
    return ComponentInfo(
        name=name,
        component_class=component,
        resource_type=component.resource_type,
        version=component.version,
        lifecycle=component.lifecycle,
        stateful=component.stateful,
        identity=component.identity,
        args_type=component.args_type,
        outputs_type=component.outputs_type,
    )


def _import_failed(name: str, problem: Exception) -> Diagnostic:
    return Diagnostic(
        "C002",
        f"component '{name}' cannot be imported: {type(problem).__name__}: {problem}",
        why="its module raised an exception",
        fix=f"run `python -c 'import {PACKAGE}.{name}'` to see where",
    )
