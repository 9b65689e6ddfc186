from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from podium.diagnostics import ClusterError
from podium.engine.deployed import ObjectRef
from podium.engine.readiness import Readiness, read_readiness

SHOP = ObjectRef("dev", "Deployment", "shop")
DATABASE = ObjectRef("dev", "StatefulSet", "db")
GONE = ObjectRef("dev", "Deployment", "gone")
AGENT = ObjectRef("dev", "DaemonSet", "agent")
IMPORT = ObjectRef("dev", "Job", "import")
NIGHTLY = ObjectRef("dev", "CronJob", "nightly")
POD = {"metadata": {}, "spec": {"containers": []}}
NODES = {"currentNumberScheduled": 3, "numberMisscheduled": 0}


def _other(name: str, status: dict[str, int]) -> dict[str, object]:
    spec = {"template": POD, "selector": {"matchLabels": {}}, "jobTemplate": {"spec": {"template": POD}}}
    return {"metadata": {"name": name}, "spec": {**spec, "schedule": "0 2 * * *"}, "status": status}


def _item(name: str, replicas: int, ready: int) -> dict[str, object]:
    selector, pod = {"matchLabels": {}}, {"metadata": {}, "spec": {"containers": []}}
    spec = {"replicas": replicas, "selector": selector, "template": pod, "serviceName": name}
    return {"metadata": {"name": name}, "spec": spec, "status": {"readyReplicas": ready, "replicas": replicas}}


class _Api(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        items = {
            "cronjobs": [_other("nightly", {})],
            "daemonsets": [_other("agent", {"numberReady": 2, "desiredNumberScheduled": 3, **NODES})],
            "deployments": [_item("shop", 2, 1)],
            "jobs": [_other("import", {"succeeded": 1})],
            "statefulsets": [_item("db", 1, 1)],
        }
        body = json.dumps({"items": items[self.path.partition("?")[0].rpartition("/")[2]]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def kubeconfig(tmp_path: Path) -> Iterator[Path]:
    """A kubeconfig of an API that knows one Deployment and one StatefulSet."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Api)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield _write_kubeconfig(tmp_path, server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


def _write_kubeconfig(folder: Path, port: int) -> Path:
    file = folder / "kubeconfig"
    content = {
        "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{port}"}}],
        "contexts": [{"name": "box", "context": {"cluster": "c", "user": "u"}}],
        "users": [{"name": "u", "user": {}}],
        "current-context": "box",
    }
    file.write_text(yaml.safe_dump(content))
    return file


def test_objects_are_counted(kubeconfig: Path) -> None:
    """An object that is gone has no entry."""
    found = read_readiness(str(kubeconfig), "box", [DATABASE, GONE, SHOP])
    assert found == {SHOP: Readiness(1, 2), DATABASE: Readiness(1, 1)}


def test_every_kind_is_counted_by_its_own_measure(kubeconfig: Path) -> None:
    """Nodes for a DaemonSet, completions for a Job; a CronJob has no pods of its own."""
    found = read_readiness(str(kubeconfig), "box", [AGENT, IMPORT, NIGHTLY])
    assert found == {AGENT: Readiness(2, 3), IMPORT: Readiness(1, 1), NIGHTLY: Readiness(0, 0)}


def test_all_pods_make_an_object_ready() -> None:
    """Also when there should be none."""
    assert [r.is_ready for r in (Readiness(1, 2), Readiness(2, 2), Readiness(0, 0))] == [False, True, True]


def test_a_silent_cluster_is_a_diagnostic(tmp_path: Path) -> None:
    """Nobody listens on port 1."""
    with pytest.raises(ClusterError) as refusal:
        read_readiness(str(_write_kubeconfig(tmp_path, 1)), "box", [SHOP])
    assert refusal.value.diagnostics[0].message == "the cluster of context 'box' cannot be asked"


def test_an_unknown_context_is_a_diagnostic(kubeconfig: Path) -> None:
    """The kubeconfig decides what there is."""
    with pytest.raises(ClusterError) as refusal:
        read_readiness(str(kubeconfig), "else", [SHOP])
    assert refusal.value.diagnostics[0].code == "K010"
