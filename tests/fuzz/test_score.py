"""Spoilt Score files: whatever stands in one, the answer is a workload or diagnostics with a place in it, soon."""

from __future__ import annotations

import random
import time

import pytest

from podium.diagnostics import Diagnostic, SpecError, render_all
from podium.spec.document import parse_document
from podium.spec.dotpath import change_at, nothing_at, parse_dot_path
from podium.spec.load import load_text
from podium.spec.placeholder import Placeholder, Template, parse_template, template_or_text
from podium.spec.sources import validate_workloads, with_sources
from podium.spec.text import split_lines
from tests.fuzz.mutations import TOKENS, corpus, mutated_bytes, mutated_text, mutated_values, number_of_inputs

pytestmark = pytest.mark.timeout(3600)
"""`PODIUM_FUZZ` may ask for very many inputs."""

SLOW = 2.0
"""Seconds of the processor that no small input may take."""

FIRST_SEED = 20261122


def seeds() -> range:
    """Return the seeds of the inputs."""
    return range(FIRST_SEED, FIRST_SEED + number_of_inputs())


def assert_told_well(problems: list[Diagnostic], text: str, file: str) -> None:
    """Every diagnostic stands inside the file and can be shown."""
    lines = split_lines(text)
    for problem in problems:
        assert problem.span is not None
        if problem.span.file != file:
            continue
        assert 1 <= problem.span.line <= len(lines), (problem, text)
        assert 1 <= problem.span.column <= len(lines[problem.span.line - 1]) + 1, (problem, text)
    assert len(render_all(problems)) < 100_000


def check_text(text: str, file: str = "score.yaml") -> None:
    """Load a text, its sources too, and hold the answer to the promise."""
    begun = time.process_time()
    loaded, problems = load_text(text, file)
    if loaded is not None:
        problems += with_sources(loaded)[1]
    assert time.process_time() - begun < SLOW, text
    assert (loaded is None) <= any(problem.severity == "error" for problem in problems)
    assert_told_well(problems, text.removeprefix("\ufeff"), file)


def test_spoilt_bytes(tmp_path):
    """Files are read whatever their encoding and line ends have become."""
    texts, file = corpus(), tmp_path / "score.yaml"
    for seed in seeds():
        dice = random.Random(seed)
        file.write_bytes(mutated_bytes(dice.choice(texts), dice))
        result = validate_workloads([file])
        text = file.read_bytes().decode(errors="replace")
        if not text.startswith("\ufffd"):
            assert_told_well(list(result.diagnostics), text.removeprefix("\ufeff"), str(file))


def test_spoilt_tokens():
    """YAML's own signs where nobody expects them."""
    texts = corpus()
    for seed in seeds():
        dice = random.Random(seed)
        check_text(mutated_text(dice.choice(texts), dice))


def test_spoilt_values():
    """Values of all kinds where the schema has others."""
    documents = [loaded.document.plain() for text in corpus() if (loaded := load_text(text, "f")[0])]
    assert documents
    for seed in seeds():
        dice = random.Random(seed)
        check_text(mutated_values(dice.choice(documents), dice))


def random_text(dice: random.Random) -> str:
    """Return a string of signs that mean something in templates and paths."""
    pieces = ["$", "{", "}", "\\", ".", "a", "${a.b}", "$$", "${", "\n", "-1", "0", *TOKENS]
    return "".join(dice.choice(pieces) for _ in range(dice.randrange(12)))


def test_strings_with_dollar_signs():
    """Every string is a template; its text parses to the same parts, and binding gives text or a template."""
    for seed in seeds():
        dice = random.Random(seed)
        text = random_text(dice)
        template = parse_template(text)
        again = parse_template(str(template))
        assert [str(part) for part in template.parts] == [str(part) for part in again.parts]
        assert isinstance(template_or_text(text), str | Template)
        for value in ("v", Placeholder(("resources", "x", "y")), 5, {"a": [None]}):
            template.bind(lambda _, value=value: value)


def test_overrides_with_any_path():
    """Setting and deleting at any path gives a document or a diagnostic, and keeps what is beside the path."""
    documents = [parse_document(text, "f") for text in corpus() if load_text(text, "f")[0]]
    refused: list[Diagnostic] = []
    keys = ["containers", "main", "files", "args", "0", "-1", "1", "metadata", "name", "resources", "a\\.b", "", "\\"]
    for seed in seeds():
        dice = random.Random(seed)
        document = dice.choice(documents)
        text = ".".join(dice.choice([*keys, *document.members]) for _ in range(dice.randint(1, 5)))
        path = parse_dot_path(text, document.span)
        value = dice.choice([None, parse_document(dice.choice(["x", "[a]", "{b: 1}", "5"]), "option", column=7)])
        try:
            changed = change_at(document, path, value)
        except SpecError as error:
            refused += error.diagnostics
            continue
        if changed is document:
            assert nothing_at(document, path).code == "S044"
        beside = {key: member for key, member in changed.members.items() if key != path[0].key}
        assert beside == {key: member for key, member in document.members.items() if key != path[0].key}
        assert changed.size == 1 + sum(member.node.size for member in changed.members.values())
    assert {problem.code for problem in refused} == {"S043"}


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "#", "---", "...", "--- ---", "%YAML 1.2", "\ufeff\ufeffa: 1", "\x85", "\r"]
)
def test_texts_with_nothing_in_them(text):
    """Neither is a workload, and each is told."""
    check_text(text)
