"""Finding addresses in what a container is told."""

from __future__ import annotations

from tests.support.addresses import addresses
from tests.support.kubelet import ContainerView


def container(**env: str) -> ContainerView:
    """Return a container with an environment."""
    return ContainerView("main", "image:1", (), (), env, {}, {}, (), None)


def test_hosts_and_ports_in_two_variables_are_one_address():
    """`DB_HOST` and `DB_PORT` belong together."""
    told = container(DB_HOST="db-1.dev.svc.cluster.local", DB_PORT="5432")
    assert addresses(told) == {("db-1", 5432)}


def test_addresses_inside_of_urls_are_found():
    """A full name with a port, and a short name whose port is that of http."""
    told = container(A="postgres://u:p@db-1.dev.svc.cluster.local:5432/x", B="http://catalog/items", C="http://x.org")
    assert addresses(told) == {("db-1", 5432), ("catalog", 80)}


def test_a_short_host_is_a_service():
    """A name without dots is a Service of the same namespace, any port."""
    assert addresses(container(REVIEWS_HOST="reviews", NAME="reviews")) == {("reviews", None)}
