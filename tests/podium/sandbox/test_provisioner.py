from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from podium.sandbox.components import PACKAGES
from podium.sandbox.provisioner import main, volume_for


def _claim(**changes: Any) -> dict[str, Any]:
    metadata = {
        "name": "data",
        "namespace": "shop",
        "uid": "u1",
        "annotations": {"volume.kubernetes.io/storage-provisioner": "sandbox.podium.dev"},
    }
    spec = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "5Gi"}},
        "storageClassName": "standard",
    }
    return {
        "metadata": metadata | changes.get("metadata", {}),
        "spec": spec | changes.get("spec", {}),
    }


def test_a_claim_gets_a_volume_of_its_size_bound_to_it_alone() -> None:
    """Capacity, modes and class are the claim's own."""
    expected = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": "pvc-u1", "annotations": {"pv.kubernetes.io/provisioned-by": "sandbox.podium.dev"}},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "5Gi"},
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "name": "data",
                "namespace": "shop",
                "uid": "u1",
            },
            "hostPath": {"path": "/home/dev/sandbox/home/volumes/pvc-u1"},
            "persistentVolumeReclaimPolicy": "Delete",
            "storageClassName": "standard",
        },
    }
    assert expected == volume_for(_claim(), Path("/home/dev/sandbox/home/volumes"))


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (_claim(metadata={"annotations": {}}), "no class was chosen yet"),
        (
            _claim(metadata={"annotations": {"volume.kubernetes.io/storage-provisioner": "other"}}),
            "another provisioner's claim",
        ),
        (_claim(spec={"volumeName": "pvc-u1"}), "it has a volume"),
        (_claim(metadata={"deletionTimestamp": "2026-01-01T00:00:00Z"}), "it is being deleted"),
    ],
)
def test_a_claim_that_is_not_ours_to_answer_gets_none(claim: dict[str, Any], reason: str) -> None:
    """Nothing is created twice or for somebody else."""
    assert volume_for(claim, Path("/v")) is None, reason


def test_the_process_needs_nothing_but_podium_and_the_standard_library(tmp_path: Path) -> None:
    """It starts wherever Podium was installed, the user's own site-packages included."""
    command = [sys.executable, "-S", "-P", "-m", "podium.sandbox.provisioner", str(tmp_path / "none"), "/v"]
    ended = subprocess.run(command, env={"PYTHONPATH": str(PACKAGES)}, capture_output=True, text=True, check=False)
    assert ended.stderr == f"no usable kubeconfig at '{tmp_path / 'none'}'\n"


def test_a_missing_kubeconfig_ends_the_process_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its log says why."""
    code = main([str(tmp_path / "none"), "/v"])
    assert (code, capsys.readouterr().err) == (1, f"no usable kubeconfig at '{tmp_path / 'none'}'\n")
