from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

Podium = Callable[..., Any]

ENVIRONMENT = """
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  dns: {match: {type: dns}, component: dns}
"""
SCORE = """
apiVersion: score.dev/v1b1
metadata: {name: NAME}
containers: {main: {image: x}}
resources: {zone: {type: dns}}
"""


@pytest.fixture
def shop(project: Path) -> Path:
    """A project with two workloads."""
    (project / "stacks/environments/dev.yaml").write_text(ENVIRONMENT)
    for name in ("shop", "cart"):
        (project / "workloads" / name).mkdir(parents=True)
        (project / "workloads" / name / "score.yaml").write_text(SCORE.replace("NAME", name))
    return project


def test_a_graph_is_of_the_environment_or_of_the_paths(podium: Podium, shop: Path) -> None:
    """As text and as data, with overrides."""
    whole, part = podium("graph", "-e", "dev"), podium("graph", "-e", "dev", "workloads/cart")
    assert "workload.default#shop  <- workload (service)" in whole.stdout
    assert "shop" not in part.stdout
    override = ("--override-property", "resources.zone.id=main")
    nodes = podium("graph", "-e", "dev", "--format", "json", *override).json["nodes"]
    assert "dns.default#main" in [node["uid"] for node in nodes]


@pytest.mark.parametrize(
    ("form", "begin"),
    [("mermaid", "%% dev"), ("dot", "digraph"), ("svg", "<svg"), ("html", "<!doctype html>")],
)
def test_pictures_go_to_stdout_or_to_a_file(podium: Podium, shop: Path, form: str, begin: str) -> None:
    """The same bytes, with a newline at the end."""
    shown = podium("graph", "-e", "dev", "--format", form)
    assert shown.stdout.startswith(begin)
    told = podium("graph", "-e", "dev", "--format", form, "--output", "picture")
    assert (shop / "picture").read_text() == shown.stdout
    assert (told.stdout, told.stderr) == ("", "wrote picture\n")


def test_a_workload_is_shown_alone(podium: Podium, shop: Path) -> None:
    """In every form; a name that is nothing is wrong usage."""
    text = podium("graph", "-e", "dev", "--workload", "cart").stdout
    assert "cart" in text
    assert "shop" not in text
    drawn = podium("graph", "-e", "dev", "--workload", "cart", "--workload", "shop", "--format", "svg").stdout
    assert len([group for group in ET.fromstring(drawn).iter() if "box" in group.get("class", "")]) == 5
    wrong = podium("graph", "-e", "dev", "--workload", "cat")
    assert wrong.code == 2
    assert "no workload 'cat'; did you mean 'cart'?" in wrong.stderr


def test_a_file_that_cannot_be_written_is_told(podium: Podium, shop: Path) -> None:
    """Without a traceback."""
    told = podium("graph", "-e", "dev", "--output", "nowhere/picture")
    assert told.code == 2
    assert "cannot write 'nowhere/picture': No such file or directory" in told.stderr
