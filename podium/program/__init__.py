"""The Pulumi program: a plan becomes components, components become outputs."""

from __future__ import annotations

from podium.program.compose import compose
from podium.program.deploy import deploy
from podium.program.preflight import preflight
from podium.program.stack import run_stack

__all__ = ["compose", "deploy", "preflight", "run_stack"]
