from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from podium.sandbox.components import BINARIES, PACKAGES, STAGES, command_lines, environment
from podium.sandbox.layout import COMPONENTS, Layout
from podium.sandbox.ports import Ports

LAYOUT = Layout(Path("/home/dev/sandbox with blank"))
LINES = command_lines(LAYOUT, Ports(api=1001, etcd=1002, peer=1003), Path("/opt/bin"))


def test_there_is_a_command_line_for_every_component_in_order() -> None:
    """What starts first comes first."""
    assert tuple(LINES) == COMPONENTS


@pytest.mark.parametrize("name", BINARIES)
def test_programs_come_from_the_given_folder(name: str) -> None:
    """The code does not care how they were obtained."""
    assert LINES[name][0] == f"/opt/bin/{name}"


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_command_line_names_the_folder(name: str) -> None:
    """That is how a process is recognised as this sandbox's."""
    assert any(f"{LAYOUT.directory}/" in argument for argument in LINES[name])


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ("insecure", "no verification is skipped"),
        ("disable-admission-plugins", "the default admission stays on"),
        ("0.0.0.0", "nothing listens on other interfaces"),
        ("http://", "nothing is spoken in clear"),
    ],
)
def test_no_command_line_weakens_the_cluster(flag: str, reason: str) -> None:
    """The sandbox refuses what a cluster refuses."""
    assert [line for line in LINES.values() for argument in line if flag in argument] == [], reason


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("etcd", "--client-cert-auth"),
        ("etcd", "--peer-client-cert-auth"),
        ("etcd", "--listen-client-urls=https://127.0.0.1:1002"),
        ("etcd", "--listen-peer-urls=https://127.0.0.1:1003"),
        ("kube-apiserver", "--bind-address=127.0.0.1"),
        ("kube-apiserver", "--secure-port=1001"),
        ("kube-apiserver", "--anonymous-auth=false"),
        ("kube-apiserver", "--authorization-mode=RBAC"),
        ("kube-controller-manager", "--secure-port=0"),
        ("kube-scheduler", "--secure-port=0"),
        ("kwok", "--node-port=0"),
    ],
)
def test_each_listener_is_closed_or_guarded(name: str, flag: str) -> None:
    """Another user of the machine gets nothing."""
    assert flag in LINES[name]


def test_no_secret_is_in_a_command_line() -> None:
    """Every user of the machine can read them."""
    assert [a for line in LINES.values() for a in line if "--token=" in a or "password" in a] == []


def test_components_inherit_nothing_from_the_developer() -> None:
    """Settings for other clusters, such as ETCD_* or ~/.kwok, do not reach this one."""
    home = str(LAYOUT.home)
    expected = {"HOME": home, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(PACKAGES), "TMPDIR": home}
    assert expected == environment(LAYOUT)


def test_the_stages_are_packaged_and_cover_balancers_and_volumes() -> None:
    """KWOK gets a file that exists."""
    stages = yaml.safe_load_all(STAGES.read_text(encoding="utf-8"))
    kinds = [stage["spec"]["resourceRef"]["kind"] for stage in stages]
    assert kinds == ["Service", "Ingress", "PersistentVolume"]


def test_the_imitated_node_is_never_taken_for_dead() -> None:
    """It reports more rarely than a kubelet, and nothing would bring its pods back."""
    assert "--node-monitor-grace-period=24h" in LINES["kube-controller-manager"]
