from __future__ import annotations

import pytest


def container(score, text, **options):
    """Return the container of a service and the codes of the warnings."""
    content, codes = score(f"services:\n  web:\n    {text}\n  db: {{image: postgres, profiles: [x]}}\n", **options)
    return content["containers"]["main"], [code for code in codes if code != "I031"]


@pytest.mark.parametrize(
    ("text", "image", "codes"),
    [
        ("image: nginx:1.27", "nginx:1.27", []),
        ("build: .", ".", ["I023"]),
        ("build: {context: x}\n    image: acme/web:1", "acme/web:1", []),
        ("image: 'acme/web:${TAG}'", ".", ["I023"]),
        ("image: 'acme/web:${TAG:-1}'", "acme/web:1", ["I021"]),
    ],
)
def test_the_image(score, text, image, codes):
    """Built ones are named when deploying."""
    assert container(score, text) == ({"image": image}, codes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("command: a 'b c' $$d", {"args": ["a", "b c", "$d"]}),
        ("command: [a, '$$b']", {"args": ["a", "$b"]}),
        ("entrypoint: sh -c\n    command: x", {"command": ["sh", "-c"], "args": ["x"]}),
        ("entrypoint:\n    command: []", {}),
    ],
)
def test_commands(score, text, expected):
    """`entrypoint` is Score's command, `command` its args; nothing is expanded there."""
    assert container(score, f"image: x\n    {text}") == ({"image": "x"} | expected, [])


def test_an_entrypoint_cannot_be_removed(score):
    """Score's command names a program or says nothing."""
    assert container(score, "image: x\n    entrypoint: []") == ({"image": "x"}, ["I020"])


def test_services_in_commands_are_told_or_replaced(imported):
    """Replaced if the extension is on."""
    web = "{image: x, command: 'serve db:5432 $$1', entrypoint: [/wait, 'db:5432']}"
    text = f"services: {{web: {web}, db: {{image: postgres}}}}"
    assert "I028" in [d.code for d in imported(text).diagnostics]
    (workload,) = imported(text, extensions=frozenset({"placeholders"})).workloads
    assert "- ${resources.db.host}:${resources.db.port}\n" in workload.text
    assert "- $$1\n" in workload.text
    assert "podium.dev/extensions: placeholders" in workload.text


def test_a_password_stays_out_of_commands(imported):
    """They stand in clear in a pod."""
    text = "services: {web: {image: x, command: 'serve postgres://a:b@db/x'}, db: {image: postgres}}"
    result = imported(text, extensions=frozenset({"placeholders"}))
    assert "I028" in [d.code for d in result.diagnostics]
    assert "- postgres://a:b@db/x\n" in result.workloads[0].text
    assert "podium.dev/extensions" not in result.workloads[0].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mem_limit: 512m\n    cpus: 0.5", {"limits": {"cpu": "500m", "memory": "512Mi"}}),
        ("mem_reservation: 1g", {"requests": {"memory": "1Gi"}}),
        (
            "mem_limit: 1g\n    deploy: {resources: {limits: {memory: 2g}, reservations: {cpus: '1'}}}",
            {"requests": {"cpu": "1"}, "limits": {"memory": "2Gi"}},
        ),
    ],
)
def test_resources(score, text, expected):
    """`deploy` wins over the older keys."""
    assert container(score, f"image: x\n    {text}") == ({"image": "x", "resources": expected}, [])


def test_no_limit_is_none(score):
    """Zero means so in Docker."""
    assert container(score, "image: x\n    mem_limit: 0\n    cpus: 0") == ({"image": "x"}, [])


@pytest.mark.parametrize(
    ("test", "command"),
    [
        ("[CMD, curl, -f, 'http://localhost']", ["curl", "-f", "http://localhost"]),
        ("[CMD-SHELL, 'curl $$URL || exit 1']", ["/bin/sh", "-c", "curl $URL || exit 1"]),
        ("curl x", ["/bin/sh", "-c", "curl x"]),
    ],
)
def test_health_checks_become_readiness_probes(score, test, command):
    """Of the kind exec."""
    found, codes = container(score, f"image: x\n    healthcheck: {{test: {test}}}")
    assert (found["readinessProbe"], codes) == ({"exec": {"command": command}}, [])


@pytest.mark.parametrize("check", ["{test: [NONE]}", "{disable: true}", "{test: NONE, disable: true}"])
def test_disabled_health_checks_are_none(score, check):
    """They disable that of the image, which Score does not know anyway."""
    assert container(score, f"image: x\n    healthcheck: {check}") == ({"image": "x"}, [])


def test_timing_is_lost_or_kept(score):
    """Kept if the extension is on, in whole seconds."""
    text = "image: x\n    healthcheck: {test: [CMD, y], interval: 1m, timeout: 100ms, retries: 3, start_period: 0s}"
    assert container(score, text)[1] == ["I032"]
    found, codes = container(score, text, extensions=frozenset({"probe-timing"}))
    timing = {"initialDelaySeconds": 0, "periodSeconds": 60, "timeoutSeconds": 1, "failureThreshold": 3}
    assert (found["readinessProbe"], codes) == ({"exec": {"command": ["y"]}} | timing, [])


def test_a_check_without_command_is_told(score):
    """Its command is in the image."""
    assert container(score, "image: x\n    healthcheck: {interval: 5s}") == ({"image": "x"}, ["I032"])


@pytest.mark.parametrize(
    "text",
    ['command: "\'"', "cpus: many", "mem_limit: lots", "healthcheck: {test: [curl]}", "healthcheck: {test: [CMD]}"],
)
def test_what_has_no_meaning_is_an_error(imported, text):
    """With its place."""
    (found,) = imported(f"services:\n  web:\n    image: x\n    {text}\n").diagnostics
    assert (found.code, found.span.line) == ("I007", 4)
