"""Finding transforms by name, and checking what an environment says about them."""

from __future__ import annotations

import types

import pytest
from pydantic import ValidationError

from components import _transforms
from components._transforms import Transforms, chosen, transform_types
from podium.diagnostics import Span
from podium.pod import Transform
from podium.spec.validation import args_problems


def test_every_module_is_a_transform():
    """A new file is offered without being listed anywhere; each says what it does."""
    assert sorted(transform_types()) == ["manifests", "network_policy", "pod_settings"]
    assert all(kind.__doc__ for kind in transform_types().values())


def test_transforms_are_applied_by_name():
    """The order in which an environment writes them does not count."""
    given = Transforms.model_validate({"pod_settings": {}, "network_policy": {"allow": []}})
    assert [type(transform).__name__ for transform in chosen(given)] == ["NetworkPolicy", "PodSettings"]
    assert chosen(Transforms()) == []


def problems(given):
    """Return message and fix of everything that is wrong with the params of transforms."""
    with pytest.raises(ValidationError) as caught:
        Transforms.model_validate(given)
    return [(d.message, d.fix) for d in args_problems(caught.value, Transforms, lambda _: Span("e.yaml"), "")]


@pytest.mark.parametrize(
    ("given", "message", "fix"),
    [
        ({"pod_setings": {}}, "unknown key 'pod_setings' in the params", "did you mean 'pod_settings'?"),
        (
            {"pod_settings": {"node_selectors": {}}},
            "unknown key 'node_selectors' in pod_settings",
            "did you mean 'node_selector'?",
        ),
        (
            {"pod_settings": {"tolerations": [{"effect": "NoRun"}]}},
            "pod_settings.tolerations[0].effect cannot be 'NoRun'",
            "use 'NoSchedule', 'PreferNoSchedule' or 'NoExecute'",
        ),
        ({"network_policy": None}, "network_policy is empty", "give it a value or remove the line"),
        ({"network_policy": {}}, "'allow' is missing in network_policy", "add 'allow:'"),
    ],
)
def test_mistakes_are_explained(given, message, fix):
    """Unknown names and params are told like any other input, with suggestions."""
    assert problems(given) == [(message, fix)]


@pytest.mark.parametrize("count", [0, 2])
def test_module_must_be_one_transform(monkeypatch, count):
    """Whoever writes a transform hears about it at once."""
    module = types.ModuleType("components._transforms.broken")
    for index in range(count):
        setattr(module, f"T{index}", type(f"T{index}", (Transform,), {"__module__": module.__name__}))
    monkeypatch.setattr(_transforms.pkgutil, "iter_modules", lambda _: [types.SimpleNamespace(name="broken")])
    monkeypatch.setattr(_transforms.importlib, "import_module", lambda _: module)
    with pytest.raises(TypeError, match=f"holds {count} transforms"):
        transform_types()
