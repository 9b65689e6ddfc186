"""The oracle: a small Go program over score-go v1.20.0, built once into the user's cache and asked in batches."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from podium.paths import cache_dir
from podium.toolchain import golang
from podium.toolchain.progress import Quiet
from tests.conformance.data import DATA

__all__ = ["Verdict", "ask", "judge"]

BATCH = 50
"""Files that one process is asked about; a command line has its limits."""

_STAGES = {
    "yaml_error": "yaml",
    "upgrade_error": "upgrade",
    "schema_error": "schema",
    "map_error": "map",
    "loader_errors": "loader",
    "prime_error": "prime",
    "sort_error": "sort",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What score-go says of a Score file.

    Attributes:
        stage: The first step that refuses the file, or ``ok``.
        messages: What that step says.
        order: Uids of the resources in the order in which they are provisioned.
    """

    stage: str
    messages: tuple[str, ...]
    order: tuple[str, ...]


@functools.cache
def program() -> Path:
    """Return the program, compiled if the cache does not hold it."""
    source = sorted((DATA / "oracle").iterdir())
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in source)).hexdigest()[:16]
    target = cache_dir() / "oracle" / digest
    if not target.exists():
        go = golang.provide(Quiet())
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            shutil.copytree(DATA / "oracle", Path(folder, "source"))
            command = [go, "build", "-o", "../oracle", "."]
            subprocess.run(command, cwd=Path(folder, "source"), env=golang.environment(go), check=True)
            Path(folder, "oracle").replace(target)
    return target


def judge(texts: Sequence[str]) -> list[Verdict]:
    """Return score-go's verdict on each text."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.yaml") for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text.encode(errors="surrogatepass"))
        batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            answers = pool.map(lambda batch: _run([], batch), batches)
            found = [_verdict(line) for lines in answers for line in lines]
    assert len(found) == len(texts)
    return found


def ask(mode: str, questions: Iterable[dict], given: Mapping[str, dict] | None = None) -> list[dict]:
    """Return the oracle's answer, ``result`` and ``error``, to each question of a mode.

    Args:
        mode: ``-subst``, ``-ref``, ``-dotpath`` or ``-override``.
        questions: What the mode reads, a line each.
        given: Contexts by name, if not those of the vectors.
    """
    text = "".join(f"{json.dumps(question)}\n" for question in questions)
    with tempfile.TemporaryDirectory() as folder:
        file = DATA / "vectors" / "contexts.json"
        if given is not None:
            file = Path(folder, "contexts.json")
            file.write_text(json.dumps(given), encoding="utf-8")
        return _run([mode], [file] if mode in {"-subst", "-ref"} else [], text)


def _run(flags: list[str], paths: Sequence[Path], text: str | None = None) -> list[dict]:
    done = subprocess.run(
        [program(), *flags, *map(os.fspath, paths)], input=text, capture_output=True, encoding="utf-8", check=True
    )
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def _verdict(line: dict) -> Verdict:
    order = tuple(line.get("resource_order") or ())
    for key, stage in _STAGES.items():
        if line.get(key):
            messages = line[key] if isinstance(line[key], list) else [line[key]]
            return Verdict(stage, tuple(messages), order)
    return Verdict("ok", (), order)
