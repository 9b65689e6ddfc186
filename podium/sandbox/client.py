"""A small HTTPS client for the sandbox's API.

The standard library's connection is used bare: it starts in milliseconds, and it never sends a loopback request
through a proxy that the environment names.
"""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Client", "from_kubeconfig"]

TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Client:
    """Access to one API server.

    Attributes:
        host: Address of the server.
        port: TCP port of the server.
        token: Bearer token; empty for an anonymous request.
        trust: What the server's certificate is checked against.
    """

    host: str
    port: int
    token: str
    trust: ssl.SSLContext

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"https://{self.host}:{self.port}"

    def request(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        """Return the status and the body of the answer.

        Args:
            method: HTTP method.
            path: Path with query, such as ``/api/v1/nodes``.
            body: A JSON value, or None for no body.

        Raises:
            OSError: No answer, or a certificate that the authority did not sign.
            http.client.HTTPException: An answer that is not HTTP.
        """
        connection = self._connect(TIMEOUT_SECONDS)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), self._headers())
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, path: str) -> dict[str, object] | None:
        """Return the object at ``path``, or None when there is none yet or the server does not answer."""
        try:
            status, body = self.request("GET", path)
        except (OSError, http.client.HTTPException):
            return None
        return dict(json.loads(body)) if status == http.client.OK else None

    def is_ready(self) -> bool:
        """Return whether the server says that it can serve every request."""
        try:
            status, _ = self.request("GET", "/readyz")
        except (OSError, http.client.HTTPException):
            return False
        return status == http.client.OK

    def stream(self, path: str, timeout_seconds: float) -> Iterator[dict[str, object]]:
        """Yield the JSON lines of a long answer, such as a watch, until the server ends it.

        Args:
            path: Path with query.
            timeout_seconds: The longest silence that is not an error.

        Raises:
            OSError: No answer, or a silence that is too long.
            http.client.HTTPException: An answer that is not HTTP.
        """
        connection = self._connect(timeout_seconds)
        try:
            connection.request("GET", path, headers=self._headers())
            answer = connection.getresponse()
            while line := answer.readline():
                yield json.loads(line)
        finally:
            connection.close()

    def _connect(self, timeout_seconds: float) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(self.host, self.port, timeout=timeout_seconds, context=self.trust)

    def _headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})


def from_kubeconfig(path: Path) -> Client | None:
    """Return a client with the server, authority and token of a kubeconfig that the sandbox wrote.

    Returns:
        The client, or None when the file is missing or was not written by the sandbox.
    """
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        cluster = config["clusters"][0]["cluster"]
        address = urlsplit(cluster["server"])
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode("ascii")
        trust = ssl.create_default_context(cadata=authority)
        return Client(address.hostname or "", address.port or 0, config["users"][0]["user"]["token"], trust)
    except (FileNotFoundError, KeyError, IndexError, TypeError, ValueError, ssl.SSLError):
        return None
