"""The message classes of the engine's protocol, without the rest of the SDK.

``import pulumi.runtime.proto`` imports the whole SDK first, which takes twice as long as everything else that the host
does before it answers. The message modules import each other relatively, so they can be loaded below another name.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

__all__ = ["language_pb2", "language_pb2_grpc", "plugin_pb2"]

_PACKAGE = f"{__name__}_messages"


def _load(name: str) -> Any:
    if _PACKAGE not in sys.modules:
        sdk = importlib.util.find_spec("pulumi")
        if sdk is None or sdk.origin is None:
            raise ModuleNotFoundError("No module named 'pulumi'", name="pulumi")
        package = types.ModuleType(_PACKAGE)
        package.__path__ = [str(Path(sdk.origin).parent / "runtime" / "proto")]
        sys.modules[_PACKAGE] = package
    return importlib.import_module(f"{_PACKAGE}.{name}")


if not TYPE_CHECKING:
    language_pb2 = _load("language_pb2")
    language_pb2_grpc = _load("language_pb2_grpc")
    plugin_pb2 = _load("plugin_pb2")
