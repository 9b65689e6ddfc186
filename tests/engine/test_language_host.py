"""The language host under the real engine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from podium.toolchain import Toolchain

pytestmark = pytest.mark.engine

_DEADLINE_SECONDS = 60


@dataclass(frozen=True)
class Project:
    """A Pulumi project with a stack of its own state."""

    folder: Path
    environment: Mapping[str, str]

    def pulumi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the engine in the project."""
        return subprocess.run(
            ["pulumi", "--non-interactive", "--color=never", *arguments],
            cwd=self.folder,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=_DEADLINE_SECONDS,
        )

    def up(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Deploy without a preview."""
        return self.pulumi("up", "--yes", "--skip-preview", "--stack=dev", *arguments)

    def outputs(self) -> dict[str, object]:
        """Return the stack's outputs, secrets in clear."""
        found: dict[str, object] = json.loads(
            self.pulumi("stack", "output", "--json", "--show-secrets", "--stack=dev").stdout
        )
        return found


@pytest.fixture
def make_project(tmp_path: Path, toolchain: Toolchain) -> Callable[..., Project]:
    """Return a function that makes a project from the text of its program."""

    def make(program: str, runtime: str = "python", main: str = ".") -> Project:
        folder = tmp_path / "project"
        (folder / main).mkdir(parents=True)
        (folder / "Pulumi.yaml").write_text(f"name: claims\nruntime: {runtime}\nmain: {main}\n")
        (folder / main / "__main__.py").write_text(dedent(program))
        state = tmp_path / "state"
        state.mkdir()
        passphrase = tmp_path / "passphrase"
        passphrase.write_text("not a secret")
        base = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "VIRTUAL_ENV"))}
        environment = base | {
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase),
            "PULUMI_HOME": str(tmp_path / "home"),
        }
        project = Project(folder, toolchain.environment(environment))
        created = project.pulumi("stack", "init", "dev")
        assert created.returncode == 0, created.stderr
        return project

    return make


def _without_virtualenv(project: Project, toolchain: Toolchain) -> Project:
    """Return the project in a shell that has only the toolchain's folder on PATH, besides the system's."""
    path = os.pathsep.join([str(toolchain.bin), "/usr/local/bin", "/usr/bin", "/bin"])
    return Project(project.folder, {**project.environment, "PATH": path})


def test_program_output_reaches_the_user_in_order(make_project: Callable[..., Project]) -> None:
    """What a program prints appears line by line, in the order of printing."""
    project = make_project("""
        for number in range(50):
            print(f"line {number}")
    """)
    result = project.up()
    assert result.returncode == 0, result.stdout
    listed = result.stdout.partition("Diagnostics:")[2]
    found = [line.strip() for line in listed.splitlines() if line.strip().startswith("line ")]
    assert [f"line {number}" for number in range(50)] == found


def test_program_output_is_streamed_while_it_runs(make_project: Callable[..., Project]) -> None:
    """A line is shown before the program ends: this program ends only after its line has been seen."""
    project = make_project("""
        import pathlib, time
        print("a line before the end")
        deadline = time.monotonic() + 40
        while not pathlib.Path("seen").exists():
            assert time.monotonic() < deadline, "nobody saw the line"
            time.sleep(0.05)
    """)
    with _running(project) as engine:
        assert engine.stdout is not None
        for line in engine.stdout:
            if "a line before the end" in line:
                (project.folder / "seen").touch()
                break
        engine.stdout.read()
        assert engine.wait(_DEADLINE_SECONDS) == 0


def test_a_syntax_error_names_the_file_and_the_line(make_project: Callable[..., Project]) -> None:
    """A program that does not parse fails with its place."""
    project = make_project("a = 1\nb = = 2\n")
    result = project.up()
    assert result.returncode != 0
    assert '__main__.py", line 2' in result.stdout
    assert "SyntaxError" in result.stdout


def test_an_exception_shows_the_traceback_of_the_program_only(make_project: Callable[..., Project]) -> None:
    """An error in a program fails the run, with the user's frames."""
    project = make_project("""
        def fails():
            raise ValueError("this is the error")
        fails()
    """)
    result = project.up()
    assert result.returncode != 0
    assert "ValueError: this is the error" in result.stdout
    assert "in fails" in result.stdout
    assert "ended with exit code" not in result.stdout


def test_exit_code_32_ends_the_run_without_another_message(make_project: Callable[..., Project]) -> None:
    """A program that has told the user what is wrong ends with 32, and the host adds nothing."""
    project = make_project("""
        import sys, pulumi
        pulumi.log.error("told already")
        sys.exit(32)
    """)
    result = project.up()
    assert result.returncode != 0
    assert "told already" in result.stdout
    assert "exit code" not in result.stdout


