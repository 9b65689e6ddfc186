"""The base class for component authors, and the words they need.

A component is one file in ``components/``: ``XArgs``, ``XOutputs`` and ``X(Component[XArgs, XOutputs])``. The class
says which resource type it provides; the environment says when it is used. It works in a plain Pulumi program as
well: ``X("name", XArgs(...))``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar, get_args

import pulumi

from podium.catalogue.contract import Args, Deferred, Lifecycle, Outputs, Secret, output_names, public_values

__all__ = ["Args", "Component", "Deferred", "Lifecycle", "Outputs", "Secret"]

ArgsT = TypeVar("ArgsT", bound=Args)
OutputsT = TypeVar("OutputsT", bound=Outputs)
ValueT = TypeVar("ValueT")


class Component(pulumi.ComponentResource, Generic[ArgsT, OutputsT]):
    """A Pulumi component with typed inputs and outputs.

    The base does what authors forget: the type token, the parent of children, secret outputs, registering outputs.

    Attributes:
        resource_type: The Score resource type that the component provides, such as ``postgres``.
        version: Version of the component's behaviour, semantic versioning.
        lifecycle: Whether new requests get this version.
        identity: Inputs, by public name, that say which data a stateful component holds: another value is other data.
        stateful: True if replacing or deleting it loses data. Such a component is protected, children included, outside
            development and ephemeral environments.
        args_type: The class of the inputs; read from the type parameters.
        outputs_type: The class of the outputs; read from the type parameters.
        outputs: What the instance gives.
    """

    resource_type: ClassVar[str]
    version: ClassVar[str] = "1.0.0"
    lifecycle: ClassVar[Lifecycle] = Lifecycle.DEFAULT
    stateful: ClassVar[bool] = False
    identity: ClassVar[frozenset[str]] = frozenset({"name", "namespace"})
    args_type: ClassVar[type[Args]]
    outputs_type: ClassVar[type[Outputs]]
    outputs: OutputsT

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Read the types of inputs and outputs from ``Component[XArgs, XOutputs]``."""
        super().__init_subclass__(**kwargs)
        for base in getattr(cls, "__orig_bases__", ()):
            parameters = get_args(base)
            if len(parameters) == 2 and isinstance(parameters[0], type):  # noqa: PLR2004 - inputs and outputs
                cls.args_type, cls.outputs_type = parameters

    def __init__(self, name: str, args: ArgsT, opts: pulumi.ResourceOptions | None = None) -> None:
        """Create the component and its children.

        Args:
            name: Pulumi's logical name; part of every child's name.
            args: The inputs.
            opts: Pulumi's resource options.
        """
        super().__init__(f"podium:components:{type(self).__name__}", name, None, opts)
        built = self.build(name, args)
        secret = {key for key, is_secret in self.output_names(public_values(args)).items() if is_secret}
        kept = {key: pulumi.Output.secret(value) for key, value in built.as_mapping().items() if key in secret}
        self.outputs = built.with_values(kept)
        self.register_outputs(self.outputs.as_mapping())

    def build(self, name: str, args: ArgsT) -> OutputsT:
        """Create the children and return the outputs; written by the author.

        Args:
            name: Prefix of every child's logical name.
            args: The inputs.
        """
        raise NotImplementedError

    @classmethod
    def output_names(cls, params: Mapping[str, Any]) -> Mapping[str, bool]:
        """Return the names of the outputs, and for each whether it is secret.

        By default they are the fields of the outputs. A component whose outputs follow from its inputs overrides this;
        its outputs then allow extra keys (``model_config = ConfigDict(extra="allow")``).

        Args:
            params: The inputs by public name, checked; a value that is known only later is a template or an Output.
        """
        return output_names(cls.outputs_type)

    @staticmethod
    def once_ready(value: pulumi.Input[ValueT], *resources: pulumi.Resource) -> pulumi.Output[ValueT]:
        """Return the value as an output that waits for resources, so that whoever reads it comes after them.

        A resource's URN is known in a preview too, hence a known value stays known there.

        Args:
            value: What to return.
            resources: What has to be ready first.
        """
        return pulumi.Output.all(value, *(resource.urn for resource in resources)).apply(lambda all_: all_[0])

    def child(self, **options: Any) -> pulumi.ResourceOptions:
        """Return the options every child takes: this component as its parent, and what the caller adds."""
        return pulumi.ResourceOptions(parent=self, **options)
