"""Score files for tests."""

from __future__ import annotations

import functools

from podium.diagnostics import Severity
from podium.spec.load import LoadedWorkload, load_text


def score(name: str, resources: str = "", container: str = "image: x") -> str:
    """Return a Score file with one container, in YAML's flow style."""
    text = f"apiVersion: score.dev/v1b1\nmetadata: {{name: {name}}}\ncontainers: {{main: {{{container}}}}}\n"
    return text + (f"resources: {{{resources}}}\n" if resources else "")


@functools.cache
def loaded(text: str, file: str = "score.yaml") -> LoadedWorkload:
    """Return a valid Score file as a workload."""
    workload, problems = load_text(text, file)
    assert workload is not None, [d.message for d in problems if d.severity is Severity.ERROR]
    return workload
