"""Files beside the Score file; what users see is in `tests/cases/graph/sources*.case`."""

from __future__ import annotations

import os

import pytest

from podium.spec.options import LoadOptions
from podium.spec.sources import MAX_SOURCE, validate_workloads, with_sources
from tests.podium.spec.scores import loaded, score

FILES = "image: x, files: {/f: {source: data, mode: '0600'}}"


def test_text_becomes_content_and_anything_else_base64(tmp_path):
    """A source is read from the Score file's folder."""
    item = loaded(score("web", container=FILES), str(tmp_path / "score.yaml"))
    found = []
    for raw in (b"h\xc3\xa9llo\n", b"\xff\x00"):
        (tmp_path / "data").write_bytes(raw)
        workload, problems = with_sources(item)
        file = workload.workload.containers["main"].files["/f"]
        found.append((file.source, file.content, file.binary_content, file.mode, problems))
    assert found == [(None, "héllo\n", None, "0600", []), (None, None, "/wA=", "0600", [])]


def test_a_workload_without_sources_is_left_alone():
    """Nothing is read and nothing is copied."""
    item = loaded(score("web", container="image: x, files: {/f: {content: y}}"))
    assert (item, []) == with_sources(item)


def sourced(folder, source: str, options: LoadOptions | None = None) -> list[tuple[str, str]]:
    """Return code and message of what is wrong with a source of a Score file in a folder below."""
    item = loaded(
        score("web", container=f'image: x, files: {{/f: {{source: "{source}"}}}}'), str(folder / "score.yaml")
    )
    return [(d.code, d.message.replace(str(folder), ".")) for d in with_sources(item, options or LoadOptions())[1]]


@pytest.fixture
def inside(tmp_path):
    """Return a folder for a Score file with a file beside the folder, and links to it."""
    (tmp_path / "secret").write_text("s")
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "file").write_text("f")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "in" / "here").symlink_to("file")
    (tmp_path / "in" / "round").symlink_to("round")
    os.mkfifo(tmp_path / "in" / "pipe")
    return tmp_path / "in"


@pytest.mark.parametrize("source", ["file", "./sub/../file", "here"])
def test_sources_lie_below_the_score_file(inside, source):
    """However they are written, and through links that stay inside."""
    assert sourced(inside, source) == []


@pytest.mark.parametrize("source", ["../secret", "sub/../../secret", "link", "/etc/hostname", "../missing"])
def test_sources_from_elsewhere_are_refused(inside, source):
    """Whether they exist is not told."""
    ((code, message),) = sourced(inside, source)
    assert (code, message.endswith("lies outside of the Score file's folder")) == ("S031", True)


def test_a_folder_can_be_allowed(inside):
    """With all that is below it."""
    assert sourced(inside, "../secret", LoadOptions(allowed_sources=(inside.parent,))) == []
    assert sourced(inside, "link", LoadOptions(allowed_sources=(inside.parent,))) == []
    assert sourced(inside, "../secret", LoadOptions(allowed_sources=(inside / "sub",)))[0][0] == "S031"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("nope", ("S030", "cannot read './nope': no such file or directory")),
        ("a\\0b", ("S030", "cannot read './a\\0b': no such file or directory")),
        ("sub", ("S032", "'./sub' is a folder, not a file")),
        ("pipe", ("S032", "'./pipe' is a pipe, not a file")),
        ("file/x", ("S030", "cannot read './file/x': not a directory")),
    ],
)
def test_sources_that_are_no_files_are_told(inside, source, expected):
    """And nothing waits for a pipe."""
    assert [expected] == sourced(inside, source)


def test_a_link_in_a_circle_is_told(inside):
    """As the system or Python tells it."""
    assert [code for code, _ in sourced(inside, "round")] == ["S030"]


def test_sources_are_limited_each_and_together(inside, monkeypatch):
    """What Kubernetes cannot store is not read."""
    (inside / "file").write_bytes(b"x" * (MAX_SOURCE + 1))
    assert sourced(inside, "file") == [("S033", "'./file' is too large")]
    (inside / "file").write_bytes(b"x" * 60)
    monkeypatch.setattr("podium.spec.sources.MAX_SOURCES", 100)
    files = "image: x, files: {/a: {source: file}, /b: {source: file}}"
    item = loaded(score("web", container=files), str(inside / "score.yaml"))
    assert [(d.code, str(d.span)[-4:]) for d in with_sources(item)[1]] == [("S033", "3:72")]


def test_validating_warns_of_sources_that_are_missing(inside):
    """A Score file may be checked away from them; what is there is checked in full."""
    files = "image: x, files: {/a: {source: nope}, /b: {source: file}, /c: {source: ../secret}}"
    (inside / "score.yaml").write_text(score("web", container=files))
    (inside / "file").write_text("${metadata.nam}")
    result = validate_workloads([inside / "score.yaml"])
    assert [(d.code, d.severity) for d in result.diagnostics] == [
        ("S020", "error"),
        ("S030", "warning"),
        ("S031", "error"),
    ]
