"""Groups of cases: how many there are, and which of them do not come out as score-go's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from podium.diagnostics import Severity, SpecError
from podium.spec.document import parse_document
from podium.spec.load import load_workloads
from podium.spec.model import Workload
from podium.spec.validation import check
from tests.conformance.data import contexts, errors, files, index, lines
from tests.conformance.differences import DIFFERENCES, IN_EDGE_CASES
from tests.conformance.ordering import claim_order, graph_errors
from tests.conformance.resolving import resolve

__all__ = ["GROUPS", "Group"]

_FOREIGN = re.compile(r"validation|dictionary|Input should|pydantic|Value error|ScalarNode|^[A-Z]")


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one kind.

    Attributes:
        name: What the cases are.
        total: How many there are.
        wrong: Those that come out otherwise, without a reason.
        different: Those that come out otherwise on purpose, and why.
    """

    name: str
    total: int
    wrong: tuple[Any, ...] = ()
    different: Mapping[str, str] = field(default_factory=dict)


def valid_files() -> Group:
    """Public Score files that every implementation must accept."""
    wrong = []
    for file in files("valid"):
        result = load_workloads([file])
        found = [d.message for d in result.diagnostics if d.severity is Severity.ERROR]
        wrong += [(file.stem, found)] if found or len(result.workloads) != 1 else []
    return Group("public files that are valid", len(files("valid")), tuple(wrong))


def orders() -> Group:
    """The order in which the resources of public files are provisioned."""
    rows = index("valid")
    found = {row["file"]: claim_order(_text("valid", row["file"])) for row in rows}
    wrong = [
        (row["file"], found[row["file"]]) for row in rows if ",".join(found[row["file"]]) != row["provisioning_order"]
    ]
    return Group("order of provisioning in public files", len(rows), tuple(wrong))


def invalid_files() -> Group:
    """Negatives of score-go's own tests, and files of versions before v1b1: refused, with a place and a way out."""
    wrong = []
    for file in files("invalid"):
        found = [d for d in load_workloads([file]).diagnostics if d.severity is Severity.ERROR]
        total = len(file.read_text(encoding="utf-8").splitlines())
        placed = all(d.span and d.span.file == str(file) and 1 <= d.span.line <= total and d.fix for d in found)
        wrong += [] if found and placed else [file.stem]
    return Group("negatives of score-go's tests, and old versions", len(files("invalid")), tuple(wrong))


def edge_cases() -> Group:
    """Corners of YAML and of the schema."""
    # What score-go finds while it joins workloads is found by a later stage here.
    later = {"ok", "prime", "sort"}
    cases = lines("edge-cases")
    differing = [case["case"] for case in cases if (case["stage"] in later) == bool(errors(case["yaml"]))]
    reasons = {difference.name: difference.reason for difference in DIFFERENCES}
    different = {case: reasons[IN_EDGE_CASES[case]] for case in differing if case in IN_EDGE_CASES}
    wrong = sorted(set(differing) ^ set(IN_EDGE_CASES))
    return Group("corners of YAML, schema and placeholders", len(cases), tuple(wrong), different)


def joining() -> Group:
    """What score-go refuses while it joins workloads, our graph refuses."""
    cases = [case for case in lines("edge-cases") if case["stage"] in {"prime", "sort"}]
    codes = {"prime": "R003", "sort": "R006"}
    wrong = [(c["case"], graph_errors(c["yaml"])) for c in cases if graph_errors(c["yaml"]) != [codes[c["stage"]]]]
    return Group("conflicts and cycles between resources", len(cases), tuple(wrong))


def schema_cases() -> Group:
    """Documents of score-go's schema tests, judged by the schema alone."""
    cases = [case for case in lines("schema-cases") if "schema_test.go" in case["origin"]]
    wrong = []
    for case in cases:
        node = parse_document(json.dumps(case["document"]), "score.json")
        workload, _ = check(Workload, node, code="S010", source="the schema")
        wrong += [case["case"]] if case["valid"] != (workload is not None) else []
    return Group("documents of score-go's schema tests", len(cases), tuple(wrong))


def placeholders() -> Group:
    """Escapes, splitting, text forms of values, and what is an error."""
    wrong, total = [], 0
    for name in ("placeholder-ref", "placeholder-string", "placeholder-edge"):
        for vector in lines(name):
            text = "${" + vector["input"] + "}" if name == "placeholder-ref" else vector["input"]
            total += 1
            wrong += [vector] if resolve(text, contexts()[vector["context"]]) != vector["expected"] else []
    return Group("placeholder vectors", total, tuple(wrong))


def messages() -> Group:
    """No message of the validation library or of the YAML parser's internals reaches the reader."""
    texts = [_text("invalid", file.name) for file in files("invalid")]
    texts += [case["yaml"] for case in lines("edge-cases")]
    leaks: list[str] = []
    for text in texts:
        try:
            leaks += [message for message in errors(text) if _FOREIGN.search(message)]
        except SpecError as error:
            leaks.append(str(error))
    return Group("messages in our own words", len(texts), tuple(leaks))


def _text(folder: str, name: str) -> str:
    return next(file.read_text(encoding="utf-8") for file in files(folder) if file.name == name)


GROUPS: Mapping[str, Callable[[], Group]] = {
    function.__name__: function
    for function in (
        valid_files,
        orders,
        invalid_files,
        edge_cases,
        joining,
        schema_cases,
        placeholders,
        messages,
    )
}
"""The groups of recorded cases, by name."""
