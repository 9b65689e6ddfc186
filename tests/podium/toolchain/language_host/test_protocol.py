"""Tests of `podium.toolchain.language_host.protocol`."""

from __future__ import annotations

import subprocess
import sys


def test_the_messages_are_loaded_without_the_sdk() -> None:
    """The host answers before a whole SDK could be imported."""
    code = """
import sys
from podium.toolchain.language_host.protocol import language_pb2
assert language_pb2.RunRequest(project="p").project == "p"
print("pulumi" in sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"


def test_the_sdk_can_be_imported_beside_them() -> None:
    """Both sets of classes describe the same messages."""
    code = """
from podium.toolchain.language_host.protocol import language_pb2 as ours
from pulumi.runtime.proto import language_pb2 as theirs
print(theirs.RunRequest.FromString(ours.RunRequest(project="p").SerializeToString()).project)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "p\n"
