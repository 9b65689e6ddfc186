"""The images that components run besides the workloads' own: exact tags, raised on purpose and never by themselves."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator

__all__ = ["POSTGRES_USER_ID", "VALKEY_IMAGE", "VALKEY_USER_ID", "PostgresVersion", "postgres_image"]

_POSTGRES_RELEASES: Final = {"14": "14.23", "15": "15.18", "16": "16.14", "17": "17.10", "18": "18.4"}

POSTGRES_USER_ID: Final = 999
"""User of the official PostgreSQL image on Debian."""

VALKEY_IMAGE: Final = "docker.io/valkey/valkey:8.1.10"
"""Valkey, the BSD-licensed continuation of Redis 7.2; later Redis versions are not under a permissive licence."""

VALKEY_USER_ID: Final = 999
"""User of the official Valkey image on Debian."""


def _check_postgres_version(version: str | int) -> str:
    wanted = str(version)
    if wanted not in _POSTGRES_RELEASES:
        raise ValueError(f"'{wanted}' is not a PostgreSQL version; known are {', '.join(_POSTGRES_RELEASES)}")
    return wanted


PostgresVersion: TypeAlias = Annotated[str | int, AfterValidator(_check_postgres_version)]
"""A major version of PostgreSQL; text after validation."""


def postgres_image(version: str | int) -> str:
    """Return the image of a PostgreSQL version, server and client programs both.

    Args:
        version: Major version, such as ``17``.

    Raises:
        ValueError: The version is not known.
    """
    return f"docker.io/library/postgres:{_POSTGRES_RELEASES[_check_postgres_version(version)]}-bookworm"
