"""The sandbox's storage: gives every claim of the default class a volume.

The built-in host-path provisioner writes to one fixed folder under ``/tmp`` that the first user of a machine owns, so a
second user's claims would never bind. Pods of the sandbox do not run, so a volume here is only its API object: no
folder is made. KWOK deletes the object when its claim is gone (``stages.yaml``).

Run as ``python -m podium.sandbox.provisioner KUBECONFIG FOLDER``; runs until it is stopped.
"""

from __future__ import annotations

import http.client
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podium.sandbox.client import Client, from_kubeconfig
from podium.sandbox.objects import PROVISIONER

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["follow", "main", "volume_for"]

WATCH = "/api/v1/persistentvolumeclaims?watch=true&timeoutSeconds=300"
# Longer than the watch, which the server ends by itself.
SILENCE_SECONDS = 330.0
RETRY_SECONDS = 0.5


def volume_for(claim: Mapping[str, Any], folder: Path) -> dict[str, object] | None:
    """Return the PersistentVolume that answers a claim, or None when the claim is not for this provisioner to answer.

    Args:
        claim: A PersistentVolumeClaim.
        folder: Folder under which the volume's path is named; it is never read or written.
    """
    metadata, spec = claim["metadata"], claim["spec"]
    asked = metadata.get("annotations", {}).get("volume.kubernetes.io/storage-provisioner")
    if asked != PROVISIONER or spec.get("volumeName") or metadata.get("deletionTimestamp"):
        return None
    name = f"pvc-{metadata['uid']}"
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": {"pv.kubernetes.io/provisioned-by": PROVISIONER}},
        "spec": {
            "accessModes": spec["accessModes"],
            "capacity": {"storage": spec["resources"]["requests"]["storage"]},
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "name": metadata["name"],
                "namespace": metadata["namespace"],
                "uid": metadata["uid"],
            },
            "hostPath": {"path": str(folder / name)},
            "persistentVolumeReclaimPolicy": "Delete",
            "storageClassName": spec["storageClassName"],
        },
    }


def follow(client: Client, folder: Path) -> None:
    """Answer the claims that exist and those that come, until the server ends the watch.

    Raises:
        OSError: The server does not answer.
        http.client.HTTPException: An answer that is not HTTP.
    """
    for event in client.stream(WATCH, SILENCE_SECONDS):
        claim = event.get("object")
        if event.get("type") not in {"ADDED", "MODIFIED"} or not isinstance(claim, dict):
            continue
        volume = volume_for(claim, folder)
        if volume is not None:
            _create(client, volume)


def _create(client: Client, volume: Mapping[str, object]) -> None:
    status, answer = client.request("POST", "/api/v1/persistentvolumes", volume)
    if status not in {http.client.CREATED, http.client.CONFLICT}:
        sys.stderr.write(f"volume refused with status {status}: {answer.decode('utf-8', 'replace')}\n")


def main(arguments: list[str]) -> int:
    """Serve claims until the process is stopped.

    Args:
        arguments: Path of a kubeconfig that the sandbox wrote; folder for the volumes' paths.

    Returns:
        Exit code, non-zero when the kubeconfig cannot be used.
    """
    client = from_kubeconfig(Path(arguments[0]))
    if client is None:
        sys.stderr.write(f"no usable kubeconfig at '{arguments[0]}'\n")
        return 1
    while True:
        try:
            follow(client, Path(arguments[1]))
        except (OSError, http.client.HTTPException, ValueError) as error:
            sys.stderr.write(f"watch ended: {error}\n")
        time.sleep(RETRY_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
