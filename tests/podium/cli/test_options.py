from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from podium.cli.options import load_options, parsed_images
from podium.spec.options import OverridesFile, PropertyOverride

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
        (("s=a\n:1",), r"`--image` holds what no image's name does: 's=a\n:1'", "files and objects would hold it"),
        (("a\udcff",), r"`--image` holds what no image's name does: 'a\udcff'", "it is no text"),
    ],
)
def test_senseless_images_are_misuse(flags: tuple[str, ...], message: str, reason: str) -> None:
    """Before anything is read."""
    with pytest.raises(click.UsageError) as misuse:
        parsed_images(flags)
    assert message == misuse.value.message, reason


@pytest.mark.parametrize(
    ("flag", "expected", "reason"),
    [
        ("over.yaml", ("", "over.yaml"), "for every workload"),
        ("web=over.yaml", ("web", "over.yaml"), "for one"),
        ("./web=over.yaml", ("", "./web=over.yaml"), "a file may have `=` in its name"),
        ("a=b=c.yaml", ("", "a=b=c.yaml"), "one letter is no workload's name"),
    ],
)
def test_overrides_files_are_for_all_or_by_workload(flag: str, expected: tuple[str, str], reason: str) -> None:
    """What stands before `=` is a workload if it can be one."""
    assert load_options((flag,)).overrides == (OverridesFile(Path(expected[1]), expected[0]),), reason


@pytest.mark.parametrize(
    ("flag", "expected", "reason"),
    [
        ("a.b=c", ("", "a.b", "c"), "for every workload"),
        ("web:a.b=c", ("web", "a.b", "c"), "for one"),
        ("a.b=", ("", "a.b", ""), "deletes"),
        ("a.b=x=y:z", ("", "a.b", "x=y:z"), "the value is all that follows"),
        ("a.x:y=1", ("", "a.x:y", "1"), "a dotted path names no workload"),
        ("web:a:b=1", ("web", "a:b", "1"), "only the first part does"),
    ],
)
def test_properties_are_for_all_or_by_workload(flag: str, expected: tuple[str, str, str], reason: str) -> None:
    """What stands before `:` is a workload if it can be one."""
    workload, path, value = expected
    assert load_options((), (flag,)).properties == (PropertyOverride(path, value, workload),), reason


@pytest.mark.parametrize("flags", [(("web=",), ()), (("",), ()), ((), ("a.b",)), ((), ("=x",)), ((), ("web:=x",))])
def test_senseless_overrides_are_misuse(flags: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    """Before anything is read."""
    with pytest.raises(click.UsageError, match="is not of the form"):
        load_options(*flags)


def test_a_folder_of_sources_must_exist(podium: Podium) -> None:
    """A wrong one would allow nothing and say nothing."""
    said = podium("validate", "x.yaml", "--allow-sources", "nowhere")
    assert (said.code, "Directory 'nowhere' does not exist" in said.stderr) == (2, True)


@pytest.mark.parametrize("verb", ["validate", "graph", "plan", "preview", "up"])
def test_every_verb_that_reads_score_files_takes_overrides(podium: Podium, verb: str) -> None:
    """And says so in its help."""
    text = podium(verb, "--help").stdout
    for option in ("--overrides-file", "--override-property", "--allow-sources"):
        assert option in text


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


def test_a_command_may_offer_further_forms_of_its_data(podium: Podium) -> None:
    """Every command offers two."""
    assert "[text|json|markdown]" in podium("diff", "--help").stdout
    assert "[text|json]" in podium("validate", "--help").stdout
