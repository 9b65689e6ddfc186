"""Finding components; what goes wrong is in `tests/cases/plan/components-that-cannot-be-used.case`."""

from __future__ import annotations

import pytest

from podium.catalogue import registry

MODULE = """
from podium.catalogue.contract import Args, Outputs, Secret

class ThingArgs(Args):
    size: int = 1

class ThingOutputs(Outputs):
    host: str
    key: Secret[str]

class Thing:
    resource_type, version, stateful = "thing", "1.2.3", True
    args_type, outputs_type = ThingArgs, ThingOutputs
"""

VARYING = f"""{MODULE}
    @classmethod
    def output_names(cls, params):
        return dict.fromkeys(params, True)
"""


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """Return a catalogue with three components and a private module."""
    folder = tmp_path / "catalogue_of_registry"
    folder.mkdir()
    for name in ("__init__", "_shared"):
        (folder / f"{name}.py").touch()
    (folder / "thing.py").write_text(MODULE, encoding="utf-8")
    (folder / "varying.py").write_text(VARYING, encoding="utf-8")
    (folder / "other.py").write_text("from catalogue_of_registry.thing import Thing\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(registry, "PACKAGE", folder.name)


@pytest.mark.usefixtures("catalogue")
def test_component_names_are_the_public_modules():
    """They are listed without importing one."""
    assert registry.component_names() == ["other", "thing", "varying"]


@pytest.mark.usefixtures("catalogue")
def test_a_component_describes_itself():
    """The class says what it provides, and which outputs are secret."""
    info = registry.load_component("thing")
    assert (info.name, info.resource_type, info.version, info.stateful) == ("thing", "thing", "1.2.3", True)
    assert info.output_names({}) == {"host": False, "key": True}


@pytest.mark.usefixtures("catalogue")
def test_outputs_may_follow_from_params():
    """A component that overrides `output_names` is asked for them, its subclasses too."""
    info = registry.load_component("varying")
    assert (info.has_fixed_outputs, info.output_names({"a": 1})) == (False, {"a": True})
    assert registry.load_component("thing").has_fixed_outputs


@pytest.mark.usefixtures("catalogue")
def test_an_imported_class_is_no_component_of_the_module():
    """Only what a module defines counts."""
    with pytest.raises(registry.ComponentError, match="holds 0 components"):
        registry.load_component("other")
