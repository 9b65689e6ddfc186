"""Verdicts of score-go v1.20.0 on public Score files, held against ours.

The data is no part of the repository: `PODIUM_CONFORMANCE` names the folder that holds it.
"""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path

import pytest

from podium.diagnostics import Severity, SpecError
from podium.spec.document import parse_document
from podium.spec.load import load_text, load_workloads
from podium.spec.model import Workload
from podium.spec.placeholder import parse_template
from podium.spec.validation import check
from podium.spec.values import to_text

DATA = Path(os.environ.get("PODIUM_CONFORMANCE", "nowhere"), "score")
pytestmark = pytest.mark.skipif(
    "PODIUM_CONFORMANCE" not in os.environ, reason="PODIUM_CONFORMANCE does not name a folder with conformance data"
)

DIFFERENT = {
    "c-binary-bad64": "content that is no base64 fails here, not when the pod is made",
    "c-probe-empty": "the schema of the specification wants httpGet or exec; score-go does not",
    "ph-res-id": "only a volume's source may name a resource without an output; elsewhere there is no value to insert",
    "res-properties": "'properties' is read as 'params', with a warning",
}
"""Edge cases in which our verdict differs on purpose."""


def files(folder: str) -> list[Path]:
    """Return the Score files of a folder; none where there is no data."""
    return sorted((DATA / folder).glob("*.yaml"))


def lines(name: str) -> list[dict]:
    """Return the vectors of a file."""
    file = DATA / "vectors" / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def index(folder: str) -> list[dict[str, str]]:
    """Return the rows of a folder's index."""
    with (DATA / folder / "INDEX.tsv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def errors(text: str) -> list[str]:
    """Return the messages of the errors in a Score file."""
    return [d.message for d in load_text(text, "score.yaml")[1] if d.severity is Severity.ERROR]


def test_the_data_is_there():
    """A folder that is named but holds nothing fails instead of passing for nothing."""
    rows = index("invalid")
    assert (len(files("valid")), len(files("invalid")), len(rows)) == (89, 123, 123)
    assert {"schema", "semantic", "layer"} >= {row["layer"] for row in rows}


@pytest.mark.parametrize("file", files("valid"), ids=lambda file: file.stem)
def test_public_files_are_accepted(file):
    """What every implementation must accept has no error."""
    result = load_workloads([file])
    assert [d.message for d in result.diagnostics if d.severity is Severity.ERROR] == []
    assert len(result.workloads) == 1


@pytest.mark.parametrize("file", files("invalid"), ids=lambda file: file.stem)
def test_negatives_are_refused_with_a_place(file):
    """Every negative of score-go's own tests, of the schema and of the semantic layer, is an error in the file."""
    found = [d for d in load_workloads([file]).diagnostics if d.severity is Severity.ERROR]
    assert found
    total = len(file.read_text(encoding="utf-8").splitlines())
    for diagnostic in found:
        assert str(file) == diagnostic.span.file
        assert 1 <= diagnostic.span.line <= total
        assert diagnostic.span.column >= 1
        assert diagnostic.fix


def test_edge_cases_have_the_same_verdict():
    """YAML's and the schema's corners are decided as score-go decides them, except where we mean not to."""
    # What score-go finds while it joins workloads is found by a later stage here.
    accepted = {"ok", "prime", "sort"}
    cases = lines("edge-cases")
    different = {case["case"] for case in cases if (case["stage"] in accepted) == bool(errors(case["yaml"]))}
    assert (116, set(DIFFERENT)) == (len(cases), different)


def test_documents_of_the_schema_tests_have_the_same_verdict():
    """The schema alone accepts and refuses what score-go's schema tests accept and refuse."""
    cases = [case for case in lines("schema-cases") if "schema_test.go" in case["origin"]]
    wrong = []
    for case in cases:
        node = parse_document(json.dumps(case["document"]), "score.json")
        workload, _ = check(Workload, node, code="S010", source="the schema")
        wrong += [case["case"]] if case["valid"] != (workload is not None) else []
    assert wrong == []
    assert len(cases) == 130


class LookupFailedError(Exception):
    """A placeholder reads what is not there."""


def resolve(text: str, context: dict) -> str:
    """Return a string with its placeholders replaced from one of the vectors' contexts."""
    failed: list[str] = []

    def lookup(placeholder):
        try:
            return read(placeholder.path, context)
        except LookupFailedError:
            failed.append(placeholder.raw)
            return ""

    result = parse_template(text).bind(lookup)
    if failed:
        raise LookupFailedError(failed)
    return result


def read(path: tuple[str, ...], context: dict) -> str:
    """Return the text that a reference stands for, by the rules written in the contexts."""
    root, *keys = path
    if root == "metadata" and keys:
        return to_text(descend(context["metadata"], keys))
    if root != "resources" or not keys or keys[0] not in context["resources"]:
        raise LookupFailedError(path)
    name, *outputs = keys
    if not outputs:
        return name
    if name == "static":
        return to_text(descend(context["resources"][name]["values"], outputs))
    if name == "env":
        return "${" + outputs[0] + "}"
    return "${DB_" + "_".join(outputs).upper() + "?required}"


def descend(value, keys: list[str]):
    """Return the value below keys of nested mappings."""
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            raise LookupFailedError(key)
        value = value[key]
    return value


@pytest.mark.parametrize("name", ["placeholder-string", "placeholder-edge", "placeholder-ref"])
def test_placeholders_are_replaced_as_score_go_replaces_them(name):
    """Escapes, splitting and text forms of values agree, and so does what is an error."""
    contexts = json.loads((DATA / "vectors" / "contexts.json").read_text(encoding="utf-8"))
    for vector in lines(name):
        text = "${" + vector["input"] + "}" if name == "placeholder-ref" else vector["input"]
        try:
            actual = resolve(text, contexts[vector["context"]])
        except LookupFailedError:
            actual = None
        assert vector["expected"] == actual, vector


def test_messages_are_our_own():
    """No message of the validation library or of the YAML parser's internals reaches the reader."""
    foreign = re.compile(r"validation|dictionary|Input should|pydantic|Value error|ScalarNode")
    texts = [file.read_text(encoding="utf-8") for file in files("invalid")]
    texts += [case["yaml"] for case in lines("edge-cases")]
    leaks = []
    for text in texts:
        try:
            leaks += [message for message in errors(text) if foreign.search(message) or message[:1].isupper()]
        except SpecError as error:
            leaks.append(str(error))
    assert leaks == []
