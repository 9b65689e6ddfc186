from __future__ import annotations

from pathlib import Path

import pytest

from podium.importing.reading import read_project


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Return a function that writes files and reads the first of them as a project."""
    monkeypatch.chdir(tmp_path)

    def run(*texts: str, files: int = 1, **others: str):
        names = []
        for index, text in enumerate(texts):
            names.append(Path(f"{index}.yaml"))
            names[-1].write_text(text)
        for name, text in others.items():
            Path(f"{name}.yaml").write_text(text)
        project, problems = read_project(names[:files], {})
        return project.plain() if project else None, [problem.code for problem in problems]

    return run


def test_a_service_extends_another(read):
    """Over several steps, its own keys win."""
    text = "services: {a: {extends: b, image: a}, b: {extends: {service: c}, image: b, tty: true}, c: {user: me}}"
    project, codes = read(text)
    assert project["services"]["a"] | {"extends": ""} == {"image": "a", "tty": True, "user": "me", "extends": ""}
    assert codes == []


@pytest.mark.parametrize(
    "value", ["c", "{service: c}", "{service: }", "[]", "{file: absent.yaml, service: x}", "b", "a"]
)
def test_extends_that_leads_nowhere_is_told(read, value):
    """An unknown service, a missing file, a circle."""
    _, codes = read(f"services: {{a: {{extends: {value}}}, b: {{extends: a}}}}")
    assert set(codes) <= {"I003", "I004"}
    assert codes


def test_extends_takes_a_file_without_the_rest_of_it(read):
    """Only the service; its file may be a fragment."""
    project, codes = read(
        "services: {a: {extends: {file: base.yaml, service: b}}}", base="services: {b: {image: x}, c: {}}"
    )
    assert (sorted(project["services"]), project["services"]["a"]["image"], codes) == (["a"], "x", [])


def test_includes_bring_everything(read):
    """Recursively; long and short forms."""
    project, codes = read(
        "include: [one.yaml, {path: [two.yaml]}]\nservices: {a: {image: x}}",
        one="include: [three.yaml]\nservices: {b: {image: x}}",
        two="volumes: {v: }",
        three="services: {c: {image: x}}",
    )
    assert (sorted(project["services"]), list(project["volumes"]), codes) == (["a", "b", "c"], ["v"], [])


@pytest.mark.parametrize("value", ["0.yaml", "[[x]]", "{path: [0.yaml]}", "absent.yaml", "5"])
def test_includes_that_lead_nowhere_are_told(read, value):
    """Circles, missing files, what is no path."""
    _, codes = read(f"include: [{value}]\nservices: {{}}")
    assert set(codes) <= {"I003", "I004"}
    assert codes


def test_what_is_included_twice_must_be_the_same(read):
    """Compose does not merge it."""
    _, codes = read("include: [one.yaml]\nservices: {a: {image: x}}", one="services: {a: {image: y}}")
    assert codes == ["I004"]


def test_a_later_file_changes_an_earlier_one(read):
    """As with several `-f` of Compose."""
    project, _ = read("services: {a: {image: x, tty: true}}", "services: {a: {image: y}, b: {image: z}}", files=2)
    assert project["services"] == {"a": {"image": "y", "tty": True}, "b": {"image": "z"}}


@pytest.mark.parametrize(("text", "code"), [("a: [", "S001"), ("a: 1\na: 2", "S002"), ("[]", "I001"), ("", "S001")])
def test_files_that_are_no_compose_files_are_told(read, text, code):
    """YAML's own errors keep their codes."""
    assert read(text) == (None, [code])


def test_every_file_is_read_once(read):
    """A problem in a file that two services extend is told once."""
    text = "services: {a: {extends: {file: base.yaml, service: b}}, c: {extends: {file: base.yaml, service: b}}}"
    assert read(text, base="services: {b: {image: $}}")[1] == ["I005"]
