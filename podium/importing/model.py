"""The Compose file as types: what is carried into Score, and the form of it.

Source: Compose Specification, ``schema/compose-spec.json``. Keys that are not carried are known by name only
(:mod:`podium.importing.unsupported`). No package that ships the schema is both maintained and typed, and its messages
would have no place in the file; so the part that is read is written down here.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict

__all__ = ["ComposeFile", "Deploy", "Service"]

Scalar: TypeAlias = str | int | float | bool | None
Words: TypeAlias = str | list[str] | None
Number: TypeAlias = int | float | str | None
Truth: TypeAlias = bool | str | None


class _Open(BaseModel):
    """Keys beyond the fields are looked at by name elsewhere."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, defer_build=True)


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class EnvFile(_Closed):
    """An entry of ``env_file`` in its long form."""

    path: str
    required: Truth = None
    format: str | None = None


class LongPort(_Closed):
    """An entry of ``ports`` in its long form."""

    target: int | str
    published: int | str | None = None
    host_ip: str | None = None
    protocol: str | None = None
    app_protocol: str | None = None
    name: str | None = None
    mode: str | None = None


class LongVolume(_Closed):
    """An entry of ``volumes`` in its long form."""

    type: str
    source: str | None = None
    target: str | None = None
    read_only: Truth = None
    consistency: str | None = None
    bind: dict[str, Any] | None = None
    volume: dict[str, Any] | None = None
    tmpfs: dict[str, Any] | None = None
    image: dict[str, Any] | None = None


class Grant(_Closed):
    """An entry of ``configs`` or ``secrets`` of a service in its long form."""

    source: str
    target: str | None = None
    uid: Number = None
    gid: Number = None
    mode: Number = None


class Healthcheck(_Closed):
    """How Docker asks whether a container is healthy."""

    test: Words = None
    disable: Truth = None
    interval: str | None = None
    timeout: str | None = None
    retries: Number = None
    start_period: str | None = None
    start_interval: str | None = None


class Dependency(_Closed):
    """An entry of ``depends_on``."""

    condition: str | None = None
    required: bool | None = None
    restart: Truth = None


class Quantities(_Open):
    """Limits or reservations of ``deploy.resources``."""

    cpus: Number = None
    memory: str | int | None = None


class DeployResources(_Closed):
    """What a container may use and what it is given."""

    limits: Quantities | None = None
    reservations: Quantities | None = None


class Deploy(_Open):
    """How a service is deployed."""

    resources: DeployResources | None = None
    labels: dict[str, Scalar] | list[str] | None = None


class Service(_Open):
    """One service, in its canonical form."""

    image: str | None = None
    build: dict[str, Any] | None = None
    command: Words = None
    entrypoint: Words = None
    environment: dict[str, Scalar] | None = None
    env_file: str | list[str | EnvFile] | None = None
    ports: list[int | str | LongPort] | None = None
    expose: list[int | str] | None = None
    volumes: list[str | LongVolume] | None = None
    configs: list[str | Grant] | None = None
    secrets: list[str | Grant] | None = None
    healthcheck: Healthcheck | None = None
    depends_on: dict[str, Dependency | None] | None = None
    deploy: Deploy | None = None
    mem_limit: Number = None
    mem_reservation: Number = None
    cpus: Number = None
    labels: dict[str, Scalar] | None = None
    annotations: dict[str, Scalar] | None = None
    networks: dict[str, dict[str, Any] | None] | None = None
    links: list[str] | None = None
    profiles: list[str] | None = None
    hostname: str | None = None
    container_name: str | None = None
    restart: Scalar = None
    scale: Number = None


class Volume(_Open):
    """An entry of the top level's ``volumes``."""

    driver: str | None = None
    driver_opts: dict[str, Any] | None = None
    external: Any = None
    name: str | None = None


class Config(_Open):
    """An entry of the top level's ``configs`` or ``secrets``."""

    file: str | None = None
    content: str | None = None
    environment: str | None = None
    external: Any = None
    name: str | None = None


class ComposeFile(_Closed):
    """A Compose file whose includes, extensions and variables are resolved."""

    services: dict[str, Service]
    version: Scalar = None
    name: str | None = None
    volumes: dict[str, Volume | None] | None = None
    networks: dict[str, dict[str, Any] | None] | None = None
    configs: dict[str, Config] | None = None
    secrets: dict[str, Config] | None = None
    models: dict[str, Any] | None = None
    include: Any = None
