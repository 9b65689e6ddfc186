"""The identity of a resource: ``type.class#id``."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from podium.environment.model import DEFAULT_CLASS

__all__ = ["ResourceUid"]

_OBJECT_NAME_LIMIT = 48
_UID = re.compile(r"([^.#]+)\.([^.#]+)#(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class ResourceUid:
    """Identity of a resource; the same uid anywhere in an environment is the same instance. Uids sort as their texts.

    Source: score-go, ``framework/resource_uid.go``.

    Attributes:
        resource_type: Its type.
        resource_class: Its class.
        id: Its id.
        text: The three as one text, ``type.class#id``.
    """

    resource_type: str = field(compare=False)
    resource_class: str = field(compare=False)
    id: str = field(compare=False)
    text: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", f"{self.resource_type}.{self.resource_class}#{self.id}")

    def __str__(self) -> str:
        return self.text

    def __hash__(self) -> int:
        return hash(self.text)  # a text keeps its hash; graphs look uids up all the time

    @classmethod
    def of(cls, resource_type: str, resource_id: str, resource_class: str | None = None) -> ResourceUid:
        """Return the uid with the default class where none is given."""
        return cls(resource_type, resource_class or DEFAULT_CLASS, resource_id)

    @classmethod
    def parse(cls, text: str) -> ResourceUid:
        """Return the uid that ``str()`` wrote.

        Raises:
            ValueError: The text has another form.
        """
        found = _UID.fullmatch(text)
        if not found:
            raise ValueError(f"'{text}' is not of the form type.class#id")
        return cls(*found.groups())

    @property
    def object_name(self) -> str:
        """A DNS label for objects in the cluster, at most 48 characters, different for every uid.

        The id is readable in it; a hash of the whole uid keeps ids apart that look alike once dots are gone.
        """
        digest = hashlib.sha256(str(self).encode()).hexdigest()[:6]
        slug = re.sub(r"[^a-z0-9]+", "-", self.id.lower()).strip("-")
        if not slug[:1].isalpha():
            slug = f"r-{slug}"
        return f"{slug[: _OBJECT_NAME_LIMIT - 7].rstrip('-')}-{digest}"
