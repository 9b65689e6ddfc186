"""The JSON Schema of Score files says what our own check says."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from podium.catalogue.score_schema import offers_of, score_schema
from podium.catalogue.types import RESOURCE_TYPES
from podium.diagnostics import PodiumError, Severity
from podium.spec.document import parse_document
from podium.spec.load import load_text
from podium.spec.placeholder import map_strings, parse_template
from tests.cases.test_cases import END, parse_case
from tests.podium.graph.projects import environment

CASES = Path(__file__).parents[2] / "cases" / "validate"
PUBLIC = Path(os.environ.get("PODIUM_CONFORMANCE", "nowhere"), "score")

CANNOT_SAY = "podium.dev/extensions"
"""A schema cannot look into an annotation, so files that turn extensions on are left out."""

EVERY_FIELD = """\
apiVersion: score.dev/v1b1
metadata: {name: shop, annotations: {a2.b2.com/x1: ""}, owner: {team: core}}
service: {ports: {web: {port: 80, protocol: TCP, targetPort: 8080}}}
containers:
  main:
    image: x
    command: [run]
    args: [now]
    variables: {MODE: dev}
    files: {/a: {source: a.txt, mode: "0644", noExpand: true}, /b: {binaryContent: aGVsbG8=}}
    volumes: {/data: {source: "${resources.vol}", path: sub, readOnly: true}}
    resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {cpu: "0.5"}}
    livenessProbe: {httpGet: {port: 80, path: /, host: a, scheme: HTTP, httpHeaders: [{name: X-A, value: b}]}}
    readinessProbe: {exec: {command: [ls]}}
    before: {side: {ready: healthy}}
  side:
    image: y
    files: [{target: /old, content: [a, b]}]
    volumes: [{target: /old, source: v, read_only: false}]
resources:
  vol: {type: volume, class: fast, id: shared.vol, metadata: {annotations: {ab: c}}, params: {size: 1Gi}}
  db: {type: postgres, params: {version: 15, database: shop}}
  web: {type: route, params: {host: "${resources.dns.host}", path: /, port: web}}
  own: {type: own-thing, properties: {any: [1]}}
  dns: {type: dns}
"""

VALUES: tuple[Any, ...] = (None, True, 5, 0, -1, 1.5, 70000, "", "x", "xy", "X_y", "a b", "${metadata.name}", [], ["a"],
                           [1], {}, {"x1": "y1"}, {"x1": 1})  # fmt: skip


@pytest.fixture(scope="session")
def validator() -> Draft202012Validator:
    """Return a validator of the schema, which is itself checked."""
    schema = score_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


PYTHON_ONLY = {
    "workload-names/06.yaml": "for Python's `re`, which this validator uses, `$` is also before a last newline"
}
"""Files on which the schema is right by ECMA's regular expressions and wrong by Python's."""


def is_right(text: str) -> bool | None:
    """Return whether schema and contracts accept a file; None where more is wrong than a schema can say."""
    workload, problems = load_text(text, "score.yaml")
    if any(problem.code == "S010" and problem.severity is Severity.ERROR for problem in problems):
        return False
    if workload is None:
        return None
    for claim in workload.workload.claims.values():
        contract = RESOURCE_TYPES.get(claim.resource_type)
        if contract and not (claim.params is None and claim.id):
            params = map_strings(claim.params or {}, lambda text: parse_template(text) if "${" in text else text)
            try:
                contract.params.model_validate(params)
            except ValidationError:
                return False
    return True


def changed(value: Any) -> Iterator[Any]:
    """Yield copies of nested data, each with one value replaced, removed or added."""
    keys = range(len(value)) if isinstance(value, list) else list(value) if isinstance(value, dict) else ()
    for key in keys:
        for other in VALUES:
            yield _with(value, key, other)
        yield _without(value, key)
        for inner in changed(value[key]):
            yield _with(value, key, inner)
    if isinstance(value, dict):
        yield value | {"xtra": "y1"}
        yield value | {"X = 1\n": {}}


def _with(value: Any, key: Any, item: Any) -> Any:
    made = copy.copy(value)
    made[key] = item
    return made


def _without(value: Any, key: Any) -> Any:
    made = copy.copy(value)
    del made[key]
    return made


def differences(texts: dict[str, str], validator: Draft202012Validator) -> list[str]:
    """Return the names of the files on which the schema and our check disagree."""
    found = []
    for name, text in texts.items():
        try:
            document = parse_document(text, name).plain()
        except PodiumError:
            continue
        verdict = is_right(text)
        if verdict is not None and verdict != validator.is_valid(document):
            found.append(name)
    return found


def test_every_change_of_a_file_gets_the_same_verdict(validator):
    """Files with one value replaced, removed or added; all of them with `PODIUM_EXAMPLES=5000`."""
    data = yaml.safe_load(EVERY_FIELD)
    assert is_right(EVERY_FIELD)
    texts = list(dict.fromkeys(json.dumps(made) for made in (data, *changed(data))))
    step = max(1, len(texts) // int(os.environ.get("PODIUM_EXAMPLES", "100")))
    assert differences({text: text for text in texts[::step]}, validator) == []


def test_cases_get_the_same_verdict(validator):
    """Those of the stage `validate` that are one document without extensions."""
    texts = {}
    for file in CASES.glob("*.case"):
        case = parse_case(file.read_text(encoding="utf-8").partition(END)[0] + "\n")
        texts |= {f"{file.stem}/{name}": text for name, text in case.scores.items() if CANNOT_SAY not in text}
    assert len(texts) > 20
    assert differences(texts, validator) == list(PYTHON_ONLY)


@pytest.mark.skipif("PODIUM_CONFORMANCE" not in os.environ, reason="PODIUM_CONFORMANCE names no folder with data")
@pytest.mark.parametrize("folder", ["valid", "invalid"])
def test_public_files_get_the_same_verdict(folder, validator):
    """Those that score-go accepts, and those that it refuses."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in (PUBLIC / folder).glob("*.yaml")}
    assert texts
    assert differences(texts, validator) == []