def test_another_exit_code_is_an_error_that_names_it(make_project: Callable[..., Project]) -> None:
    """A program that ends with 7 fails, and the user sees the 7."""
    project = make_project("import os\nos._exit(7)\n")
    result = project.up()
    assert result.returncode != 0
    assert "the program ended with exit code 7" in result.stdout


def test_configuration_reaches_the_program_and_secrets_stay_secret(make_project: Callable[..., Project]) -> None:
    """Plain and secret values arrive; the secret is not an argument of any process and not in the output."""
    project = make_project("""
        import pathlib, pulumi
        config = pulumi.Config()
        pulumi.export("plain", config.require("plain"))
        pulumi.export("secret", config.require_secret("secret"))
        pulumi.export("is_listed", any(
            b"hidden" + b"-value" in path.read_bytes() for path in pathlib.Path("/proc").glob("[0-9]*/cmdline")
            if path.exists()
        ))
    """)
    project.pulumi("config", "set", "plain", "seen", "--stack=dev")
    project.pulumi("config", "set", "--secret", "secret", "hidden-value", "--stack=dev")
    result = project.up()
    assert result.returncode == 0, result.stdout
    assert "hidden-value" not in result.stdout + result.stderr
    assert project.outputs() == {"plain": "seen", "secret": "hidden-value", "is_listed": False}


def test_a_dynamic_provider_creates_updates_and_deletes(make_project: Callable[..., Project]) -> None:
    """A resource whose provider is in the program lives through its whole life."""
    project = make_project("""
        import pathlib, pulumi
        from pulumi import dynamic

        class Note(dynamic.ResourceProvider):
            def create(self, props):
                pathlib.Path(props["path"]).write_text(props["text"])
                return dynamic.CreateResult("note", dict(props))

            def update(self, id, olds, news):
                pathlib.Path(news["path"]).write_text(news["text"])
                return dynamic.UpdateResult(dict(news))

            def delete(self, id, props):
                pathlib.Path(props["path"]).unlink()

        class Resource(dynamic.Resource):
            def __init__(self, name, props):
                super().__init__(Note(), name, props)

        config = pulumi.Config()
        if config.get("text"):
            Resource("note", {"path": config.require("path"), "text": config.require("text")})
    """)
    note = project.folder / "note.txt"
    project.pulumi("config", "set", "path", str(note), "--stack=dev")
    project.pulumi("config", "set", "text", "first", "--stack=dev")
    first = project.up()
    assert first.returncode == 0, first.stdout
    assert "warning" not in first.stdout
    assert note.read_text() == "first"
    project.pulumi("config", "set", "text", "second", "--stack=dev")
    assert project.up().returncode == 0
    assert note.read_text() == "second"
    project.pulumi("config", "rm", "text", "--stack=dev")
    assert project.up().returncode == 0
    assert not note.exists()


def test_a_policy_pack_in_a_folder_stops_a_violation(make_project: Callable[..., Project], tmp_path: Path) -> None:
    """The engine starts a policy pack through the host, and the pack's configuration of the stack is there."""
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text("runtime: python\nversion: 1.0.0\n")
    (pack / "__main__.py").write_text(
        dedent("""
        from pulumi_policy import EnforcementLevel, PolicyPack, StackValidationPolicy

        def refuse(args, report):
            report("this stack is refused")

        PolicyPack("claims", [
            StackValidationPolicy("refuse", "Refuses everything.", refuse, EnforcementLevel.MANDATORY),
        ])
    """)
    )
    project = make_project("import pulumi\n")
    result = project.pulumi("preview", "--stack=dev", f"--policy-pack={pack}")
    assert result.returncode != 0
    assert "this stack is refused" in result.stdout


def test_the_virtualenv_option_chooses_the_python_of_the_program(
    make_project: Callable[..., Project], toolchain: Toolchain
) -> None:
    """With ``virtualenv: .venv`` and only the toolchain on PATH, the program runs in the project's environment."""
    options = "{name: python, options: {virtualenv: .venv}}"
    project = make_project("import sys, pulumi\npulumi.export('prefix', sys.prefix)\n", runtime=options, main="stacks")
    _make_virtualenv(project.folder / ".venv")
    shell = _without_virtualenv(project, toolchain)
    result = shell.up()
    assert result.returncode == 0, result.stdout + result.stderr
    assert shell.outputs() == {"prefix": str(project.folder / ".venv")}


def test_without_options_the_program_runs_where_podium_is_installed(
    make_project: Callable[..., Project], toolchain: Toolchain
) -> None:
    """A shell without any virtual environment still finds a Python that has the SDK."""
    project = make_project("import sys, pulumi\npulumi.export('prefix', sys.prefix)\n")
    shell = _without_virtualenv(project, toolchain)
    result = shell.up()
    assert result.returncode == 0, result.stdout + result.stderr
    assert shell.outputs() == {"prefix": sys.prefix}


