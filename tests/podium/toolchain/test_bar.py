"""Tests of `podium.toolchain.bar`."""

from __future__ import annotations

import io

from rich.console import Console

from podium.toolchain.bar import Bar


def test_a_bar_tells_tool_way_and_time_to_go() -> None:
    """What the plain lines say, the bar says too."""
    stream = io.StringIO()
    terminal = {"TERM": "xterm"}
    with Bar(Console(file=stream, force_terminal=True, width=120, no_color=True, _environ=terminal)) as bar:
        bar.started("etcd", "download")
        bar.started("etcd", "build")
        bar.advanced("etcd", 0.5, 42)
        bar._bars.refresh()
        bar.finished("etcd", "build")
    assert "etcd: building from source" in stream.getvalue()
    assert "about 42 s to go" in stream.getvalue()
    assert "etcd: done" in stream.getvalue()
