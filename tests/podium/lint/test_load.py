"""From a project to what lint looks at."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.diagnostics import EnvironmentFileError
from podium.lint.load import load_survey

DEV = "type: development\ndefinitions:\n  a: {match: {type: kv}, component: b}\n"
SCORE = (
    "apiVersion: score.dev/v1b1\nmetadata: {name: shop}\ncontainers: {main: {image: x}}\nresources: {db: {type: kv}}\n"
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project with two environments and a workload, which is the working directory."""
    for name, text in {
        "Pulumi.yaml": "",
        "stacks/environments/dev.yaml": DEV,
        "stacks/environments/prod.yaml": DEV.replace("development", "production"),
        "stacks/Pulumi.dev.yaml": "config: {}\n",
        "stacks/definitions/x.yaml": "definitions: {}\n",
        "workloads/score.yaml": SCORE,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_environments_are_read(project):
    """With what their workloads ask for, themselves and their namespaces included."""
    loaded = load_survey(project)
    assert ([place.name for place in loaded.survey.places], loaded.problems) == (["dev", "prod"], ())
    assert [place.knows_all for place in loaded.survey.places] == [True, True]
    asked = [request.resource_type for request, _ in loaded.survey.places[0].asked]
    assert sorted(asked) == ["kv", "namespace", "workload"]
    assert loaded.files == ("stacks/definitions/x.yaml",)


def test_some_environments_are_compared_with_the_others(project):
    """Files that the others may include are not judged."""
    loaded = load_survey(project, ["dev"])
    assert ([place.name for place in loaded.survey.wanted()], loaded.files) == (["dev"], None)
    assert len(loaded.survey.places) == 2


def test_given_paths_are_not_all_workloads(project):
    """Nothing follows from what they do not ask for."""
    loaded = load_survey(project, paths=[Path("workloads")])
    assert [place.knows_all for place in loaded.survey.places] == [False, False]


def test_an_unknown_environment_is_refused(project):
    """As everywhere."""
    with pytest.raises(EnvironmentFileError) as caught:
        load_survey(project, ["prd"])
    assert caught.value.diagnostics[0].code == "E002"


def test_an_environment_that_cannot_be_read_does_not_stop_the_others(project):
    """It is told, if it is wanted."""
    (project / "stacks/environments/prod.yaml").write_text("a: [", encoding="utf-8")
    loaded = load_survey(project)
    assert ([place.name for place in loaded.survey.places], len(loaded.problems)) == (["dev"], 1)
    assert load_survey(project, ["dev"]).problems == ()


def test_score_files_with_errors_are_left_out(project):
    """With a warning; what they ask for is not known."""
    (project / "workloads/score.yaml").write_text(SCORE.replace("image", "imag"), encoding="utf-8")
    loaded = load_survey(project)
    assert {problem.code for problem in loaded.problems} == {"L021"}
    assert not loaded.survey.places[0].knows_all


def test_score_files_that_are_not_there_are_told_where_somebody_names_them(project):
    """On the command line or in the environment; once for all environments. The folder that all have may be absent."""
    (problem,) = load_survey(project, paths=[Path("nowhere")]).problems
    assert (problem.code, problem.message) == ("S000", "no such file or folder 'nowhere'")
    file = project / "stacks/environments/dev.yaml"
    file.write_text(f"workloads: [wrkloads]\n{DEV}", encoding="utf-8")
    assert [problem.code for problem in load_survey(project).problems] == ["S000"]
    file.write_text(DEV, encoding="utf-8")
    (project / "workloads").rename(project / "elsewhere")
    assert load_survey(project).problems == ()


def test_resources_are_known_where_everything_has_an_answer(project):
    """They are worked out only for environments with pins or shares."""
    file = project / "stacks/environments/dev.yaml"
    file.write_text(DEV + "shares: ['kv.*']\n", encoding="utf-8")
    assert [place.graph for place in load_survey(project).survey.places] == [None, None]
    more = "".join(f"  {kind}: {{match: {{type: {kind}}}, component: {kind}}}\n" for kind in ("workload", "namespace"))
    file.write_text(f"shares: ['kv.*']\n{DEV}{more}", encoding="utf-8")
    graph = load_survey(project).survey.places[0].graph
    assert graph is not None
    assert len(graph.nodes) == 3
