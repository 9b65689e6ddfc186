"""The sandbox: a real Kubernetes API on the developer's machine.

etcd, kube-apiserver, kube-controller-manager and kube-scheduler are the real ones; KWOK plays the kubelets and the
cloud's load balancer, and a module of ours plays the storage. Admission, scheduling, access rules, quotas and every
controller behave as in any cluster; containers do not run. A sandbox lives in one folder, listens on 127.0.0.1 only,
and outlives the command that started it.

The names below are loaded at their first use: the command line imports this package at every start.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podium.sandbox.layout import COMPONENTS, CONTEXT
    from podium.sandbox.lifecycle import SandboxStatus, prepare, start, status, stop
    from podium.sandbox.shell import environment, exports

__all__ = [
    "COMPONENTS",
    "CONTEXT",
    "SandboxStatus",
    "environment",
    "exports",
    "prepare",
    "start",
    "status",
    "stop",
]

_MODULES = {
    "COMPONENTS": "layout",
    "CONTEXT": "layout",
    "SandboxStatus": "lifecycle",
    "environment": "shell",
    "exports": "shell",
    "prepare": "lifecycle",
    "start": "lifecycle",
    "status": "lifecycle",
    "stop": "lifecycle",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
