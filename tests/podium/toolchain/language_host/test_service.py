"""Tests of `podium.toolchain.language_host.service`."""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent import futures
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import empty_pb2

from podium.toolchain.language_host.children import Children
from podium.toolchain.language_host.protocol import language_pb2, language_pb2_grpc
from podium.toolchain.language_host.service import PythonRuntime

if TYPE_CHECKING:
    from collections.abc import Iterator

# Stands in for the SDK's script: writes down how it was called, and ends as the stack's name says.
EXECUTOR = """
import json, os, signal, sys
words = sys.argv[1:]
call = {"words": words, "cwd": os.getcwd(), "config": os.environ["PULUMI_CONFIG"],
        "secret_keys": os.environ["PULUMI_CONFIG_SECRET_KEYS"]}
open(os.environ["CALL"], "w").write(json.dumps(call))
stack = words[words.index("--stack") + 1]
os.kill(os.getpid(), signal.SIGKILL) if stack == "killed" else sys.exit(int(stack))
"""


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[language_pb2_grpc.LanguageRuntimeStub]:
    """A client of a host that runs in this process."""
    executor = tmp_path / "executor.py"
    executor.write_text(EXECUTOR)
    monkeypatch.setenv("CALL", str(tmp_path / "call.json"))
    server = grpc.server(futures.ThreadPoolExecutor(4))
    service = PythonRuntime("127.0.0.1:1", executor, Children())
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield language_pb2_grpc.LanguageRuntimeStub(channel)
    server.stop(0).wait()


def _info(folder: Path, **options: str) -> language_pb2.ProgramInfo:
    info = language_pb2.ProgramInfo(root_directory=str(folder), program_directory=str(folder), entry_point=".")
    info.options.update(options)
    return info


def _run(folder: Path, stack: str) -> language_pb2.RunRequest:
    return language_pb2.RunRequest(
        project="p",
        stack=stack,
        pwd=str(folder),
        monitor_address="127.0.0.1:2",
        dryRun=True,
        parallel=8,
        organization="o",
        config={"p:plain": "a", "p:hidden": "b"},
        configSecretKeys=["p:hidden"],
        args=["extra"],
        info=_info(folder),
    )


