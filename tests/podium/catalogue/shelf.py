"""Catalogues of components made for a test."""

from __future__ import annotations

import importlib
import itertools
from dataclasses import dataclass
from pathlib import Path

import pytest

from podium.catalogue import registry

__all__ = ["Shelf"]

_MODULE = """
from typing import Literal
from podium.catalogue.contract import Args, Deferred, Lifecycle, Outputs, Secret

class ThingArgs(Args):
    {inputs}

class ThingOutputs(Outputs):
    {outputs}

class Thing:
    resource_type, version, lifecycle = {resource_type!r}, {version!r}, Lifecycle({lifecycle!r})
    stateful, identity = {stateful}, frozenset({identity!r})
    args_type, outputs_type = ThingArgs, ThingOutputs
"""
_NUMBERS = itertools.count()


@dataclass(frozen=True)
class Shelf:
    """A package of components; its name is used once, because Python keeps what it has imported.

    Attributes:
        folder: Where it is.
    """

    folder: Path

    @classmethod
    def at(cls, parent: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
        """Make an empty one that the registry reads."""
        folder = parent / f"shelf_{next(_NUMBERS)}"
        folder.mkdir()
        (folder / "__init__.py").touch()
        monkeypatch.syspath_prepend(parent)
        monkeypatch.setattr(registry, "PACKAGE", folder.name)
        return cls(folder)

    @property
    def package(self) -> str:
        """The package's name."""
        return self.folder.name

    def put(
        self,
        module: str,
        version: str,
        *,
        lifecycle: str = "default",
        resource_type: str = "thing",
        stateful: bool = True,
        identity: tuple[str, ...] = ("name",),
        inputs: str = "size: int = 1",
        outputs: str = "host: str; key: Secret[str]",
        more: str = "",
    ) -> None:
        """Add a component, or another version of one under the same name of a class."""
        values = {"lifecycle": lifecycle, "resource_type": resource_type, "stateful": stateful, "identity": identity}
        made = _MODULE.format(version=version, inputs=inputs, outputs=outputs, **values)
        self.write(module, made + more)

    def write(self, module: str, text: str) -> None:
        """Add any module."""
        (self.folder / f"{module}.py").write_text(text, encoding="utf-8")
        importlib.invalidate_caches()
