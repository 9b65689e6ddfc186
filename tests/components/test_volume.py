"""The volume component."""

from __future__ import annotations

import pulumi

from components.volume import Volume, VolumeArgs


def test_claim_asks_for_size_mode_and_class(record):
    """What the environment sets is what the claim asks for."""
    args = VolumeArgs(name="data", namespace="shop", size="5Gi", storage_class="fast", access_mode="ReadWriteMany")
    spec = record(lambda: Volume("data", args)).one("PersistentVolumeClaim").inputs["spec"]
    expected = {
        "accessModes": ["ReadWriteMany"],
        "resources": {"requests": {"storage": "5Gi"}},
        "storageClassName": "fast",
    }
    assert expected == spec


def test_source_is_the_claim(record):
    """A workload mounts the claim by the output `source`."""
    recording = record(lambda: Volume("data", VolumeArgs(name="data", namespace="shop")))
    assert recording.outputs["data"] == {"source": "data"}


def test_claim_is_protected_with_its_component(record):
    """Protecting the component protects the data."""
    args = VolumeArgs(name="data", namespace="shop")
    recording = record(lambda: Volume("data", args, pulumi.ResourceOptions(protect=True)))
    assert recording.one("PersistentVolumeClaim").protect is True