def test_a_program_is_called_as_the_sdk_expects(client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    """Addresses and names are arguments; configuration, which may be secret, is not."""
    assert client.Run(_run(tmp_path, "0")) == language_pb2.RunResponse()
    call = json.loads((tmp_path / "call.json").read_text())
    assert call["words"] == [
        *("--monitor", "127.0.0.1:2"),
        *("--engine", "127.0.0.1:1"),
        *("--project", "p"),
        *("--root_directory", str(tmp_path)),
        *("--stack", "0"),
        *("--pwd", str(tmp_path)),
        *("--dry_run", "true"),
        *("--parallel", "8"),
        *("--organization", "o"),
        ".",
        "extra",
    ]
    assert call["cwd"] == str(tmp_path)
    assert json.loads(call["config"]) == {"p:plain": "a", "p:hidden": "b"}
    assert json.loads(call["secret_keys"]) == ["p:hidden"]


@pytest.mark.parametrize(
    ("stack", "expected", "reason"),
    [
        ("0", {}, "success"),
        ("32", {"bail": True}, "the program has told it already"),
        ("1", {"error": "the program ended with exit code 1"}, "any other code"),
        ("killed", {"error": "the program was ended by SIGKILL"}, "a signal, such as for lack of memory"),
    ],
)
def test_the_end_of_a_program_is_told(
    client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path, stack: str, expected: dict[str, Any], reason: str
) -> None:
    """The engine is told exactly what it needs to say."""
    assert language_pb2.RunResponse(**expected) == client.Run(_run(tmp_path, stack)), reason


def test_a_cancelled_program_is_not_an_error(client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    """After Ctrl-C the engine says itself that it was cancelled."""
    client.Cancel(empty_pb2.Empty())
    assert client.Run(_run(tmp_path, "1")).bail


def test_a_wrong_option_is_refused_with_its_remedy(
    client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path
) -> None:
    """A diagnostic reaches the engine as the call's error."""
    request = language_pb2.GetRequiredPackagesRequest(info=_info(tmp_path, virtualenv="absent"))
    with pytest.raises(grpc.RpcError) as caught:
        client.GetRequiredPackages(request)
    assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert "T005" in str(caught.value.details())


def test_required_packages_are_those_imported(client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    """The scan starts at the program."""
    (tmp_path / "__main__.py").write_text("import pulumi_kubernetes\n")
    response = client.GetRequiredPackages(language_pb2.GetRequiredPackagesRequest(info=_info(tmp_path)))
    assert [package.name for package in response.packages] == ["kubernetes"]


def test_a_plugin_gets_arguments_and_environment(client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    """A provider written in Python runs until its end; its output and exit code come back."""
    (tmp_path / "__main__.py").write_text("import os, sys\nprint(sys.argv[1:], os.environ['ADDED'])\nsys.exit(4)\n")
    request = language_pb2.RunPluginRequest(
        pwd=str(tmp_path), args=["one"], env=["ADDED=a=b"], info=_info(tmp_path), kind="resource"
    )
    responses = list(client.RunPlugin(request))
    assert b"".join(response.stdout for response in responses) == b"['one'] a=b\n"
    assert responses[-1].exitcode == 4


def test_a_cancelled_plugin_ends(client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    """When the engine drops the call, the process goes."""
    (tmp_path / "__main__.py").write_text("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)\n")
    request = language_pb2.RunPluginRequest(pwd=str(tmp_path), info=_info(tmp_path), kind="resource")
    responses = client.RunPlugin(request)
    pid = int(next(responses).stdout)
    responses.cancel()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_policy_pack_is_run_by_the_sdk(
    client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK's own module boots a pack, which is its last argument."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    monkeypatch.setenv("PATH", os.defpath)
    info = _info(tmp_path, virtualenv=".")
    request = language_pb2.RunPluginRequest(pwd=str(tmp_path), args=["127.0.0.1:3"], info=info, kind="analyzer")
    output = b"".join(response.stdout for response in client.RunPlugin(request)).decode()
    assert output == f"-u -m pulumi.policy 127.0.0.1:3 {tmp_path}\n"


def test_installing_says_that_all_is_there(client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    """A Python with the SDK needs nothing."""
    responses = list(client.InstallDependencies(language_pb2.InstallDependenciesRequest(info=_info(tmp_path))))
    assert [response.stdout for response in responses] == [
        f"Dependencies are installed for {sys.executable}\n".encode()
    ]


def test_installing_says_how_where_the_sdk_is_missing(
    client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path
) -> None:
    """The command is named, and not run."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    request = language_pb2.InstallDependenciesRequest(info=_info(tmp_path, virtualenv="."))
    with pytest.raises(grpc.RpcError) as caught:
        list(client.InstallDependencies(request))
    assert f"python -m pip install -r {tmp_path}/requirements.txt" in str(caught.value.details())


def test_the_host_tells_about_itself(client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    """Version, Python, packages; and no questions in ``pulumi new``."""
    info = _info(tmp_path)
    assert client.GetPluginInfo(empty_pb2.Empty()).version == "3.259.0"
    assert client.About(language_pb2.AboutRequest(info=info)).executable == sys.executable
    request = language_pb2.GetProgramDependenciesRequest(info=info, transitiveDependencies=True)
    assert "pulumi" in {package.name for package in client.GetProgramDependencies(request).dependencies}
    assert client.RuntimeOptionsPrompts(language_pb2.RuntimeOptionsRequest(info=info)).prompts == []


def test_an_engine_that_attaches_gives_its_address(
    client: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path
) -> None:
    """Programs are told the address of the engine that attached."""
    client.Handshake(language_pb2.LanguageHandshakeRequest(engine_address="127.0.0.1:9"))
    client.Run(_run(tmp_path, "0"))
    words = json.loads((tmp_path / "call.json").read_text())["words"]
    assert words[words.index("--engine") + 1] == "127.0.0.1:9"


def test_code_generation_is_not_offered(client: language_pb2_grpc.LanguageRuntimeStub) -> None:
    """The engine takes this answer for what it is."""
    with pytest.raises(grpc.RpcError) as caught:
        client.Pack(language_pb2.PackRequest())
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
