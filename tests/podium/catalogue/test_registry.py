"""Finding components; what goes wrong is in `tests/cases/plan/components-that-cannot-be-used.case`."""

from __future__ import annotations

import pytest

from podium.catalogue import registry
from podium.catalogue.contract import Lifecycle
from podium.diagnostics import ComponentError, Span
from tests.podium.catalogue.shelf import Shelf

VARYING = """
    @classmethod
    def output_names(cls, params):
        return dict.fromkeys(params, True)
"""


@pytest.fixture
def shelf(tmp_path, monkeypatch) -> Shelf:
    """Return a catalogue with a private module, an import of a component, and two components."""
    made = Shelf.at(tmp_path, monkeypatch)
    made.put("thing", "1.2.3")
    made.put("varying", "1.0.0", more=VARYING)
    made.write("_shared", "")
    made.write("other", f"from {made.package}.thing import Thing\n")
    return made


def refused(name: str) -> list[str]:
    """Return what is wrong with a component, with its codes."""
    with pytest.raises(ComponentError) as caught:
        registry.load_versions(name, Span("dev.yaml", 3, 4))
    assert {problem.span for problem in caught.value.diagnostics} == {Span("dev.yaml", 3, 4)}
    return [f"{problem.code} {problem.message}" for problem in caught.value.diagnostics]


@pytest.mark.usefixtures("shelf")
def test_component_names_are_the_public_modules():
    """They are listed without importing one."""
    assert registry.component_names() == ["other", "thing", "varying"]


@pytest.mark.usefixtures("shelf")
def test_a_component_describes_itself():
    """The class says what it provides, and which outputs are secret."""
    (info,) = registry.load_versions("thing")
    assert (info.name, info.module, info.resource_type) == ("thing", "thing", "thing")
    assert (info.version, info.lifecycle, info.stateful) == ("1.2.3", Lifecycle.DEFAULT, True)
    assert info.output_names({}) == {"host": False, "key": True}


@pytest.mark.usefixtures("shelf")
def test_outputs_may_follow_from_params():
    """A component that overrides `output_names` is asked for them, its subclasses too."""
    (info,) = registry.load_versions("varying")
    assert (info.has_fixed_outputs, info.output_names({"a": 1})) == (False, {"a": True})
    assert registry.load_versions("thing")[0].has_fixed_outputs


@pytest.mark.usefixtures("shelf")
def test_an_imported_class_is_no_component_of_the_module():
    """Only what a module defines counts."""
    assert refused("other") == ["C003 component module 'other' holds 0 components"]


def test_major_versions_live_side_by_side(shelf):
    """Their modules are one component, whose versions are sorted as numbers."""
    shelf.put("thing_v2", "2.10.0", lifecycle="proposed")
    shelf.put("thing_v10", "10.0.0")
    found = registry.load_versions("thing")
    assert [(each.name, each.module, each.version) for each in found] == [
        ("thing", "thing", "1.2.3"),
        ("thing", "thing_v2", "2.10.0"),
        ("thing", "thing_v10", "10.0.0"),
    ]
    assert registry.component_names() == ["other", "thing", "varying"]
    assert registry.component_modules() == ["other", "thing", "thing_v10", "thing_v2", "varying"]


def test_only_the_versions_of_one_component_are_imported(shelf):
    """Another component may be broken."""
    shelf.write("thing_video", "raise RuntimeError\n")
    assert len(registry.load_versions("thing")) == 1


def test_a_suffix_is_the_major_version(shelf):
    """And each major version is there once; all of it is told at once."""
    shelf.put("thing_v1", "1.0.0")
    shelf.put("thing_v3", "2.0.0")
    shelf.put("thing_v4", "4.0")
    assert refused("thing") == [
        "C009 component module 'thing_v3' has version 2.0.0",
        "C009 component module 'thing_v4' has version '4.0'",
        "C009 component modules 'thing' and 'thing_v1' are both major version 1",
    ]


def test_an_unknown_component_is_told_with_the_nearest(shelf):
    """A suffix is not part of a name."""
    shelf.put("thing_v2", "2.0.0")
    assert refused("thing_v2") == ["C001 no component 'thing_v2'"]


def test_the_folder_is_that_of_the_package(shelf):
    """Releases are kept there."""
    assert registry.component_folder() == shelf.folder
