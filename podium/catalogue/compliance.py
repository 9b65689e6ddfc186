"""Whether a component keeps the contract of the type that it provides."""

from __future__ import annotations

from collections.abc import Iterator

from podium.catalogue.contract import ANY_TYPE, input_names, output_names
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.types import RESOURCE_TYPES, ResourceType
from podium.diagnostics import Diagnostic, Span

__all__ = ["PLACED", "breaches", "ignored_params", "misfits"]

PLACED = frozenset({"name", "namespace", "uid"})
"""Inputs that say which resource it is and where it lives; Podium fills them in, no claim does."""


def breaches(component: ComponentInfo) -> Iterator[str]:
    """Yield what a component fails to promise of its type's contract; nothing for a type without one.

    Outputs that follow from the params cannot be known here; whoever reads one that is not given is told so later.
    """
    contract = RESOURCE_TYPES.get(component.resource_type)
    if contract is None:
        return
    wanted = contract.param_names - contract.unused_params
    yield from (f"takes no param '{name}'" for name in sorted(wanted - input_names(component.args_type)))
    if component.has_fixed_outputs:
        given = output_names(component.outputs_type)
        promised = contract.output_names
        yield from (f"gives no output '{name}'" for name in sorted(promised.keys() - given.keys()))
        in_clear = (name for name in sorted(promised.keys() & given.keys()) if promised[name] and not given[name])
        yield from (f"gives output '{name}' in clear, which is secret" for name in in_clear)


def ignored_params(component: ComponentInfo, contract: ResourceType | None) -> frozenset[str]:
    """Return the params of a claim that its component never sees.

    Args:
        component: What answers.
        contract: The contract of its type, if there is one.

    Returns:
        Names that the contract accepts for other implementations' sake and that the component has no input for.
    """
    if contract is None:
        return frozenset()
    return contract.unused_params - (input_names(component.args_type) - PLACED)


def misfits(component: ComponentInfo, resource_type: str, definition: str, span: Span) -> Iterator[Diagnostic]:
    """Yield why a component cannot answer for a definition: its type (``C004``), or broken promises (``C005``).

    Args:
        component: The component.
        resource_type: The type that the definition answers.
        definition: The definition's name.
        span: Where it names the component.
    """
    if component.resource_type not in {ANY_TYPE, resource_type}:
        message = f"component '{component.name}' provides '{component.resource_type}', not '{resource_type}'"
        why = f"definition '{definition}' answers requests for '{resource_type}'"
        yield Diagnostic("C004", message, span, why=why, fix="name a component of that type")
        return
    for breach in breaches(component):
        message = f"component '{component.name}' {breach}"
        why = f"every answer to '{component.resource_type}' keeps the contract of that type"
        fix = f"change components/{component.module}.py, or name another component"
        yield Diagnostic("C005", message, span, why=why, fix=fix)
