"""`podium graph`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podium.cli.options import environment, formatted, loading, paths
from podium.diagnostics import suggest
from podium.graph import resolve_graph
from podium.paths import project_root

if TYPE_CHECKING:
    from podium.cli.face import Face
    from podium.graph import ResourceGraph
    from podium.graph.picture import Picture
    from podium.spec.options import LoadOptions

__all__ = ["graph"]

_STDOUT = Path("-")


@click.command()
@environment
@paths
@loading
@click.option(
    "--workload", "workloads", metavar="WORKLOAD", multiple=True, help="Show only what it asks for; repeatable."
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    default="-",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="File to write; `-`, the default, is stdout.",
)
@formatted("mermaid", "dot", "svg", "html")
@click.pass_obj
def graph(  # noqa: PLR0913, PLR0917 - one argument for each option
    face: Face,
    environment: str,
    paths: tuple[Path, ...],
    options: LoadOptions,
    workloads: tuple[str, ...],
    output: Path,
) -> None:
    """Show the resources that the workloads need, and their order; also as a picture."""
    resolved = resolve_graph(project_root(), environment, paths, options)
    _check_workloads(workloads, resolved)
    text = _text(resolved, workloads, face.format)
    if output == _STDOUT:
        click.echo(text)
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as problem:
        raise click.BadParameter(f"cannot write '{output}': {problem.strerror}", param_hint="--output") from problem
    face.say(f"wrote {output}")


def _check_workloads(names: tuple[str, ...], resolved: ResourceGraph) -> None:
    known = [loaded.workload.name for loaded in resolved.workloads]
    for name in names:
        if name not in known:
            raise click.UsageError(f"no workload '{name}'; {suggest(name, known) or f'there are {len(known)}'}")


def _text(resolved: ResourceGraph, workloads: tuple[str, ...], form: str) -> str:
    from podium.graph import picture  # noqa: PLC0415 - the plain forms do not need it

    shown = picture.restricted(resolved, workloads)
    if form == "text":
        return shown.to_text()
    if form == "json":
        from pydantic_core import to_json  # noqa: PLC0415 - json is ten times slower where it indents

        return to_json(shown.to_json(), indent=2).decode()
    drawn: dict[str, Callable[[Picture], str]] = {
        "mermaid": picture.to_mermaid,
        "dot": picture.to_dot,
        "svg": picture.to_svg,
        "html": picture.to_html,
    }
    return drawn[form](picture.picture_of(resolved, workloads))
