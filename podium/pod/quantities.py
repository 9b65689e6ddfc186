"""Amounts of processor, memory and disk: Kubernetes quantities, and what a container gets that asks for none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from podium.catalogue.contract import Args
from podium.pod.problems import Problem, refuse

__all__ = [
    "DEFAULT_LIMITS",
    "DEFAULT_REQUESTS",
    "AmountArgs",
    "Quantity",
    "ResourcesArgs",
    "amount",
    "check_quantity",
    "resource_requirements",
]

_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)(n|u|m|k|K|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?", re.ASCII)
_DECIMAL: Final = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY: Final = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}


def check_quantity(text: str) -> str:
    """Return the quantity as Kubernetes writes it.

    Score allows ``K`` for a thousand, which Kubernetes only knows as ``k``.

    Raises:
        ValueError: Not a number with one of Kubernetes' suffixes.
    """
    if not _QUANTITY.fullmatch(text):
        raise ValueError(f"'{text}' is not a quantity: a number and at most one suffix, such as 100m, 128Mi or 2G")
    return f"{text[:-1]}k" if text.endswith("K") else text


Quantity: TypeAlias = Annotated[str, AfterValidator(check_quantity)]
"""A Kubernetes quantity, checked."""


class AmountArgs(Args):
    """Amounts of processor, memory and disk."""

    cpu: Quantity | None = Field(None, description="Processors as a Kubernetes quantity, such as `100m`.")
    memory: Quantity | None = Field(None, description="Memory as a Kubernetes quantity, such as `128Mi`.")
    ephemeral_storage: Quantity | None = Field(
        None, description="Disk that goes with the pod, logs included, as a Kubernetes quantity, such as `1Gi`."
    )

    def quantities(self) -> dict[str, str]:
        """Return the amounts that are given, by the API's own names."""
        return {key.replace("_", "-"): value for key, value in self.model_dump(exclude_none=True).items()}


class ResourcesArgs(Args):
    """What a container reserves and what it may use at most."""

    requests: AmountArgs = Field(AmountArgs(), description="What is reserved for it.")
    limits: AmountArgs = Field(AmountArgs(), description="What it may not exceed.")

    @model_validator(mode="after")
    def _reserved_is_allowed(self) -> ResourcesArgs:
        limits = self.limits.quantities()
        over = {
            key: value
            for key, value in self.requests.quantities().items()
            if key in limits and amount(value) > amount(limits[key])
        }
        refuse(
            Problem(("requests", key), f"asks for {value}, more than the limit of {limits[key]}", "raise the limit")
            for key, value in over.items()
        )
        return self


DEFAULT_REQUESTS: Final = AmountArgs(cpu="50m", memory="64Mi", ephemeral_storage="64Mi")
"""What is reserved for a container of a workload that does not say."""

DEFAULT_LIMITS: Final = AmountArgs(cpu="1", memory="512Mi", ephemeral_storage="1Gi")
"""What a container of a workload that does not say may use at most."""


def amount(quantity: str) -> Decimal:
    """Return the number that a quantity stands for, in processors or bytes.

    Raises:
        ValueError: Not a quantity.
    """
    found = _QUANTITY.fullmatch(check_quantity(quantity))
    if found is None:
        raise ValueError(quantity)
    number, suffix = Decimal(found[1]), found[2] or ""
    if suffix in _BINARY:
        return number * Decimal(2 ** _BINARY[suffix])
    return number.scaleb(_DECIMAL.get(suffix, 0))


def resource_requirements(
    resources: ResourcesArgs, requests: Mapping[str, str] | None = None, limits: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return requests and limits in the API's words; what is asked for wins over the defaults.

    A default never contradicts what is asked for: a default request is lowered to a given limit, and a default limit
    is raised to a given request.

    Args:
        resources: What is asked for.
        requests: Requests for what is not asked for, by the API's names; :data:`DEFAULT_REQUESTS` when absent.
        limits: Limits for what is not asked for; none when absent.
    """
    asked, allowed = resources.requests.quantities(), resources.limits.quantities()
    standard = DEFAULT_REQUESTS.quantities() if requests is None else requests
    reserved = {key: min(value, allowed.get(key, value), key=amount) for key, value in standard.items()} | asked
    at_most = {key: max(value, asked.get(key, value), key=amount) for key, value in (limits or {}).items()} | allowed
    both = {"limits": dict(sorted(at_most.items())), "requests": dict(sorted(reserved.items()))}
    return {key: value for key, value in both.items() if value}
