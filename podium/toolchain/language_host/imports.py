"""Which top-level modules a program imports, found without running it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["external_modules"]


def external_modules(entry: Path, folders: Sequence[Path]) -> frozenset[str]:
    """Return the names of the top-level modules that a program imports from outside its own folders.

    Imports are followed through all files that they lead to within the folders. Files that do not parse are passed
    over: running the program reports them better.

    Args:
        entry: The program: a file, or a folder with ``__main__.py``.
        folders: Where the program's own modules lie, in the order of the import path.
    """
    waiting = [entry / "__main__.py" if entry.is_dir() else entry]
    seen: set[Path] = set()
    external: set[str] = set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        for name in _imported(file, folders):
            files = _files(name, folders)
            waiting += files
            external |= set() if files else {name.partition(".")[0]}
    return frozenset(external)


def _imported(file: Path, folders: Sequence[Path]) -> Iterator[str]:
    """Yield absolute module names; of ``from a import b`` both ``a`` and ``a.b``, for ``b`` may be a module."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, file, folders)
            yield from [module, *(f"{module}.{alias.name}" for alias in node.names)] if module else []


def _absolute(node: ast.ImportFrom, file: Path, folders: Sequence[Path]) -> str:
    if not node.level:
        return node.module or ""
    package = file.parents[node.level - 1]
    for folder in folders:
        if package.is_relative_to(folder):
            parts = [*package.relative_to(folder).parts, *(node.module or "").split(".")]
            return ".".join(part for part in parts if part)
    return ""


def _files(name: str, folders: Sequence[Path]) -> list[Path]:
    """Return the files that importing a module runs: the packages above it and the module itself."""
    parts = name.split(".")
    for folder in folders:
        modules = [folder.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)]
        found = [file for module in modules for file in _module_files(module) if file.is_file()]
        if found:
            return found
    return []


def _module_files(module: Path) -> tuple[Path, Path]:
    return module / "__init__.py", module.parent / f"{module.name}.py"
