"""The program of plain ``pulumi up``: stack configuration to plan to components."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pulumi

from podium.diagnostics import PodiumError, render
from podium.plan import plan_environment
from podium.program.deploy import deploy
from podium.program.preflight import preflight
from podium.spec.options import LoadOptions

__all__ = ["run_stack"]

ALREADY_SHOWN = 32
"""Exit code that tells the engine that the program has explained itself."""


def run_stack() -> None:
    """Plan and compose the environment that the stack names.

    Reads ``podium:environment`` (default: the stack's name), ``podium:workloads`` (a list of paths relative to the
    project; default: what the environment names) and ``podium:allowSources`` (a list of folders relative to the project
    that Score files may take sources from besides their own; default: none). Problems are logged as diagnostics and end
    the program.
    """
    config = pulumi.Config("podium")
    root = Path(pulumi.get_root_directory())
    paths = [root / path for path in config.get_object("workloads") or []]
    options = LoadOptions(allowed_sources=tuple(root / folder for folder in config.get_object("allowSources") or []))
    name = config.get("environment") or pulumi.get_stack()
    try:
        plan = plan_environment(root, name, paths, options=options, strict=True)
        preflight(plan, os.environ)
        for warning in plan.warnings:
            pulumi.log.warn(render(warning))
        deploy(plan)
    except PodiumError as problem:
        for diagnostic in problem.diagnostics:
            pulumi.log.error(render(diagnostic))
        sys.exit(ALREADY_SHOWN)
