"""Copies of an environment for a while: a preview that has what its base has, in namespaces and hosts of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from podium.diagnostics import Diagnostic, EnvironmentFileError, Span, listed, raise_if_any
from podium.environment.files import ENVIRONMENTS
from podium.environment.lifetime import TTL
from podium.environment.load import LoadedEnvironment, environment_names, load_environment, read_environment
from podium.environment.model import Environment, EnvironmentType
from podium.lock.read import read_lock
from podium.paths import shown

__all__ = ["Clone", "clone_text", "write_clone"]

_NAME = re.compile(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?")
"""Part of namespaces and host names, with room for a workload's name beside it."""


@dataclass(frozen=True, slots=True)
class Clone:
    """What is asked for.

    Attributes:
        base: Name of the environment that is copied.
        name: Name of the copy.
        owner: Who answers for it.
        ttl: How long it lives after its last deployment, such as ``72h``.
        images: Images that it runs instead of its base's, by workload or ``workload.container``.
    """

    base: str
    name: str
    owner: str
    ttl: str
    images: Mapping[str, str] = field(default_factory=dict)


def write_clone(root: Path, clone: Clone, *, is_agreed: bool = False) -> Path:
    """Write the file of a copy; the base's lock is not copied, for what it decided is about other resources.

    Args:
        root: The project's folder.
        clone: What is asked for.
        is_agreed: Whether the base may be a production environment: the copy works on the same cluster.

    Returns:
        The file.

    Raises:
        EnvironmentFileError: The base cannot be read, the name cannot be used (``E030``) or is taken (``E031``), the
            base is ephemeral itself (``E032``) or in production (``E033``), the lifetime has another form (``E034``),
            or the file cannot be written (``E035``).
        LockError: The base's lock cannot be read.
    """
    loaded = load_environment(root, clone.base)
    base = loaded.environment
    file = root / ENVIRONMENTS / f"{clone.name}.yaml"
    raise_if_any(EnvironmentFileError, _problems(root, base, clone, is_agreed=is_agreed))
    text = clone_text(base, replace(clone, images={**_promoted(root, loaded, clone), **clone.images}))
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise EnvironmentFileError(_taken(clone.name, f"there is a file '{shown(file)}'")) from None
    except OSError as error:
        raise EnvironmentFileError(_unwritable(file, error)) from None
    return file


def _promoted(root: Path, base: LoadedEnvironment, clone: Clone) -> dict[str, str]:
    """Return the images that the base's lock has in place of those of included files: the copy includes only these."""
    lock, document = read_lock(root, clone.base), base.document
    included = {
        key: image
        for key, image in base.environment.images.items()
        if document.key_span_at(("images", key)).file != document.span.file
    }
    return {
        f"{workload.name}.{container}": image
        for workload in (lock.workloads.values() if lock else ())
        for container, image in workload.images.items()
        if workload.name not in clone.images
        and included.get(f"{workload.name}.{container}", included.get(workload.name, image)) != image
    }


def clone_text(base: Environment, clone: Clone) -> str:
    """Return the file of a copy: what it says itself; all else comes from its base, today's and tomorrow's.

    Args:
        base: The environment that is copied.
        clone: What is asked for.
    """
    stated = {"include": [f"{clone.base}.yaml"], "owner": clone.owner, "ttl": clone.ttl}
    if "{environment}" not in base.namespace:
        stated["namespace"] = _namespace(base)
    stated["domain"] = f"{clone.name}.{base.domain}"
    lines = [
        f"# A copy of '{clone.base}' for a while; `podium environment reap` takes it down when its time is up.",
        "type: ephemeral",
        *(f"{key}: {_quoted(value)}" for key, value in stated.items()),
    ]
    if clone.images:
        lines += ["images:", *(f"  {_quoted(key)}: {_quoted(image)}" for key, image in sorted(clone.images.items()))]
    return "\n".join(lines) + "\n"


def _namespace(base: Environment) -> str:
    """Return a template like the base's that gives every environment namespaces of its own."""
    return "{workload}-{environment}" if "{workload}" in base.namespace else "{environment}"


def _quoted(value: object) -> str:
    """Return a value as YAML that means nothing else: JSON is YAML too, but for what YAML does not print."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text)


def _problems(root: Path, base: Environment, clone: Clone, *, is_agreed: bool) -> Iterator[Diagnostic]:
    if not _NAME.fullmatch(clone.name):
        why = "it becomes part of namespaces and host names"
        fix = "use lower-case letters, digits and '-', a letter first, 40 characters or fewer"
        yield Diagnostic("E030", f"'{clone.name}' is no name for an environment", why=why, fix=fix)
    elif clone.name in environment_names(root):
        yield _taken(clone.name, "an environment of that name exists")
    else:
        yield from _shared_namespaces(root, base, clone)
    if base.environment_type is EnvironmentType.EPHEMERAL:
        yield _ephemeral_base(root, base)
    if base.environment_type is EnvironmentType.PRODUCTION and not is_agreed:
        why = f"the copy works on the same cluster, '{base.context}', and nothing in it is protected"
        fix = "clone another environment, or agree with `--yes`"
        yield Diagnostic("E033", f"'{base.name}' is a production environment", why=why, fix=fix)
    if not TTL.fullmatch(clone.ttl):
        message, why = f"'{clone.ttl}' is no lifetime", "a copy ends some time"
        yield Diagnostic("E034", message, why=why, fix="write hours or days, such as 72h or 7d")
    if not clone.owner.strip() or not clone.owner.isprintable():
        fix = "write `--owner NAME`, one line of text"
        yield Diagnostic("E034", "a copy needs an owner", why="somebody answers for it", fix=fix)


def _unwritable(file: Path, error: OSError) -> Diagnostic:
    why, fix = f"the system says: {error.strerror}", "let your user write to that folder"
    return Diagnostic("E035", "cannot write the environment's file", Span(shown(file)), why=why, fix=fix)


def _taken(name: str, why: str) -> Diagnostic:
    return Diagnostic("E031", f"'{name}' is taken", why=why, fix="choose another name")


def _shared_namespaces(root: Path, base: Environment, clone: Clone) -> Iterator[Diagnostic]:
    """Yield the environments that have everything in a namespace which is the copy's, too."""
    template = base.namespace if "{environment}" in base.namespace else _namespace(base)
    if "{workload}" in template:
        return
    wanted = template.format(environment=clone.name)
    others = [other for name in environment_names(root) if (other := _readable(root, name))]
    same = [other.name for other in others if other.namespace.replace("{environment}", other.name) == wanted]
    if same:
        yield _taken(clone.name, f"its namespace '{wanted}' would be that of {listed(same)}")


def _readable(root: Path, name: str) -> Environment | None:
    """Return an environment as far as it can be read; what is wrong with it is told to those who use it."""
    try:
        return read_environment(root, name).loaded.environment
    except EnvironmentFileError:
        return None


def _ephemeral_base(root: Path, base: Environment) -> Diagnostic:
    message, why = f"'{base.name}' is ephemeral itself", "when it goes, what its copies include goes with it"
    place = Span(shown(root / ENVIRONMENTS / f"{base.name}.yaml"))
    return Diagnostic("E032", message, place, why=why, fix="clone the environment that it includes")
