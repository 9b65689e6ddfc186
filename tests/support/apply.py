"""What a real API server says to a manifest, without keeping it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from podium.sandbox.client import Client, from_kubeconfig

__all__ = ["Server"]

Object = dict[str, Any]


@dataclass(slots=True)
class Server:
    """An API server, asked as `kubectl apply --server-side --validate=strict` asks it.

    Attributes:
        client: Access to it.
    """

    client: Client
    _kinds: dict[tuple[str, str], Object] = field(default_factory=dict)
    _connection: http.client.HTTPSConnection | None = None

    @classmethod
    @contextmanager
    def of(cls, kubeconfig: Path) -> Iterator[Server]:
        """Give the server of a sandbox's kubeconfig."""
        client = from_kubeconfig(kubeconfig)
        assert client is not None
        server = cls(client)
        try:
            yield server
        finally:
            if server._connection is not None:
                server._connection.close()

    def apply(self, manifest: Object, *, keep: bool = False) -> list[str]:
        """Return what the server finds wrong or warns of; with `keep` the object is there afterwards."""
        query = {"fieldManager": "podium", "force": "true", "fieldValidation": "Strict"}
        path = f"{self._path(manifest)}?{urlencode(query if keep else query | {'dryRun': 'All'})}"
        answer, body = self._request("PATCH", path, manifest)
        warnings = [value for name, value in answer.getheaders() if name.lower() == "warning"]
        if answer.status >= http.client.BAD_REQUEST:
            warnings.append(f"{answer.status} {json.loads(body)['message']}")
        return warnings

    def get(self, manifest: Object) -> Object | None:
        """Return the object of the same kind and name as the server holds it, None if there is none."""
        answer, body = self._request("GET", self._path(manifest))
        return dict(json.loads(body)) if answer.status == http.client.OK else None

    def _path(self, manifest: Object) -> str:
        version, metadata = manifest["apiVersion"], manifest["metadata"]
        group = f"/apis/{version}" if "/" in version else f"/api/{version}"
        kind = self._kind(group, manifest["kind"])
        place = f"/namespaces/{metadata['namespace']}" if kind["namespaced"] else ""
        return f"{group}{place}/{kind['name']}/{metadata['name']}"

    def _kind(self, group: str, kind: str) -> Object:
        if (group, kind) not in self._kinds:
            answer, body = self._request("GET", group)
            assert answer.status == http.client.OK, body
            listed = json.loads(body)["resources"]
            self._kinds |= {(group, entry["kind"]): entry for entry in listed if "/" not in entry["name"]}
        return self._kinds[group, kind]

    def _request(self, method: str, path: str, body: object = None) -> tuple[http.client.HTTPResponse, bytes]:
        try:
            return self._send(method, path, body)
        except (OSError, http.client.HTTPException):
            # The server ends connections that were idle for long.
            assert self._connection is not None
            self._connection.close()
            return self._send(method, path, body)

    def _send(self, method: str, path: str, body: object) -> tuple[http.client.HTTPResponse, bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPSConnection(
                self.client.host, self.client.port, timeout=30, context=self.client.trust
            )
        headers = {"Authorization": f"Bearer {self.client.token}"}
        if body is not None:
            headers["Content-Type"] = "application/apply-patch+yaml"
        self._connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self._connection.getresponse()
        return answer, answer.read()
