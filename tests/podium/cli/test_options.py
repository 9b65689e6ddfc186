from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from podium.cli.options import parsed_images

Podium = Callable[..., Any]


@pytest.mark.parametrize(
    ("flags", "images", "reason"),
    [
        ((), {}, "none given"),
        (("shop:1",), {"": "shop:1"}, "one for all workloads"),
        (("shop=shop:1", "cart=cart:2"), {"shop": "shop:1", "cart": "cart:2"}, "one for each"),
        (("shop=reg:5000/shop@sha256:ab",), {"shop": "reg:5000/shop@sha256:ab"}, "ports and digests are part of it"),
        (("a:1", "a:1"), {"": "a:1"}, "the same twice is no contradiction"),
    ],
)
def test_images_are_given_for_all_or_by_workload(
    flags: tuple[str, ...], images: Mapping[str, str], reason: str
) -> None:
    """An image reference never holds `=`."""
    assert images == parsed_images(flags), reason


@pytest.mark.parametrize(
    ("flags", "message", "reason"),
    [
        (("=x:1",), "'=x:1' is not of the form IMAGE or WORKLOAD=IMAGE", "no workload"),
        (("shop=",), "'shop=' is not of the form IMAGE or WORKLOAD=IMAGE", "no image"),
        (("a:1", "b:1"), "`--image` is given twice for all workloads", "which one?"),
        (("s=a:1", "s=b:1"), "`--image` is given twice for workload 's'", "which one?"),
    ],
)
def test_senseless_images_are_misuse(flags: tuple[str, ...], message: str, reason: str) -> None:
    """Before anything is read."""
    with pytest.raises(click.UsageError) as misuse:
        parsed_images(flags)
    assert message == misuse.value.message, reason


def test_a_missing_environment_names_those_that_exist(project: Path, podium: Podium) -> None:
    """The user picks one instead of looking for the files."""
    for name in ("prod", "dev"):
        (project / "stacks/environments" / f"{name}.yaml").touch()
    said = podium("plan")
    assert (said.code, "say which environment with `-e ENV`; there are: dev, prod" in said.stderr) == (2, True)


def test_outside_a_project_no_environment_is_named(
    podium: Podium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is none to name."""
    monkeypatch.chdir(tmp_path)
    assert "say which environment with `-e ENV`\n" in podium("plan").stderr
