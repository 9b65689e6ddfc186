"""Where a command works: the toolchain, the cluster and the stack of an environment."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from podium import sandbox
from podium.diagnostics import Diagnostic, SandboxError
from podium.engine.stack import StackTarget
from podium.paths import sandbox_dir
from podium.toolchain import ensure
from podium.toolchain.progress import Lines, Quiet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podium.cli.face import Face
    from podium.environment import Environment
    from podium.toolchain import Progress, Toolchain

__all__ = ["Site", "open_site", "ready_toolchain"]


@dataclass(frozen=True, slots=True)
class Site:
    """Everything around a run that is not the plan.

    Attributes:
        target: The stack and the environment of the engine's processes.
        context: The kubeconfig context that the environment works on.
        is_sandbox: True if that is the sandbox.
    """

    target: StackTarget
    context: str
    is_sandbox: bool


def open_site(root: Path, environment: Environment, face: Face, *, starts_sandbox: bool = True) -> Site:
    """Return where an environment's commands work, after making sure that it is there.

    Args:
        root: The project's folder.
        environment: The environment.
        face: Told what takes long.
        starts_sandbox: Whether a stopped sandbox is started, or is an error.

    Raises:
        PodiumError: The toolchain or the sandbox cannot be had.
    """
    folder = sandbox_dir(root)
    context = environment.cluster.context
    if context is None and not starts_sandbox and sandbox.status(folder).state != "running":
        raise SandboxError(_asleep(environment.name))
    toolchain = ready_toolchain(face)
    if context is not None:
        environ = _with_backend(toolchain.environment(os.environ), root, folder)
        return Site(StackTarget(environment.name, root, environ), context, is_sandbox=False)
    if starts_sandbox:
        sandbox.start(folder, toolchain.bin, on_step=lambda step: face.say(f"sandbox: {step}"))
    environ = sandbox.environment(folder, toolchain, os.environ)
    return Site(StackTarget(environment.name, root, environ), sandbox.CONTEXT, is_sandbox=True)


def ready_toolchain(face: Face) -> Toolchain:
    """Return the toolchain, showing progress while it is being set up.

    Raises:
        ToolchainError: It cannot be found, downloaded or built.
    """
    with _shown(face) as progress:
        return ensure(progress)


@contextlib.contextmanager
def _shown(face: Face) -> Iterator[Progress]:
    if face.is_live:
        from podium.toolchain.bar import Bar  # noqa: PLC0415 - only a terminal needs rich

        with Bar() as bar:
            yield bar
    else:
        yield Quiet() if face.is_quiet else Lines()


def _with_backend(environ: Mapping[str, str], root: Path, folder: Path) -> dict[str, str]:
    """Give the engine the project's own local backend where the user has chosen none."""
    if _has_backend(environ, root):
        return dict(environ)
    layout = sandbox.prepare(folder)
    added = {"PULUMI_BACKEND_URL": layout.backend.as_uri()}
    if not environ.keys() & {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"}:
        added["PULUMI_CONFIG_PASSPHRASE_FILE"] = str(layout.passphrase)
    return {**environ, **added}


def _has_backend(environ: Mapping[str, str], root: Path) -> bool:
    if environ.get("PULUMI_BACKEND_URL") or environ.get("PULUMI_ACCESS_TOKEN"):
        return True
    settings = yaml.safe_load((root / "Pulumi.yaml").read_text(encoding="utf-8"))
    if (settings.get("backend") or {}).get("url"):
        return True
    login = Path(environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "credentials.json"
    return login.is_file() and bool(json.loads(login.read_text(encoding="utf-8")).get("current"))


def _asleep(environment: str) -> Diagnostic:
    return Diagnostic(
        code="X020",
        message="the sandbox does not run",
        why=f"environment '{environment}' names no cluster, so it lives in the sandbox",
        fix="start it with `podium sandbox start`",
    )
