"""The toolchain: the engine, its plugins and the sandbox's programs on any machine.

`ensure` finds what is installed, downloads official releases, and builds from Go modules what neither gives. Results
are kept in the user's cache; recipes and versions are data (``recipes.toml``).
"""

from __future__ import annotations

from podium.toolchain.install import Toolchain, ensure, find
from podium.toolchain.progress import Progress

__all__ = ["Progress", "Toolchain", "ensure", "find"]
