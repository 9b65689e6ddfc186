"""Why a resource is what it is: who asks, which definition wins, where params come from, what would change it."""

from __future__ import annotations

from podium.plan.explaining.explain import explain
from podium.plan.explaining.find import find_resource
from podium.plan.explaining.model import Explanation
from podium.plan.explaining.text import to_text

__all__ = ["Explanation", "explain", "find_resource", "to_text"]
