"""What of a resource's inputs may leave Podium: plain data, without the secrets.

Whether a value is secret is said by the component's model of its inputs (``Secret[…]``), however deep it stands there.
A placeholder is never masked: it says where a value comes from, and not what it is.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

from podium.catalogue.contract import marks_secret
from podium.catalogue.registry import ComponentInfo
from podium.lock.model import SECRET
from podium.spec.placeholder import Placeholder, Template, parse_template, placeholders_in

__all__ = ["mask_written", "masked", "plain"]

_WORKLOAD = "workload"

Hide: TypeAlias = Callable[[Any], Any]
"""Gives what stands in place of a secret."""

Mask: TypeAlias = Callable[[Any, Hide], Any]
"""Hides the secrets in a value."""


def masked(component: ComponentInfo, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return params as JSON data with the secrets taken out, templates as text.

    Text beside the placeholders of a secret is taken out too, except for what a workload sets: that is secret for what
    it reads, and the rest stands in its Score file anyhow.

    Args:
        component: The component whose inputs they are.
        params: The params by public name.
    """
    hide = _hide_literals if component.resource_type == _WORKLOAD else _hide
    shown: dict[str, Any] = plain(_mask_model(component.args_type, params, hide))
    return shown


def mask_written(components: Iterable[ComponentInfo], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return params as they stand in an environment's file, with the secrets taken out.

    Args:
        components: All components that may get the params.
        params: The params, a template as its text.
    """
    shown: Any = params
    for component in components:
        shown = _mask_model(component.args_type, shown, _hide_written)
    result: dict[str, Any] = plain(shown)
    return result


def plain(value: Any) -> Any:
    """Return nested params as data that JSON can hold: templates and infinite numbers as text."""
    if isinstance(value, str | Template):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _hide(value: Any) -> Any:
    """Hide what is literal, the text in templates as well."""
    if isinstance(value, Template):
        return _without_text(value)
    return _hide_items(value, _hide)


def _hide_literals(value: Any) -> Any:
    """Hide what is literal, but not the text in templates."""
    return value if isinstance(value, Template) else _hide_items(value, _hide_literals)


def _hide_written(value: Any) -> Any:
    """Hide what is literal where templates are texts still."""
    if isinstance(value, str):
        template = parse_template(value)
        return str(_without_text(template)) if template.placeholders else SECRET
    if isinstance(value, Mapping):
        return {key: _hide_written(item) for key, item in value.items()}
    return [_hide_written(item) for item in value] if isinstance(value, list | tuple) else _hide_items(value, _hide)


def _hide_items(value: Any, hide: Hide) -> Any:
    """Hide a value as a whole; item by item if it holds references."""
    if value is None:
        return None
    if isinstance(value, Mapping) and placeholders_in(value):
        return {key: hide(item) for key, item in value.items()}
    if isinstance(value, list | tuple) and placeholders_in(value):
        return [hide(item) for item in value]
    return SECRET


def _without_text(template: Template) -> Template:
    return Template(tuple(part if isinstance(part, Placeholder) else SECRET for part in template.parts))


def _mask_model(model: type, value: Any, hide: Hide) -> Any:
    """Hide the secrets in a mapping that becomes an instance of a model."""
    if not isinstance(value, Mapping):
        return value
    masks = _masks(model)
    return {key: masks[key](item, hide) if key in masks else item for key, item in value.items()}


@functools.cache
def _masks(model: type) -> Mapping[str, Mask]:
    """Return the masks of a model's fields by name and by alias, without those that cannot hold a secret."""
    found: dict[str, Mask] = {}
    if issubclass(model, BaseModel):
        for name, field in model.model_fields.items():
            mask = _mask_of(field.annotation, field.metadata)
            found |= {key: mask for key in (name, field.alias) if key and mask}
    else:
        for name, hint in typing.get_type_hints(model, include_extras=True).items():
            mask = _mask_of(hint)
            found |= {name: mask} if mask else {}
    return found


def _mask_of(annotation: Any, metadata: Iterable[Any] = ()) -> Mask | None:
    """Return the mask for values of a type, None if it holds no secrets."""
    if any(marks_secret(entry) for entry in metadata):
        return lambda value, hide: hide(value)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _mask_of(inner[0], inner[1:])
    if _has_fields(annotation):
        # Looked into only when there is a value, for a model may hold itself.
        return functools.partial(_mask_model, annotation)
    masks = [mask for mask in map(_mask_of, inner) if mask]
    if not masks:
        return None
    is_mapping = isinstance(origin, type) and issubclass(origin, Mapping)
    apply = _through if origin in {Union, types.UnionType} else _each_value if is_mapping else _each_item
    return functools.partial(apply, masks)


def _has_fields(annotation: Any) -> bool:
    if not isinstance(annotation, type):
        return False
    is_model = issubclass(annotation, BaseModel) or typing.is_typeddict(annotation)
    return is_model or dataclasses.is_dataclass(annotation)


def _through(masks: Iterable[Mask], value: Any, hide: Hide) -> Any:
    for mask in masks:
        value = mask(value, hide)
    return value


def _each_value(masks: Iterable[Mask], value: Any, hide: Hide) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {key: _through(masks, item, hide) for key, item in value.items()}


def _each_item(masks: Iterable[Mask], value: Any, hide: Hide) -> Any:
    """Hide the secrets in the items of a list; each counts as what any of them may be."""
    return [_through(masks, item, hide) for item in value] if isinstance(value, list | tuple) else value
