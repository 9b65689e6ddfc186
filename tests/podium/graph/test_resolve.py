"""From a project's files to its graph."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError, SpecError
from podium.graph.resolve import attempt_graph, resolve_graph
from podium.spec.options import LoadOptions, PropertyOverride
from tests.podium.graph.projects import BASE
from tests.podium.spec.scores import score


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project with two workloads, one of them outside the usual folder."""
    (tmp_path / "stacks" / "environments").mkdir(parents=True)
    (tmp_path / "stacks" / "environments" / "dev.yaml").write_text(BASE, encoding="utf-8")
    for folder, name in (("workloads", "web"), ("elsewhere", "other")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "score.yaml").write_text(score(name), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "expected"), [([], ["web"]), (["elsewhere"], ["other"]), (["elsewhere", "workloads"], ["other", "web"])]
)
def test_paths_win_over_the_environments_own(project, paths, expected):
    """Without paths the environment says where its workloads are."""
    result = resolve_graph(project, "dev", [project / path for path in paths])
    assert expected == sorted(result.claims)


def test_paths_of_the_project_are_shown_from_the_working_directory(project):
    """Diagnostics name files as the user would."""
    (project / "workloads" / "score.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(SpecError, match=r"^workloads/score\.yaml:1:5: error\[S001\]"):
        resolve_graph(project, "dev")


def test_options_reach_the_files_and_their_sources(project):
    """Overrides are applied, and a source outside the Score file's folder needs leave."""
    (project / "common.txt").write_text("common", encoding="utf-8")
    taken = PropertyOverride("containers.main.files", "{/f: {source: ../common.txt}}")
    with pytest.raises(SpecError, match=r"error\[S031\]"):
        resolve_graph(project, "dev", options=LoadOptions(properties=(taken,)))
    allowed = LoadOptions(properties=(taken,), allowed_sources=(project,))
    (loaded,) = resolve_graph(project, "dev", options=allowed).workloads
    assert loaded.workload.containers["main"].files["/f"].content == "common"


def test_a_missing_source_is_an_error_once_its_content_is_needed(project):
    """Checking a file alone only warns of it."""
    taken = PropertyOverride("containers.main.files", "{/f: {source: gone.txt}}")
    with pytest.raises(SpecError, match=r"error\[S030\]"):
        resolve_graph(project, "dev", options=LoadOptions(properties=(taken,)))


def test_an_attempt_tells_what_it_could_not_resolve(project):
    """The graph of the rest is there, with all its warnings; nothing is raised once the files are read."""
    text = score("web", "db: {type: nothing}")
    (project / "workloads" / "score.yaml").write_text(text, encoding="utf-8")
    found = attempt_graph(project, "dev")
    assert [problem.code for problem in found.problems] == ["R001"]
    assert [str(uid) for uid in found.refused] == ["nothing.default#web.db"]
    assert found.graph.root == project
    with pytest.raises(ResolutionError):
        resolve_graph(project, "dev")
