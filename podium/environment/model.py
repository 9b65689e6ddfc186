"""The environment file, ``stacks/environments/<name>.yaml``, as types."""

from __future__ import annotations

import datetime
import enum
import re
import string
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from podium.environment.lifetime import TTL
from podium.paths import SANDBOX_CONTEXT

__all__ = [
    "DEFAULT_CLASS",
    "Cluster",
    "CoProvision",
    "Criteria",
    "Environment",
    "EnvironmentType",
    "Pin",
    "Requirement",
    "ResourceDefinition",
    "Tier",
]

DEFAULT_CLASS = "default"

_TYPE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
"""The form of types and classes; a uid is read apart at the dot between them."""

_CLASS_PATTERN = re.compile(r"[A-Za-z0-9*][A-Za-z0-9*-]*")
"""A class in which ``*`` stands for any text."""

_INHERITED_CLASS = re.compile(r"[A-Za-z0-9@][A-Za-z0-9@-]*")
"""A class in which ``@`` stands for the class of the request that is being answered."""

_NAMESPACE = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
"""The form of Kubernetes namespaces that may be names of other objects too."""

_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*\.[A-Za-z0-9][A-Za-z0-9-]*#.+", re.DOTALL)


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
    try:
        parts = list(string.Formatter().parse(value))
    except ValueError as problem:
        context = {"reason": str(problem).lower(), "fix": _NAMESPACE_FIX}
        raise PydanticCustomError("namespace", "is not a template: {reason}", context) from None
    if any(field not in {None, "workload", "environment"} or form or way for _, field, form, way in parts):
        message = "may hold only {workload} and {environment} in braces"
        raise PydanticCustomError("namespace", message, {"fix": _NAMESPACE_FIX})
    if not _NAMESPACE.fullmatch(value.format(workload="a", environment="a")):
        message = "gives no name of a namespace: lower case letters, digits and '-', 63 at most, a letter first"
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


def _formed(pattern: re.Pattern[str], fix: str) -> AfterValidator:
    """Accept text of a form."""

    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise PydanticCustomError("form", "has the wrong form", {"fix": fix})
        return value

    return AfterValidator(check)


def _version_range(value: str) -> str:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - slow, and most files have none

    fix = "write a range such as '>=1.2,<2', or one version as '==1.2.0'"
    try:
        ranges = SpecifierSet(value)
    except InvalidSpecifier:
        raise PydanticCustomError("form", "has the wrong form", {"fix": fix}) from None
    if not len(ranges):
        raise PydanticCustomError("form", "is empty", {"fix": fix})
    return value


def _date(value: Any) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        message = "is no date: '{given}'"
        raise PydanticCustomError("date", message, {"given": str(value), "fix": "write YYYY-MM-DD"}) from None


TypeName = Annotated[str, AfterValidator(_type_name)]
ClassPattern = Annotated[str, _formed(_CLASS_PATTERN, "use letters, digits, '-', and '*' for any text")]
InheritedClass = Annotated[str, _formed(_INHERITED_CLASS, "use letters, digits, '-', and '@' for the parent's class")]
Uid = Annotated[str, _formed(_UID, "write the resource's uid, as in 'type.class#id'")]
VersionRange = Annotated[str, AfterValidator(_version_range)]
Ttl = Annotated[str, _formed(TTL, "write hours or days, such as 72h or 7d")]
DateField = Annotated[datetime.date, BeforeValidator(_date)]
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
    resource_class: ClassPattern | None = Field(
        None, alias="class", description="Resource class, `*` for any text in it; without it any class."
    )
    id: str | None = Field(None, description="Resource id, `*` for any text in it; without it any id.")
    workload: str | None = Field(None, description="Name of the workload that asks.")
    team: str | None = Field(None, description="Team of the workload that asks.")
    tier: Annotated[TierField | None, Field(description="Tier of the workload that asks.")] = None
    environment: str | None = Field(None, description="Name of the environment.")
    environment_type: Annotated[TypeField | None, Field(description="Type of the environment.")] = None
    region: str | None = Field(None, description="Region of the environment.")
    labels: dict[str, str] = Field({}, description="Annotations that the workload must carry.")


