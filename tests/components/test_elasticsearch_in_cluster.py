"""The in-cluster Elasticsearch component."""

from __future__ import annotations

import os
import subprocess

import pytest

from components.elasticsearch_in_cluster import ElasticsearchInCluster, ElasticsearchInClusterArgs
from tests.components.conftest import PASSWORD, Hidden

ARGS = ElasticsearchInClusterArgs(name="orders-search", namespace="shop")


@pytest.fixture(scope="module")
def recording(record):
    """Return what the component registers."""
    return record(lambda: ElasticsearchInCluster("search", ARGS))


def test_outputs_are_what_a_client_needs(recording):
    """Host, port, user and password."""
    assert recording.outputs["search"] == {
        "host": "orders-search.shop.svc.cluster.local",
        "password": Hidden(PASSWORD),
        "port": 9200,
        "username": "elastic",
    }


def test_password_comes_from_the_secret(recording):
    """The server asks for a password, and the pod does not show it."""
    env = {entry["name"]: entry for entry in recording.container("elasticsearch")["env"]}
    assert env["xpack.security.enabled"]["value"] == "true"
    assert env["ELASTIC_PASSWORD"]["valueFrom"]["secretKeyRef"]["key"] == "password"
    assert PASSWORD not in repr(recording.pods())


def test_server_may_add_its_keystore_to_the_images_configuration(recording):
    """The root file system is read-only, so the configuration is copied to a folder that can be written."""
    copy = recording.container("configuration")
    assert copy["command"] == ["cp", "-R", "/usr/share/elasticsearch/config/.", "/configuration"]
    assert copy["image"] == recording.container("elasticsearch")["image"]
    mounts = {m["mountPath"]: m["name"] for m in recording.container("elasticsearch")["volumeMounts"]}
    assert mounts["/usr/share/elasticsearch/config"] == copy["volumeMounts"][0]["name"]


def test_probe_gives_the_password_through_a_pipe(recording, tmp_path):
    """The client's arguments, which others can see, do not hold it; its configuration does."""
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\necho "$@" > arguments\ncat > input\n', encoding="utf-8")
    curl.chmod(0o755)
    script = recording.container("elasticsearch")["readinessProbe"]["exec"]["command"][-1].replace("$$", "$")
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "ELASTIC_PASSWORD": PASSWORD}
    subprocess.run(["sh", "-c", script], env=env, cwd=tmp_path, check=True)
    assert PASSWORD not in (tmp_path / "arguments").read_text(encoding="utf-8")
    assert (tmp_path / "input").read_text(encoding="utf-8") == f'user = "elastic:{PASSWORD}"'
