"""What goes wrong while the real engine works on the real cluster, and what is left of it."""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes
import pytest
import yaml
from lightkube import Client, KubeConfig
from lightkube.resources.core_v1 import ConfigMap

from podium import sandbox
from podium.diagnostics import Diagnostic, EngineError, SpecError
from podium.engine.operations import Operation, run
from podium.engine.session import session_members
from podium.engine.stack import StackTarget, exported_state, invoke
from podium.password import GeneratedPassword
from podium.program.ownership import own_fields
from podium.toolchain import Toolchain

# When the engine has gone, the SDK's host leaves its event loop open; nothing but the garbage collector can close it.
pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

# Runs `up` in a process of its own, so that it can be interrupted and killed. A resource that sleeps 20 s ignores the
# engine's request to stop, as a cloud's slow call does.
DRIVER = textwrap.dedent("""
    import json, os, sys, time
    from pathlib import Path
    import pulumi
    import pulumi_kubernetes as kubernetes
    from pulumi import dynamic
    from podium.diagnostics import PodiumError
    from podium.engine.operations import InterruptedRunError, Observer, Operation, StackTarget, run

    class Sleepy(dynamic.ResourceProvider):
        def create(self, props):
            time.sleep(float(props["seconds"]))
            return dynamic.CreateResult("slept", props)

    class Sleeper(dynamic.Resource):
        def __init__(self, name, seconds):
            super().__init__(Sleepy(), name, {"seconds": seconds})

    class Shown(Observer):
        def progressed(self, progress):
            running = sorted(urn.rpartition("::")[2] for urn, s in progress.steps.items() if s.state == "running")
            print("running", *running, flush=True)

        def interrupted(self, count):
            print("interrupted", count, flush=True)

    def program():
        kubernetes.core.v1.ConfigMap("map", metadata={"name": stack, "namespace": "default"}, data={"a": "b"})
        if seconds:
            Sleeper("sleeper", seconds)

    stack, seconds = sys.argv[1], float(sys.argv[2])
    try:
        result = run(Operation.UP, StackTarget(stack, Path.cwd(), dict(os.environ)), program, observer=Shown())
    except PodiumError as error:
        print(error, flush=True)
        sys.exit(130 if isinstance(error, InterruptedRunError) else 1)
    print("changes", json.dumps(dict(result.changes)), len(result.diagnostics), flush=True)
""")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, toolchain: Toolchain) -> Iterator[dict[str, str]]:
    """The environment of a running sandbox."""
    directory = tmp_path_factory.mktemp("faults") / "sandbox"
    sandbox.start(directory, toolchain.bin)
    yield sandbox.environment(directory, toolchain, os.environ)
    sandbox.stop(directory, purge=True)


@pytest.fixture
def target(box: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest) -> StackTarget:
    """A stack of its own in a project of its own."""
    (tmp_path / "Pulumi.yaml").write_text("name: faults\nruntime: python\n")
    (tmp_path / "driver.py").write_text(DRIVER)
    name = request.node.name.replace("_", "-").replace("[", "-").replace("]", "")[:50]
    return StackTarget(name, tmp_path, box)


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Let the garbage collector speak inside the test that made the garbage."""
    yield
    gc.collect()


class _Driven:
    """The driver, running."""

    def __init__(self, target: StackTarget, seconds: float) -> None:
        command = [sys.executable, "driver.py", target.stack, str(seconds)]
        self.process = subprocess.Popen(
            command, cwd=target.project_root, env=target.environ, text=True, stdout=subprocess.PIPE, stderr=-2
        )
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(iter(self.process.stdout.readline, ""))
        self.process.stdout.close()

    def wait_for(self, word: str) -> None:
        _eventually(lambda: any(word in line for line in self.said), lambda: self.said)

    def engine(self) -> int:
        """Return the engine's process id, which is its session's as well."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "pulumi"], check=True, capture_output=True, text=True
        )
        return int(found.stdout.split()[0])

    def end(self) -> tuple[int, str]:
        code = self.process.wait(timeout=60)
        self._reader.join()
        return code, "".join(self.said)


