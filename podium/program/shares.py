"""What a stack shares with others: exported by the stack that owns it, read by those whose claims refer to it.

All of it is one stack output, secret as a whole, so that neither state nor log holds a part of it in clear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from podium.catalogue.contract import Outputs, secret_fields
from podium.diagnostics import Diagnostic, ResolutionError, listed, raise_if_any, suggest
from podium.graph.uid import ResourceUid
from podium.lock.model import SECRET
from podium.plan.model import Plan, PlannedResource
from podium.plan.sharing import Owned, Reference, conflicts, matching, references
from podium.spec.placeholder import placeholders_in

__all__ = ["SHARES", "check_shares", "export_shares", "shared_outputs"]

SHARES = "podium-shares"
"""Name of the stack output that holds what is shared, by uid."""

_READ = "pulumi:pulumi:readStackOutputs"


def export_shares(plan: Plan, outputs: Mapping[ResourceUid, Outputs]) -> None:
    """Export the outputs of what the environment shares; nothing where it shares nothing.

    Args:
        plan: The plan.
        outputs: The outputs of each component.
    """
    shared = matching(plan.environment.shares, [resource.uid.text for resource in plan.resources])
    if shared:
        content = {r.uid.text: _share(r, outputs[r.uid]) for r in plan.resources if r.uid.text in shared}
        pulumi.export(SHARES, pulumi.Output.secret(content))


def check_shares(plan: Plan) -> None:
    """Ask the engine for what other stacks share, and hold the plan's references against it.

    Args:
        plan: The plan.

    Raises:
        ResolutionError: A stack that cannot be read (``N017``), a resource that it does not share (``N018``), an output
            that the resource does not give (``N019``), or params that contradict the owner's (``C013``); all of them.
    """
    found = list(references(plan))
    stacks = {stack: _read(stack) for stack in sorted({reference.stack for reference in found})}
    raise_if_any(ResolutionError, [problem for r in found for problem in _problems(r, stacks[r.stack])])


def shared_outputs(reference: pulumi.StackReference, uid: str, names: Mapping[str, bool]) -> dict[str, Any]:
    """Return the outputs of a resource that another stack shares.

    Args:
        reference: The other stack.
        uid: The resource there.
        names: Names of the outputs, and for each whether it is secret; the others leave the secret they travel in.
    """
    shares = reference.get_output(SHARES)

    def read(name: str) -> pulumi.Output[Any]:
        return shares.apply(lambda content: _value(content, uid, name))

    return {name: read(name) if is_secret else pulumi.Output.unsecret(read(name)) for name, is_secret in names.items()}


def _value(content: Any, uid: str, name: str) -> Any:
    try:
        return content[uid]["outputs"][name]
    except (KeyError, TypeError):
        raise pulumi.RunError(f"the other stack does not share output '{name}' of {uid}") from None


def _share(resource: PlannedResource, outputs: Outputs) -> dict[str, Any]:
    """Return what travels: the outputs, and what others must agree with."""
    return {
        "outputs": {name: value for name, value in outputs.as_mapping().items() if value is not None},
        "params": _agreed(resource),
        "claimants": [f"{claimant.workload}.{claimant.name}" for claimant in resource.claimants],
    }


def _agreed(resource: PlannedResource) -> dict[str, Any]:
    """Return what was given, defaults of the component included; a mark where it is secret or not known yet."""
    model = resource.component.args_type
    defaults = {f.alias or name: f.default for name, f in model.model_fields.items() if not f.is_required()}
    given = {key: value for key, value in {**defaults, **resource.params}.items() if value is not None}
    return {key: SECRET if key in secret_fields(model) or _is_open(value) else value for key, value in given.items()}


def _is_open(value: Any) -> bool:
    """Return whether a value cannot be compared: it is known later, or it is no plain data."""
    return not isinstance(value, str | int | float | bool | list | dict) or bool(placeholders_in(value))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a stack shares.

    Attributes:
        content: What it exports; None where its outputs are not known.
        refusal: The engine's words if it cannot be read.
    """

    content: Mapping[str, Any] | None
    refusal: str = ""


def _read(stack: str) -> _Shared:
    try:
        answer = pulumi.runtime.invoke(_READ, {"name": stack})
    except Exception as problem:  # the SDK raises no other class, whatever the engine says
        return _Shared({}, refusal=str(problem).rpartition("returned an error: ")[2] or type(problem).__name__)
    outputs = (answer.value or {}).get("outputs")
    return _Shared((outputs.get(SHARES) or {}) if isinstance(outputs, dict) else None)


def _problems(reference: Reference, shared: _Shared) -> Iterator[Diagnostic]:
    if shared.refusal:
        message, why = f"stack '{reference.stack}' cannot be read", f"the engine says: {shared.refusal}"
        fix = f"deploy it first with `podium up -e {reference.stack}`, or correct 'stack:'"
        yield Diagnostic("N017", message, reference.span_of("stack"), why=why, fix=fix)
    elif shared.content is None:
        return
    elif reference.uid not in shared.content:
        yield _not_shared(reference, shared.content)
    else:
        share = shared.content[reference.uid]
        yield from _missing_outputs(reference, share["outputs"])
        owned = Owned(share["params"], tuple(share["claimants"]), is_complete=True)
        yield from conflicts(reference, owned)


def _not_shared(reference: Reference, content: Mapping[str, Any]) -> Diagnostic:
    fix = f"add '{reference.uid}' to 'shares:' of that environment and deploy it"
    return Diagnostic(
        "N018",
        f"stack '{reference.stack}' does not share {reference.uid}",
        reference.span_of("resource"),
        why=f"it shares: {listed(content)}",
        fix=suggest(reference.uid, content) or fix,
    )


def _missing_outputs(reference: Reference, given: Mapping[str, Any]) -> Iterator[Diagnostic]:
    for name in sorted(reference.resource.outputs.keys() - given.keys()):
        yield Diagnostic(
            "N019",
            f"{reference.uid} of stack '{reference.stack}' gives no output '{name}'",
            reference.span_of("outputs"),
            why=f"it gives: {listed(given)}",
            fix="deploy that stack again, or correct 'outputs:'",
        )
