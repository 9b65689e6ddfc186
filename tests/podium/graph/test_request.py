"""What workloads ask for."""

from __future__ import annotations

from podium.graph.request import seeds, speaker, workload_context
from tests.podium.graph.projects import environment
from tests.podium.spec.scores import loaded, score

CLAIMS = "zz: {type: dns}, cache: {type: redis, id: shared, params: {a: 1}, metadata: {b: [2]}}"


def requests(name: str, claims: str = CLAIMS, template: str = "{environment}"):
    """Return the requests of a workload."""
    context = workload_context(loaded(score(name, claims)), [])
    return list(seeds(context, environment(**{"type: dev": f'namespace: "{template}"\ntype: dev'})))


def test_a_workload_asks_for_its_place_itself_and_its_claims():
    """Claims come sorted by name."""
    uids = [str(request.uid) for request in requests("web", template="{workload}")]
    assert uids == ["namespace.default#web", "workload.default#web", "redis.default#shared", "dns.default#web.zz"]


def test_a_claim_knows_where_its_parts_stand():
    """Params and metadata have a place; what a workload says about itself stands all over its file."""
    _, itself, cache, zone = requests("web")
    assert (cache.metadata, zone.metadata, itself.metadata) == ({"b": [2]}, None, None)
    assert {key: str(span) for key, span in cache.spans.items()} == {"a": "score.yaml:4:75"}
    assert (itself.spans, zone.spans, str(zone.key_span())) == ({}, {}, "score.yaml:4:13")


def test_the_first_with_params_speaks():
    """Who says more decides; among equals the first."""
    bare, rich, richer = (requests("web", f"cache: {{type: redis{params}}}")[2] for params in ("", ", params: {}", ""))
    assert speaker([bare, rich]) is rich
    assert speaker([bare, richer]) is bare
