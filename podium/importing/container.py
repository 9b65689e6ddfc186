"""What runs in a container and how: image, command, resources, probes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from podium.importing.draft import Draft
from podium.importing.interpolation import deferred_names
from podium.importing.nodes import items, scalar_text, truth_at
from podium.importing.quantities import cores, memory, seconds, words
from podium.spec.document import Node, Path

__all__ = ["add_command", "add_image", "add_probe", "add_resources"]

_TIMING = {
    "start_period": "initialDelaySeconds",
    "interval": "periodSeconds",
    "timeout": "timeoutSeconds",
    "retries": "failureThreshold",
}
_SECRETS = (".password", ".secret_key")
"""Ends of references to outputs that are secret."""

_QUANTITIES: Mapping[str, Mapping[str, tuple[Path, ...]]] = {
    "requests": {
        "cpu": (("deploy", "resources", "reservations", "cpus"),),
        "memory": (("deploy", "resources", "reservations", "memory"), ("mem_reservation",)),
    },
    "limits": {
        "cpu": (("deploy", "resources", "limits", "cpus"), ("cpus",)),
        "memory": (("deploy", "resources", "limits", "memory"), ("mem_limit",)),
    },
}
_PARSERS: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "cpu": (cores, "a number of cores such as '0.5'"),
    "memory": (memory, "a number of bytes such as '512m'"),
}


def add_image(draft: Draft) -> None:
    """Give the container its image; ``.``, which is filled when deploying, if it is built or its name is not known."""
    image, build = draft.node.get(("image",)), draft.node.get(("build",))
    if image is None and build is None:
        return
    name = scalar_text(image) if image else ""
    if name and not deferred_names(name):
        draft.container["image"] = draft.score_text(name, draft.node.span) if _expands(draft, name) else name
        return
    draft.container["image"] = "."
    span = (image or build or draft.node).span
    how = "is built from source" if not name else f"depends on variable '{deferred_names(name)[0]}'"
    fix = f"build and push it, then deploy with `--image {draft.application.workload}=IMAGE`"
    draft.warn("I023", f"the image of '{draft.application.name}' {how}", span, why="Score names images only", fix=fix)


def add_command(draft: Draft) -> None:
    """Give the container its command (``entrypoint``) and arguments (``command``)."""
    for key, name in (("entrypoint", "command"), ("command", "args")):
        node = draft.node.get((key,))
        if node is None or node.value is None:
            continue
        found = _words(draft, key, node)
        if found:
            draft.container[name] = [_carried(draft, key, word, node) for word in found]
        elif key == "entrypoint" and not node.value:
            why, fix = "Score cannot remove the entrypoint of an image", "name the program under 'entrypoint'"
            draft.warn("I020", "an empty 'entrypoint' is not carried", node.span, why=why, fix=fix)


def add_resources(draft: Draft) -> None:
    """Give the container its limits and requests."""
    resources: dict[str, dict[str, str]] = {}
    for kind, quantities in _QUANTITIES.items():
        for name, paths in quantities.items():
            node = next(
                (n for n in (draft.node.get(path) for path in paths) if n is not None and n.value is not None), None
            )
            value = None if node is None else _quantity(draft, name, node)
            if value is not None:
                resources.setdefault(kind, {})[name] = value
    if resources:
        draft.container["resources"] = resources


def add_probe(draft: Draft) -> None:
    """Give the container a readiness probe for its health check; Compose does not restart what is unhealthy."""
    check = draft.node.get(("healthcheck",))
    test = None if check is None else check.get(("test",))
    if check is None or truth_at(check, "disable"):
        return
    if test is None or test.value is None:
        why, fix = "the command is in the image, where an import cannot see it", "write it under 'test'"
        draft.warn("I032", "the health check names no command", check.span, why=why, fix=fix)
        return
    command = _test(draft, test)
    if command:
        for word in command:
            _tell_hosts(draft, "healthcheck", word, test)
        draft.container["readinessProbe"] = {"exec": {"command": command}} | _timing(draft, check)


def _expands(draft: Draft, text: str) -> bool:
    return "$" in text and draft.may_use("placeholders")


def _words(draft: Draft, key: str, node: Node) -> list[str]:
    if isinstance(node.value, tuple):
        return [scalar_text(item) for item in node.value]
    try:
        return words(scalar_text(node))
    except ValueError:
        why, fix = "a command line is split as a shell does", "close the quote, or write a list"
        draft.error("I007", f"'{key}' has a quote that is not closed", node.span, why=why, fix=fix)
        return []


def _carried(draft: Draft, key: str, word: str, node: Node) -> str:
    """Return one word of a command: with placeholders if the extension is on, else as it is."""
    if "placeholders" not in draft.options.extensions:
        _tell_hosts(draft, key, word, node)
        return word
    changed = draft.rewriter.text(word)
    draft.tell_doubts(f"'{key}'", node.span)
    if any(name.endswith(_SECRETS) for name in deferred_names(changed)):
        why = "commands stand in clear in the specification of a pod"
        fix = "pass the address in a variable, and let the command read it"
        draft.warn("I028", f"'{key}' would show a password and is not changed", node.span, why=why, fix=fix)
        return draft.score_text(word, node.span) if _expands(draft, word) else word
    is_template = changed != word and draft.may_use("placeholders")
    return draft.score_text(changed, node.span) if is_template or _expands(draft, word) else word


def _tell_hosts(draft: Draft, key: str, text: str, node: Node) -> None:
    hosts = draft.rewriter.hosts
    for name in sorted({owner.name for owner in hosts.mentioned(text)} - {draft.application.name}):
        why = "Score puts no placeholders into commands"
        fix = "pass the address in a variable, or import with `--extensions placeholders`"
        draft.warn("I028", f"'{key}' names service '{name}'", node.span, why=why, fix=fix)


def _quantity(draft: Draft, name: str, node: Node) -> str | None:
    parse, form = _PARSERS[name]
    try:
        return parse(scalar_text(node))
    except ValueError:
        draft.error("I007", f"not {form}", node.span, why="the Compose Specification", fix=f"write {form}")
        return None


def _test(draft: Draft, test: Node) -> list[str]:
    """Return the command of a health check, empty if there is none."""
    if not isinstance(test.value, tuple):
        return ["/bin/sh", "-c", scalar_text(test)] if scalar_text(test) else []
    kind, *rest = [scalar_text(item) for item in items(test)] or ["NONE"]
    if kind == "NONE":
        return []
    if kind == "CMD-SHELL" and rest:
        return ["/bin/sh", "-c", " ".join(rest)]
    if kind == "CMD" and rest:
        return rest
    fix = "begin the list with CMD or CMD-SHELL"
    draft.error("I007", "not a test of a health check", test.span, why="it is CMD, CMD-SHELL or NONE", fix=fix)
    return []


def _timing(draft: Draft, check: Node) -> dict[str, Any]:
    given = {
        key: node for key in (*_TIMING, "start_interval") if (node := check.get((key,))) and node.value is not None
    }
    carried = {key: _time(draft, key, node) for key, node in given.items() if key in _TIMING}
    lost = ["start_interval"] if "start_interval" in given else []
    if "probe-timing" not in draft.options.extensions:
        lost, carried = list(given), {}
    if lost:
        keys = ", ".join(f"'{key}'" for key in lost)
        why, fix = "Score's probes have no timing", "import with `--extensions probe-timing` to keep what it can"
        draft.warn("I032", f"{keys} of the health check {_are(lost)} not carried", check.span, why=why, fix=fix)
    found = {_TIMING[key]: value for key, value in carried.items() if value is not None}
    return found if not found or draft.may_use("probe-timing") else {}


def _are(words: list[str]) -> str:
    return "is" if len(words) == 1 else "are"


def _time(draft: Draft, key: str, node: Node) -> int | None:
    """Return seconds, or a count for ``retries``; at least 1, but a start period may be 0."""
    text = scalar_text(node)
    try:
        number = int(text) if key == "retries" and re.fullmatch(r"[0-9]{1,6}", text) else seconds(text)
    except ValueError:
        why, fix = "the Compose Specification", "write a duration such as '1m30s'"
        draft.error("I007", f"'{key}' is not a duration", node.span, why=why, fix=fix)
        return None
    return number if key == "start_period" else max(1, number)
