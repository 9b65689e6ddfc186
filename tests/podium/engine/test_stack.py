from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from podium.diagnostics import EngineError
from podium.engine import stack as stacks
from podium.engine.stack import StackTarget

FakeEngine = Callable[[str], StackTarget]


def _backend(target: StackTarget) -> Path:
    return Path(urlsplit(target.environ["PULUMI_BACKEND_URL"]).path) / ".pulumi"


def _lock(target: StackTarget, **content: object) -> Path:
    folder = _backend(target) / "locks/organization/shop/dev"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "a.json"
    path.write_text(json.dumps({"hostname": socket.gethostname(), **content}))
    return path


def _dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def _refusal(exc: pytest.ExceptionInfo[EngineError]) -> tuple[str, str]:
    diagnostic = exc.value.diagnostics[0]
    return diagnostic.code, diagnostic.message


def test_a_targets_environment_is_never_shown() -> None:
    """It may hold secrets, and reprs end up in logs."""
    assert "hunter2" not in repr(StackTarget("dev", Path("/p"), {"PULUMI_CONFIG_PASSPHRASE": "hunter2"}))


def test_the_settings_file_lies_where_the_project_says(fake_engine: FakeEngine) -> None:
    """Plain `pulumi` reads the same file."""
    target = fake_engine("")
    assert target.project_root / "stacks/Pulumi.dev.yaml" == target.settings_file


def test_a_missing_engine_says_how_to_get_it(fake_engine: FakeEngine) -> None:
    """The path of the child counts, not that of this process."""
    target = fake_engine("")
    bare = StackTarget("dev", target.project_root, {"PATH": str(target.project_root)})
    with pytest.raises(EngineError) as refusal:
        stacks.invoke(bare, "version")
    assert _refusal(refusal) == ("N001", "the engine is missing")


def test_a_stack_that_exists_is_left_alone(fake_engine: FakeEngine) -> None:
    """Two commands may create it at the same time."""
    stacks.create_stack(fake_engine("echo \"error: stack 'dev' already exists\" >&2; exit 255"))


def test_a_stack_that_cannot_be_created_is_an_error(fake_engine: FakeEngine) -> None:
    """The engine's last words say why."""
    with pytest.raises(EngineError) as refusal:
        stacks.create_stack(fake_engine("echo 'error: read-only file system' >&2; exit 255"))
    assert (_refusal(refusal), refusal.value.diagnostics[0].why) == (
        ("N002", "stack 'dev' cannot be created"),
        "read-only file system",
    )


# Fails as the engine does while the settings file has a salt that the passphrase does not fit.
_SALTED = "grep -q encryptionsalt stacks/Pulumi.dev.yaml 2>/dev/null || exit 0; echo incorrect passphrase >&2; exit 255"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("encryptionsalt: v1:old\n", None, "a file that held nothing else goes"),
        ("config:\n  a:b: c\nencryptionsalt: v1:old\n", "config:\n  a:b: c\n", "other settings stay"),
    ],
)
def test_the_salt_of_a_purged_sandbox_is_dropped(
    fake_engine: FakeEngine, before: str, after: str | None, reason: str
) -> None:
    """It belongs to a stack that is gone, and would lock the new one."""
    target = fake_engine(_SALTED)
    target.settings_file.write_text(before)
    stacks.create_stack(target)
    assert after == (target.settings_file.read_text() if target.settings_file.exists() else None), reason


def test_a_salt_that_secrets_depend_on_is_kept(fake_engine: FakeEngine) -> None:
    """Dropping it would lose them."""
    target = fake_engine(_SALTED)
    content = "config:\n  a:b:\n    secure: v1:x\nencryptionsalt: v1:old\n"
    target.settings_file.write_text(content)
    with pytest.raises(EngineError) as refusal:
        stacks.create_stack(target)
    assert (_refusal(refusal)[0], target.settings_file.read_text()) == ("N003", content)


def _state(target: StackTarget, salt: str, type_: str = "passphrase") -> None:
    file = _backend(target) / "stacks/shop/dev.json"
    file.parent.mkdir(parents=True)
    provider = {"type": type_, "state": {"salt": salt}}
    file.write_text(json.dumps({"checkpoint": {"latest": {"secrets_providers": provider}}}))


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("config: {}\nencryptionsalt: v1:old\n", "config: {}\nencryptionsalt: v1:a+b=\n", "another backend's salt"),
        ("encryptionsalt: v1:a+b=\n", "encryptionsalt: v1:a+b=\n", "the right salt"),
        ("config: {}\n", "config: {}\n", "the engine writes its own"),
        ("a:\n  secure: x\nencryptionsalt: v1:old\n", "a:\n  secure: x\nencryptionsalt: v1:old\n", "secrets need it"),
    ],
)
def test_the_settings_file_follows_the_state(fake_engine: FakeEngine, before: str, after: str, reason: str) -> None:
    """Two sandboxes used in turn from one checkout overwrite each other's salt."""
    target = fake_engine("")
    _state(target, "v1:a+b=")
    target.settings_file.write_text(before)
    stacks.align_salt(target)
    assert after == target.settings_file.read_text(), reason


