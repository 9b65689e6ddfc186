"""The namespace component."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components.namespace import Namespace, NamespaceArgs


def test_labels_say_owner_and_enforce_the_restricted_standard(record):
    """Whoever looks at a namespace sees whose it is, and the API server refuses unsafe pods in it."""
    recording = record(lambda: Namespace("shop", NamespaceArgs(name="shop", team="checkout", tier="critical")))
    metadata = recording.one("Namespace", "shop").inputs["metadata"]
    assert metadata == {
        "labels": {
            "app.kubernetes.io/managed-by": "podium",
            "pod-security.kubernetes.io/audit": "restricted",
            "pod-security.kubernetes.io/audit-version": "latest",
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "latest",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/warn-version": "latest",
            "podium.dev/team": "checkout",
            "podium.dev/tier": "critical",
        },
        "name": "shop",
    }


def test_caller_cannot_weaken_pod_security(record):
    """A label of the caller never replaces the standard's."""
    labels = {"pod-security.kubernetes.io/enforce": "privileged", "cost-centre": "42"}
    recording = record(lambda: Namespace("shop", NamespaceArgs(name="shop", labels=labels)))
    given = recording.one("Namespace", "shop").inputs["metadata"]["labels"]
    assert (given["pod-security.kubernetes.io/enforce"], given["cost-centre"]) == ("restricted", "42")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", "Shop", "object names are lower case"),
        ("name", "a" * 64, "DNS labels have at most 63 characters"),
        ("name", "1shop", "the strictest kind, Service, starts with a letter"),
        ("name", "shop\n", "a trailing newline is not part of a name"),
        ("team", "a team", "label values have no spaces"),
        ("tier", "gold", "there are three tiers"),
    ],
)
def test_names_that_the_api_would_refuse_are_refused_at_once(field, value, reason):
    """Bad values stop before any resource is declared."""
    with pytest.raises(ValidationError) as caught:
        NamespaceArgs(**({"name": "shop"} | {field: value}))
    assert field == caught.value.errors()[0]["loc"][0], reason
