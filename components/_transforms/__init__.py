"""The organisation's transforms: one file each, found by name (see :mod:`podium.pod.transform`)."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any

from pydantic import Field, create_model

from podium.component import Args
from podium.pod import Transform

__all__ = ["Transforms", "chosen", "transform_types"]


def transform_types() -> dict[str, type[Transform]]:
    """Return the transform of every module of this package by the module's name, sorted.

    Raises:
        TypeError: A module does not hold exactly one transform.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    return {name: _only_transform(importlib.import_module(f"{__name__}.{name}")) for name in names}


def _only_transform(module: Any) -> type[Transform]:
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Transform) and value.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise TypeError(f"'{module.__name__}' holds {len(found)} transforms; a module is one subclass of Transform")
    return found[0]


if TYPE_CHECKING:

    class Transforms(Args):
        """The params of the transforms to apply, by name."""

else:
    # One field for each module, so that an unknown name or param is found and explained like any other input.
    Transforms = create_model(
        "Transforms",
        __base__=Args,
        __module__=__name__,
        __doc__="The params of the transforms to apply, by name.",
        **{
            name: (kind, Field(None, description=(kind.__doc__ or "").partition("\n")[0]))
            for name, kind in transform_types().items()
        },
    )


def chosen(transforms: Transforms) -> list[Transform]:
    """Return the transforms to apply, with their params, sorted by name."""
    values = [getattr(transforms, name) for name in sorted(type(transforms).model_fields)]
    return [value for value in values if value is not None]
