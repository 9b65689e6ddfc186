"""The transform `network_policy`."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components._transforms.network_policy import NetworkPolicy
from podium.pod import WorkloadFacts

SELECTOR = {"app.kubernetes.io/name": "shop"}
FACTS = WorkloadFacts(name="shop", namespace="dev", kind="Deployment", service="shop", ports={}, selector=SELECTOR)
STOREFRONT = {"app.kubernetes.io/component": "workload", "app.kubernetes.io/name": "storefront"}


def ingress(*peers):
    """Return the rules of a policy that lets peers in."""
    (policy,) = NetworkPolicy(allow=list(peers)).manifests(FACTS)
    assert policy["spec"]["podSelector"] == {"matchLabels": SELECTOR}
    assert policy["spec"]["policyTypes"] == ["Ingress"]
    return policy["spec"]["ingress"]


@pytest.mark.parametrize(
    ("peer", "expected", "reason"),
    [
        ({"workload": "storefront"}, {"podSelector": {"matchLabels": STOREFRONT}}, "in the same namespace"),
        (
            {"namespace": "ingress"},
            {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress"}}},
            "every pod of a namespace",
        ),
        (
            {"namespace": "web", "workload": "storefront", "labels": {"a": "1"}},
            {
                "podSelector": {"matchLabels": STOREFRONT | {"a": "1"}},
                "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "web"}},
            },
            "what fits everything",
        ),
    ],
)
def test_only_the_named_may_connect(peer, expected, reason):
    """A peer names pods, in a namespace of their own or in the workload's."""
    assert ingress(peer) == [{"from": [expected]}], reason


def test_nobody_may_connect_when_nobody_is_named():
    """An empty list is a policy that lets nobody in."""
    assert ingress() == []


def test_peer_that_names_nobody_is_refused():
    """In a NetworkPolicy an empty peer is an error, and an empty selector is everybody."""
    with pytest.raises(ValidationError, match="names nobody"):
        NetworkPolicy(allow=[{}])
