"""Pinned images."""

from __future__ import annotations

import re

import pytest

from podium import images
from podium.images import mongodb_image, mysql_image, postgres_image

FIXED = sorted(name for name in images.__all__ if name.endswith("_IMAGE"))


@pytest.mark.parametrize("version", [14, 15, 16, 17, 18])
def test_versions_are_exact_tags(version):
    """A major version as number or text is the same exact image."""
    image = postgres_image(version)
    assert image == postgres_image(str(version))
    assert image.startswith(f"docker.io/library/postgres:{version}.")


@pytest.mark.parametrize(
    ("image", "same"), [(mysql_image(8), mysql_image("8.4")), (mongodb_image(8), mongodb_image("8.0"))]
)
def test_long_and_short_versions_are_one_image(image, same):
    """A major version means the one with long-term support, to the last number."""
    assert image == same
    assert image.rpartition(":")[2].count(".") == 2


@pytest.mark.parametrize("name", FIXED)
def test_images_name_registry_and_exact_version(name):
    """Nothing depends on a node's default registry, and no tag moves."""
    registry, _, rest = getattr(images, name).partition("/")
    tag = rest.rpartition(":")[2]
    assert "." in registry
    assert re.fullmatch(r"v?\d+\.\d+\.\d+|2022-CU\d+-ubuntu-22\.04", tag)


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (lambda: postgres_image(13), "'13' is not a PostgreSQL version; known are 14, 15, 16, 17, 18"),
        (lambda: mysql_image("5.7"), "'5.7' is not a MySQL version; known are 8, 8.4"),
        (lambda: mongodb_image(4), "'4' is not a MongoDB version; known are 8, 8.0"),
    ],
)
def test_unknown_versions_are_refused(image, message):
    """The message lists what there is."""
    with pytest.raises(ValueError, match=message):
        image()