def test_types_are_suggested_and_others_allowed():
    """An organisation may have types of its own."""
    kinds = score_schema()["$defs"]["ResourceClaim"]["properties"]["type"]["anyOf"]
    assert [kind["const"] for kind in kinds[:-1]] == list(RESOURCE_TYPES)
    assert kinds[-1].keys() == {"type", "pattern"}


def test_an_environment_allows_what_it_serves():
    """Types and classes; types that only Podium asks for are not among them."""
    served = environment(
        "large: {match: {type: postgres, class: large}, component: x}\n"
        "dns: {match: {type: dns, class: default}, component: x}\n"
        "any: {match: {type: own}, component: x}\n"
        "one: {match: {type: own, class: some}, component: x}\n"
        "sized: {match: {type: sized, class: large-*}, component: x}\n"
    ).environment
    offers = offers_of(served)
    assert offers == {"dns": {"default"}, "own": None, "postgres": {"large"}, "sized": None}
    validator = Draft202012Validator(score_schema(offers))
    right = ["type: dns", "type: postgres, class: large", "type: own, class: x1", "type: sized, class: large-1"]
    wrong = ["type: dns, class: other", "type: postgres", "type: redis", "type: namespace"]
    wrong.append("type: postgres, class: large, params: {versoin: 1}")
    assert [claim for claim in (*right, *wrong) if _allows(validator, claim)] == right


def _allows(validator: Draft202012Validator, claim: str) -> bool:
    resources = {"resources": yaml.safe_load(f"one: {{{claim}}}")}
    return validator.is_valid(yaml.safe_load(EVERY_FIELD) | resources)


def test_fields_are_explained():
    """An editor shows the descriptions of fields, types and params."""
    definitions = score_schema()["$defs"]
    assert definitions["params.route"]["properties"]["host"]["description"].startswith("DNS name")
    assert definitions["Container"]["properties"]["image"]["examples"]
    assert not [name for name, entry in definitions.items() if "description" not in entry]


def test_what_an_extension_adds_is_left_out():
    """A file says in an annotation whether it is allowed."""
    assert {"httpGet", "exec"} == score_schema()["$defs"]["Probe"]["properties"].keys()
