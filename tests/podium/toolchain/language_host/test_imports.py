"""Tests of `podium.toolchain.language_host.imports`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podium.toolchain.language_host.imports import external_modules

if TYPE_CHECKING:
    from pathlib import Path


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.mark.parametrize(
    ("files", "expected", "reason"),
    [
        ({"__main__.py": "import pulumi_aws.rds as rds"}, {"pulumi_aws"}, "the top of a dotted name counts"),
        ({"__main__.py": "from pulumi_aws import rds"}, {"pulumi_aws"}, "both forms of import count"),
        ({"__main__.py": "def f():\n    import pulumi_aws"}, {"pulumi_aws"}, "an import in a function counts"),
        ({"__main__.py": "import own", "own.py": "import deep"}, {"deep"}, "own modules are followed"),
        (
            {"__main__.py": "from own import part", "own/__init__.py": "import a", "own/part.py": "import b"},
            {"a", "b"},
            "a package and its module are followed",
        ),
        (
            {
                "__main__.py": "import own.one",
                "own/__init__.py": "",
                "own/one.py": "from . import two",
                "own/two.py": "import c",
            },
            {"c"},
            "relative imports are followed",
        ),
        (
            {"__main__.py": "import own.one", "own/one.py": "from ..own.two import x", "own/two.py": "import d"},
            {"d"},
            "so they are through a package without __init__",
        ),
        (
            {"__main__.py": "import importlib\nimportlib.import_module('own')", "own.py": "import pulumi_aws"},
            {"importlib"},
            "a module that is loaded by name is not followed",
        ),
        ({"__main__.py": "import one", "one.py": "import two", "two.py": "import one, e"}, {"e"}, "circles end"),
        ({"__main__.py": "import one, f", "one.py": "this does not parse"}, {"f"}, "a broken file is passed over"),
        ({}, set(), "a missing program imports nothing"),
    ],
)
def test_imports_are_found(tmp_path: Path, files: dict[str, str], expected: set[str], reason: str) -> None:
    """The scan sees what running the program would import, as far as names in the text go."""
    _write(tmp_path, files)
    assert expected == external_modules(tmp_path, [tmp_path]), reason


def test_modules_beside_the_program_come_first(tmp_path: Path) -> None:
    """The folder of the program is searched before the project's root, like on the import path."""
    _write(tmp_path, {"stacks/__main__.py": "import own", "stacks/own.py": "import near", "own.py": "import far"})
    assert external_modules(tmp_path / "stacks", [tmp_path / "stacks", tmp_path]) == {"near"}


def test_modules_of_the_project_are_found_from_a_program_below_it(tmp_path: Path) -> None:
    """A program in ``stacks`` may import what lies at the project's root."""
    _write(tmp_path, {"stacks/__main__.py": "import own", "own.py": "import far"})
    assert external_modules(tmp_path / "stacks", [tmp_path / "stacks", tmp_path]) == {"far"}


def test_the_program_may_be_a_file(tmp_path: Path) -> None:
    """``main: program.py`` is scanned as well."""
    _write(tmp_path, {"program.py": "import g"})
    assert external_modules(tmp_path / "program.py", [tmp_path]) == {"g"}