def test_a_state_without_a_passphrase_has_no_salt(fake_engine: FakeEngine) -> None:
    """A key service keeps nothing in the file that could be wrong."""
    target = fake_engine("")
    _state(target, "", "cloud")
    target.settings_file.write_text("encryptionsalt: v1:old\n")
    stacks.align_salt(target)
    assert target.settings_file.read_text() == "encryptionsalt: v1:old\n"


def test_a_missing_stack_has_no_state(fake_engine: FakeEngine) -> None:
    """That is an answer, not an error."""
    assert stacks.exported_state(fake_engine("echo \"error: no stack named 'dev' found\" >&2; exit 255")) is None


def test_the_state_is_the_deployment(fake_engine: FakeEngine) -> None:
    """The envelope is the engine's affair."""
    state = stacks.exported_state(fake_engine("""echo '{"version": 3, "deployment": {"resources": []}}'"""))
    assert state == {"resources": []}


def test_an_unreadable_state_is_an_error(fake_engine: FakeEngine) -> None:
    """For example without permission."""
    with pytest.raises(EngineError) as refusal:
        stacks.exported_state(fake_engine("echo 'error: permission denied' >&2; exit 255"))
    assert _refusal(refusal) == ("N002", "the state of stack 'dev' cannot be read")


def test_only_unfinished_creations_are_dropped(fake_engine: FakeEngine, tmp_path: Path) -> None:
    """The file that goes through the engine is private and does not stay."""
    operations = [{"type": "creating", "resource": 1}, {"type": "deleting", "resource": 2}]
    (tmp_path / "state.json").write_text(json.dumps({"deployment": {"pending_operations": operations}}))
    script = f"""case "$*" in
      *export*) cat {tmp_path}/state.json;;
      *import*) stat -c '%a %n' "$5" > $FAKE_LOG; cat "$5" > {tmp_path}/imported;;
    esac"""
    stacks.drop_pending_creates(fake_engine(script))
    mode, file = (tmp_path / "log").read_text().split()
    assert (mode, Path(file).exists()) == ("600", False)
    assert json.loads((tmp_path / "imported").read_text()) == {"deployment": {"pending_operations": operations[1:]}}


def test_the_lock_of_a_dead_engine_is_removed(fake_engine: FakeEngine) -> None:
    """A killed run must not block the next one."""
    target, pid = fake_engine(""), _dead_pid()
    path = _lock(target, pid=pid)
    assert (stacks.release_stale_locks(target), path.exists()) == ((pid,), False)


def test_a_process_id_that_another_program_got_is_dead(fake_engine: FakeEngine) -> None:
    """Numbers are used again; this test's process is no engine."""
    target = fake_engine("")
    _lock(target, pid=os.getpid())
    assert stacks.release_stale_locks(target) == (os.getpid(),)


def test_the_lock_of_a_living_engine_stays(fake_engine: FakeEngine, tmp_path: Path) -> None:
    """It is at work."""
    target = fake_engine("")
    (tmp_path / "pulumi").symlink_to("/bin/sleep")
    engine = subprocess.Popen([tmp_path / "pulumi", "60"])
    # The kernel says that the program has started a moment before it gives the process its name.
    deadline = time.monotonic() + 10
    while Path(f"/proc/{engine.pid}/comm").read_text() != "pulumi\n":
        assert time.monotonic() < deadline
    path = _lock(target, pid=engine.pid)
    released = stacks.release_stale_locks(target)
    engine.kill()
    engine.wait()
    assert (released, path.exists()) == ((), True)


def test_the_lock_of_another_machine_stays(fake_engine: FakeEngine) -> None:
    """Nobody here can tell whether its engine lives."""
    target = fake_engine("")
    path = _lock(target, pid=_dead_pid(), hostname="elsewhere")
    assert (stacks.release_stale_locks(target), path.exists()) == ((), True)


def test_a_backend_elsewhere_has_no_lock_files(fake_engine: FakeEngine) -> None:
    """Its own service knows about locks."""
    target = fake_engine("")
    remote = StackTarget("dev", target.project_root, {"PULUMI_BACKEND_URL": "https://api.example.com"})
    assert stacks.release_stale_locks(remote) == ()


def test_a_stack_is_known_by_its_file(fake_engine: FakeEngine) -> None:
    """Asking the engine would take most of a second."""
    target = fake_engine("")
    before = stacks.is_known(target)
    file = _backend(target) / "stacks/shop/dev.json"
    file.parent.mkdir(parents=True)
    file.touch()
    assert (before, stacks.is_known(target)) == (False, True)
