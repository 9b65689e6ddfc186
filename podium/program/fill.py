"""Filling templates: placeholders become the outputs of the components that already exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from podium.catalogue.contract import Outputs
from podium.graph.uid import ResourceUid
from podium.spec.placeholder import Placeholder, Template
from podium.spec.values import to_text

__all__ = ["fill"]


def fill(value: Any, outputs: Mapping[ResourceUid, Outputs]) -> Any:
    """Return nested params with every template replaced by what it stands for.

    A template that is one placeholder keeps the output's type; anything else becomes text. A result is a Pulumi output
    only if a part of it is one, so what is known now stays plain. Secret outputs stay secret.

    Args:
        value: Params with templates.
        outputs: Outputs of the components made so far.
    """
    if isinstance(value, Template):
        return _fill_template(value, outputs)
    if isinstance(value, Mapping):
        return {key: fill(item, outputs) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [fill(item, outputs) for item in value]
    return value


def _fill_template(template: Template, outputs: Mapping[ResourceUid, Outputs]) -> Any:
    parts = [_read(part, outputs) if isinstance(part, Placeholder) else part for part in template.parts]
    if len(parts) == 1 and not template.as_text:
        return parts[0]
    if any(isinstance(part, pulumi.Output) for part in parts):
        return pulumi.Output.all(*parts).apply(_joined)
    return _joined(parts)


def _read(placeholder: Placeholder, outputs: Mapping[ResourceUid, Outputs]) -> Any:
    _, uid, name = placeholder.path
    return outputs[ResourceUid.parse(uid)].as_mapping()[name]


def _joined(parts: list[Any]) -> str:
    return "".join(to_text(part) for part in parts)