def test_a_missing_virtualenv_is_told_with_its_remedy(make_project: Callable[..., Project]) -> None:
    """The error names the option, the folder and the command that creates it."""
    project = make_project("import pulumi\n", runtime="{name: python, options: {virtualenv: absent}}")
    result = project.up()
    assert result.returncode != 0
    text = result.stdout + result.stderr
    assert "the virtual environment 'absent' does not exist" in text
    assert "python3 -m venv" in text


def test_ctrl_c_ends_a_sleeping_program_and_leaves_no_process(make_project: Callable[..., Project]) -> None:
    """Interrupting the engine ends the host, the program and what the program started, at once."""
    project = make_project("""
        import subprocess
        child = subprocess.Popen(["sleep", "600"])
        print(f"sleeping in {child.pid}")
        child.wait()
    """)
    with _running(project) as engine:
        assert engine.stdout is not None
        line = next(line for line in engine.stdout if "sleeping in " in line)
        sleeper = int(line.rpartition(" ")[2])
        interrupted = time.monotonic()
        engine.send_signal(signal.SIGINT)
        engine.stdout.read()
        assert engine.wait(_DEADLINE_SECONDS) != 0
        assert time.monotonic() - interrupted < 5
    _wait_until(lambda: not _is_alive(sleeper) and not _started_from(project), "processes were left")


def test_the_host_ends_after_the_engine_was_killed(make_project: Callable[..., Project]) -> None:
    """A killed engine cannot say goodbye; the host notices and takes the program with it."""
    project = make_project("""
        import time
        print("sleeping")
        time.sleep(600)
    """)
    with _running(project) as engine:
        assert engine.stdout is not None
        next(line for line in engine.stdout if "sleeping" in line)
        assert _started_from(project)
        engine.kill()
    _wait_until(lambda: not _started_from(project), "the host outlived its engine")


def test_about_names_the_python_and_what_is_installed(make_project: Callable[..., Project]) -> None:
    """``pulumi about`` shows the program's Python and its packages."""
    project = make_project("import pulumi\n")
    about = json.loads(project.pulumi("about", "--json").stdout)
    assert about["runtime"]["language"] == "python"
    assert about["runtime"]["executable"] == sys.executable
    assert "podium" in {package["name"] for package in about["dependencies"]}


def test_install_has_nothing_to_do(make_project: Callable[..., Project]) -> None:
    """``pulumi install`` ends well where the SDK is installed."""
    project = make_project("import pulumi\n")
    result = project.pulumi("install")
    assert result.returncode == 0, result.stderr
    assert "Dependencies are installed" in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import pulumi_kubernetes", "the import is reported as a required package"),
        ("import importlib\nimportlib.import_module('pulumi_kubernetes')", "an import by name is not reported"),
    ],
)
def test_a_provider_works_whether_it_is_reported_or_not(
    make_project: Callable[..., Project], tmp_path: Path, program: str, reason: str
) -> None:
    """The default provider has the SDK's version in both cases."""
    project = make_project(f"""
import pathlib, sys
{program}
import pulumi
kubernetes = sys.modules["pulumi_kubernetes"]
provider = kubernetes.Provider("rendered", render_yaml_to_directory={str(tmp_path / "rendered")!r})
kubernetes.core.v1.ConfigMap("map", data={{"key": "value"}}, opts=pulumi.ResourceOptions(provider=provider))
""")
    result = project.up()
    assert result.returncode == 0, f"{reason}: {result.stdout}"
    assert "warning" not in result.stdout, reason
    assert list((tmp_path / "rendered").rglob("*configmap*")), reason


class _running:  # noqa: N801 (reads as a verb at the call)
    """The engine in the background, in a session of its own, killed at the end if it is still there."""

    def __init__(self, project: Project) -> None:
        self._process = subprocess.Popen(
            ["pulumi", "up", "--yes", "--skip-preview", "--stack=dev", "--non-interactive", "--color=never"],
            cwd=project.folder,
            env=dict(project.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> subprocess.Popen[str]:
        return self._process

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def _make_virtualenv(folder: Path) -> None:
    """Make an environment that sees the packages of the running one, without installing anything."""
    venv.create(folder, with_pip=False)
    packages = next((folder / "lib").glob("python*/site-packages"))
    here = [place for place in sys.path if place.endswith("site-packages")]
    (packages / "borrowed.pth").write_text("\n".join(here))


def _started_from(project: Project) -> list[int]:
    """Return the processes whose working directory is in the project."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            folder = (process / "cwd").readlink()
        except OSError:
            continue
        if folder.is_relative_to(project.folder) and _is_alive(int(process.name)):
            found.append(int(process.name))
    return found


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _wait_until(condition: Callable[[], bool], message: str) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, message
        time.sleep(0.05)
