"""The environment file, ``stacks/environments/<name>.yaml``, as types."""

from __future__ import annotations

import enum
import re
import string
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from podium.paths import SANDBOX_CONTEXT

__all__ = [
    "DEFAULT_CLASS",
    "Cluster",
    "Criteria",
    "Environment",
    "EnvironmentType",
    "Requirement",
    "ResourceDefinition",
    "Tier",
]

DEFAULT_CLASS = "default"

_TYPE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
"""The form of types and classes; a uid is read apart at the dot between them."""


class EnvironmentType(enum.StrEnum):
    """What an environment is for; guards depend on it."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"
    EPHEMERAL = "ephemeral"

    @property
    def keeps_data(self) -> bool:
        """Whether data here outlives a mistake: stateful components are protected."""
        return self in {EnvironmentType.STAGING, EnvironmentType.PRODUCTION}


class Tier(enum.StrEnum):
    """How much a service matters; sizes, replicas and policies follow from it."""

    CRITICAL = "critical"
    STANDARD = "standard"
    EXPERIMENTAL = "experimental"


_NAMESPACE_FIX = "write text such as '{workload}-{environment}'"


def _namespace_fields(value: str) -> str:
    known = {"workload", "environment"}
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
    except ValueError as problem:
        context = {"reason": str(problem).lower(), "fix": _NAMESPACE_FIX}
        raise PydanticCustomError("namespace", "is not a template: {reason}", context) from None
    if not fields <= known:
        message = "may hold only {workload} and {environment} in braces"
        raise PydanticCustomError("namespace", message, {"fix": _NAMESPACE_FIX})
    return value


def _by_value(kind: type[enum.StrEnum]) -> BeforeValidator:
    """Accept an enumeration's value where the strict mode of the models would want the member."""

    def convert(value: Any) -> Any:
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        expected = ", ".join(f"'{member}'" for member in kind)
        raise PydanticCustomError(
            "choice", "cannot be '{given}'", {"given": str(value), "fix": f"use one of {expected}"}
        )

    return BeforeValidator(convert)


def _type_name(value: str) -> str:
    if not _TYPE_NAME.fullmatch(value):
        raise PydanticCustomError("form", "has the wrong form", {"fix": "use letters, digits and '-'"})
    return value


TypeName = Annotated[str, AfterValidator(_type_name)]
TypeField = Annotated[EnvironmentType, _by_value(EnvironmentType)]
TierField = Annotated[Tier, _by_value(Tier)]


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Cluster(_Closed):
    """The Kubernetes cluster of an environment."""

    context: str | None = Field(
        None,
        min_length=1,
        description="Context in the user's kubeconfig; without it the sandbox on this machine is used.",
    )


class Criteria(_Closed):
    """Which requests a definition answers. Every field given must match; more specific definitions win."""

    resource_type: TypeName = Field(alias="type", description="Resource type, exact.")
    resource_class: TypeName | None = Field(None, alias="class", description="Resource class; without it any class.")
    id: str | None = Field(None, description="Resource id; without it any id.")
    workload: str | None = Field(None, description="Name of the workload that asks.")
    team: str | None = Field(None, description="Team of the workload that asks.")
    tier: Annotated[TierField | None, Field(description="Tier of the workload that asks.")] = None
    labels: dict[str, str] = Field({}, description="Annotations that the workload must carry.")


class Requirement(_Closed):
    """A request that a definition makes itself, so that it can answer (co-provisioning)."""

    resource_type: TypeName = Field(alias="type", description="Resource type.")
    resource_class: TypeName = Field(DEFAULT_CLASS, alias="class", description="Resource class.")
    id: str | None = Field(None, description="Resource id; without it the id of the request being answered.")
    params: dict[str, Any] = Field({}, description="Params of the request; may hold placeholders.")


class ResourceDefinition(_Closed):
    """The platform's answer to a kind of request."""

    match: Criteria = Field(description="Which requests it answers.")
    component: str = Field(description="Name of a module in `components/`.")
    name: str | None = Field(None, description="Object name; without it the name derives from the resource's uid.")
    params: dict[str, Any] = Field({}, description="Defaults; the claim's own params win.")
    fixed: dict[str, Any] = Field({}, description="Values that a claim must not set.")
    requires: dict[str, Requirement] = Field(
        {}, description="Further requests by alias, read as `${resources.<alias>.…}`."
    )


class Environment(_Closed):
    """One environment: where it runs, what it offers, how its workloads are sized."""

    name: str = Field(description="The environment's name; the file's name without its suffix.")
    environment_type: TypeField = Field(alias="type", description="development, staging, production or ephemeral.")
    region: str = Field("local", description="Region of cloud resources.")
    cluster: Cluster = Field(Cluster(), description="The Kubernetes cluster.")
    namespace: Annotated[str, AfterValidator(_namespace_fields)] = Field(
        "{environment}", description="Kubernetes namespace of a workload: text with `{workload}` and `{environment}`."
    )
    domain: str = Field("localhost", description="DNS domain below which hosts are given out.")
    workloads: list[str] = Field(["workloads"], description="Score files or folders, relative to the project.")
    images: dict[str, str] = Field({}, description="Images for `image: .`, by workload or `workload.container`.")
    tiers: dict[TierField, dict[str, dict[str, Any]]] = Field(
        {}, description="Default params by tier and resource type."
    )
    definitions: dict[str, ResourceDefinition] = Field(description="Answers by name.")

    @property
    def context(self) -> str:
        """The kubeconfig context of the environment's cluster; the sandbox's where the file names none."""
        return self.cluster.context or SANDBOX_CONTEXT

    def namespace_of(self, workload: str) -> str:
        """Return the Kubernetes namespace of a workload."""
        return self.namespace.format(workload=workload, environment=self.name)
