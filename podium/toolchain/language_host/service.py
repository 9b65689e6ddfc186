"""The calls that the engine makes."""

from __future__ import annotations

import importlib.metadata
import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import grpc
from google.protobuf import empty_pb2, json_format

from podium.diagnostics import PodiumError
from podium.toolchain.language_host import interpreter, inventory, packages
from podium.toolchain.language_host.protocol import language_pb2, language_pb2_grpc, plugin_pb2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podium.toolchain.language_host.children import Children
    from podium.toolchain.language_host.interpreter import Interpreter

__all__ = ["PythonRuntime"]

# The code with which a program says that it has already told the user what is wrong.
_BAIL = 32


class PythonRuntime(language_pb2_grpc.LanguageRuntimeServicer):
    """The ``LanguageRuntime`` service for Python.

    Code generation (``Pack``, ``Link``, ``Generate…``) stays unimplemented, which the engine takes as "not offered".
    """

    def __init__(self, engine: str, executor: Path, children: Children) -> None:
        """Take what the calls share.

        Args:
            engine: Address of the engine.
            executor: The SDK's ``pulumi-language-python-exec``, which runs a program.
            children: Where processes are started.
        """
        self._engine = engine
        self._executor = executor
        self._children = children

    def Handshake(  # noqa: N802 (names of calls are the protocol's)
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        """Take the engine's address again, for an engine that attached to a running host."""
        self._engine = request.engine_address or self._engine
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(  # noqa: N802
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        """Return the version of the SDK that the host speaks for."""
        return plugin_pb2.PluginInfo(version=importlib.metadata.version("pulumi"))

    def GetRequiredPackages(  # noqa: N802
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        """Return the packages that the program imports."""
        python = _interpreter(request.info, context).python
        program = Path(request.info.program_directory)
        folders = [program, Path(request.info.root_directory)]
        found = packages.required(program / request.info.entry_point, folders, python)
        return language_pb2.GetRequiredPackagesResponse(packages=found)

    def Run(  # noqa: N802
        self, request: language_pb2.RunRequest, context: grpc.ServicerContext
    ) -> language_pb2.RunResponse:
        """Run a program to its end; its output goes to the engine as it is written."""
        chosen = _interpreter(request.info, context)
        command = [str(chosen.python), "-u", str(self._executor), *_arguments(request, self._engine)]
        environment = chosen.environment(os.environ) | _configuration(request)
        code = self._children.run(command, Path(request.info.program_directory), environment)
        return _response(code, was_cancelled=self._children.was_cancelled)

    def RunPlugin(  # noqa: N802
        self, request: language_pb2.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.RunPluginResponse]:
        """Run a policy pack or a provider that is written in Python until the engine ends it."""
        chosen = _interpreter(request.info, context)
        environment = chosen.environment(os.environ | dict(entry.partition("=")[::2] for entry in request.env))
        child, output = self._children.stream(_plugin_command(chosen, request), Path(request.pwd), environment)
        context.add_callback(child.terminate)
        for name, chunk in output:
            is_output = name == "stdout"
            yield (
                language_pb2.RunPluginResponse(stdout=chunk)
                if is_output
                else language_pb2.RunPluginResponse(stderr=chunk)
            )
        yield language_pb2.RunPluginResponse(exitcode=child.wait())

    def InstallDependencies(  # noqa: N802
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """Say that the SDK is there, or how to install it; the choice of installer is the project's."""
        chosen = _interpreter(request.info, context)
        if not inventory.has_sdk(chosen.python):
            directory = request.info.program_directory or request.directory
            install = f"{chosen.python} -m pip install -r {directory}/requirements.txt"
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, f"the Pulumi SDK is not installed; run `{install}`")
        text = f"Dependencies are installed for {chosen.python}\n"
        yield language_pb2.InstallDependenciesResponse(stdout=text.encode())

    def RuntimeOptionsPrompts(  # noqa: N802
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        """Ask nothing in ``pulumi new``."""
        return language_pb2.RuntimeOptionsResponse()

    def About(self, request: language_pb2.AboutRequest, context: grpc.ServicerContext) -> language_pb2.AboutResponse:  # noqa: N802
        """Return the Python that runs the program."""
        python = _interpreter(request.info, context).python
        return language_pb2.AboutResponse(executable=str(python), version=inventory.version(python))

    def GetProgramDependencies(  # noqa: N802
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        """Return what is installed for the program."""
        python = _interpreter(request.info, context).python
        rows = inventory.distributions(python, transitive=request.transitiveDependencies)
        found = [language_pb2.DependencyInfo(name=name, version=version) for name, version in rows]
        return language_pb2.GetProgramDependenciesResponse(dependencies=found)

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:  # noqa: N802
        """End what is running."""
        self._children.cancel()
        return empty_pb2.Empty()


def _interpreter(info: language_pb2.ProgramInfo, context: grpc.ServicerContext) -> Interpreter:
    options: dict[str, Any] = json_format.MessageToDict(info.options)
    try:
        return interpreter.choose(options, Path(info.root_directory or info.program_directory), os.environ)
    except PodiumError as error:
        _refuse(context, error)


def _refuse(context: grpc.ServicerContext, error: PodiumError) -> NoReturn:
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
    raise AssertionError("abort returns")  # pragma: no cover


def _arguments(request: language_pb2.RunRequest, engine: str) -> list[str]:
    named = {
        "monitor": request.monitor_address,
        "engine": engine,
        "project": request.project,
        "root_directory": request.info.root_directory,
        "stack": request.stack,
        "pwd": request.pwd,
        "dry_run": str(request.dryRun).lower(),
        "parallel": str(request.parallel),
        "organization": request.organization,
    }
    options = [word for name, value in named.items() if value for word in (f"--{name}", value)]
    return [*options, request.info.entry_point, *request.args]


def _configuration(request: language_pb2.RunRequest) -> dict[str, str]:
    """Return the variables that hold the stack's configuration; arguments would show its secrets to other users."""
    return {
        "PULUMI_CONFIG": json.dumps(dict(request.config), sort_keys=True),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(sorted(request.configSecretKeys)),
    }


def _plugin_command(chosen: Interpreter, request: language_pb2.RunPluginRequest) -> list[str]:
    program = request.info.program_directory
    if request.kind == "analyzer":
        return [str(chosen.python), "-u", "-m", "pulumi.policy", *request.args, program]
    return [str(chosen.python), "-u", program, *request.args]


def _response(code: int, *, was_cancelled: bool) -> language_pb2.RunResponse:
    if code == 0:
        return language_pb2.RunResponse()
    if code == _BAIL or was_cancelled:
        return language_pb2.RunResponse(bail=True)
    if code < 0:
        return language_pb2.RunResponse(error=f"the program was ended by {signal.Signals(-code).name}")
    return language_pb2.RunResponse(error=f"the program ended with exit code {code}")
