"""`podium render`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml
from pulumi.runtime import get_config_env_key

from podium.cli.options import Request, common, requesting
from podium.cli.planning import planned
from podium.diagnostics import Diagnostic, PodiumError, ResolutionError
from podium.engine.stack import StackTarget
from podium.paths import project_root, state_dir, write_private
from podium.plan import Plan
from podium.program.derive import KeyFile
from podium.program.emit import to_yaml
from podium.program.manifests import Manifests, Object, is_secret, object_label
from podium.program.record import record
from podium.program.registered import registered
from podium.program.render import render_plan

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["render"]

_STDOUT = "-"
_SETTING = re.compile("no setting '([^']+)'")


@click.command()
@requesting
@click.option("-o", "--output", metavar="FILE", default=_STDOUT, help="File to write; `-`, the default, is stdout.")
@click.option(
    "--no-secrets", is_flag=True, help="Leave Secrets out; pods that refer to them wait until they are there."
)
@click.option(
    "--resources",
    is_flag=True,
    help="Print all that is registered with the engine instead, cloud resources too: type, name, inputs; no secrets.",
)
@click.option(
    "--key-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="File with the key that generated passwords follow from; by default one of yours, made at first use.",
)
@common
@click.pass_obj
def render(  # noqa: PLR0913 - one for each option
    face: Face, request: Request, output: str, key_file: Path | None, *, no_secrets: bool, resources: bool
) -> None:
    """Print plain Kubernetes manifests, ready for `kubectl apply -f -`; no engine, no cluster."""
    root = project_root()
    plan = planned(face, request, strict=True)
    if resources:
        _put_resources(face, plan, root, output)
        return
    rendered = _rendered(plan, _key(face, key_file), _plain_settings(root, request.environment))
    face.warn(rendered.warnings)
    secret = [manifest for manifest in rendered.objects if is_secret(manifest)]
    kept = [manifest for manifest in rendered.objects if not (no_secrets and is_secret(manifest))]
    if no_secrets:
        _tell_left_out(face, secret)
    _put(face, _text(face, kept), output, len(kept), private=bool(secret) and not no_secrets)


def _put_resources(face: Face, plan: Plan, root: Path, output: str) -> None:
    """Print what the engine would be told, of which nothing needs to be known."""
    listed = registered(record(plan, config=_plain_settings(root, plan.environment.name)))
    text = f"{json.dumps(listed, indent=2, ensure_ascii=False)}\n" if face.is_json else to_yaml(listed)
    _put(face, text, output, len(listed), private=False)


def _put(face: Face, text: str, output: str, number: int, *, private: bool) -> None:
    if output == _STDOUT:
        click.echo(text, nl=False)
    else:
        _write(Path(output), text, private=private)
        face.say(f"{number} objects in {output}")


def _rendered(plan: Plan, key: KeyFile, settings: Mapping[str, str]) -> Manifests:
    try:
        return render_plan(plan, key.read, settings)
    except ResolutionError as error:
        raise ResolutionError(*map(_for_manifests, error.diagnostics)) from None


def _for_manifests(problem: Diagnostic) -> Diagnostic:
    """Return the problem; of a setting that nobody can decrypt here it says how to give it instead."""
    named = _SETTING.search(problem.message)
    if problem.code != "R023" or not named:
        return problem
    fix = (
        f"set it in the stack, or give it in the variable {get_config_env_key(named[1])}: an encrypted one is not read"
    )
    return replace(problem, fix=fix)


def _plain_settings(root: Path, stack: str) -> Mapping[str, str]:
    """Return what the stack's settings file holds unencrypted, as the program of a deployment reads it."""
    file = StackTarget(stack, root, {}).settings_file
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        return {}
    settings = content.get("config") or {}
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in settings.items()
        if not (isinstance(value, dict) and "secure" in value)
    }


def _key(face: Face, named: Path | None) -> KeyFile:
    """Return the key file that was named, which has to exist, or the user's own."""
    if named is not None:
        return KeyFile(named)

    def tell(path: Path) -> None:
        face.say(f"made the key {path}: generated passwords follow from it, so keep it if they must stay the same")

    return KeyFile(state_dir() / "render.key", tell)


def _tell_left_out(face: Face, secrets: list[Object]) -> None:
    for manifest in secrets:
        face.say(f"left out: {object_label(manifest)}")


def _text(face: Face, objects: list[Object]) -> str:
    if not face.is_json:
        return to_yaml(objects)
    form: dict[str, Any] = {"apiVersion": "v1", "kind": "List", "items": objects}
    return f"{json.dumps(form, indent=2, ensure_ascii=False)}\n"


def _write(path: Path, text: str, *, private: bool) -> None:
    """Write the file in one step; one that holds Secrets can be read by its owner only.

    Raises:
        PodiumError: The file cannot be written (``P004``).
    """
    try:
        if private:
            write_private(path, text)
        else:
            temporary = path.with_name(f".{path.name}.{os.getpid()}")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)
    except OSError as error:
        why = f"the system says: {error.strerror}"
        raise PodiumError(
            Diagnostic("P004", f"cannot write '{path}'", why=why, fix="name a file in a folder that you may write to")
        ) from None
