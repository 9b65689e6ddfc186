"""Where our verdict on a Score file differs from score-go's on purpose, each with a file that shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.conformance.data import errors
from tests.conformance.oracle import Verdict

__all__ = ["DIFFERENCES", "IN_EDGE_CASES", "LATER", "Difference", "explained", "is_different"]

LATER = {"ok", "prime", "sort"}
"""What score-go finds while it joins workloads is found by a later stage here."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        name: What it is about.
        reason: Why we differ.
        witness: A file on which the verdicts differ.
        ours: Pattern of our message where we refuse what score-go accepts.
        theirs: Pattern of score-go's message where it refuses what we accept.
        text: Pattern that such a file holds.
    """

    name: str
    reason: str
    witness: str
    ours: str = ""
    theirs: str = ""
    text: str = ""


def _score(container: str = "image: x", metadata: str = "", more: str = "") -> str:
    head = f"apiVersion: score.dev/v1b1\nmetadata: {{name: my-app{metadata}}}\n"
    return f"{head}containers: {{main: {{{container}}}}}\n{more}"


DIFFERENCES = (
    Difference(
        "empty probe",
        "the schema of the specification wants httpGet or exec; the copy that score-go carries does not",
        _score("image: x, livenessProbe: {}"),
        ours=r"needs 'httpGet' or 'exec'$",
    ),
    Difference(
        "metadata that is not there",
        "score-go finds it when it generates, we when we validate",
        _score("image: x, variables: {A: '${metadata.nope}'}"),
        ours=r"^invalid ref '.*': (key '.*' not found|cannot look up '.*' in a value)$",
    ),
    Difference(
        "list of files or volumes with an entry that is no mapping",
        "score-go drops the entry without a word",
        _score("image: x, files: [on, {target: /a, content: a}]"),
        ours=r"(files|volumes) must be a mapping, not a list$",
    ),
    Difference(
        "key that is no string",
        "JSON has none; score-go refuses it where the schema looks, and passes it in free-form parts",
        _score(metadata=", team: {80.0: a}"),
        ours=r"^key '.*' is not a string$",
    ),
    Difference(
        "anchor that is defined twice",
        "our YAML parser allows an anchor once; YAML lets the later one win",
        _score("image: &a x, args: [&a x]"),
        ours=r"^not valid YAML: second occurrence$",
    ),
    Difference(
        "infinity and numbers that are too large",
        "JSON has no form for them; score-go reads them as text or passes them",
        _score(metadata=", limit: 1e400"),
        ours=r"is not a number that can be used$",
    ),
    Difference(
        "content that is no base64",
        "it fails here, not when the pod is made",
        _score("image: x, files: {/a: {binaryContent: a}}"),
        ours=r"is not standard base64$",
    ),
    Difference(
        "numbers and dates of YAML 1.1",
        "score-go's reader still knows 0b11, 1_000 and unquoted dates; in YAML 1.2 they are text",
        _score("image: x, variables: {A: 1_000}"),
        theirs=r"expected string, but got (number|integer)|invalid jsonType: (time\.Time|map\[interface)",
        text=r"\b(0b[01]+|\d+_\d+|\d{4}-\d\d-\d\d)",
    ),
    Difference(
        "directive of YAML 1.2",
        "score-go's reader accepts version 1.1 only",
        f"%YAML 1.2\n---\n{_score()}",
        theirs=r"^yaml: found incompatible YAML document$",
    ),
    Difference(
        "escaped dot in a placeholder",
        "the framework of score-go resolves it, its loader refuses it",
        _score("image: x, variables: {A: '${metadata.annotations.my\\.org/tag}'}", ", annotations: {my.org/tag: a}"),
        theirs=r"^placeholder \$\{.*\\\..*\} is malformed",
    ),
    Difference(
        "properties of a resource",
        "the former name of params is read, with a warning",
        _score(more="resources: {db: {type: postgres, properties: {a: b}}}"),
        theirs=r"additionalProperties 'properties' not allowed$",
    ),
)

IN_EDGE_CASES = {
    "c-binary-bad64": "content that is no base64",
    "c-probe-empty": "empty probe",
    "res-properties": "properties of a resource",
}
"""Cases of the vectors that differ, and the names of the differences."""


def is_different(text: str, verdict: Verdict) -> bool:
    """Return whether we accept what score-go refuses, or refuse what it accepts."""
    return _accepts(text) != (verdict.stage in LATER)


def explained(text: str, verdict: Verdict) -> bool:
    """Return whether differences explain every message of the side that refuses."""
    if _accepts(text):
        patterns = [d.theirs for d in DIFFERENCES if d.theirs and re.search(d.text, text)]
        return all(any(re.search(p, message) for p in patterns) for message in verdict.messages)
    patterns = [d.ours for d in DIFFERENCES if d.ours]
    return all(any(re.search(p, message, re.DOTALL) for p in patterns) for message in errors(text))


def _accepts(text: str) -> bool:
    return not errors(text)
