"""Environments that are for a while: when each ends, and taking down those whose time is up."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podium.cli.progress import observing
from podium.cli.site import open_site
from podium.diagnostics import Diagnostic, EnvironmentFileError, PodiumError, SandboxError, Span
from podium.engine.operations import InterruptedRunError, Operation, run
from podium.engine.removal import remove_stack
from podium.engine.stack import exported_state
from podium.environment import Environment, EnvironmentType, load_environment
from podium.environment.files import ENVIRONMENTS
from podium.environment.lifetime import deployed_at, expires_at
from podium.environment.load import environment_names
from podium.lock.read import lock_file
from podium.paths import shown

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["Standing", "is_ephemeral", "readable_environments", "reap_all", "standing"]

_MINUTES = "%Y-%m-%d %H:%M UTC"


@dataclass(frozen=True, slots=True)
class Standing:
    """An environment and, if it is ephemeral, when it ends.

    Attributes:
        environment: The environment.
        deployed: When it was last deployed; None if it is not, or if that is not known.
        is_known: Whether the state of its stack could be looked at.
    """

    environment: Environment
    deployed: datetime.datetime | None = None
    is_known: bool = True

    @property
    def expires(self) -> datetime.datetime | None:
        """When it expires."""
        return expires_at(self.deployed, self.environment.ttl)

    def life(self, moment: datetime.datetime) -> str:
        """Return ``live``, ``expired``, ``not deployed`` or ``unknown``; nothing for what never ends."""
        if not is_ephemeral(self.environment):
            return ""
        if not self.is_known:
            return "unknown"
        if self.expires is None:
            return "not deployed"
        return "expired" if self.expires <= moment else "live"

    def told(self, moment: datetime.datetime) -> str:
        """Return the same for people, with the time."""
        life = self.life(moment)
        if not self.is_known:
            return f"{life}, the sandbox sleeps"
        if self.expires is None:
            return life
        return f"{'expires' if life == 'live' else life} {self.expires.strftime(_MINUTES)}"

    def to_json(self, moment: datetime.datetime) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "name": self.environment.name,
            "type": str(self.environment.environment_type),
            "owner": self.environment.owner,
            "ttl": self.environment.ttl,
            "deployed": self.deployed.isoformat() if self.deployed else None,
            "expires": self.expires.isoformat() if self.expires else None,
            "life": self.life(moment) or None,
        }


def is_ephemeral(environment: Environment) -> bool:
    """Return whether an environment is for a while."""
    return environment.environment_type is EnvironmentType.EPHEMERAL


def readable_environments(root: Path, face: Face) -> list[Environment]:
    """Return the project's environments by name; what is wrong with others is shown, and keeps nobody up."""
    found = []
    for name in environment_names(root):
        try:
            found.append(load_environment(root, name).environment)
        except EnvironmentFileError as problem:
            face.warn(problem.diagnostics)
    return found


def standing(root: Path, environment: Environment, face: Face, *, starts_sandbox: bool = False) -> Standing:
    """Return where an environment stands; the clock of an ephemeral one is in the state of its stack.

    Args:
        root: The project's folder.
        environment: The environment.
        face: Told what takes long.
        starts_sandbox: Whether a sandbox that sleeps is started, or the state is not known.
    """
    if not is_ephemeral(environment):
        return Standing(environment)
    try:
        site = open_site(root, environment, face, starts_sandbox=starts_sandbox)
    except SandboxError:
        return Standing(environment, is_known=False)
    return Standing(environment, deployed_at(exported_state(site.target)))


def reap_all(
    root: Path, expired: Iterable[Environment], face: Face, *, remove: bool
) -> tuple[list[str], list[Diagnostic]]:
    """Take down one environment after the other; one that fails does not keep the others up.

    Args:
        root: The project's folder.
        expired: The environments.
        face: Told of each.
        remove: Whether its file and its lock go too.

    Returns:
        The names of those that are gone, and why others, or files of these, are not.

    Raises:
        InterruptedRunError: The user stopped it.
    """
    reaped: list[str] = []
    problems: list[Diagnostic] = []
    for environment in expired:
        try:
            _reap(root, environment, face)
        except InterruptedRunError:
            raise
        except PodiumError as problem:
            face.say(f"{environment.name}: not taken down")
            face.warn(problem.diagnostics)
            problems += problem.diagnostics
        else:
            reaped.append(environment.name)
            face.say(f"{environment.name}: taken down")
            left = list(_left_files(root, environment)) if remove else []
            face.warn(left)
            problems += left
    return reaped, problems


def _reap(root: Path, environment: Environment, face: Face) -> None:
    site = open_site(root, environment, face)
    with observing(face, Operation.DESTROY) as observer:
        run(Operation.DESTROY, site.target, _nothing, observer=observer)
    remove_stack(site.target)


def _left_files(root: Path, environment: Environment) -> Iterator[Diagnostic]:
    """Remove the files of an environment, and yield why one cannot be removed (``E036``)."""
    for file in (lock_file(root, environment.name), root / ENVIRONMENTS / f"{environment.name}.yaml"):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            why, fix = f"the system says: {error.strerror}", "nothing runs there any more; remove it by hand"
            message = "cannot remove a file of the environment"
            yield Diagnostic("E036", message, Span(shown(file)), why=why, fix=fix)


def _nothing() -> None:
    """Create nothing: taking down works on the state."""
