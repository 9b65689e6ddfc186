from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from podium.sandbox.credentials import USERS, ensure_tokens, kubeconfig, server_url, write_kubeconfigs
from podium.sandbox.layout import CONTEXT

if TYPE_CHECKING:
    from podium.sandbox.layout import Layout


def test_every_user_has_a_token_of_its_own(layout: Layout) -> None:
    """The API server can tell the components apart."""
    tokens = ensure_tokens(layout.tokens)
    assert (set(tokens), len(set(tokens.values()))) == (set(USERS), len(USERS))


def test_tokens_are_kept(layout: Layout) -> None:
    """A kubeconfig stays valid from one start to the next."""
    assert ensure_tokens(layout.tokens) == ensure_tokens(layout.tokens)


def test_a_damaged_table_is_replaced(layout: Layout) -> None:
    """A crash in the middle of a write never needs a human."""
    layout.tokens.write_text("x,y\n", encoding="utf-8")
    assert set(ensure_tokens(layout.tokens)) == set(USERS)


def test_the_table_names_the_group_only_where_there_is_one(layout: Layout) -> None:
    """The API server would take an empty column for a group without a name."""
    tokens = ensure_tokens(layout.tokens)
    rows = layout.tokens.read_text(encoding="utf-8").splitlines()
    scheduler, admin = "system:kube-scheduler", "podium-sandbox-admin"
    expected = {f"{tokens[scheduler]},{scheduler},{scheduler}", f"{tokens[admin]},{admin},{admin},system:masters"}
    assert expected - set(rows) == set()


def test_the_kubeconfig_verifies_the_server_and_names_the_context() -> None:
    """No client ever skips verification."""
    config = json.loads(kubeconfig("https://127.0.0.1:1", "PEM", "t0ken"))
    expected = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": CONTEXT,
                "cluster": {
                    "server": "https://127.0.0.1:1",
                    "certificate-authority-data": base64.b64encode(b"PEM").decode(),
                },
            }
        ],
        "users": [{"name": CONTEXT, "user": {"token": "t0ken"}}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
        "current-context": CONTEXT,
    }
    assert expected == config


def test_tokens_and_kubeconfigs_are_private(certified: Layout) -> None:
    """A token is worth as much as the password of an administrator."""
    write_kubeconfigs(certified, 1, ensure_tokens(certified.tokens))
    written = [certified.tokens, certified.kubeconfig, *certified.pki.glob("*.kubeconfig")]
    assert ({path.stat().st_mode & 0o777 for path in written}, len(written)) == ({0o600}, 7)


def test_the_server_is_on_the_loopback_interface() -> None:
    """The sandbox is not for the network."""
    assert server_url(6443) == "https://127.0.0.1:6443"
