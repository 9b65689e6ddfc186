"""Finding a resource by what people call it."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError
from podium.graph.uid import ResourceUid
from podium.plan.explaining.find import find_resource

DB, CACHE, ZONE = (
    ResourceUid.of("postgres", "shop.db"),
    ResourceUid.of("redis", "shared"),
    ResourceUid.of("dns", "cart.my.zone"),
)
WORKLOADS = [ResourceUid.of("workload", "shop"), ResourceUid.of("workload", "cart")]
SERVER = ResourceUid.of("postgres-instance", "main")
CLAIMS = {"shop": {"db": DB, "cache": CACHE}, "cart": {"cache": CACHE, "my.zone": ZONE, "db": ZONE}}
UIDS = [DB, CACHE, ZONE, SERVER, *WORKLOADS]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("postgres.default#shop.db", DB),
        ("shop.db", DB),
        ("cart.my.zone", ZONE),
        ("shop", WORKLOADS[0]),
        ("cache", CACHE),
        ("my.zone", ZONE),
        ("redis", CACHE),
        ("postgres-", SERVER),
    ],
)
def test_a_name_means_what_it_says_first(name, expected):
    """A uid, then a claim of a workload, a workload, a claim's name, the beginning of a uid."""
    assert find_resource(name, UIDS, CLAIMS) == expected


@pytest.mark.parametrize(
    ("name", "message", "why", "fix"),
    [
        (
            "db",
            "'db' may be 2 resources",
            "they are dns.default#cart.my.zone, postgres.default#shop.db",
            "WORKLOAD.CLAIM",
        ),
        ("postgres", "'postgres' may be 2 resources", "postgres-instance.default#main", "WORKLOAD.CLAIM"),
        ("shop.dd", "no resource 'shop.dd'", "there are 6 resources", "did you mean 'shop.db'?"),
        ("carts", "no resource 'carts'", "there are 6 resources", "did you mean 'cart'?"),
        ("", "no resource ''", "there are 6 resources", "podium graph"),
        ("dns.default#old", "no resource 'dns.default#old'", "the lock has it", ""),
    ],
)
def test_a_name_that_means_nothing_or_too_much_is_told(name, message, why, fix):
    """With what it may be, or what comes near."""
    with pytest.raises(ResolutionError) as caught:
        find_resource(name, UIDS, CLAIMS, ["dns.default#old"])
    [problem] = caught.value.diagnostics
    assert (problem.code, problem.message) == ("R030", message)
    assert why in problem.why
    assert fix in problem.fix
