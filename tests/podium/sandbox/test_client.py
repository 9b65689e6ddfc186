from __future__ import annotations

import http.server
import json
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from podium.sandbox.certificates import ensure_certificates
from podium.sandbox.client import Client, from_kubeconfig
from podium.sandbox.credentials import kubeconfig, server_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podium.sandbox.layout import Layout


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        allowed = self.headers["Authorization"] == "Bearer right"
        lines = ['{"n": 1}', '{"n": 2}'] if self.path == "/watch" else ['{"gitVersion": "v1.36.1"}']
        body = ("\n".join(lines) + "\n").encode()
        self.send_response(200 if allowed and self.path != "/missing" else 404 if allowed else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def _serve(layout: Layout) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(layout.certificate("kube-apiserver"), layout.key("kube-apiserver"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def _client(folder: Path, authority: Layout, port: int, token: str = "right") -> Client:
    path = folder / "kubeconfig"
    pem = authority.certificate("ca").read_text(encoding="ascii")
    path.write_text(kubeconfig(server_url(port), pem, token), encoding="utf-8")
    client = from_kubeconfig(path)
    assert client is not None
    return client


def test_a_server_with_a_certificate_of_the_authority_is_read(certified: Layout, tmp_path: Path) -> None:
    """The kubeconfig that the sandbox writes is all that a client needs."""
    with _serve(certified) as port:
        client = _client(tmp_path, certified, port)
        assert (client.get("/version"), client.is_ready()) == ({"gitVersion": "v1.36.1"}, True)


def test_a_proxy_in_the_environment_is_ignored(
    certified: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loopback request never leaves the machine."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with _serve(certified) as port:
        assert _client(tmp_path, certified, port).is_ready()


def test_a_server_of_another_authority_is_refused(certified: Layout, layout: Layout, tmp_path: Path) -> None:
    """A program that took the port cannot collect tokens."""
    ensure_certificates(layout)
    with _serve(layout) as port:
        client = _client(tmp_path, certified, port)
        with pytest.raises(ssl.SSLCertVerificationError):
            client.request("GET", "/version")


def test_a_refused_token_is_not_ready(certified: Layout, tmp_path: Path) -> None:
    """A server that answers, but not to us, is no use."""
    with _serve(certified) as port:
        assert not _client(tmp_path, certified, port, "wrong").is_ready()


def test_what_is_not_there_is_none(certified: Layout, tmp_path: Path) -> None:
    """A caller can poll for it."""
    with _serve(certified) as port:
        assert _client(tmp_path, certified, port).get("/missing") is None


def test_a_server_that_is_gone_is_none_and_not_ready(certified: Layout, tmp_path: Path) -> None:
    """A caller can poll for it."""
    with _serve(certified) as port:
        client = _client(tmp_path, certified, port)
    assert (client.get("/version"), client.is_ready()) == (None, False)


def test_a_stream_is_read_line_by_line(certified: Layout, tmp_path: Path) -> None:
    """A watch is a stream of JSON lines."""
    with _serve(certified) as port:
        lines = list(_client(tmp_path, certified, port).stream("/watch", 5.0))
    assert lines == [{"n": 1}, {"n": 2}]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "a crash left an empty file"),
        ("kind: Config", "kubectl rewrote it as YAML"),
        (json.dumps({"clusters": []}), "no cluster"),
        (kubeconfig("https://127.0.0.1:1", "no certificate", "t"), "the authority is damaged"),
    ],
)
def test_a_file_that_the_sandbox_did_not_write_gives_no_client(tmp_path: Path, content: str, reason: str) -> None:
    """It counts as a sandbox that does not answer."""
    path = tmp_path / "kubeconfig"
    path.write_text(content, encoding="utf-8")
    assert from_kubeconfig(path) is None, reason


def test_a_missing_file_gives_no_client(tmp_path: Path) -> None:
    """A sandbox that never ran has none."""
    assert from_kubeconfig(tmp_path / "kubeconfig") is None
