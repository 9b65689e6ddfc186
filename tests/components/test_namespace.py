"""The namespace component."""

from __future__ import annotations

import ipaddress

import pytest
from pydantic import ValidationError

from components.namespace import Namespace, NamespaceArgs, _baseline


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


def test_pods_cannot_reach_what_hands_out_credentials(record):
    """Every pod may go everywhere except to the metadata addresses of clouds; who may come is left to workloads."""
    recording = record(lambda: Namespace("shop", NamespaceArgs(name="shop")))
    policy = recording.one("NetworkPolicy").inputs
    assert policy["metadata"]["namespace"] == "shop"
    (rule,) = policy["spec"]["egress"]
    assert (policy["spec"]["podSelector"], policy["spec"]["policyTypes"]) == ({}, ["Egress"])
    assert rule["to"] == [
        {"namespaceSelector": {}},
        {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}},
        {"ipBlock": {"cidr": "::/0", "except": ["fd00:ec2::254/128", "fd20:ce::254/128"]}},
    ]


def test_exceptions_lie_inside_their_networks():
    """The API refuses an exception outside of what it is taken from."""
    for block in (to["ipBlock"] for to in _baseline()["egress"][0]["to"] if "ipBlock" in to):
        outer = ipaddress.ip_network(block["cidr"])
        assert all(ipaddress.ip_network(inner).subnet_of(outer) for inner in block["except"])


def test_policy_exists_before_the_namespace_is_given(record):
    """A pod that starts before the policy would be unguarded for a moment."""
    recording = record(lambda: Namespace("shop", NamespaceArgs(name="shop")))
    assert recording.one("NetworkPolicy").depends_on == ("shop",)
    assert recording.outputs["shop"] == {"name": "shop"}
