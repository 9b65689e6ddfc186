"""Volumes and object stores."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from podium.catalogue.contract import Outputs, Secret
from podium.catalogue.types.contract import Params, ResourceType

__all__ = ["STORAGE"]

_QUANTITY = r"^([1-9][0-9]*(\.[0-9]+)?|0\.[0-9]+)(K|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$"
_BUCKET = r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"


class _S3Params(Params):
    bucket: str | None = Field(
        None,
        description="Name of the bucket; made from the claim's when absent.",
        pattern=_BUCKET,
        examples=["shop-images"],
    )


class _S3Outputs(Outputs):
    bucket: str = Field(description="Name of the bucket.")
    endpoint: str = Field(description="URL of the store.")
    region: str = Field(description="Region to sign requests for.")
    access_key_id: str = Field(description="Access key.")
    secret_key: Secret[str] = Field(description="Its secret.")
    aws_access_key_id: str = Field(description="Access key; the same as `access_key_id`.")
    aws_secret_key: Secret[str] = Field(description="Its secret; the same as `secret_key`.")


class _VolumeParams(Params):
    size: str | None = Field(
        None,
        description="Capacity in bytes, such as `10Gi`; it can grow, never shrink.",
        pattern=_QUANTITY,
        examples=["10Gi"],
    )
    access_mode: Literal["ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany", "ReadWriteOncePod"] | None = Field(
        None, description="Who may mount it at the same time."
    )


class _VolumeOutputs(Outputs):
    source: str = Field(
        description="What `volumes.*.source` of a container takes; `${resources.<name>}` means the same."
    )


STORAGE = (
    ResourceType("s3", "A bucket of an S3-compatible object store.", _S3Params, _S3Outputs),
    ResourceType("volume", "A volume that outlives the pods that mount it.", _VolumeParams, _VolumeOutputs),
)
"""Contracts of volumes and buckets."""
