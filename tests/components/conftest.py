"""A recorder: runs a piece of a Pulumi program without an engine and returns what it would have registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from google.protobuf import empty_pb2, json_format
from pulumi.runtime import mocks, set_mocks
from pulumi.runtime.settings import set_root_resource

SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d"
PASSWORD = "generated-Password-0123456789abcd"
SHARED_UID = "postgres-instance.default#shared"
SHARED_OUTPUTS = {"host": "db.platform", "port": 5432, "username": "postgres", "password": PASSWORD}


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that the program marked as a secret."""

    value: Any


@dataclass(frozen=True, slots=True)
class Registered:
    """One resource as the engine would see it; secrets are wrapped in `Hidden`."""

    type: str
    name: str
    parent: str
    inputs: dict[str, Any]
    protect: bool | None
    depends_on: tuple[str, ...]
    secret_outputs: tuple[str, ...]
    ignored: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The last part of the type, such as `Deployment`."""
        return self.type.rsplit(":", 1)[-1]


@dataclass(slots=True)
class Recording:
    """Everything that a program registered."""

    resources: list[Registered] = field(default_factory=list)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def one(self, kind: str, name: str | None = None) -> Registered:
        """Return the only resource of a kind, or the one with the logical name."""
        found = [r for r in self.children() if r.kind == kind and name in (None, r.name)]
        assert len(found) == 1, f"{len(found)} of kind {kind} in {[(r.kind, r.name) for r in self.resources]}"
        return found[0]

    def children(self) -> list[Registered]:
        """Return what components declared, without the components themselves."""
        return [r for r in self.resources if not r.type.startswith("podium:")]

    def kinds(self) -> list[str]:
        """Return the kinds of the children, sorted."""
        return sorted(r.kind for r in self.children())

    def pods(self) -> list[dict[str, Any]]:
        """Return the spec of every pod template, secrets unwrapped."""
        specs = [unhidden(r.inputs.get("spec", {})) for r in self.children()]
        return [spec["template"]["spec"] for spec in specs if "template" in spec]

    def container(self, name: str) -> dict[str, Any]:
        """Return a container of the only pod template, starting or not."""
        (pod,) = self.pods()
        return {c["name"]: c for c in pod.get("initContainers", []) + pod["containers"]}[name]


def _plain(value: Any) -> Any:
    """Return the value without protobuf's habits: whole floats are integers, secrets are wrapped."""
    if isinstance(value, dict):
        if SECRET_SIGNATURE in value:
            return Hidden(_plain(value["value"]))
        return {key: _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def unhidden(value: Any) -> Any:
    """Return the value with secrets unwrapped."""
    if isinstance(value, Hidden):
        return unhidden(value.value)
    if isinstance(value, dict):
        return {key: unhidden(item) for key, item in value.items()}
    return [unhidden(item) for item in value] if isinstance(value, list) else value


class _World(mocks.Mocks):
    """Answers like a provider: the inputs, and what only the real thing knows."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise AssertionError(f"unexpected call of {args.token}")

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        state = dict(args.inputs)
        if "metadata" in state:
            state["metadata"] = {"uid": f"{args.name}-uid"} | state["metadata"]
        if args.typ.endswith("GeneratedPassword"):
            state["password"] = PASSWORD
        if args.typ.startswith("aws:rds/"):
            state["address"] = f"{state['identifier']}.rds.example.com"
        if args.typ == "pulumi:pulumi:StackReference":
            state["outputs"] = {"podium-shares": {SHARED_UID: {"outputs": SHARED_OUTPUTS}}}
            state["secret_output_names"] = ["podium-shares"]
        return f"{args.name}-id", state


class _Recorder(mocks.MockMonitor):
    def __init__(self) -> None:
        super().__init__(_World())
        self.recording = Recording()

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        if request.type != "pulumi:pulumi:Stack":
            self.recording.resources.append(
                Registered(
                    type=request.type,
                    name=request.name,
                    parent=request.parent,
                    inputs=_plain(json_format.MessageToDict(request.object)),
                    protect=request.protect if request.HasField("protect") else None,
                    depends_on=tuple(sorted(urn.rsplit("::", 1)[-1] for urn in request.dependencies)),
                    secret_outputs=tuple(request.additionalSecretOutputs),
                    ignored=tuple(request.ignoreChanges),
                )
            )
        return super().RegisterResource(request)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        name = request.urn.rsplit("::", 1)[-1]
        self.recording.outputs[name] = _plain(json_format.MessageToDict(request.outputs))
        return empty_pb2.Empty()


Record = Callable[..., Recording]


@pytest.fixture(scope="session")
def record() -> Record:
    """Return a function that runs a program under the recorder; each run starts from an empty world."""

    def run(program: Callable[[], object], *, preview: bool = False) -> Recording:
        recorder = _Recorder()
        # A stack of its own: what another program registered for its stack is none of its business.
        set_root_resource(None)
        set_mocks(recorder.mocks, project="shop", stack="dev", preview=preview, monitor=recorder)

        def quietly() -> None:
            program()

        pulumi.runtime.test(quietly)()
        return recorder.recording

    return run
