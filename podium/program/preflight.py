"""Checks before the engine starts: is there a cluster, and is it the one that the environment means."""

from __future__ import annotations

import os
import socket
import urllib.parse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from podium.diagnostics import ClusterError, Diagnostic, suggest
from podium.paths import SANDBOX_CONTEXT
from podium.plan.model import Plan

__all__ = ["preflight"]

CONNECT_SECONDS = 3.0


def preflight(plan: Plan, environ: Mapping[str, str]) -> None:
    """Check that the cluster of a plan's environment can be reached.

    Args:
        plan: The plan.
        environ: Environment variables of the engine; ``KUBECONFIG`` may name several files.

    Raises:
        ClusterError: No kubeconfig (``K001``), no such context (``K002``), or nobody answers (``K003``).
    """
    context = plan.environment.context
    files = _kubeconfig_files(environ)
    contents = [content for file in files for content in _read(file)]
    if not contents:
        raise ClusterError(_no_kubeconfig(files, context))
    contexts = _by_name(contents, "contexts", "context")
    if context not in contexts:
        raise ClusterError(_no_context(context, contexts, plan.environment.name))
    cluster = _by_name(contents, "clusters", "cluster").get(contexts[context].get("cluster", ""), {})
    _connect(str(cluster.get("server", "")), context)


def _kubeconfig_files(environ: Mapping[str, str]) -> list[Path]:
    named = environ.get("KUBECONFIG", "")
    if named:
        return [Path(entry).expanduser() for entry in named.split(os.pathsep) if entry]
    return [Path(environ.get("HOME", "~")).expanduser() / ".kube" / "config"]


def _read(file: Path) -> Iterator[dict[str, Any]]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return
    except yaml.YAMLError:
        why = "the file is not YAML"
        raise ClusterError(Diagnostic("K001", f"cannot read kubeconfig '{file}'", why=why, fix="repair it")) from None
    if isinstance(content, dict):
        yield content


def _by_name(contents: list[dict[str, Any]], group: str, key: str) -> dict[str, dict[str, Any]]:
    """Merge named entries of several kubeconfigs; as kubectl does, the first file that names one wins."""
    merged: dict[str, dict[str, Any]] = {}
    for content in contents:
        for entry in content.get(group) or []:
            if isinstance(entry, dict) and isinstance(entry.get(key), dict):
                merged.setdefault(str(entry.get("name")), entry[key])
    return merged


def _connect(server: str, context: str) -> None:
    try:
        with socket.create_connection(_address(server), timeout=CONNECT_SECONDS):
            return
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem) or "no answer"
        sandbox = context == SANDBOX_CONTEXT
        raise ClusterError(
            Diagnostic(
                "K003",
                f"the cluster of context '{context}' does not answer at {server}",
                why=reason.lower(),
                fix="run `podium sandbox start`" if sandbox else "start the cluster, or correct the kubeconfig",
            )
        ) from None


def _address(server: str) -> tuple[str, int]:
    """Return host and port of a cluster's URL.

    Raises:
        ValueError: It is not such a URL.
    """
    url = urllib.parse.urlsplit(server)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError("the kubeconfig gives no URL of an API server")
    return url.hostname, url.port or (443 if url.scheme == "https" else 80)


def _no_kubeconfig(files: list[Path], context: str) -> Diagnostic:
    sandbox = context == SANDBOX_CONTEXT
    fix = 'run `podium sandbox start` and `eval "$(podium sandbox env)"`' if sandbox else "set KUBECONFIG"
    return Diagnostic("K001", "no kubeconfig", why=f"looked for {', '.join(map(str, files))}", fix=fix)


def _no_context(context: str, contexts: Mapping[str, object], environment: str) -> Diagnostic:
    known = ", ".join(sorted(contexts)) or "none"
    if context == SANDBOX_CONTEXT:
        fix = 'run `podium sandbox start` and `eval "$(podium sandbox env)"`'
    else:
        fix = suggest(context, contexts) or f"correct 'cluster: context:' of environment '{environment}'"
    return Diagnostic("K002", f"no context '{context}' in the kubeconfig", why=f"contexts there: {known}", fix=fix)
