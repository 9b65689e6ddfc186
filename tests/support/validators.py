"""Public validators of manifests, run over files."""

from __future__ import annotations

import functools
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import kubernetes_validate
from kubernetes_validate import utils

from tests.tools.build import program

__all__ = ["KUBERNETES", "Finding", "kube_score", "schema_problems"]

KUBERNETES = "1.36"
"""The version of the sandbox's API, whose schemas are used."""

CRITICAL = 1


class Finding(NamedTuple):
    """What kube-score says about one object."""

    check: str
    object: str
    container: str
    summary: str


def kube_score(file: Path) -> list[Finding]:
    """Return what kube-score calls critical in a file of manifests."""
    command = [program("kube-score"), "score", "--output-format", "json", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("["), done.stderr or done.stdout
    found = []
    for scored in json.loads(done.stdout):
        name = f"{scored['type_meta']['kind']}/{scored['object_meta']['name']}"
        for check in scored["checks"] or []:
            if check["grade"] <= CRITICAL and not check["skipped"]:
                comments = check["comments"] or [{"path": "", "summary": ""}]
                found += [Finding(check["check"]["id"], name, c["path"], c["summary"]) for c in comments]
    return found


def schema_problems(manifests: Iterable[dict[str, Any]]) -> list[str]:
    """Return what is wrong by the API's own schemas, unknown fields included; kinds without a schema fail."""
    problems = []
    for manifest in manifests:
        try:
            kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            path = ".".join(str(key) for key in error.path)
            problems.append(f"{manifest['kind']}/{manifest['metadata']['name']}: {path}: {error.message}")
    return problems


# Reads and parses a megabyte for each object otherwise.
utils.schema_contents = functools.cache(utils.schema_contents)
