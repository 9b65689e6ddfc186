"""Where each file of a sandbox lives inside its folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podium.paths import SANDBOX_CONTEXT

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["COMPONENTS", "CONTEXT", "HOST", "Layout"]

CONTEXT = SANDBOX_CONTEXT
"""Name of the kubeconfig's cluster, user and context."""

HOST = "127.0.0.1"
"""Where every server of a sandbox listens."""

COMPONENTS = (
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
    "volume-provisioner",
)
"""The processes of a sandbox, in the order in which they start."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one sandbox.

    Attributes:
        directory: The sandbox's folder, absolute and free of symbolic links.
    """

    directory: Path

    @property
    def lock(self) -> Path:
        """Return the file whose lock a start or a stop holds; it also marks the folder as a sandbox's."""
        return self.directory / "podium-sandbox.lock"

    @property
    def kubeconfig(self) -> Path:
        """Return the administrator's kubeconfig, the one that people and Pulumi use."""
        return self.directory / "kubeconfig"

    @property
    def own_kubeconfig(self) -> Path:
        """Return the kubeconfig of Podium's own requests; people change theirs with `kubectl config`, never this."""
        return self.component_kubeconfig("podium")

    @property
    def data(self) -> Path:
        """Return the folder of the cluster's data, owned by etcd."""
        return self.directory / "etcd"

    @property
    def pki(self) -> Path:
        """Return the folder of keys, certificates, tokens and the components' kubeconfigs."""
        return self.directory / "pki"

    @property
    def tokens(self) -> Path:
        """Return the API server's table of tokens."""
        return self.pki / "tokens.csv"

    @property
    def ports(self) -> Path:
        """Return the file that keeps the ports from one start to the next."""
        return self.directory / "ports.json"

    @property
    def logs(self) -> Path:
        """Return the folder of the components' logs."""
        return self.directory / "logs"

    @property
    def home(self) -> Path:
        """Return the folder that the components take for HOME and for temporary files."""
        return self.directory / "home"

    @property
    def backend(self) -> Path:
        """Return the folder of the Pulumi state."""
        return self.directory / "pulumi"

    @property
    def passphrase(self) -> Path:
        """Return the file whose passphrase encrypts secrets in the Pulumi state."""
        return self.directory / "passphrase"

    def log(self, component: str) -> Path:
        """Return the log of one component's current or last run."""
        return self.logs / f"{component}.log"

    def certificate(self, name: str) -> Path:
        """Return the certificate called ``name``, PEM."""
        return self.pki / f"{name}.crt"

    def key(self, name: str) -> Path:
        """Return the private key called ``name``, PEM."""
        return self.pki / f"{name}.key"

    def component_kubeconfig(self, component: str) -> Path:
        """Return the kubeconfig with which one component logs in."""
        return self.pki / f"{component}.kubeconfig"

    def owned(self) -> tuple[Path, ...]:
        """Return everything that a sandbox makes except its lock, which is what a purge removes."""
        return (
            self.data,
            self.home,
            self.kubeconfig,
            self.logs,
            self.passphrase,
            self.pki,
            self.ports,
            self.backend,
        )
