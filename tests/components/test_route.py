"""The route component."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components.route import Route, RouteArgs


def route_args(**changes):
    """Return valid arguments with changes."""
    return RouteArgs(
        **({"name": "web", "namespace": "shop", "host": "a.test", "port": 80, "service": "shop"} | changes)
    )


@pytest.mark.parametrize(
    ("changes", "expected", "reason"),
    [
        ({}, ("/", {"number": 80}), "everything under the host"),
        ({"path": "/*"}, ("/", {"number": 80}), "a star means everything below, which Prefix says already"),
        ({"path": "/api/*"}, ("/api/", {"number": 80}), "the star goes, the prefix stays"),
        ({"path": "/api", "port": "http"}, ("/api", {"name": "http"}), "a port may be given by its name"),
        ({"port": "80"}, ("/", {"number": 80}), "digits in quotes are its number, for no name is digits alone"),
    ],
)
def test_rule_leads_from_path_to_port(record, changes, expected, reason):
    """One rule with one path, matched as a prefix."""
    spec = record(lambda: Route("web", route_args(**changes))).one("Ingress").inputs["spec"]
    path, port = expected
    backend = {"service": {"name": "shop", "port": port}}
    rule = {"host": "a.test", "http": {"paths": [{"backend": backend, "path": path, "pathType": "Prefix"}]}}
    assert {"rules": [rule]} == spec, reason


def test_ingress_class_is_the_environments(record):
    """Without a class the cluster's default answers, with one that one."""
    spec = record(lambda: Route("web", route_args(ingress_class="public"))).one("Ingress").inputs["spec"]
    assert spec["ingressClassName"] == "public"


def test_url_is_host_and_path(record):
    """The URL is what a person can open."""
    recording = record(lambda: Route("web", route_args(path="/api/*")))
    assert recording.outputs["web"] == {"host": "a.test", "url": "http://a.test/api/"}


@pytest.mark.parametrize("path", ["api", "/*/x", "**"])
def test_paths_that_mean_nothing_are_refused(path):
    """A path starts with a slash and has a star at most at its end."""
    with pytest.raises(ValidationError, match="is not a path"):
        route_args(path=path)
