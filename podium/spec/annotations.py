"""The annotations of a Score file that Podium reads; everything else under ``metadata.annotations`` is passed on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = [
    "EXTENSIONS",
    "KIND",
    "KNOWN",
    "PREFIX",
    "SCHEDULE",
    "SCORE_K8S_KIND",
    "SCORE_K8S_SERVICE_NAME",
    "SERVICE_NAME",
    "SETTING",
    "TEAM",
    "TIER",
    "stated",
]

PREFIX: Final = "podium.dev/"
"""Prefix of Podium's own annotations."""

TEAM: Final = f"{PREFIX}team"
"""The team that owns the workload."""

TIER: Final = f"{PREFIX}tier"
"""How much the workload matters: critical, standard or experimental."""

KIND: Final = f"{PREFIX}kind"
"""What runs the containers: Deployment, StatefulSet, DaemonSet, Job or CronJob."""

SCHEDULE: Final = f"{PREFIX}schedule"
"""When a CronJob runs, as five fields of cron."""

SERVICE_NAME: Final = f"{PREFIX}service-name"
"""Name of the workload's Service; the workload's own name when absent."""

EXTENSIONS: Final = f"{PREFIX}extensions"
"""Extensions of Score that the file uses, by name, separated by commas or spaces."""

SCORE_K8S_KIND: Final = "k8s.score.dev/kind"
"""What score-k8s calls KIND; read as well, KIND wins."""

SCORE_K8S_SERVICE_NAME: Final = "k8s.score.dev/service-name"
"""What score-k8s calls SERVICE_NAME; read as well, SERVICE_NAME wins."""

SETTING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "kind": (KIND, SCORE_K8S_KIND),
        "schedule": (SCHEDULE,),
        "service_name": (SERVICE_NAME, SCORE_K8S_SERVICE_NAME),
    }
)
"""Params of a workload's component that annotations set; of several annotations the first one wins."""

KNOWN: Final = (TEAM, TIER, KIND, SCHEDULE, SERVICE_NAME, EXTENSIONS)
"""Every annotation under Podium's prefix; another one there is a mistake."""


def stated(annotations: Mapping[str, str], param: str) -> str | None:
    """Return what a workload's annotations say about a param of its component, None if they say nothing.

    Args:
        annotations: The workload's annotations.
        param: One of :data:`SETTING`.
    """
    return next((annotations[name] for name in SETTING[param] if name in annotations), None)
