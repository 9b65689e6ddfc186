"""A resource that another stack owns and shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi
from pydantic import ConfigDict, Field, model_validator

from podium.catalogue.contract import ANY_TYPE
from podium.catalogue.types import RESOURCE_TYPES, ResourceType
from podium.component import Args, Component, Outputs
from podium.graph.uid import ResourceUid
from podium.pod import Problem, refuse
from podium.program.shares import shared_outputs


class StackReferenceArgs(Args):
    """Whose resource is meant. All further inputs are params of the claim: the owner must have given the same."""

    model_config = ConfigDict(extra="allow")

    stack: str = Field(description="The owner's stack: `platform`, or `organization/project/platform`.", min_length=1)
    resource: str | None = Field(None, description="The resource's uid there; the claim's own uid when absent.")
    uid: str | None = Field(None, description="The claim's own uid.")
    outputs: dict[str, bool] | None = Field(
        None, description="Outputs, and whether each is secret; those of the type's contract when absent."
    )

    @property
    def wanted(self) -> str:
        """Uid of the resource in the owner's stack."""
        return self.resource or self.uid or ""

    @model_validator(mode="after")
    def _consistent(self) -> StackReferenceArgs:
        refuse(_problems(self))
        return self


class StackReferenceOutputs(Outputs):
    """What `${resources.<name>.*}` may read: what the owner's component gives."""

    model_config = ConfigDict(extra="allow")


class StackReference(Component[StackReferenceArgs, StackReferenceOutputs]):
    """Makes nothing: it reads the outputs of a resource that the environment of another stack has under `shares:`."""

    resource_type = ANY_TYPE

    @classmethod
    def output_names(cls, params: Mapping[str, Any]) -> Mapping[str, bool]:
        """Return the outputs that are named, else those of the type's contract."""
        named: Mapping[str, bool] | None = params.get("outputs")
        if named is not None:
            return named
        contract = _contract(str(params.get("resource") or params.get("uid") or ""))
        return contract.output_names if contract else {}

    def build(self, name: str, args: StackReferenceArgs) -> StackReferenceOutputs:
        """Read the outputs; those that are no secrets leave the secret that they travel in."""
        names = self.output_names(args.model_dump())
        reference = pulumi.StackReference(f"{name}-stack", args.stack, self.child())
        values = shared_outputs(reference, args.wanted, names)
        return StackReferenceOutputs.model_validate(values)


def _contract(uid: str) -> ResourceType | None:
    return RESOURCE_TYPES.get(uid.partition(".")[0])


def _problems(args: StackReferenceArgs) -> Iterator[Problem]:
    try:
        wanted = ResourceUid.parse(args.wanted)
    except ValueError:
        yield Problem(("resource",), f"is '{args.wanted}', which is no uid", "write type.class#id")
        return
    claimed = (args.uid or args.wanted).partition(".")[0]
    if claimed != wanted.resource_type:
        message = f"is of type '{wanted.resource_type}', and the claim is of type '{claimed}'"
        yield Problem(("resource",), message, "name a resource of the same type")
    contract = _contract(args.wanted)
    if args.outputs is None and (contract is None or contract.has_open_outputs):
        message = f"are needed, because the type '{wanted.resource_type}' does not say which there are"
        yield Problem(("outputs",), message, "write 'outputs: {name: false}', with true for what is secret")
    if contract is not None:
        for key in sorted((args.model_extra or {}).keys() - contract.param_names):
            known = ", ".join(sorted({"outputs", "resource", "stack"} | contract.param_names))
            yield Problem((key,), f"is no param of '{contract.name}'", f"params: {known}")
