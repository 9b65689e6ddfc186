"""Texts made to exhaust the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ADDRESS_SPACE = 768 * 1024**2
MEMORY = 256 * 1024**2
SECONDS = 6.0 if "PODIUM_FUZZ" in os.environ else 1.5
"""Of the processor, for one text; a fraction of it on an idle machine."""


def test_no_text_takes_long_or_much_memory():
    """Each one is read or refused; together they fit into little memory."""
    command = [sys.executable, "-m", "tests.fuzz.bombs", str(ADDRESS_SPACE)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert {name: seconds for name, seconds in result["seconds"].items() if seconds > SECONDS} == {}
    assert result["memory"] < MEMORY
