"""The catalogue: what components accept and give, and which definition answers a request."""

from __future__ import annotations
