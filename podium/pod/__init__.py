"""The pod of a workload: its inputs, what it mounts, its spec, and how an environment may transform it."""

from podium.pod.args import (
    ContainerArgs,
    FileArgs,
    HeaderArgs,
    HttpGetArgs,
    PortArgs,
    ProbeArgs,
    TimingArgs,
    VolumeArgs,
)
from podium.pod.problems import Problem, refuse
from podium.pod.quantities import (
    DEFAULT_LIMITS,
    DEFAULT_REQUESTS,
    AmountArgs,
    ResourcesArgs,
    resource_requirements,
)
from podium.pod.schedule import Schedule
from podium.pod.spec import PodContext, pod_spec, starting_containers
from podium.pod.stores import (
    Contents,
    file_contents,
    map_deferred,
    object_name,
    overfull_stores,
    secret_variables,
    versioned_name,
)
from podium.pod.transform import Manifest, PodTemplate, Transform, WorkloadFacts

__all__ = [
    "DEFAULT_LIMITS",
    "DEFAULT_REQUESTS",
    "AmountArgs",
    "ContainerArgs",
    "Contents",
    "FileArgs",
    "HeaderArgs",
    "HttpGetArgs",
    "Manifest",
    "PodContext",
    "PodTemplate",
    "PortArgs",
    "ProbeArgs",
    "Problem",
    "ResourcesArgs",
    "Schedule",
    "TimingArgs",
    "Transform",
    "VolumeArgs",
    "WorkloadFacts",
    "file_contents",
    "map_deferred",
    "object_name",
    "overfull_stores",
    "pod_spec",
    "refuse",
    "resource_requirements",
    "secret_variables",
    "starting_containers",
    "versioned_name",
]
