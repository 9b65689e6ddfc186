"""The program of plain ``pulumi up``: stack configuration to plan to components."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pulumi

from podium.diagnostics import PodiumError, render
from podium.plan import plan_environment
from podium.program.compose import compose
from podium.program.preflight import preflight

__all__ = ["run_stack"]

ALREADY_SHOWN = 32
"""Exit code that tells the engine that the program has explained itself."""


def run_stack() -> None:
    """Plan and compose the environment that the stack names.

    Reads ``podium:environment`` (default: the stack's name) and ``podium:workloads`` (a list of paths relative to the
    project; default: what the environment names). Problems are logged as diagnostics and end the program.
    """
    config = pulumi.Config("podium")
    root = Path(pulumi.get_root_directory())
    paths = [root / path for path in config.get_object("workloads") or []]
    try:
        plan = plan_environment(root, config.get("environment") or pulumi.get_stack(), paths, strict=True)
        preflight(plan, os.environ)
        for warning in plan.warnings:
            pulumi.log.warn(render(warning))
        compose(plan)
    except PodiumError as problem:
        for diagnostic in problem.diagnostics:
            pulumi.log.error(render(diagnostic))
        sys.exit(ALREADY_SHOWN)
