"""Files beside the Score file; what users see is in `tests/cases/graph/sources*.case`."""

from __future__ import annotations

from podium.spec.sources import with_sources
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
