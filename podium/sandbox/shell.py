"""What a program needs to know to work on a sandbox: environment variables, and shell lines that set them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from podium.sandbox.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podium.toolchain import Toolchain

__all__ = ["environment", "exports"]

# Pulumi prefers this variable to the passphrase file, so a value left from other work would lock the sandbox's state.
PASSPHRASE = "PULUMI_CONFIG_PASSPHRASE"  # noqa: S105


def environment(directory: Path, toolchain: Toolchain, base: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment for a program that works on the sandbox: Pulumi, kubectl, a test.

    Args:
        directory: The sandbox's folder; `prepare` or `start` has created its files.
        toolchain: The engine and its plugins.
        base: The environment to start from, such as ``os.environ``.
    """
    layout = Layout(directory.resolve())
    variables = toolchain.environment(base) | {
        "KUBECONFIG": str(layout.kubeconfig),
        "PULUMI_BACKEND_URL": layout.backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(layout.passphrase),
    }
    variables.pop(PASSPHRASE, None)
    return variables


def exports(environment: Mapping[str, str], base: Mapping[str, str]) -> str:
    """Return the lines that turn a POSIX shell's ``base`` environment into ``environment``, sorted, for ``eval``.

    Args:
        environment: What to reach.
        base: What the shell has; variables with the same value are left out.
    """
    changed = [f"export {name}={shlex.quote(value)}" for name, value in environment.items() if base.get(name) != value]
    removed = [f"unset {name}" for name in base if name not in environment]
    return "".join(f"{line}\n" for line in sorted(changed) + sorted(removed))