def _eventually(condition: Callable[[], bool], shown: Callable[[], Any], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, shown()
        threading.Event().wait(0.05)


def _sleep_in(target: StackTarget, seconds: float) -> tuple[_Driven, int]:
    """Start a run and return when its slow step is under way, with the id of the engine's session."""
    driven = _Driven(target, seconds)
    driven.wait_for("sleeper")
    return driven, driven.engine()


def _mended(target: StackTarget) -> str:
    """Run `up` again without the slow step, and once more; return what the last run said."""
    first, said = _Driven(target, 0).end()
    assert first == 0, said
    _, said = _Driven(target, 0).end()
    return said.splitlines()[-1]


def _map() -> None:
    kubernetes.core.v1.ConfigMap("map", data={"a": "b"})


def _refusal(refused: pytest.ExceptionInfo[EngineError]) -> Diagnostic:
    return refused.value.diagnostics[0]


UNCHANGED = 'changes {"same": 2} 0'


def test_ctrl_c_lets_the_steps_under_way_end(target: StackTarget) -> None:
    """What was started is finished and recorded; nothing new starts; the next run has nothing to mend."""
    driven, session = _sleep_in(target, 4)
    driven.process.send_signal(signal.SIGINT)
    code, said = driven.end()
    recorded = [r["urn"].rpartition("::")[2] for r in (exported_state(target) or {})["resources"]]
    assert (code, "sleeper" in recorded, session_members(session)) == (130, True, ()), said
    assert "carry on with" in said
    assert _mended(target) == UNCHANGED


def test_ctrl_c_twice_stops_at_once(target: StackTarget) -> None:
    """No process is left, the lock is gone, and the next run mends."""
    driven, session = _sleep_in(target, 60)
    driven.process.send_signal(signal.SIGINT)
    driven.wait_for("interrupted 1")
    started = time.monotonic()
    driven.process.send_signal(signal.SIGINT)
    code, said = driven.end()
    assert (code, time.monotonic() - started < 10, session_members(session)) == (130, True, ()), said
    assert _mended(target) == UNCHANGED


def test_the_terminals_ctrl_c_reaches_the_engine_once(target: StackTarget) -> None:
    """A terminal signals the whole foreground group; the engine must not take it for a second Ctrl-C."""
    driven, session = _sleep_in(target, 4)
    assert os.getpgid(session) != os.getpgid(driven.process.pid)
    driven.process.send_signal(signal.SIGINT)
    code, said = driven.end()
    assert (code, said.count("interrupted")) == (130, 1), said


def test_a_killed_engine_is_mended_by_the_next_run(target: StackTarget) -> None:
    """Its lock is released, its unfinished creation is forgotten once the next run has done the work."""
    driven, session = _sleep_in(target, 60)
    os.kill(session, signal.SIGKILL)
    code, said = driven.end()
    assert (code, session_members(session)) == (1, ()), said
    assert "error[N007]: the engine was killed by signal 9" in said
    assert _mended(target) == UNCHANGED
    assert "pending_operations" not in (exported_state(target) or {})


def test_a_killed_podium_leaves_no_engine_behind(target: StackTarget) -> None:
    """The engine loses its program and ends by itself; the next run mends."""
    driven, session = _sleep_in(target, 6)
    driven.process.kill()
    driven.end()
    _eventually(lambda: not session_members(session), lambda: session_members(session))
    assert _mended(target) == UNCHANGED


def test_an_object_that_a_killed_run_made_is_adopted(target: StackTarget) -> None:
    """Server-side apply takes over what has the same name, instead of failing because it exists."""
    kubeconfig = KubeConfig.from_file(target.environ["KUBECONFIG"]).get(sandbox.CONTEXT)
    with Client(config=kubeconfig) as client:
        client.create(ConfigMap.from_dict({"metadata": {"name": target.stack, "namespace": "default"}}))
    code, said = _Driven(target, 0).end()
    assert (code, 'changes {"create": 2} 0' in said) == (0, True), said


def test_a_field_that_a_killed_run_left_is_removed(target: StackTarget) -> None:
    """The next run knows the name under which the object was made, even though no state tells of it."""

    def program(data: dict[str, str]) -> None:
        own_fields()
        kubernetes.core.v1.ConfigMap("map", metadata={"name": target.stack, "namespace": "default"}, data=data)

    run(Operation.UP, target, lambda: program({"kept": "a", "left": "b"}))
    unrecorded = "urn:pulumi:" + f"{target.stack}::faults::kubernetes:core/v1:ConfigMap::map"
    assert invoke(target, "state", "delete", unrecorded, "--yes").code == 0
    run(Operation.UP, target, lambda: program({"kept": "a"}))
    with Client(config=KubeConfig.from_file(target.environ["KUBECONFIG"]).get(sandbox.CONTEXT)) as client:
        assert client.get(ConfigMap, target.stack, namespace="default").data == {"kept": "a"}


def test_a_stack_in_use_is_refused_with_the_holders_name(target: StackTarget) -> None:
    """Two runs at once would destroy each other's state."""
    driven, _ = _sleep_in(target, 5)
    with pytest.raises(EngineError) as refused:
        run(Operation.UP, target, _map)
    driven.end()
    assert (_refusal(refused).code, "works on it since" in _refusal(refused).why) == ("N006", True)


def test_an_unreachable_cluster_is_told(target: StackTarget, tmp_path: Path) -> None:
    """Not by a Go error in the middle of a table."""
    config = yaml.safe_load(Path(target.environ["KUBECONFIG"]).read_text())
    config["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:1"
    (tmp_path / "config").write_text(yaml.safe_dump(config))
    with pytest.raises(EngineError) as refused:
        run(Operation.UP, _with(target, KUBECONFIG=str(tmp_path / "config")), _map)
    assert _refusal(refused).code == "N011", refused.value


def test_a_context_that_does_not_exist_is_told(target: StackTarget) -> None:
    """The provider finds out, when nobody looked before."""

    def program() -> None:
        provider = kubernetes.Provider("cluster", context="elsewhere")
        kubernetes.core.v1.ConfigMap("map", data={}, opts=pulumi.ResourceOptions(provider=provider))

    with pytest.raises(EngineError) as refused:
        run(Operation.UP, target, program)
    assert _refusal(refused).code == "N011", refused.value


def test_a_missing_provider_is_told(target: StackTarget, toolchain: Toolchain, tmp_path: Path) -> None:
    """With the command that gets it."""
    programs = tmp_path / "bin"
    programs.mkdir()
    shutil.copy(toolchain.bin / "pulumi", programs)
    bare = _with(target, PATH=f"{programs}:/usr/bin:/bin", PULUMI_HOME=str(tmp_path / "home"))
    bare = replace(bare, environ={**bare.environ, "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true"})
    with pytest.raises(EngineError) as refused:
        run(Operation.UP, bare, _map)
    assert (_refusal(refused).code, "podium.toolchain" in _refusal(refused).fix) == ("N012", True), refused.value


def test_a_missing_passphrase_is_told(target: StackTarget) -> None:
    """Before anything starts."""
    environ = {k: v for k, v in target.environ.items() if k != "PULUMI_CONFIG_PASSPHRASE_FILE"}
    with pytest.raises(EngineError) as refused:
        run(Operation.UP, replace(target, environ=environ), _map)
    assert _refusal(refused).code == "N003", refused.value


def test_a_wrong_passphrase_is_told(target: StackTarget, tmp_path: Path) -> None:
    """The state stays as it was."""
    run(Operation.UP, target, _map)
    (tmp_path / "other").write_text("other")
    with pytest.raises(EngineError) as refused:
        run(Operation.UP, _with(target, PULUMI_CONFIG_PASSPHRASE_FILE=str(tmp_path / "other")), _map)
    assert _refusal(refused).message.startswith("the passphrase does not open the secrets"), refused.value


def test_a_problem_of_the_program_comes_back_as_it_is(target: StackTarget) -> None:
    """With its place in the Score file."""
    problem = SpecError(Diagnostic("S001", "bad file"))

    def program() -> None:
        raise problem

    with pytest.raises(SpecError) as raised:
        run(Operation.UP, target, program)
    assert raised.value is problem


def test_a_problem_inside_an_apply_has_no_traceback(target: StackTarget) -> None:
    """It arises long after the program's last line."""

    def program() -> None:
        pulumi.Output.from_input(1).apply(lambda _: {}["missing"])

    with pytest.raises(EngineError) as refused:
        run(Operation.UP, target, program)
    assert ("Traceback" in str(refused.value), "missing" in str(refused.value)) == (False, True), refused.value


def test_no_secret_is_ever_said(target: StackTarget) -> None:
    """Neither in outputs, nor in progress, nor in the error of an object that the API refuses, nor in the state."""

    def program(names: str) -> None:
        password = GeneratedPassword("password")
        pulumi.export("password", password.password)
        metadata = {"name": names, "namespace": "default"}
        kubernetes.core.v1.Secret("secret", metadata=metadata, string_data={"value": password.password})

    result = run(Operation.UP, target, lambda: program(target.stack))
    with pytest.raises(EngineError) as refused:
        run(Operation.UP, target, lambda: program("Not A Name"))
    password = json.loads(invoke(target, "stack", "output", "--json", "--show-secrets").stdout)["password"]
    said = f"{result}{refused.value}{exported_state(target)}"
    assert (len(password), password in said, result.outputs) == (32, False, {"password": "[secret]"})


def test_taking_down_leaves_nothing(target: StackTarget) -> None:
    """And says so with the counts."""
    run(Operation.UP, target, _map)
    result = run(Operation.DESTROY, target, _map)
    assert (result.changes, (exported_state(target) or {}).get("resources", [])) == ({"delete": 2}, [])


def _with(target: StackTarget, **variables: str) -> StackTarget:
    environ: Mapping[str, str] = {**target.environ, **variables}
    return replace(target, environ=environ)
