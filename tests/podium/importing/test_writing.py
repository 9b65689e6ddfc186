from __future__ import annotations

from pathlib import Path

import pytest

from podium.diagnostics import PodiumError
from podium.importing.compose import ImportedWorkload
from podium.importing.writing import score_path, write_workloads


@pytest.fixture
def workload(tmp_path):
    """Return a workload that needs a file."""
    (tmp_path / "a.ini").write_text("a")
    return ImportedWorkload("web", "web", "text\n", {"conf/a.ini": tmp_path / "a.ini"})


def test_each_workload_has_a_folder(tmp_path, workload):
    """With the files that it needs."""
    (path,) = write_workloads([workload], tmp_path / "out")
    assert path == score_path(tmp_path / "out", workload) == tmp_path / "out/web/score.yaml"
    assert path.read_text() == "text\n"
    assert (tmp_path / "out/web/conf/a.ini").read_text() == "a"


def test_nothing_is_replaced_without_force(tmp_path, workload):
    """Every file in the way is told, none is written; the same content is no obstacle."""
    for name in ("score.yaml", "conf/a.ini"):
        file = tmp_path / "out/web" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine")
    with pytest.raises(PodiumError) as found:
        write_workloads([workload], tmp_path / "out")
    assert [d.code for d in found.value.diagnostics] == ["I009", "I009"]
    assert (tmp_path / "out/web/score.yaml").read_text() == "mine"
    write_workloads([workload], tmp_path / "out", force=True)
    assert write_workloads([workload], tmp_path / "out") == [tmp_path / "out/web/score.yaml"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path, workload):
    """A file is in its place."""
    (tmp_path / "out").write_text("")
    with pytest.raises(PodiumError) as found:
        write_workloads([workload], Path(tmp_path / "out"))
    assert [d.code for d in found.value.diagnostics] == ["I009"]
