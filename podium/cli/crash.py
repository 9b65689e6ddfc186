"""What remains of an exception that nobody expected."""

from __future__ import annotations

import os
import time
import traceback

import click

from podium.diagnostics import Diagnostic
from podium.paths import cache_dir, private_dir, write_private

__all__ = ["report"]


def report(error: Exception) -> Diagnostic:
    """Write the traceback to a file that only the user may read, and return what to tell.

    With ``PODIUM_DEBUG=1`` the traceback is shown as well.

    Args:
        error: The exception.
    """
    text = "".join(traceback.format_exception(error))
    if os.environ.get("PODIUM_DEBUG") == "1":
        click.echo(text, err=True)
    file = private_dir(cache_dir() / "crashes") / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    write_private(file, text)
    return Diagnostic(
        code="Z001",
        message=f"this is a bug in Podium: {type(error).__name__}",
        why=f"the traceback is in '{file}'",
        fix="report it with that file; `PODIUM_DEBUG=1` shows it here",
    )
