"""The sandbox with the real etcd, control plane and KWOK."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from podium.diagnostics import SandboxError
from podium.sandbox import COMPONENTS, SandboxStatus, prepare, start, status, stop
from podium.sandbox.client import Client, from_kubeconfig
from podium.sandbox.layout import Layout
from podium.sandbox.ports import is_free, load
from podium.sandbox.processes import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podium.toolchain import Toolchain

pytestmark = pytest.mark.engine

DEADLINE_SECONDS = 60.0
CORE = "/api/v1/namespaces/default"
POD = {"containers": [{"name": "main", "image": "example.org/none:1"}], "restartPolicy": "Never"}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of the sandbox that most tests share."""
    folder = tmp_path_factory.mktemp("sandbox") / "shared"
    yield folder
    stop(folder, purge=True)


@pytest.fixture
def spare(tmp_path: Path) -> Iterator[Path]:
    """Return a folder for a sandbox of the test's own."""
    yield tmp_path / "spare"
    stop(tmp_path / "spare", purge=True)


@pytest.fixture
def running(directory: Path, toolchain: Toolchain) -> SandboxStatus:
    """Return the shared sandbox, started if an earlier test stopped it."""
    return start(directory, toolchain.bin)


@pytest.fixture
def api(running: SandboxStatus) -> Client:
    """Return an administrator's access to the shared sandbox."""
    return _administrator(running)


def _administrator(sandbox: SandboxStatus) -> Client:
    assert sandbox.kubeconfig is not None
    client = from_kubeconfig(sandbox.kubeconfig)
    assert client is not None
    return client


def _eventually(look: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)
    return found


def _dig(value: Any, *keys: str) -> Any:
    for key in keys:
        value = (value or {}).get(key)
    return value


def _create(api: Client, path: str, name: str, **fields: object) -> str:
    metadata = {"name": name, **fields.pop("metadata", {})}  # type: ignore[dict-item]
    answer, body = api.request("POST", path, {"metadata": metadata, **fields})
    assert answer == 201, body
    return f"{path}/{name}"


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()]


def _all_pids(directory: Path) -> list[int]:
    return [pid for pids in find(directory).values() for pid in pids]


def test_start_returns_a_cluster_that_takes_work(running: SandboxStatus, api: Client) -> None:
    """The node is ready, the default service account and the default classes exist."""
    node = api.get("/api/v1/nodes/sandbox-1")
    ready = {c["type"]: c["status"] for c in _dig(node, "status", "conditions")}["Ready"]
    paths = (f"{CORE}/serviceaccounts/default", "/apis/storage.k8s.io/v1/storageclasses/standard")
    found = [api.get(path) is not None for path in paths]
    expected = ("running", (), "True", None, [True, True])
    assert expected == (running.state, running.problems, ready, _dig(node, "spec", "taints"), found)


def test_the_version_is_told(running: SandboxStatus) -> None:
    """A developer sees which Kubernetes answers."""
    assert str(running.version).startswith("v1.")


@pytest.mark.parametrize(("token", "reason"), [("", "anonymous"), ("0" * 48, "a wrong token")])
@pytest.mark.parametrize("path", ["/version", "/readyz", f"{CORE}/secrets"])
def test_nobody_gets_anything_without_the_token(api: Client, token: str, path: str, reason: str) -> None:
    """Not even the server's version."""
    assert replace(api, token=token).request("GET", path)[0] == 401, reason


def test_a_client_with_another_authority_refuses_the_server(api: Client) -> None:
    """The certificate is worth something only because clients check it."""
    with pytest.raises(ssl.SSLCertVerificationError):
        replace(api, trust=ssl.create_default_context()).request("GET", "/version")


def test_etcd_refuses_a_client_without_certificate(running: SandboxStatus) -> None:
    """Another user of the machine cannot read the cluster's secrets behind the API's back."""
    layout = Layout(running.directory)
    ports = load(layout.ports)
    assert ports is not None
    trust = ssl.create_default_context(cafile=str(layout.certificate("ca")))
    trust.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", ports.etcd)) as plain, pytest.raises(ssl.SSLError, match="handshake"):
        trust.wrap_socket(plain, server_hostname="127.0.0.1")
    trust.load_cert_chain(layout.certificate("etcd-client"), layout.key("etcd-client"))
    with socket.create_connection(("127.0.0.1", ports.etcd)) as plain:
        trust.wrap_socket(plain, server_hostname="127.0.0.1").close()


def test_a_component_has_only_the_rights_of_its_role(running: SandboxStatus) -> None:
    """Access rules are in force: the scheduler cannot read secrets."""
    scheduler = from_kubeconfig(Layout(running.directory).component_kubeconfig("kube-scheduler"))
    assert scheduler is not None
    assert scheduler.request("GET", f"{CORE}/secrets")[0] == 403


