"""Finding the component that a definition names."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from podium.catalogue.contract import Args, Outputs, output_names
from podium.diagnostics import ComponentError, Diagnostic, Span, suggest

__all__ = ["ComponentInfo", "component_names", "load_component"]

PACKAGE = "components"


@dataclass(frozen=True, slots=True)
class ComponentInfo:
    """What planning needs to know of a component class.

    Attributes:
        name: Module name in ``components/``.
        component_class: The class; only the program instantiates it.
        resource_type: The resource type it provides.
        version: Its version.
        stateful: Whether replacing it loses data.
        args_type: Model of the inputs.
        outputs_type: Model of the outputs.
    """

    name: str
    component_class: type[Any]
    resource_type: str
    version: str
    stateful: bool
    args_type: type[Args]
    outputs_type: type[Outputs]

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


def component_names() -> list[str]:
    """Return the names of all component modules, sorted, without importing one."""
    package = importlib.import_module(PACKAGE)
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_"))


def load_component(name: str, span: Span | None = None) -> ComponentInfo:
    """Import one component module and describe its class.

    Args:
        name: Module name in ``components/``.
        span: Where the name stands, for diagnostics.

    Raises:
        ComponentError: No such module (``C001``), it cannot be imported (``C002``), or it does not hold exactly one
            component (``C003``).
    """
    known = component_names()
    if name not in known:
        fix = suggest(name, known) or f"components: {', '.join(known)}"
        raise ComponentError(
            Diagnostic("C001", f"no component '{name}'", span, why=f"a component is a module of '{PACKAGE}/'", fix=fix)
        )
    try:
        module = importlib.import_module(f"{PACKAGE}.{name}")
    except Exception as problem:  # the platform team's code may fail in any way
        raise ComponentError(_import_failed(name, span, problem)) from problem
    classes = list(_component_classes(vars(module).values(), module.__name__))
    if len(classes) != 1:
        message = f"component module '{name}' holds {len(classes)} components"
        why, fix = "a module is one component", "keep one subclass of Component in each module"
        raise ComponentError(Diagnostic("C003", message, span, why=why, fix=fix))
    return _describe(name, classes[0])


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
        stateful=component.stateful,
        args_type=component.args_type,
        outputs_type=component.outputs_type,
    )


def _import_failed(name: str, span: Span | None, problem: Exception) -> Diagnostic:
    return Diagnostic(
        "C002",
        f"component '{name}' cannot be imported: {type(problem).__name__}: {problem}",
        span,
        why="its module raised an exception",
        fix=f"run `python -c 'import {PACKAGE}.{name}'` to see where",
    )
