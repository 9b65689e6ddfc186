"""Sizes, names and the mirror between code and tests."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules

LONGEST_FUNCTION = 60
LONGEST_MODULE = 400

WITHOUT_TESTS: dict[str, str] = {}
"""Modules that have no test file of their own, and why."""


WITHOUT_MODULE = {"tests/components/test_contract.py": "rules that hold for every component"}
"""Test files that belong to no single module, and why."""


def source(path) -> str:
    """Return a module's text."""
    return (ROOT / path).read_text(encoding="utf-8")


def is_trivial(tree: ast.Module) -> bool:
    """Return whether a module has neither functions nor classes: a docstring, imports, constants."""
    return not any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in ast.walk(tree))


def place_of_tests(path: Path) -> Path:
    """Return where the tests of a module are."""
    name = "init.py" if path.name == "__init__.py" else path.name
    return Path("tests", path.parent, f"test_{name}")


def test_every_module_has_a_test_file():
    """`podium/x/y.py` is tested by `tests/podium/x/test_y.py`."""
    wanted = [path for path, tree in modules().items() if not is_trivial(tree)]
    missing = {str(path) for path in wanted if not (ROOT / place_of_tests(path)).exists()}
    assert sorted(missing) == sorted(WITHOUT_TESTS)


def test_every_unit_test_file_has_its_module():
    """A renamed module takes its tests along."""
    known = {str(place_of_tests(path)) for path in modules()}
    files = (file for package in ("podium", "components") for file in (ROOT / "tests" / package).rglob("test_*.py"))
    strays = {str(file.relative_to(ROOT)) for file in files} - known
    assert sorted(strays) == sorted(WITHOUT_MODULE)


def test_functions_and_modules_are_small():
    """A function fits on a screen, a module in the head."""
    long = [str(path) for path in modules() if len(source(path).splitlines()) > LONGEST_MODULE]
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                long += [f"{path}: {node.name} has {length} lines"] if length > LONGEST_FUNCTION else []
    assert long == []


def listed_names(tree: ast.Module) -> list[str] | None:
    """Return `__all__`, or None where a module has none."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and [t.id for t in node.targets if isinstance(t, ast.Name)] == ["__all__"]:
            return list(ast.literal_eval(node.value))
    return None


PODIUM = [path for path, tree in modules().items() if path.parts[0] == "podium" and not is_trivial(tree)]


@pytest.mark.parametrize("path", PODIUM, ids=str)
def test_public_names_are_listed(path):
    """`__all__` is sorted, names what exists, and every function and class without underscore that others use."""
    listed = listed_names(modules()[path])
    if listed is None:
        assert path.name == "__main__.py"
        return
    module = importlib.import_module(dotted(path))
    assert sorted(listed, key=order) == listed
    assert [name for name in listed if not hasattr(module, name)] == []


def dotted(path: Path) -> str:
    """Return the name under which a module is imported."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def order(name: str) -> tuple[int, str]:
    """Return the order that the linter keeps: constants, classes, functions."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2), name


def test_what_others_import_is_listed():
    """A name that crosses a module's border is part of its public surface."""
    listed = {dotted(path): listed_names(tree) for path, tree in modules().items()}
    unlisted = set()
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and listed.get(str(node.module)) is not None:
                names = {alias.name for alias in node.names if f"{node.module}.{alias.name}" not in listed}
                unlisted |= {f"{path}: {node.module}.{name}" for name in names - set(listed[node.module])}
    assert sorted(unlisted) == []