def test_a_claim_is_bound_and_its_volume_goes_with_it(api: Client) -> None:
    """The default class gives volumes of the size asked for."""
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "5Gi"}}}
    path = _create(api, f"{CORE}/persistentvolumeclaims", "data", spec=spec)
    claim = _eventually(lambda: (c := api.get(path)) and _dig(c, "status", "phase") == "Bound" and c)
    volume = f"/api/v1/persistentvolumes/{claim['spec']['volumeName']}"
    assert _dig(api.get(volume), "spec", "capacity") == {"storage": "5Gi"}
    api.request("DELETE", path)
    _eventually(lambda: api.get(volume) is None)


@pytest.mark.parametrize(
    ("fields", "expected", "reason"),
    [
        ({}, "podium", "without a class: the default one"),
        ({"ingressClassName": "nginx"}, "nginx", "with a class that some other cluster has"),
    ],
)
def test_an_ingress_gets_an_address(api: Client, fields: dict[str, str], expected: str, reason: str) -> None:
    """Pulumi waits for it."""
    backend = {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}
    collection = "/apis/networking.k8s.io/v1/namespaces/default/ingresses"
    path = _create(api, collection, f"web-{expected}", spec=backend | fields)
    addresses = _eventually(lambda: _dig(api.get(path), "status", "loadBalancer", "ingress"))
    assert (addresses[0]["ip"], addresses[0]["hostname"]) == ("127.0.0.1", "localhost"), reason
    assert _dig(api.get(path), "spec", "ingressClassName") == expected, reason


def test_a_balanced_service_gets_an_address_and_others_do_not(api: Client) -> None:
    """Pulumi waits for it."""
    ports = [{"port": 80}]
    inner = _create(api, f"{CORE}/services", "inner", spec={"ports": ports})
    outer = _create(api, f"{CORE}/services", "outer", spec={"type": "LoadBalancer", "ports": ports})
    addresses = _eventually(lambda: _dig(api.get(outer), "status", "loadBalancer", "ingress"))
    assert (addresses[0]["ip"], addresses[0]["hostname"]) == ("127.0.0.1", "localhost")
    assert _dig(api.get(inner), "status", "loadBalancer") == {}


def test_a_job_completes(api: Client) -> None:
    """Migrations and the like do not hang."""
    path = _create(api, "/apis/batch/v1/namespaces/default/jobs", "once", spec={"template": {"spec": POD}})
    _eventually(lambda: _dig(api.get(path), "status", "succeeded") == 1)


def test_a_deployment_becomes_available(api: Client) -> None:
    """Controllers, scheduler and KWOK work together."""
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": POD | {"restartPolicy": "Always"}}
    spec = {"replicas": 3, "selector": {"matchLabels": labels}, "template": template}
    path = _create(api, "/apis/apps/v1/namespaces/default/deployments", "web", spec=spec)
    _eventually(lambda: _dig(api.get(path), "status", "availableReplicas") == 3)


def test_pod_security_is_enforced(api: Client) -> None:
    """A namespace with the label refuses what a production cluster would refuse."""
    label = {"pod-security.kubernetes.io/enforce": "restricted"}
    _create(api, "/api/v1/namespaces", "strict", metadata={"labels": label})
    _eventually(lambda: api.get("/api/v1/namespaces/strict/serviceaccounts/default"))
    body = {"metadata": {"name": "root"}, "spec": POD}
    code, answer = api.request("POST", "/api/v1/namespaces/strict/pods", body)
    assert (code, "violates PodSecurity" in json.loads(answer)["message"]) == (403, True)


def test_a_pod_gets_its_service_accounts_token(api: Client) -> None:
    """Admission mounts the token as it does in any cluster."""
    path = _create(api, f"{CORE}/pods", "plain", spec=POD)
    mounts = _dig(api.get(path), "spec")["containers"][0]["volumeMounts"]
    assert [m["mountPath"] for m in mounts] == ["/var/run/secrets/kubernetes.io/serviceaccount"]


def test_a_service_accounts_token_is_signed_and_accepted(api: Client) -> None:
    """The token that a pod would get opens the API with the pod's rights and no more."""
    request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
    _, body = api.request("POST", f"{CORE}/serviceaccounts/default/token", request)
    pod = replace(api, token=json.loads(body)["status"]["token"])
    assert (pod.request("GET", "/version")[0], pod.request("GET", f"{CORE}/secrets")[0]) == (200, 403)


def test_every_file_is_private(running: SandboxStatus) -> None:
    """Nobody else on the machine reads keys, tokens or data."""
    files = [running.directory, *running.directory.rglob("*")]
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_every_listener_is_on_the_loopback_interface(running: SandboxStatus) -> None:
    """The sandbox is not for the network."""
    ports = load(Layout(running.directory).ports)
    assert ports is not None
    expected = {("0100007F", port) for port in (ports.api, ports.etcd, ports.peer)}
    assert expected == {listener for pid in _all_pids(running.directory) for listener in _listeners(pid)}


