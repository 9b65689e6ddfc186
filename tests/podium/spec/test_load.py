"""Finding and reading Score files; verdicts are in `tests/cases/validate`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.diagnostics import render_all
from podium.spec.load import find_files, load_text, load_workloads
from tests.podium.spec.scores import score


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_folders_are_searched_for_score_files(here):
    """All usual names are found, hidden and foreign folders are not entered."""
    found = ["a/score.yaml", "a/score.yml", "b/web.score.yaml", "b/web.score.yml"]
    for name in [*found, "a/other.yaml", ".git/score.yaml", "node_modules/x/score.yaml", "b/score.yaml.bak"]:
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).touch()
    assert [here / name for name in found] == find_files(here)


def test_a_file_may_have_any_name(here):
    """What is named outright is read."""
    (here / "my.txt").write_text(score("web"), encoding="utf-8")
    assert [item.workload.name for item in load_workloads([here / "my.txt"]).workloads] == ["web"]


def test_workloads_are_sorted_by_name_and_read_once(here):
    """The order of arguments does not matter, nor that a folder and its file are both named."""
    for name in ("zebra", "apple"):
        (here / f"{name}.score.yaml").write_text(score(name), encoding="utf-8")
    result = load_workloads([here / "zebra.score.yaml", here])
    assert ([item.workload.name for item in result.workloads], result.diagnostics) == (["apple", "zebra"], ())


def test_paths_without_score_files_are_told(here):
    """A missing file, an empty folder and unreadable contents are diagnostics, all at once."""
    (here / "empty").mkdir()
    (here / "score.yaml").write_text(score("web"), encoding="utf-8")
    (here / "latin.yaml").write_bytes(b"a: \xe9")
    result = load_workloads(
        [here.relative_to(here) / name for name in ("scor.yaml", "empty", "latin.yaml", "no/x.yaml")]
    )
    expected = """\
empty:1:1: error[S000]: no Score file in folder 'empty'
   = fix: name the file score.yaml or <name>.score.yaml

latin.yaml:1:1: error[S001]: not UTF-8 text (byte 3)
   = fix: save the file as UTF-8

no/x.yaml:1:1: error[S000]: no such file or folder 'no/x.yaml'
   = fix: check the path

scor.yaml:1:1: error[S000]: no such file or folder 'scor.yaml'
   = fix: did you mean 'score.yaml'?"""
    assert expected == render_all(result.diagnostics)


def test_a_file_that_may_not_be_read_is_told(here, monkeypatch):
    """The operating system's refusal is a diagnostic."""
    (here / "score.yaml").write_text(score("web"), encoding="utf-8")

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("podium.spec.load.read_limited", refuse)
    assert load_workloads([here / "score.yaml"]).diagnostics[0].message == "cannot read the file: permission denied"


def test_of_very_many_problems_the_first_are_told(here):
    """Errors before warnings, and that there are more."""
    many = "".join(f"a{number}: 1\n" for number in range(150))
    workload, problems = load_text(score("web") + many, "f")
    assert (workload, len(problems)) == (None, 101)
    assert (problems[-1].code, problems[-1].severity) == ("S039", "error")


def test_many_warnings_do_not_refuse_a_workload(here):
    """The notice that there are more is a warning too."""
    old = ", ".join(f"{{target: /{number}, content: [x]}}" for number in range(120))
    workload, problems = load_text(score("web", container=f"image: x, files: [{old}]"), "f")
    assert (workload is not None, {d.severity for d in problems}) == (True, {"warning"})


def test_what_is_no_file_or_too_large_is_told(here, tmp_path):
    """Before any of it is parsed, and without waiting."""
    os.mkfifo(here / "score.yaml")
    (here / "big.yaml").write_bytes(b"#" * (1024 * 1024 + 1))
    result = load_workloads([here / "score.yaml", here / "big.yaml", Path("/dev/null")])
    assert [(Path(d.span.file).name, d.code, d.message) for d in result.diagnostics] == [
        ("null", "S000", "cannot read a device"),
        ("big.yaml", "S001", "the file has more than 1048576 bytes"),
        ("score.yaml", "S001", "the file holds no YAML document"),
    ]


def test_paths_that_cannot_exist_are_told(here):
    """A name that is too long, a link in a circle and one that leads nowhere."""
    (here / "score.yaml").symlink_to("score.yaml")
    (here / "web.score.yaml").symlink_to("nowhere")
    result = load_workloads([Path("x" * 5000), Path("score.yaml"), Path()])
    assert [(d.span.file[:14], d.code) for d in result.diagnostics] == [
        ("score.yaml", "S000"),
        ("score.yaml", "S000"),
        ("web.score.yaml", "S000"),
        ("x" * 14, "S000"),
    ]


def test_a_file_may_be_marked_utf_16(here):
    """YAML 1.2 has it so."""
    (here / "score.yaml").write_bytes(score("web").encode("utf-16"))
    assert [item.workload.name for item in load_workloads([here]).workloads] == ["web"]


FIELDS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["${resources.a.b}", "x"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["name", "image", "main", "files", "volumes", "target", "content", "source", "params", "type"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("apiVersion", "metadata", "containers", "resources"), FIELDS)))
def test_no_document_makes_loading_raise(document):
    """Whatever stands where, the answer is a workload or diagnostics with a place in the file."""
    text = str({"apiVersion": "score.dev/v1b1", **document}).replace("None", "null").replace("True", "true")
    workload, problems = load_text(text, "f")
    assert (workload is None) == any(d.severity == "error" for d in problems)
    assert all(d.span is not None and d.span.line >= 1 and d.span.column >= 1 for d in problems)


@given(st.text(max_size=80))
def test_no_text_makes_loading_raise(text):
    """The same holds for text that is no YAML at all."""
    workload, problems = load_text(text, "f")
    assert workload is None
    assert problems
