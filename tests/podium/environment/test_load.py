"""Reading environment files; problems of their form are in `tests/cases/graph/environment-*.case`."""

from __future__ import annotations

import pytest

from podium.diagnostics import EnvironmentFileError
from podium.environment.load import environment_names, load_environment


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project with two environments, which is the working directory."""
    folder = tmp_path / "stacks" / "environments"
    folder.mkdir(parents=True)
    (folder / "dev.yaml").write_text(
        "type: development\ndefinitions:\n  one: {match: {type: a}, component: b}\n", encoding="utf-8"
    )
    (folder / "prod.yaml").write_text("name: prod\ntype: production\ndefinitions: {}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_environments_are_named_by_their_files(project):
    """The name needs no place in the file; the same name there does no harm."""
    names = environment_names(project)
    assert (names, [load_environment(project, n).environment.name for n in names]) == (["dev", "prod"], ["dev", "prod"])


def test_definitions_have_a_place(project):
    """A definition is found where its name stands, in the path that the user would write."""
    assert str(load_environment(project, "dev").definition_span("one")) == "stacks/environments/dev.yaml:3:3"


@pytest.mark.parametrize(
    ("name", "fix", "reason"),
    [
        ("prd", "did you mean 'prod'?", "a slip"),
        ("quality", "environments: dev, prod", "nothing like it"),
        ("../environments/dev", "environments: dev, prod", "a path is no name"),
    ],
)
def test_unknown_environments_are_told_with_the_known_ones(project, name, fix, reason):
    """The name is looked up among the files, never used as a path."""
    with pytest.raises(EnvironmentFileError) as caught:
        load_environment(project, name)
    (problem,) = caught.value.diagnostics
    assert ("E002", f"no environment '{name}'", fix) == (problem.code, problem.message, problem.fix), reason


def test_files_that_cannot_be_read_are_told(project):
    """Bytes that are no text and a folder in a file's place are diagnostics."""
    (project / "stacks" / "environments" / "latin.yaml").write_bytes(b"a: \xe9")
    (project / "stacks" / "environments" / "folder.yaml").mkdir()
    messages = []
    for name in ("latin", "folder"):
        with pytest.raises(EnvironmentFileError) as caught:
            load_environment(project, name)
        messages.append(caught.value.diagnostics[0].message)
    assert messages == ["not UTF-8 text (byte 3)", "cannot read the file: is a directory"]
