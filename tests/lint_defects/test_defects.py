"""Every seeded defect is found, and a project without one has no findings.

A case begins with a line that says what is wrong. The files below lines `--- <file>` replace those of the project in
`clean/`; `(removed)` takes one away. Below the line `+++` stands what lint finds. `pytest tests/lint_defects
--update-cases` rewrites that part, and the table in `docs/lint.md`; read the difference before you commit it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from podium.lint import lint_environments
from podium.lint.load import load_survey

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "lint.md"
CASES = sorted(HERE.glob("*.case"))
HEADER = re.compile(r"^--- (\S+)( \(removed\))?\n", re.MULTILINE)
TABLE = "| defect | found as |\n|---|---|\n"
DAY = "2026-09-01"


def parsed(file: Path) -> tuple[str, dict[str, str | None], str]:
    """Return what is wrong in a case, its files (None for one that is removed), and what is expected."""
    text, _, expected = file.read_text(encoding="utf-8").partition("+++\n")
    title, *parts = HEADER.split(text)
    files = {name: None if removed else body for name, removed, body in zip(*[iter(parts)] * 3, strict=True)}
    return title.removeprefix("# ").strip(), files, expected


def found_in(project: Path) -> str:
    """Return the findings of a project, a line each, with the reason below it."""
    loaded = load_survey(project)
    result = lint_environments(loaded.survey, loaded.problems, loaded.files)
    lines = []
    for found in result.diagnostics:
        lines += [
            f"{found.severity} {found.code} {found.span}: {found.message}",
            f"    {found.why}",
            f"    {found.fix}",
        ]
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a copy of the clean project, which is the working directory."""
    monkeypatch.setenv("PODIUM_TODAY", DAY)
    root = tmp_path / "project"
    shutil.copytree(HERE / "clean", root)
    (root / "Pulumi.yaml").touch()
    monkeypatch.chdir(root)
    return root


def test_a_clean_project_has_no_findings(project):
    """Nothing is told that is not wrong."""
    assert found_in(project) == ""


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_seeded_defect_is_found(file, project, pytestconfig):
    """Lint finds the defect, and nothing that does not follow from it."""
    _, files, expected = parsed(file)
    for name, body in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        if body is None:
            (project / name).unlink()
        else:
            (project / name).write_text(body, encoding="utf-8")
    actual = found_in(project)
    assert actual, "the defect is not found"
    if pytestconfig.getoption("--update-cases"):
        text = file.read_text(encoding="utf-8").partition("+++\n")[0]
        file.write_text(f"{text}+++\n{actual}", encoding="utf-8")
        return
    assert expected == actual


def test_the_table_of_defects_is_up_to_date(pytestconfig):
    """`docs/lint.md` lists every seeded defect with the codes under which it is found."""
    rows = []
    for file in CASES:
        title, _, expected = parsed(file)
        codes = dict.fromkeys(re.findall(r"^(?:error|warning) ([A-Z][0-9]{3})", expected, re.MULTILINE))
        rows.append(f"| {title} | {', '.join(codes)} |\n")
    table = TABLE + "".join(rows)
    text = DOCS.read_text(encoding="utf-8")
    before = text.partition(TABLE)[0]
    if pytestconfig.getoption("--update-cases"):
        DOCS.write_text(before + table, encoding="utf-8")
        return
    assert text == before + table


def test_there_are_many_defects():
    """Of every kind that lint knows."""
    assert len(CASES) >= 40
