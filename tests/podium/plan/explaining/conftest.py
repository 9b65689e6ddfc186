"""Components of the cases stand for those of the organisation."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.catalogue import registry


@pytest.fixture(autouse=True, scope="module")
def _components_of_the_cases():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parents[3] / "cases")
        patch.setattr(registry, "PACKAGE", "catalogue_of_cases")
        yield
