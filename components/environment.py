"""Values that the environment keeps for its workloads: plain ones, settings of the stack, variables of the deployer."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import pulumi
from pydantic import AfterValidator, ConfigDict, Field, model_validator

from podium.component import Args, Component, Outputs
from podium.diagnostics import Diagnostic, ResolutionError
from podium.pod import Problem, refuse

_CONFIG = "podium"
_EXTRA = frozenset("-_")


def _readable(key: str) -> str:
    """Return a key that a placeholder can name."""
    if not key or not all(character in _EXTRA or (character.isascii() and character.isalnum()) for character in key):
        raise ValueError(f"'{key}' is not a key: letters, digits, '_' and '-'")
    return key


Key = Annotated[str, AfterValidator(_readable)]


class EnvironmentArgs(Args):
    """Which keys there are, and where each value comes from."""

    values: dict[Key, str] = Field({}, description="Plain values by key.")
    config: list[Key] = Field([], description="Keys of secrets in the stack's configuration, `podium:<key>`.")
    from_: list[Key] = Field(
        [], alias="from", description="Names of variables that whoever deploys has set; their values are secrets too."
    )

    @model_validator(mode="after")
    def _each_key_once(self) -> EnvironmentArgs:
        seen = set(self.values)
        for path, keys in (("config", self.config), ("from", self.from_)):
            for index, key in enumerate(keys):
                if key in seen:
                    refuse([Problem((path, index), f"is '{key}', which is given already", "keep one of the two")])
                seen.add(key)
        return self


class EnvironmentOutputs(Outputs):
    """What `${resources.<name>.*}` may read: the keys of the inputs."""

    model_config = ConfigDict(extra="allow")


class Environment(Component[EnvironmentArgs, EnvironmentOutputs]):
    """Values by key. Those from the stack's configuration and from the deployer's variables are secrets."""

    resource_type = "environment"

    @classmethod
    def output_names(cls, params: Mapping[str, Any]) -> Mapping[str, bool]:
        """Return the keys; those that are not plain values are secret."""
        secret = dict.fromkeys([*(params.get("config") or ()), *(params.get("from") or ())], True)
        return dict.fromkeys(params.get("values") or (), False) | secret

    def build(self, name: str, args: EnvironmentArgs) -> EnvironmentOutputs:
        """Read the values.

        Raises:
            ResolutionError: Settings or variables that are not set (``R023``), all of them.
        """
        missing = [*_unset_settings(args), *_unset_variables(args)]
        if missing:
            raise ResolutionError(*missing)
        config = pulumi.Config(_CONFIG)
        secrets = {key: config.require_secret(key) for key in args.config}
        secrets |= {key: pulumi.Output.secret(os.environ[key]) for key in args.from_}
        return EnvironmentOutputs.model_validate({**args.values, **secrets})


def _unset_settings(args: EnvironmentArgs) -> Iterator[Diagnostic]:
    config = pulumi.Config(_CONFIG)
    for key in args.config:
        # Whether it is there, not what it is: asking for the value of a secret would earn a warning.
        if config.get_secret(key) is None:
            yield Diagnostic(
                "R023",
                f"stack '{pulumi.get_stack()}' has no setting '{_CONFIG}:{key}'",
                why="the environment's definition says that a claim of type 'environment' reads it there",
                fix=f"run `pulumi config set --secret {_CONFIG}:{key} --stack {pulumi.get_stack()}`",
            )


def _unset_variables(args: EnvironmentArgs) -> Iterator[Diagnostic]:
    for key in args.from_:
        if key not in os.environ:
            why = "the environment's definition says that a claim of type 'environment' reads it while deploying"
            yield Diagnostic("R023", f"the variable '{key}' is not set", why=why, fix=f"set {key} and deploy again")
