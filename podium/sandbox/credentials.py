"""The sandbox's secrets: tokens of its API, the kubeconfigs that carry them, and the Pulumi passphrase."""

from __future__ import annotations

import base64
import csv
import io
import json
import secrets
from typing import TYPE_CHECKING

from podium.paths import write_private
from podium.sandbox.layout import CONTEXT, HOST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podium.sandbox.layout import Layout

__all__ = ["USERS", "ensure_tokens", "kubeconfig", "server_url", "write_kubeconfigs", "write_passphrase"]

ADMINISTRATOR = "podium-sandbox-admin"

USERS: Mapping[str, str] = {
    ADMINISTRATOR: "system:masters",
    "system:kube-controller-manager": "",
    "system:kube-scheduler": "",
    # KWOK plays the kubelets and the cloud's load balancer, the provisioner the storage; no built-in role fits them.
    "podium-sandbox-kwok": "system:masters",
    "podium-sandbox-volume-provisioner": "system:masters",
}
"""User name to group; the names that start with ``system:`` get their rights from built-in role bindings."""

COMPONENT_USERS: Mapping[str, str] = {
    "kube-controller-manager": "system:kube-controller-manager",
    "kube-scheduler": "system:kube-scheduler",
    "kwok": "podium-sandbox-kwok",
    "volume-provisioner": "podium-sandbox-volume-provisioner",
}


def write_passphrase(path: Path) -> None:
    """Write a new random passphrase."""
    write_private(path, secrets.token_urlsafe(32) + "\n")


def ensure_tokens(path: Path) -> dict[str, str]:
    """Return the token of every user, from the table at ``path`` or, when that is missing or not ours, a new table."""
    known = _load_tokens(path)
    if set(known) == set(USERS):
        return known
    tokens = {user: secrets.token_hex(24) for user in USERS}
    write_private(path, _token_table(tokens))
    return tokens


def _load_tokens(path: Path) -> dict[str, str]:
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return {}
    return {row[1]: row[0] for row in rows if len(row) > 1}


def _token_table(tokens: Mapping[str, str]) -> str:
    """Return the API server's static token file: token, user, user id, group.

    Source: Kubernetes, Authenticating, "Static token file".
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    for user, token in sorted(tokens.items()):
        table.writerow([token, user, user, *([USERS[user]] if USERS[user] else [])])
    return text.getvalue()


def server_url(port: int) -> str:
    """Return the address of the sandbox's API."""
    return f"https://{HOST}:{port}"


def kubeconfig(server: str, authority_pem: str, token: str) -> str:
    """Return a kubeconfig with one context, as JSON, which is YAML too.

    Args:
        server: Address of the API.
        authority_pem: Certificate of the authority that signed the server's certificate, PEM.
        token: Bearer token.
    """
    authority = base64.b64encode(authority_pem.encode("ascii")).decode("ascii")
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": CONTEXT, "cluster": {"server": server, "certificate-authority-data": authority}}],
        "users": [{"name": CONTEXT, "user": {"token": token}}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
        "current-context": CONTEXT,
    }
    return json.dumps(config, indent=2) + "\n"


def write_kubeconfigs(layout: Layout, port: int, tokens: Mapping[str, str]) -> None:
    """Write the administrator's kubeconfig and one for each component that logs in to the API."""
    server = server_url(port)
    authority = layout.certificate("ca").read_text(encoding="ascii")
    for path in (layout.kubeconfig, layout.own_kubeconfig):
        write_private(path, kubeconfig(server, authority, tokens[ADMINISTRATOR]))
    for component, user in sorted(COMPONENT_USERS.items()):
        write_private(layout.component_kubeconfig(component), kubeconfig(server, authority, tokens[user]))
