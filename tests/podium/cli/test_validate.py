from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

Podium = Callable[..., Any]

GOOD = "apiVersion: score.dev/v1b1\nmetadata: {name: shop}\ncontainers: {main: {image: shop:1}}\n"


def test_valid_files_are_counted(project: Path, podium: Podium) -> None:
    """On stderr, because it is no data."""
    (project / "score.yaml").write_text(GOOD)
    said = podium("validate", ".")
    assert (said.code, said.stdout, said.stderr) == (0, "", "1 workload is valid\n")


def test_valid_files_have_no_diagnostics(project: Path, podium: Podium) -> None:
    """An empty list, not nothing."""
    (project / "score.yaml").write_text(GOOD)
    said = podium("validate", "score.yaml", "--format", "json")
    assert (said.code, said.json, said.stderr) == (0, {"diagnostics": []}, "")


def test_a_bad_file_is_told_with_its_place(project: Path, podium: Podium) -> None:
    """File, line and column."""
    (project / "score.yaml").write_text(GOOD.replace("image: shop:1", "imag: shop:1"))
    said = podium("validate", "score.yaml", "--format", "json")
    found = said.json["diagnostics"][0]
    assert (said.code, found["file"], found["line"], found["severity"]) == (1, "score.yaml", 3, "error")


def test_a_path_is_required(podium: Podium) -> None:
    """Validating nothing would always succeed."""
    assert podium("validate").code == 2


def test_overrides_are_validated_with_the_file(project: Path, podium: Podium) -> None:
    """A good override mends a bad file, a bad one spoils a good file and is told with its own place."""
    (project / "score.yaml").write_text(GOOD.replace("image: shop:1", "image: 1"))
    assert podium("validate", "score.yaml", "--override-property", "containers.main.image=shop:2").code == 0
    said = podium("validate", "score.yaml", "--override-property", "shop:containers.main.image=2")
    place = "--override-property shop:containers.main.image:1:28: error[S010]"
    assert (said.code, said.stderr.startswith(place)) == (1, True)


def test_an_overrides_file_is_shown_where_it_is_wrong(project: Path, podium: Podium) -> None:
    """With its line."""
    (project / "score.yaml").write_text(GOOD)
    (project / "over.yaml").write_text("containers:\n  main:\n    imag: x\n")
    said = podium("validate", "score.yaml", "--overrides-file", "over.yaml")
    assert (said.code, "3 |     imag: x" in said.stderr) == (1, True)


def test_sources_are_confined_unless_their_folder_is_allowed(project: Path, podium: Podium) -> None:
    """A source that is missing is only a warning, because a file may be checked alone."""
    (project / "app").mkdir()
    (project / "beside").write_text("x")
    file = project / "app/score.yaml"
    file.write_text(GOOD.replace("image: shop:1", "image: shop:1, files: {/f: {source: ../beside}}"))
    assert "error[S031]" in podium("validate", "app").stderr
    assert podium("validate", "app", "--allow-sources", ".").stderr == "1 workload is valid\n"
    file.write_text(GOOD.replace("image: shop:1", "image: shop:1, files: {/f: {source: missing}}"))
    said = podium("validate", "app")
    assert (said.code, "warning[S030]" in said.stderr) == (0, True)


def test_a_pipe_is_read_and_its_problems_are_told(project: Path, podium: Podium) -> None:
    """Telling does not read it a second time, which would wait for ever."""
    os.mkfifo(project / "score.yaml")
    keeper = os.open(project / "score.yaml", os.O_RDWR)
    writer = threading.Timer(0.05, lambda: (os.write(keeper, b"a: ["), os.close(keeper)))
    writer.start()
    said = podium("validate", "score.yaml")
    writer.join()
    assert (said.code, said.stderr.startswith("score.yaml:1:5: error[S001]")) == (1, True)


def test_output_is_bounded(project: Path, podium: Podium) -> None:
    """However many problems a file has."""
    (project / "score.yaml").write_text(GOOD + "".join(f"k{number}: 1\n" for number in range(1_000)))
    said = podium("validate", "score.yaml")
    assert (said.stderr.count("error["), len(said.stderr) < 50_000) == (101, True)
