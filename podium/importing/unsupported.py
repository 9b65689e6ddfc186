"""What Score cannot say, with the reason and what to do instead; keys of a service that are not in the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["DEPLOY", "SERVICE"]

_ENVIRONMENT = "set it for the workload in the environment file, if it is needed at all"
_SECURITY = "Score leaves privileges to the platform, which grants none by default"
_HOST = "it binds the container to one machine, and a platform has many"
_IMAGE = "put it into the image"
_LOCAL = "it helps on a developer's machine and has no meaning on a platform"
_KERNEL = "it is a setting of the kernel of one machine"
_NETWORK = "the platform's network gives every workload a name and an address"
_NONE = "nothing to do"
_ASK = "ask the platform team if the workload really needs it"

SERVICE: Final[Mapping[str, tuple[str, str]]] = {
    "attach": (_LOCAL, _NONE),
    "blkio_config": (_KERNEL, _ASK),
    "cap_add": (_SECURITY, _ASK),
    "cap_drop": (_SECURITY, "nothing to do: the platform drops what it can"),
    "cgroup": (_HOST, _ASK),
    "cgroup_parent": (_HOST, _ASK),
    "container_name": ("a platform names containers itself", "use the workload's name"),
    "cpu_count": ("it is for Windows", "use 'cpus'"),
    "cpu_percent": ("it is for Windows", "use 'cpus'"),
    "cpu_period": (_KERNEL, "use 'cpus'"),
    "cpu_quota": (_KERNEL, "use 'cpus'"),
    "cpu_rt_period": (_KERNEL, _ASK),
    "cpu_rt_runtime": (_KERNEL, _ASK),
    "cpu_shares": ("it is relative to other containers of one machine", "use 'cpus' or 'deploy.resources'"),
    "cpuset": (_HOST, "use 'cpus'"),
    "credential_spec": ("it is for Windows", _ASK),
    "develop": (_LOCAL, _NONE),
    "device_cgroup_rules": (_HOST, _ASK),
    "devices": (_HOST, _ASK),
    "dns": (_NETWORK, _NONE),
    "dns_opt": (_NETWORK, _NONE),
    "dns_search": (_NETWORK, _NONE),
    "domainname": (_NETWORK, "claim a resource of type 'dns'"),
    "external_links": ("the other project is unknown here", "import it too, or put its address into a variable"),
    "extra_hosts": (_NETWORK, "put the address into a variable"),
    "gpus": (_HOST, _ASK),
    "group_add": (_SECURITY, _IMAGE),
    "hostname": ("a platform names containers itself", "use the workload's name"),
    "init": ("Score has no init process", "start one in the image, such as tini, if children must be reaped"),
    "ipc": (_HOST, "run the processes as containers of one workload"),
    "isolation": ("it is for Windows", _NONE),
    "label_file": ("only labels in the file itself are carried", "write them under 'labels'"),
    "logging": ("the platform collects what containers write to stdout", _NONE),
    "mac_address": (_NETWORK, _NONE),
    "mem_swappiness": (_KERNEL, _NONE),
    "memswap_limit": (_KERNEL, _NONE),
    "models": ("a model is a resource", "claim a resource of type 'llm-model'"),
    "network_mode": (_NETWORK, _ASK),
    "oom_kill_disable": (_KERNEL, "raise the memory limit"),
    "oom_score_adj": (_KERNEL, "set memory limits"),
    "pid": (_HOST, "run the processes as containers of one workload"),
    "pids_limit": (_KERNEL, _ASK),
    "platform": ("Score names no architecture", "build the image for what the platform runs"),
    "post_start": ("Score has no hooks", "do it at the start of the command"),
    "pre_start": ("Score has no hooks", "add a container that must be 'complete' before this one"),
    "pre_stop": ("Score has no hooks", "let the process handle SIGTERM"),
    "privileged": (_SECURITY, _ASK),
    "provider": ("another program makes the service", "claim a resource instead"),
    "pull_policy": ("the platform decides when images are pulled", "use tags that never change"),
    "pull_refresh_after": ("the platform decides when images are pulled", "use tags that never change"),
    "read_only": (_SECURITY, _ENVIRONMENT),
    "runtime": (_HOST, _ASK),
    "security_opt": (_SECURITY, _NONE),
    "shm_size": (_KERNEL, _ASK),
    "stdin_open": (_LOCAL, _NONE),
    "stop_grace_period": ("Score has no time to stop", _ENVIRONMENT),
    "stop_signal": (
        "platforms stop a container with SIGTERM",
        "let the process handle SIGTERM, or set it in the image",
    ),
    "storage_opt": (_HOST, _ASK),
    "sysctls": (_KERNEL, _ASK),
    "tmpfs": ("Score has no volumes in memory", "claim a resource of type 'volume', or write below /tmp"),
    "tty": (_LOCAL, _NONE),
    "ulimits": (_KERNEL, _ASK),
    "use_api_socket": ("a platform has no Docker", "use the platform's own interface"),
    "user": ("Score names no user", "set USER in the image"),
    "userns_mode": (_SECURITY, _NONE),
    "uts": (_HOST, _NONE),
    "volumes_from": ("Score mounts no other workload's volumes", "name the volume and mount it in both services"),
    "working_dir": ("Score has no working directory", "set WORKDIR in the image"),
}
"""Known keys of a service that are not carried: why, and what to do."""

DEPLOY: Final[Mapping[str, tuple[str, str]]] = {
    "endpoint_mode": (_NETWORK, _NONE),
    "labels": ("they are for Docker Swarm", "write them under the service's own 'labels'"),
    "mode": ("Score does not say where a workload runs", "annotate the workload: podium.dev/kind: DaemonSet"),
    "placement": ("Score names no machine", _ENVIRONMENT),
    "replicas": (
        "how many run is the environment's decision",
        "set 'replicas' for the workload in the environment file",
    ),
    "restart_policy": ("the platform starts a container again when it ends", _NONE),
    "rollback_config": ("how versions are replaced is the environment's decision", _ENVIRONMENT),
    "update_config": ("how versions are replaced is the environment's decision", _ENVIRONMENT),
}
"""Known keys of ``deploy`` that are not carried."""
