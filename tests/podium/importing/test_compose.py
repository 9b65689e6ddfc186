from __future__ import annotations

import json
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from podium.diagnostics import Severity
from podium.importing import ImportOptions, import_compose
from podium.spec.load import load_text

IMAGES = [
    "nginx",
    "acme/app:1",
    "postgres:16",
    "redis",
    "rabbitmq:3",
    "mysql",
    "minio/minio",
    "zookeeper",
    "acme/app:${TAG:-1}",
]
NAMES = ["web", "db", "cache", "API_1", "x"]
names = st.sampled_from(NAMES)
texts = st.one_of(
    st.text(alphabet="ab {}:/@=,.\"'\n#%é", max_size=12),
    st.builds("{}:{}".format, names, st.integers(0, 70000)),
    st.builds("{}://{}/{}".format, st.sampled_from(["http", "postgres", "redis", "amqp"]), names, names),
    st.sampled_from(["${A}", "${A:-x}", "$$x", "a ${resources.db.host}", "1e3", "null"]),
)
scalars = st.one_of(texts, st.integers(-5, 70000), st.booleans(), st.none(), st.floats(allow_nan=False))
variables = st.sampled_from(["DB_HOST", "DB_USER", "PASSWORD", "URL", "A", "x-y", "API_TOKEN"])
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=4
)
good = {
    "image": st.sampled_from(IMAGES),
    "build": st.just("."),
    "environment": st.dictionaries(variables, scalars, max_size=4)
    | st.lists(st.builds("{}={}".format, variables, texts), max_size=4),
    "ports": st.lists(
        st.sampled_from([80, "8080:80", "53:53/udp", "127.0.0.1:1:2", {"target": 9}, "1-3:1-3"]), max_size=3
    ),
    "expose": st.lists(st.integers(1, 65535), max_size=2),
    "volumes": st.lists(
        st.sampled_from(["data:/data", "/anon", "./f:/f", "data:/x:ro", {"type": "tmpfs", "target": "/t"}]), max_size=3
    ),
    "command": texts | st.lists(texts, max_size=3),
    "entrypoint": st.lists(texts, max_size=3),
    "depends_on": st.lists(names, max_size=2, unique=True),
    "healthcheck": st.fixed_dictionaries(
        {"test": st.just("true") | st.lists(texts, max_size=3), "interval": st.just("5s")}
    ),
    "mem_limit": st.sampled_from(["1g", 5, "0"]),
    "labels": st.dictionaries(st.sampled_from(["a.b", "c d", "ee/ff"]), scalars, max_size=2),
    "networks": st.lists(names, max_size=2, unique=True),
    "deploy": st.just({"replicas": 2, "resources": {"limits": {"cpus": "0.5"}}}),
    "profiles": st.just(["debug"]),
    "configs": st.just(["cc"]),
    "secrets": st.just([{"source": "ss", "target": "t"}]),
    "privileged": st.booleans(),
}
services = st.fixed_dictionaries({"image": good["image"]}, optional={key: good[key] for key in good if key != "image"})
wild = st.fixed_dictionaries({}, optional=dict.fromkeys(good, anything) | {"imag": anything})
TOP = {"volumes": {"data": None}, "configs": {"cc": {"content": "$$a ${B}"}}, "secrets": {"ss": {"file": "x"}}}


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    """Work in a folder of this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("compose"))
        Path("f").write_text("see web:80")
        yield


def check_import(content, options):
    """Import a file and check what holds for every one."""
    # JSON is YAML, and it needs no library to write.
    Path("compose.yaml").write_text(json.dumps(content), encoding="utf-8")
    result = import_compose([Path("compose.yaml")], options)
    assert result == import_compose([Path("compose.yaml")], options)
    assert "I011" not in [d.code for d in result.diagnostics], result.diagnostics
    assert result.has_errors == (not result.workloads)
    assert all(d.why and d.fix for d in result.diagnostics if d.code.startswith("I"))
    for workload in result.workloads:
        loaded, problems = load_text(workload.text, "score.yaml")
        assert loaded is not None, problems
        assert [p for p in problems if p.severity is Severity.ERROR] == []
    return result


options = st.builds(
    ImportOptions,
    extensions=st.frozensets(st.sampled_from(["probe-timing", "placeholders"])),
    keep_services=st.booleans(),
    variables=st.dictionaries(st.sampled_from(["A", "TAG"]), texts, max_size=1),
)


@hypothesis.given(st.dictionaries(names, services, min_size=1, max_size=4), options)
@hypothesis.settings(max_examples=50)
def test_any_good_file_gives_valid_score_or_diagnostics(services, options):
    """Each result loads without an error, and the same file gives the same result."""
    check_import({"services": services, **TOP}, options)


@hypothesis.given(st.dictionaries(names, wild | anything, max_size=3) | anything, options)
def test_any_other_file_gives_diagnostics(services, options):
    """Never an exception."""
    check_import({"services": services}, options)


def test_two_wrong_things_are_told_at_once(imported):
    """In the order of the file."""
    result = imported("services:\n  web: {image: 5, prots: []}\n  api: {ports: 3, expose: {}}\n")
    assert [d.code for d in result.diagnostics] == ["I001", "I002", "I001", "I001"]
    assert result.workloads == ()


def test_nothing_to_import_is_an_error(imported):
    """A file of backing services only, or of none."""
    assert imported("services: {db: {image: redis}}").has_errors
    assert imported("services: {}").has_errors


def test_a_backing_service_is_no_workload(imported):
    """Even if it is asked for by name."""
    text = "services: {db: {image: redis}, web: {image: x}}"
    assert [d.code for d in imported(text, services=("db",)).diagnostics] == ["I008"]
    assert [w.name for w in imported(text, services=("db",), keep_services=True).workloads] == ["db"]
