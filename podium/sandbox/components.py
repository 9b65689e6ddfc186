"""The command lines of the sandbox's processes: pure functions of folder, ports and binaries."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podium.sandbox.layout import COMPONENTS, HOST

if TYPE_CHECKING:
    from podium.sandbox.layout import Layout
    from podium.sandbox.ports import Ports

__all__ = ["BINARIES", "PROVISIONER_MODULE", "command_lines", "environment"]

BINARIES = tuple(name for name in COMPONENTS if name != "volume-provisioner")
"""The components that are programs of their own; the provisioner is a module of ours."""

PROVISIONER_MODULE = "podium.sandbox.provisioner"
STAGES = Path(__file__).with_name("stages.yaml")
PACKAGES = Path(__file__).parents[2]
SERVICE_RANGE = "10.96.0.0/16"
POD_RANGE = "10.244.0.1/16"
NODE_ADDRESS = "10.0.0.1"
# The components' own limit of 20 to 50 requests a second would make a hundred Deployments take a minute.
CLIENT_RATE = ("--kube-api-qps=500", "--kube-api-burst=1000")


def command_lines(layout: Layout, ports: Ports, binaries: Path) -> dict[str, tuple[str, ...]]:
    """Return the command line of every component, in the order in which they start.

    Args:
        layout: The sandbox's files.
        ports: Where to listen.
        binaries: The folder that holds the programs.
    """
    flags = {
        "etcd": _etcd(layout, ports),
        "kube-apiserver": _api_server(layout, ports),
        "kube-controller-manager": _controller_manager(layout),
        "kube-scheduler": _scheduler(layout),
        "kwok": _kwok(layout),
    }
    lines = {name: (str(binaries / name), *flags[name]) for name in BINARIES}
    return lines | {"volume-provisioner": _provisioner(layout)}


def environment(layout: Layout) -> dict[str, str]:
    """Return the whole environment of the components.

    Nothing is inherited: etcd reads ``ETCD_*`` and KWOK ``KWOK_*`` and ``~/.kwok``, and what a developer keeps there
    for other clusters must not change this one. The provisioner finds Podium itself by path, because a user's own
    site-packages are under the HOME that it does not see; it needs nothing else that is not in the standard library.
    """
    home = str(layout.home)
    return {"HOME": home, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(PACKAGES), "TMPDIR": home}


def _etcd(layout: Layout, ports: Ports) -> tuple[str, ...]:
    client, peer = f"https://{HOST}:{ports.etcd}", f"https://{HOST}:{ports.peer}"
    authority = layout.certificate("ca")
    certificate, key = layout.certificate("etcd"), layout.key("etcd")
    return (
        "--name=sandbox",
        f"--data-dir={layout.data}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=sandbox={peer}",
        "--client-cert-auth",
        f"--trusted-ca-file={authority}",
        f"--cert-file={certificate}",
        f"--key-file={key}",
        "--peer-client-cert-auth",
        f"--peer-trusted-ca-file={authority}",
        f"--peer-cert-file={certificate}",
        f"--peer-key-file={key}",
        "--enable-grpc-gateway=false",
        # A killed process loses nothing without fsync; a power cut may, and then a sandbox is made anew.
        "--unsafe-no-fsync",
    )


def _api_server(layout: Layout, ports: Ports) -> tuple[str, ...]:
    return (
        f"--etcd-servers=https://{HOST}:{ports.etcd}",
        f"--etcd-cafile={layout.certificate('ca')}",
        f"--etcd-certfile={layout.certificate('etcd-client')}",
        f"--etcd-keyfile={layout.key('etcd-client')}",
        f"--bind-address={HOST}",
        f"--secure-port={ports.api}",
        # Without these two the server looks for a network interface and fails on a machine that is offline.
        f"--advertise-address={HOST}",
        "--endpoint-reconciler-type=none",
        f"--cert-dir={layout.pki}",
        f"--tls-cert-file={layout.certificate('kube-apiserver')}",
        f"--tls-private-key-file={layout.key('kube-apiserver')}",
        f"--token-auth-file={layout.tokens}",
        "--anonymous-auth=false",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        f"--service-account-key-file={layout.key('service-account')}",
        f"--service-account-signing-key-file={layout.key('service-account')}",
        f"--service-cluster-ip-range={SERVICE_RANGE}",
        "--profiling=false",
    )


def _controller_manager(layout: Layout) -> tuple[str, ...]:
    return (
        f"--kubeconfig={layout.component_kubeconfig('kube-controller-manager')}",
        f"--root-ca-file={layout.certificate('ca')}",
        f"--service-account-private-key-file={layout.key('service-account')}",
        "--use-service-account-credentials",
        "--leader-elect=false",
        # Nobody reads its health or metrics, so it does not listen at all.
        "--secure-port=0",
        # The imitated node has no lease and reports about once a minute, more rarely on a busy machine; it must not be
        # taken for dead, because nothing brings its pods back then.
        "--node-monitor-grace-period=24h",
        *CLIENT_RATE,
    )


def _scheduler(layout: Layout) -> tuple[str, ...]:
    return (
        f"--kubeconfig={layout.component_kubeconfig('kube-scheduler')}",
        "--leader-elect=false",
        "--secure-port=0",
        *CLIENT_RATE,
    )


def _kwok(layout: Layout) -> tuple[str, ...]:
    return (
        f"--kubeconfig={layout.component_kubeconfig('kwok')}",
        f"--config={STAGES}",
        "--manage-all-nodes=true",
        f"--cidr={POD_RANGE}",
        f"--node-ip={NODE_ADDRESS}",
        # Port 0 turns the imitated kubelet's server off, which would listen on every interface.
        "--node-port=0",
        # With a lease, the next KWOK would wait until the lease of the one before has run out.
        "--node-lease-duration-seconds=0",
    )


def _provisioner(layout: Layout) -> tuple[str, ...]:
    kubeconfig = layout.component_kubeconfig("volume-provisioner")
    # With -P, a folder called podium in the working directory is not taken for ours.
    return (sys.executable, "-P", "-m", PROVISIONER_MODULE, str(kubeconfig), str(layout.home / "volumes"))
