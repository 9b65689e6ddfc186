"""Planning what a command is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podium.paths import project_root
from podium.plan import Plan, plan_environment

if TYPE_CHECKING:
    from podium.cli.face import Face
    from podium.cli.options import Request

__all__ = ["planned"]


def planned(face: Face, request: Request, *, strict: bool = False, guarded: bool = True) -> Plan:
    """Plan what is asked for in this project, and tell the warnings.

    Args:
        face: Who is told.
        request: What is asked for.
        strict: Whether a missing image is an error.
        guarded: Whether data that would be lost is an error; otherwise it is only told, among the warnings.

    Raises:
        PodiumError: With all diagnostics of the stage that failed.
    """
    plan = plan_environment(
        project_root(),
        request.environment,
        request.paths,
        options=request.options,
        images=request.images,
        strict=strict,
        decisions=request.decisions,
        guarded=guarded,
    )
    face.warn(plan.warnings)
    return plan
