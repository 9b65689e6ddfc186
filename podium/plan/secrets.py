"""Keeping secrets apart: what of a workload's params must go into a Kubernetes Secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from podium.spec.placeholder import Placeholder, Template, placeholders_in

__all__ = ["separate_secrets"]

IsSecret = Callable[[Placeholder], bool]


def separate_secrets(containers: Mapping[str, Any], is_secret: IsSecret) -> dict[str, Any]:
    """Return the containers with secret variables and files marked as such.

    A variable or file that reads at least one secret output is secret as a whole, so text and secrets may be mixed.

    Args:
        containers: Params of the containers by name.
        is_secret: Whether a placeholder reads a secret output.
    """
    return {name: _container(container, is_secret) for name, container in containers.items()}


def _container(container: Mapping[str, Any], is_secret: IsSecret) -> dict[str, Any]:
    variables = container.get("variables", {})
    secret = {key for key, value in variables.items() if _reads_secret(value, is_secret)}
    return {
        **container,
        "variables": {key: _as_text(value) for key, value in variables.items() if key not in secret},
        "secret_variables": {key: _as_text(value) for key, value in variables.items() if key in secret},
        "files": {target: _file(file, is_secret) for target, file in container.get("files", {}).items()},
    }


def _file(file: Mapping[str, Any], is_secret: IsSecret) -> dict[str, Any]:
    if "content" not in file:
        return dict(file)
    return {**file, "content": _as_text(file["content"]), "secret": _reads_secret(file["content"], is_secret)}


def _reads_secret(value: Any, is_secret: IsSecret) -> bool:
    return any(is_secret(placeholder) for placeholder in placeholders_in(value))


def _as_text(value: Any) -> Any:
    return Template(value.parts, as_text=True) if isinstance(value, Template) else value
