"""`podium sandbox`: start, stop, look at and use the local cluster."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from podium import sandbox as sandboxes
from podium.cli.options import common
from podium.cli.site import ready_toolchain
from podium.diagnostics import PodiumError
from podium.engine.stack import StackTarget, align_salt, create_stack, is_known
from podium.environment.load import environment_names, load_environment
from podium.paths import project_root, sandbox_dir

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podium.cli.face import Face
    from podium.sandbox import SandboxStatus

__all__ = ["sandbox"]


@click.group()
def sandbox() -> None:
    """A real Kubernetes API on this machine."""


@sandbox.command()
@common
@click.pass_obj
def start(face: Face) -> None:
    """Start it, or use the one that runs."""
    toolchain = ready_toolchain(face)
    started = sandboxes.start(sandbox_dir(project_root()), toolchain.bin, on_step=face.say)
    _show(face, started)
    face.say('use it: eval "$(podium sandbox env)"')


@sandbox.command()
@click.option("--purge", is_flag=True, help="Remove its data too: cluster, Pulumi state, credentials, logs.")
@common
@click.pass_obj
def stop(face: Face, *, purge: bool) -> None:
    """Stop it; its data is kept."""
    _show(face, sandboxes.stop(sandbox_dir(project_root()), purge=purge))


@sandbox.command()
@common
@click.pass_obj
def status(face: Face) -> None:
    """Show how it is."""
    _show(face, sandboxes.status(sandbox_dir(project_root())))


@sandbox.command()
@common
@click.pass_obj
def env(face: Face) -> None:
    """Print shell lines that make pulumi and kubectl use it: `eval "$(podium sandbox env)"`."""
    root = project_root()
    toolchain = ready_toolchain(face)
    sandboxes.prepare(sandbox_dir(root))
    environ = sandboxes.environment(sandbox_dir(root), toolchain, os.environ)
    _create_stacks(face, root, environ)
    changed = {name: value for name, value in sorted(environ.items()) if os.environ.get(name) != value}
    face.data(sandboxes.exports(environ, os.environ).rstrip("\n"), {"environment": changed})


def _create_stacks(face: Face, root: Path, environ: Mapping[str, str]) -> None:
    """Make the stacks of the environments that live in the sandbox usable by plain `pulumi up`, which creates none."""
    for name in environment_names(root):
        try:
            lives_here = load_environment(root, name).environment.cluster.context is None
        except PodiumError as error:
            face.warn(error.diagnostics)
            continue
        target = StackTarget(name, root, environ)
        if lives_here and is_known(target):
            align_salt(target)
        elif lives_here:
            create_stack(target)


def _show(face: Face, found: SandboxStatus) -> None:
    lines = [f"sandbox: {found.state}", f"folder:  {found.directory}"]
    if found.state != "stopped":
        lines += [f"server:  {found.server}", f"version: {found.version}", f"config:  {found.kubeconfig}"]
    lines += [f"problem: {problem}" for problem in found.problems]
    face.data("\n".join(lines), _json(found))


def _json(found: SandboxStatus) -> dict[str, object]:
    return {
        "state": found.state,
        "directory": str(found.directory),
        "server": found.server,
        "kubeconfig": str(found.kubeconfig) if found.kubeconfig else None,
        "context": found.context,
        "version": found.version,
        "processes": dict(sorted(found.processes.items())),
        "problems": list(found.problems),
    }
