"""What keeps a workload's pods: the specs of Deployments, StatefulSets, DaemonSets, Jobs and CronJobs.

No component: the module is private, and the children made of these specs belong to the component that asks for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.batch import v1 as batch
from pulumi_kubernetes.meta import v1 as meta

from podium.pod import PodTemplate

Kind: TypeAlias = Literal["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]
"""What may keep the pods of a workload."""

SERVING: tuple[Kind, ...] = ("Deployment", "StatefulSet", "DaemonSet")
"""Kinds whose pods go on; those of the others end."""

COUNTED: tuple[Kind, ...] = ("Deployment", "StatefulSet")
"""Kinds that have a number of pods."""

_MISSED_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Pods:
    """The pods to keep.

    Attributes:
        template: Their template.
        selector: Labels that pick them.
        replicas: How many; None where something else decides.
    """

    template: PodTemplate
    selector: dict[str, str]
    replicas: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """How pods that end are run.

    Attributes:
        retries: How often a failed pod is followed by another one.
        deadline_seconds: Seconds after which a run counts as failed.
    """

    retries: int
    deadline_seconds: int


def deployment_spec(pods: Pods, *, writes: bool) -> apps.DeploymentSpecArgs:
    """Return the spec of a Deployment.

    Args:
        pods: The pods.
        writes: Whether they write to a volume. Two pods cannot always mount one to write, so the old one ends before
            the new one starts.
    """
    strategy = apps.DeploymentStrategyArgs(type="Recreate" if writes else "RollingUpdate")
    return apps.DeploymentSpecArgs(
        replicas=pods.replicas, selector=_selector(pods), strategy=strategy, template=_template(pods)
    )


def stateful_set_spec(pods: Pods, headless: str) -> apps.StatefulSetSpecArgs:
    """Return the spec of a StatefulSet.

    Args:
        pods: The pods.
        headless: Name of the headless Service that gives each pod a DNS name.
    """
    return apps.StatefulSetSpecArgs(
        replicas=pods.replicas, selector=_selector(pods), service_name=headless, template=_template(pods)
    )


def daemon_set_spec(pods: Pods) -> apps.DaemonSetSpecArgs:
    """Return the spec of a DaemonSet: one pod on every node."""
    return apps.DaemonSetSpecArgs(selector=_selector(pods), template=_template(pods))


def job_spec(pods: Pods, runs: Runs) -> batch.JobSpecArgs:
    """Return the spec of a Job.

    The Job stays when it has ended: one that a time limit took away would run again with the next deployment.
    """
    return batch.JobSpecArgs(
        backoff_limit=runs.retries, active_deadline_seconds=runs.deadline_seconds, template=_template(pods)
    )


def cron_job_spec(pods: Pods, runs: Runs, schedule: str, time_zone: str) -> batch.CronJobSpecArgs:
    """Return the spec of a CronJob: no run starts while another one goes on, and a few ended ones are kept.

    Args:
        pods: The pods.
        runs: How each of them is run.
        schedule: Five fields of cron.
        time_zone: Name of the time zone that the schedule is in.
    """
    return batch.CronJobSpecArgs(
        schedule=schedule,
        time_zone=time_zone,
        concurrency_policy="Forbid",
        starting_deadline_seconds=_MISSED_SECONDS,
        successful_jobs_history_limit=3,
        failed_jobs_history_limit=3,
        job_template=batch.JobTemplateSpecArgs(spec=job_spec(pods, runs)),
    )


def _selector(pods: Pods) -> meta.LabelSelectorArgs:
    return meta.LabelSelectorArgs(match_labels=pods.selector)


def _template(pods: Pods) -> Any:
    """Return the template, which the provider also takes in the API's own words."""
    return pods.template
