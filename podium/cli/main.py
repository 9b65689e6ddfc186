"""The command `podium`: its verbs, its exit codes, and what happens when something goes wrong."""

from __future__ import annotations

import importlib
import itertools
import keyword
import os
import sys
from typing import TYPE_CHECKING

import click

from podium.cli.face import Face
from podium.diagnostics import Diagnostic, GuardError, PodiumError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main", "podium"]

EXIT_DIAGNOSTICS = 1
EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_BUG = 70
EXIT_INTERRUPTED = 130

_COMMANDS = {
    "component": ("podium.cli.component", "List components, compare their versions, release them."),
    "destroy": ("podium.cli.deploy", "Take down what `up` made."),
    "diff": ("podium.cli.diff", "Show how two locks differ, or a lock and the files."),
    "environment": ("podium.cli.environment", "List, clone and reap environments."),
    "explain": ("podium.cli.explain", "Tell why a resource is what it is, and what would change it."),
    "graph": ("podium.cli.graph", "Show the resources that the workloads need, and their order."),
    "import": ("podium.cli.import_", "Turn files of other tools into Score files."),
    "impact": ("podium.cli.impact", "List what a version of a component affects, from the locks."),
    "lint": ("podium.cli.lint", "Find what is wrong with environments before anybody asks."),
    "lock": ("podium.cli.lock", "Write down what was decided for an environment."),
    "plan": ("podium.cli.plan", "Show what an environment would run, without engine or cluster."),
    "preview": ("podium.cli.deploy", "Show what `up` would change."),
    "promote": ("podium.cli.promote", "Let one environment run what another one has locked."),
    "render": ("podium.cli.render", "Print plain Kubernetes manifests, without engine or cluster."),
    "sandbox": ("podium.cli.sandbox", "A real Kubernetes API on this machine."),
    "schema": ("podium.cli.schema", "Print the JSON Schema of Score files, for editors."),
    "status": ("podium.cli.status", "Show what runs, whether it is ready and where it answers."),
    "types": ("podium.cli.types", "Show what claims may ask for, and what answers."),
    "up": ("podium.cli.deploy", "Make an environment run the workloads."),
    "validate": ("podium.cli.validate", "Check Score files."),
    "version": ("podium.cli.version", "Show versions."),
}


class _Verbs(click.Group):
    """A group that imports a verb's module only when the verb is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        attribute = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command = getattr(importlib.import_module(_COMMANDS[cmd_name][0]), attribute)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in sorted(_COMMANDS.items())])


def _show_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from podium.cli.version import podium_version  # noqa: PLC0415 - reading package metadata takes a while

        click.echo(f"podium {podium_version()}")
        context.exit()


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version."
)
def podium() -> None:
    """Turn a Score file into running infrastructure."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process.

    Exit codes: 0 done, 1 diagnostics, 2 wrong usage, 3 refused because data would be lost, 70 a bug in
    Podium, 130 stopped by Ctrl-C.

    Args:
        arguments: The words after `podium`; by default those of the process.
    """
    sys.exit(_run(list(sys.argv[1:] if arguments is None else arguments)))


def _run(arguments: list[str]) -> int:
    # Podium uses no plugin of pydantic, and the search for them reads the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    face = Face()
    try:
        code = podium.main(arguments, prog_name="podium", obj=face, standalone_mode=False)
    except click.UsageError as error:
        return _misused(error, face, arguments)
    except (click.Abort, KeyboardInterrupt):
        face.say("stopped")
        return EXIT_INTERRUPTED
    except PodiumError as error:
        return _refused(error, face)
    except Exception as error:
        return _crashed(error, face)
    return code if isinstance(code, int) else 0


def _refused(error: PodiumError, face: Face) -> int:
    face.refuse(error.diagnostics)
    # Compared by name, because the class lives in the engine's layer, which most commands never load.
    if type(error).__name__ == "InterruptedRunError":
        return EXIT_INTERRUPTED
    return EXIT_REFUSED if isinstance(error, GuardError) else EXIT_DIAGNOSTICS


def _misused(error: click.UsageError, face: Face, arguments: Sequence[str]) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return EXIT_USAGE
    command = error.ctx.command_path if error.ctx else "podium"
    # The option may come after the mistake, where click has not read it yet.
    if "--format=json" in arguments or ("--format", "json") in itertools.pairwise(arguments):
        face.format = "json"
    message = error.format_message()
    lowered = message[:1].lower() + message[1:].rstrip(".")
    face.refuse([Diagnostic("U001", lowered, fix=f"see `{command} --help`")])
    return EXIT_USAGE


def _crashed(error: Exception, face: Face) -> int:
    from podium.cli.crash import report  # noqa: PLC0415 - no command that works needs it

    face.refuse([report(error)])
    return EXIT_BUG
