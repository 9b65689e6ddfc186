"""Pinned images."""

from __future__ import annotations

import pytest

from podium.images import VALKEY_IMAGE, postgres_image


@pytest.mark.parametrize("version", [14, 15, 16, 17, 18])
def test_versions_are_exact_tags(version):
    """A major version as number or text is the same exact image."""
    image = postgres_image(version)
    assert image == postgres_image(str(version))
    assert image.startswith(f"docker.io/library/postgres:{version}.")


def test_valkey_is_an_exact_tag():
    """Three numbers, so the image never changes by itself."""
    assert VALKEY_IMAGE.rpartition(":")[2].count(".") == 2


def test_unknown_versions_are_refused():
    """The message lists what there is."""
    with pytest.raises(ValueError, match="'13' is not a PostgreSQL version; known are 14, 15, 16, 17, 18"):
        postgres_image(13)