def _listeners(pid: int) -> set[tuple[str, int]]:
    """Return address (hex, as the kernel prints it) and port of the TCP sockets on which a process listens."""
    inodes = {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for row in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            columns = row.split()
            if columns[3] == "0A" and f"socket:[{columns[9]}]" in inodes:
                address, _, port = columns[1].partition(":")
                found.add((address, int(port, 16)))
    return found


def test_a_start_of_a_running_sandbox_changes_nothing(running: SandboxStatus, toolchain: Toolchain) -> None:
    """It is a matter of milliseconds; the bound is generous."""
    before = time.monotonic()
    again = start(running.directory, toolchain.bin)
    assert (again, time.monotonic() - before < 2.0) == (running, True)


@pytest.mark.parametrize(
    "victims", [("kwok",), ("kube-controller-manager",), ("kube-apiserver",), ("etcd",), COMPONENTS]
)
def test_a_start_mends_a_sandbox_whose_processes_were_killed(
    running: SandboxStatus, api: Client, toolchain: Toolchain, victims: tuple[str, ...]
) -> None:
    """The data is kept and so is the kubeconfig."""
    assert running.kubeconfig is not None
    kubeconfig = running.kubeconfig.read_text(encoding="utf-8")
    path = _create(api, f"{CORE}/configmaps", f"kept-{len(victims)}-{victims[0]}", data={"k": "v"})
    for victim in victims:
        os.kill(running.processes[victim] or 0, signal.SIGKILL)
    expected = "stopped" if victims == COMPONENTS else "degraded"
    _eventually(lambda: status(running.directory).state == expected)
    mended = start(running.directory, toolchain.bin)
    assert (mended.state, _dig(api.get(path), "data")) == ("running", {"k": "v"})
    assert kubeconfig == running.kubeconfig.read_text(encoding="utf-8")


def test_a_stop_leaves_no_process_and_no_listener(running: SandboxStatus) -> None:
    """The machine is as it was."""
    pids = _all_pids(running.directory)
    ports = load(Layout(running.directory).ports)
    assert ports is not None
    stopped = stop(running.directory)
    assert (stopped.state, _alive(pids), is_free(ports.api)) == ("stopped", [], True)


def test_a_port_that_somebody_took_meanwhile_is_replaced(running: SandboxStatus, toolchain: Toolchain) -> None:
    """The kubeconfig follows."""
    ports = load(Layout(running.directory).ports)
    assert ports is not None
    stop(running.directory)
    with socket.create_server(("127.0.0.1", ports.api)):
        moved = start(running.directory, toolchain.bin)
    assert (moved.server == running.server, _administrator(moved).is_ready()) == (False, True)


STARTER = """
import sys
from pathlib import Path
from podium.sandbox import start
seen = start(Path(sys.argv[1]), Path(sys.argv[2]), on_step=lambda text: print(text, flush=True))
print(sorted(seen.processes.items()))
"""


def _starter(spare: Path, toolchain: Toolchain) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", STARTER, str(spare), str(toolchain.bin)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_starts_at_once_make_one_sandbox_which_outlives_them_until_a_purge(
    spare: Path, toolchain: Toolchain
) -> None:
    """One boots, the other waits and finds it running; a purge leaves nothing."""
    with _starter(spare, toolchain) as first, _starter(spare, toolchain) as second:
        seen = [process.communicate(timeout=120) for process in (first, second)]
    last = {output.splitlines()[-1] for output, _ in seen}
    assert ([errors for _, errors in seen], len(last), status(spare).state) == (["", ""], 1, "running")
    pids = _all_pids(spare)
    assert (len(pids), stop(spare, purge=True).state) == (len(COMPONENTS), "stopped")
    assert (_alive(pids), spare.exists()) == ([], False)


@pytest.mark.parametrize("step", ["starting etcd", "starting the controllers"])
def test_an_interrupted_start_leaves_no_process(spare: Path, toolchain: Toolchain, step: str) -> None:
    """Ctrl-C is safe at every moment."""
    with _starter(spare, toolchain) as starter:
        assert starter.stdout is not None
        assert any(line.startswith(step) for line in starter.stdout)
        starter.send_signal(signal.SIGINT)
        starter.communicate(timeout=60)
    assert (starter.returncode, find(spare)) == (-signal.SIGINT, {})


def test_a_killed_start_is_cleaned_up_by_the_next(spare: Path, toolchain: Toolchain) -> None:
    """What it left behind is found without any note of it."""
    with _starter(spare, toolchain) as starter:
        assert starter.stdout is not None
        assert any(line.startswith("starting etcd") for line in starter.stdout)
        _eventually(lambda: len(find(spare)) == 2)
        starter.kill()
        starter.communicate(timeout=60)
    left = _all_pids(spare)
    assert (len(left), start(spare, toolchain.bin).state, _alive(left)) == (2, "running", [])


def test_damaged_data_is_told_with_the_purge_that_helps(spare: Path, toolchain: Toolchain) -> None:
    """Nothing is thrown away unasked."""
    database = prepare(spare).data / "member" / "snap" / "db"
    database.parent.mkdir(parents=True)
    database.write_bytes(b"garbage" * 4096)
    with pytest.raises(SandboxError) as caught:
        start(spare, toolchain.bin)
    diagnostic = caught.value.diagnostics[0]
    assert (diagnostic.code, "--purge" in diagnostic.fix, find(spare)) == ("X004", True, {})