class Requirement(_Closed):
    """A request that a definition makes itself, so that it can answer."""

    resource_type: TypeName = Field(alias="type", description="Resource type.")
    resource_class: InheritedClass = Field(
        DEFAULT_CLASS, alias="class", description="Resource class; `@` stands for that of the request being answered."
    )
    id: str | None = Field(
        None, description="Resource id, `@` for that of the request being answered; without it exactly that."
    )
    params: dict[str, Any] = Field({}, description="Params of the request; may hold placeholders.")


class CoProvision(Requirement):
    """A request that a definition makes beside its answer; the answer does not need it."""

    dependent_on_current: bool = Field(
        False, description="Whether it is made after the answer, whose outputs it may read as `${self.<output>}`."
    )
    copy_dependents: bool = Field(
        False, description="Whether all that depends on the answer depends on it too, so that it is there before them."
    )


class ResourceDefinition(_Closed):
    """The platform's answer to a kind of request."""

    match: Criteria = Field(description="Which requests it answers.")
    component: str = Field(description="Name of a module in `components/`, without its version.")
    version: VersionRange | None = Field(None, description="Range of the component's versions, such as `>=1.2,<2`.")
    priority: int = Field(0, description="Which of equally specific definitions wins: the one with the larger number.")
    name: str | None = Field(
        None, min_length=1, description="Object name; without it the name derives from the resource's uid."
    )
    params: dict[str, Any] = Field({}, description="Defaults; the claim's own params win.")
    fixed: dict[str, Any] = Field({}, description="Values that a claim must not set.")
    requires: dict[str, Requirement] = Field(
        {}, description="Further requests by alias, made before it, read as `${resources.<alias>.…}`."
    )
    coprovision: dict[str, CoProvision] = Field({}, description="Further requests by alias, made beside it.")


class Pin(_Closed):
    """A decision of the lock that is kept although the rules would decide otherwise now."""

    owner: str = Field(min_length=1, description="Who answers for it.")
    reason: str = Field(min_length=1, description="Why it is kept.")
    expires: DateField = Field(description="Day after which it is an error, as YYYY-MM-DD.")
    definition: str | None = Field(
        None, description="The definition that answers; without it the one in the lock, as it was when locked."
    )


class Environment(_Closed):
    """One environment: where it runs, what it offers, how its workloads are sized."""

    name: str = Field(description="The environment's name; the file's name without its suffix.")
    environment_type: TypeField = Field(alias="type", description="development, staging, production or ephemeral.")
    include: list[Annotated[str, Field(min_length=1)]] = Field(
        [], description="Files below `stacks/` that this one starts from, relative to it; later ones win."
    )
    owner: str | None = Field(None, min_length=1, description="Who answers for it; an ephemeral environment has one.")
    ttl: Ttl | None = Field(
        None, description="How long an ephemeral environment lives after its last deployment, such as `72h`."
    )
    region: str = Field("local", description="Region of cloud resources.")
    cluster: Cluster = Field(Cluster(), description="The Kubernetes cluster.")
    namespace: Annotated[str, AfterValidator(_namespace_fields)] = Field(
        "{environment}", description="Kubernetes namespace of a workload: text with `{workload}` and `{environment}`."
    )
    domain: str = Field("localhost", description="DNS domain below which hosts are given out.")
    workloads: list[str] = Field(["workloads"], description="Score files or folders, relative to the project.")
    images: dict[str, str] = Field({}, description="Images for `image: .`, by workload or `workload.container`.")
    tiers: dict[TierField, dict[TypeName, dict[str, Any]]] = Field(
        {}, description="Default params by tier and resource type."
    )
    fixed: dict[TypeName, dict[str, Any]] = Field(
        {}, description="Values by resource type that neither claims nor definitions set here."
    )
    components: dict[str, VersionRange] = Field({}, description="Range of versions by component, such as `>=1.2,<2`.")
    pins: dict[Uid, Pin] = Field({}, description="Decisions that are kept, by the resource's uid.")
    locked: bool = Field(False, description="Whether nothing is deployed that the lock does not hold.")
    shares: list[str] = Field(
        [], description="Resources that other stacks may use, by uid, `*` for any text; their secrets are exported."
    )
    definitions: dict[str, ResourceDefinition] = Field({}, description="Answers by name.")

    @property
    def context(self) -> str:
        """The kubeconfig context of the environment's cluster; the sandbox's where the file names none."""
        return self.cluster.context or SANDBOX_CONTEXT

    def namespace_of(self, workload: str) -> str:
        """Return the Kubernetes namespace of a workload."""
        return self.namespace.format(workload=workload, environment=self.name)
