"""A plan becomes manifests."""

from __future__ import annotations

import pytest

from podium.plan import plan_graph
from podium.program.render import render_plan
from tests.podium.graph.projects import graph

SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: web}
containers: {main: {image: x, variables: {PASSWORD: "${resources.cache.password}"}}}
resources: {cache: {type: redis}}
"""
REDIS = "redis: {match: {type: redis}, component: redis_in_cluster}"
KEY = b"a key for tests only"


def rendered(key=KEY, **changes):
    """Return the objects by kind and whose they are, the workload's or its cache's."""
    plan = plan_graph(graph(SCORE, definitions=REDIS, **changes), images={})
    objects = render_plan(plan, lambda: key).objects
    return {(m["kind"], "cache" if "cache" in m["metadata"]["name"] else "web"): m for m in objects}


def test_the_same_key_gives_the_same_manifests():
    """Names that follow from the content of Secrets included; another key changes Secrets and who refers to them."""
    first, second, other = rendered(), rendered(), rendered(b"another key, as long")
    assert first == second
    changed = {place for place, manifest in other.items() if manifest != first[place]}
    assert changed == {("Secret", "web"), ("Secret", "cache"), ("Deployment", "web"), ("StatefulSet", "cache")}


def test_environments_have_passwords_of_their_own():
    """Who knows that of development knows nothing of production."""
    passwords = {
        value
        for name in ("dev", "prod")
        for (kind, _), manifest in rendered(**{"name: dev": f"name: {name}"}).items()
        if kind == "Secret"
        for value in manifest["stringData"].values()
        if len(value) == 32
    }
    assert len(passwords) == 2


def test_what_refers_to_a_secret_finds_it():
    """The pod's variable names the Secret, and the Secret holds what the server was given."""
    found = rendered()
    (container,) = found["Deployment", "web"]["spec"]["template"]["spec"]["containers"]
    (variable,) = container["env"]
    reference, secret = variable["valueFrom"]["secretKeyRef"], found["Secret", "web"]
    assert reference["name"] == secret["metadata"]["name"]
    assert secret["stringData"][reference["key"]] == found["Secret", "cache"]["stringData"]["password"]


def test_no_key_is_asked_for_where_there_is_no_password():
    """A workload without secrets leaves no key file behind."""
    score = "apiVersion: score.dev/v1b1\nmetadata: {name: web}\ncontainers: {main: {image: x}}\n"
    plan = plan_graph(graph(score), images={})
    found = render_plan(plan, lambda: pytest.fail("nobody needs a key"))
    assert {"Deployment", "Namespace", "ServiceAccount"} <= {manifest["kind"] for manifest in found.objects}
