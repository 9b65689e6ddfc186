"""`podium import`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podium.cli.options import common
from podium.diagnostics import PodiumError
from podium.importing import ImportOptions, import_compose
from podium.importing.dotenv import read_dotenv
from podium.importing.writing import score_path, write_workloads

if TYPE_CHECKING:
    from podium.cli.face import Face
    from podium.importing import ImportResult

__all__ = ["import_"]

_PATH = click.Path(path_type=Path)


@click.group("import")
def import_() -> None:
    """Turn files of other tools into Score files."""


@import_.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=_PATH)
@click.option("-o", "--output", "folder", metavar="DIR", type=_PATH, help="Write DIR/<workload>/score.yaml.")
@click.option("--force", is_flag=True, help="Replace files that exist.")
@click.option("--service", "services", metavar="NAME", multiple=True, help="Import this service only; repeatable.")
@click.option(
    "--profile", "profiles", metavar="NAME", multiple=True, help="Activate a profile, '*' for all; repeatable."
)
@click.option("--env-file", "env_files", metavar="FILE", multiple=True, type=_PATH, help="Variables; repeatable.")
@click.option("--process-env", is_flag=True, help="Take variables from this process too; they win.")
@click.option(
    "--extensions",
    type=click.Choice(["probe-timing", "placeholders"]),
    multiple=True,
    help="Extension of Score that the result may use; repeatable.",
)
@click.option("--keep-services", is_flag=True, help="Import databases and brokers as workloads, not as resources.")
@common
@click.pass_obj
def compose(
    face: Face, /, files: tuple[Path, ...], folder: Path | None, *, force: bool, keep_services: bool, **flags: Any
) -> int:
    """Turn a Docker Compose file into a Score file for each service; several FILEs are merged as Compose does.

    Databases, brokers and stores become resources. What cannot be carried is reported with its place.
    """
    options = ImportOptions(
        services=flags["services"],
        profiles=flags["profiles"],
        variables=_variables(flags["env_files"], from_process=flags["process_env"]),
        extensions=frozenset(flags["extensions"]),
        keep_services=keep_services,
    )
    result = import_compose(files, options)
    if result.has_errors:
        face.refuse(result.diagnostics)
        return 1
    if folder is None and len(result.workloads) > 1 and not face.is_json:
        names = ", ".join(workload.service for workload in result.workloads)
        raise click.UsageError(
            f"there are several services ({names}); name a folder with `-o DIR`, or one of them with `--service`"
        )
    face.warn(result.diagnostics)
    if folder is not None:
        for path in write_workloads(result.workloads, folder, force=force):
            face.say(f"wrote {path}")
    face.data(_text(result, folder), _form(result, folder))
    return 0


def _variables(files: tuple[Path, ...], *, from_process: bool) -> dict[str, str]:
    own = dict(os.environ) if from_process else {}
    values = dict(own)
    problems = []
    for file in files:
        found, unread = read_dotenv(file, values)
        problems += unread
        values |= {name: text for name, (text, _) in found.items() if text is not None} | own
    if problems:
        raise PodiumError(*problems)
    return values


def _text(result: ImportResult, folder: Path | None) -> str:
    return "" if folder else "\n".join(workload.text for workload in result.workloads).rstrip("\n")


def _form(result: ImportResult, folder: Path | None) -> dict[str, object]:
    return {
        "workloads": [
            {
                "name": workload.name,
                "service": workload.service,
                "file": str(score_path(folder, workload)) if folder else None,
                "score": workload.text,
                "files": sorted(workload.sources),
            }
            for workload in result.workloads
        ],
        "diagnostics": [diagnostic.to_json() for diagnostic in result.diagnostics],
    }
