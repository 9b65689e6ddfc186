"""Tests of `podium.toolchain.install`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podium.diagnostics import ToolchainError
from podium.toolchain import Toolchain, download, ensure, find, recipe, store
from podium.toolchain.progress import Quiet

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAMS = ["pulumi", "pulumi-language-python", "pulumi-language-python-exec"]
PLUGIN = "resource-kubernetes-v4.25.0/pulumi-resource-kubernetes"


class _Recorder(Quiet):
    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []

    def started(self, tool: str, how: str) -> None:
        self.told.append(("started", tool, how))

    def finished(self, tool: str, how: str) -> None:
        self.told.append(("finished", tool, how))


def test_everything_is_built_where_nothing_is_there(go: Path) -> None:
    """All programs lie in one folder, and progress tells each tool's start and end."""
    told = _Recorder()
    found = ensure(told)
    assert sorted(path.name for path in found.bin.iterdir()) == PROGRAMS
    assert found.sources == {"pulumi": "build", "python-host": "build", "kubernetes-provider": "build"}
    assert found.is_fallback_host
    tools = ("pulumi", "python-host", "kubernetes-provider")
    assert told.told == [(what, tool, "build") for tool in tools for what in ("started", "finished")]


def test_a_second_run_starts_no_process(go: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has been put together once is only looked at."""
    first = ensure()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    second = ensure()
    assert second.bin == first.bin
    assert set(second.sources.values()) == {"cache"}
    assert second.is_fallback_host


def test_find_never_builds(go: Path) -> None:
    """Without a toolchain there is none; with one it is found."""
    assert find() is None
    assert "build" not in go.read_text()
    made = ensure()
    found = find()
    assert found is not None
    assert found.bin == made.bin


def test_find_puts_together_what_another_python_built(go: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two virtual environments share what was built, each with a folder and a host of its own."""
    first = ensure()
    calls = go.read_text()
    monkeypatch.setattr(sys, "executable", "/another/bin/python")
    second = find()
    assert second is not None
    assert second.bin != first.bin
    assert "python=/another/bin/python\n" in (second.bin / "pulumi-language-python").read_text()
    assert "python=/another" not in (first.bin / "pulumi-language-python").read_text()
    assert calls == go.read_text()


def test_a_lost_program_is_made_again(go: Path) -> None:
    """A cache that somebody cleaned half-way mends itself."""
    first = ensure()
    (first.bin / "pulumi").unlink()
    for program in (store.root() / "store").rglob("pulumi"):
        program.unlink()
    again = ensure()
    assert again.sources["pulumi"] == "build"
    assert os.access(again.bin / "pulumi", os.X_OK)


@pytest.mark.parametrize("text", ["", "{}", "not json"])
def test_a_description_that_cannot_be_read_is_written_again(go: Path, text: str) -> None:
    """A file of an older Podium, or one that a full disk cut off, costs no build."""
    first = ensure()
    (first.bin.parent / "set.json").write_text(text)
    assert (
        find() == ensure() == first.__class__(first.bin, dict.fromkeys(first.sources, "cache"), is_fallback_host=True)
    )


def test_a_failed_build_leaves_what_was_built_before(go: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run goes on where the failed one stopped, and nothing half-made is ever found."""
    monkeypatch.setenv("STUB_FAIL", "pulumi-resource-kubernetes")
    with pytest.raises(ToolchainError, match="T003"):
        ensure()
    assert list((store.root() / "tmp").iterdir()) == []
    assert find() is None
    monkeypatch.delenv("STUB_FAIL")
    assert ensure().sources == {"pulumi": "cache", "python-host": "cache", "kubernetes-provider": "build"}


def test_a_fitting_engine_on_path_is_taken_with_its_host(
    go: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[Path, str], Path]
) -> None:
    """With an official release installed, its own language host is used."""
    folder = tmp_path / "release"
    program(folder / "pulumi", "#!/bin/sh\necho v3.261.0\n")
    program(folder / "pulumi-language-python", "#!/bin/sh\n# official\n")
    program(folder / "pulumi-language-python-exec", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    found = ensure()
    assert found.sources["pulumi"] == found.sources["python-host"] == "PATH"
    assert not found.is_fallback_host
    assert "# official" in (found.bin / "pulumi-language-python").read_text()
    assert (found.bin / "pulumi").resolve() == folder / "pulumi"
    assert ensure().sources["pulumi"] == "PATH"


def test_an_old_engine_on_path_is_passed_over(
    go: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[Path, str], Path]
) -> None:
    """An engine older than the SDK would fail later and less clearly."""
    program(tmp_path / "old" / "pulumi", "#!/bin/sh\necho v3.100.0\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'old'}{os.pathsep}{os.environ['PATH']}")
    assert ensure().sources["pulumi"] == "build"


def test_an_engine_that_is_installed_later_is_noticed(
    go: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[Path, str], Path]
) -> None:
    """Nobody has to clean the cache after installing the official release."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'later'}{os.pathsep}{os.environ['PATH']}")
    assert ensure().sources["pulumi"] == "build"
    program(tmp_path / "later" / "pulumi", "#!/bin/sh\necho v3.259.0\n")
    assert ensure().sources["pulumi"] == "PATH"


def test_a_plugin_that_the_engine_has_is_taken(go: Path, tmp_path: Path, program: Callable[[Path, str], Path]) -> None:
    """A plugin that the engine has installed is not built again, and not replaced."""
    theirs = program(tmp_path / "home" / "plugins" / PLUGIN, "#!/bin/sh\n")
    found = ensure()
    assert found.sources["kubernetes-provider"] == "PATH"
    assert not theirs.is_symlink()


def test_a_built_plugin_is_offered_to_the_engine(go: Path, tmp_path: Path) -> None:
    """It lies where the engine looks, not on PATH; to the next run it still counts as ours."""
    found = ensure()
    offered = tmp_path / "home" / "plugins" / PLUGIN
    assert offered.samefile(found.bin.parent / "plugins" / PLUGIN)
    assert ensure().sources["kubernetes-provider"] == "cache"
    found.environment({"PULUMI_HOME": str(tmp_path / "another")})
    assert (tmp_path / "another" / "plugins" / PLUGIN).samefile(offered)


def test_an_official_engine_installs_the_plugin_itself(
    go: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[Path, str], Path]
) -> None:
    """The publisher's own way to the plugin comes before a build."""
    plugin = tmp_path / "home" / "plugins" / PLUGIN
    install = f'[ "$1" = plugin ] && mkdir -p {plugin.parent} && echo "$*" > {plugin}\necho v3.259.0\n'
    program(tmp_path / "release" / "pulumi", f"#!/bin/sh\n{install}")
    program(tmp_path / "release" / "pulumi-language-python", "#!/bin/sh\n")
    program(tmp_path / "release" / "pulumi-language-python-exec", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'release'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("PODIUM_OFFLINE")
    found = ensure()
    assert found.sources["kubernetes-provider"] == "download"
    assert plugin.read_text() == "plugin install resource kubernetes 4.25.0\n"
    assert ensure().bin == found.bin


def test_a_downloaded_release_brings_its_host(go: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host beside a downloaded engine is used like the one beside an installed engine."""
    toml = recipe.recipes_dir() / "recipes.toml"
    toml.write_text(
        toml.read_text().replace("[pulumi.build]", '[pulumi.download]\nurl=""\nchecksums=""\n[pulumi.build]')
    )

    def release(tool: object, platform: object, target: Path, progress: object) -> bool:
        (target / "bin").mkdir()
        for name in PROGRAMS[:3]:
            (target / "bin" / name).write_text("#!/bin/sh\n")
            (target / "bin" / name).chmod(0o755)
        return True

    monkeypatch.setattr(download, "is_wanted", lambda: True)
    monkeypatch.setattr(download, "download", release)
    found = ensure()
    assert found.sources["pulumi"] == found.sources["python-host"] == "download"
    assert not found.is_fallback_host


def test_the_environment_puts_the_toolchain_and_this_python_first(tmp_path: Path) -> None:
    """The base is kept, nothing stands twice, and the fallback never fetches plugins."""
    python = str(Path(sys.executable).parent)
    toolchain = Toolchain(tmp_path, {}, is_fallback_host=True)
    base = {"PATH": os.pathsep.join(["/first", str(tmp_path)]), "PULUMI_HOME": "/home"}
    assert toolchain.environment(base) == {
        "PATH": os.pathsep.join([str(tmp_path), python, "/first"]),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_HOME": "/home",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    assert base["PATH"] == os.pathsep.join(["/first", str(tmp_path)])


def test_an_official_host_may_fetch_plugins(tmp_path: Path) -> None:
    """With the official release plugins are fetched as its user expects."""
    found = Toolchain(tmp_path, {}, is_fallback_host=False).environment({})
    assert "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION" not in found


def test_importing_the_toolchain_loads_neither_the_sdk_nor_the_bar() -> None:
    """The command line pays for the toolchain's start at every call."""
    code = (
        "import sys, podium.toolchain; print(sorted({'pulumi', 'grpc', 'rich', 'urllib.request'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


@pytest.mark.parametrize("is_there", [True, False], ids=["recorded", "deleted"])
def test_the_host_script_finds_a_python(
    go: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: Callable[[Path, str], Path],
    is_there: bool,
) -> None:
    """The recorded Python runs the host; where it is gone, the one on PATH does."""
    recorded = program(tmp_path / "it's here" / "python", '#!/bin/sh\necho recorded "$@"\n')
    program(tmp_path / "path" / "python3", '#!/bin/sh\necho path "$@"\n')
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(recorded))
        host = ensure().bin / "pulumi-language-python"
    if not is_there:
        recorded.unlink()
    environment = {"PATH": os.pathsep.join([str(tmp_path / "path"), os.environ["PATH"]])}
    answer = subprocess.run([host, "127.0.0.1:1"], env=environment, capture_output=True, text=True, check=True).stdout
    executor = f"--executor {host.parent}/pulumi-language-python-exec"
    expected = "recorded" if is_there else "path"
    assert answer == f"{expected} -P -m podium.toolchain.language_host {executor} 127.0.0.1:1\n"
