"""An S3-compatible object store in the cluster, with the claim's bucket."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field

from components._container import (
    TEMPORARY,
    Amounts,
    ask,
    from_secret,
    probes,
    reach,
    requirements,
    shell,
    temporary,
)
from components._server import Server, ServerArgs, create_server
from podium.component import Component, Outputs, Secret
from podium.images import VERSITYGW_IMAGE
from podium.kubernetes import digest
from podium.pod import Contents

_PORT = 7070
_DATA = "/data"
_REGION = "us-east-1"
# No bucket can have this name.
_HEALTH = "/_/health"
_BUCKET = r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"
_SHORTEST_BUCKET = 3
_AMOUNTS = Amounts(cpu=("50m", "500m"), memory=("64Mi", "512Mi"))
# A bucket is a folder. What S3 knows about an object besides its content is kept in files beside it, because not every
# volume has extended attributes.
_START = f"""set -eu
mkdir -p "{_DATA}/buckets/$BUCKET" {_DATA}/metadata
exec versitygw posix --sidecar {_DATA}/metadata {_DATA}/buckets
"""


class S3InClusterArgs(ServerArgs):
    """What a workload may ask for, and what the environment sets."""

    bucket: str | None = Field(None, description="Name of the bucket; from `name` when absent.", pattern=_BUCKET)


class S3InClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    bucket: str = Field(description="Name of the bucket; addressed by path, not by host name.")
    endpoint: pulumi.Output[str] = Field(description="URL of the store in the cluster, once it answers.")
    region: str = Field(description="Region to sign requests for.")
    access_key_id: str = Field(description="Access key, which may do everything in this store.")
    secret_key: Secret[str] = Field(description="Its secret.")
    aws_access_key_id: str = Field(description="Access key; the same as `access_key_id`.")
    aws_secret_key: Secret[str] = Field(description="Its secret; the same as `secret_key`.")


class S3InCluster(Component[S3InClusterArgs, S3InClusterOutputs]):
    """One store with one volume and one bucket per claim; more buckets can be made with the same key.

    The bucket is there before the store answers. For development and tests, since it has no replicas.
    """

    resource_type = "s3"
    stateful = True
    identity = frozenset({"name", "namespace", "bucket"})

    def build(self, name: str, args: S3InClusterArgs) -> S3InClusterOutputs:
        """Create the store and wait until it answers."""
        bucket = args.bucket or _bucket_name(args.name)
        key = _access_key(args.name)
        server = Server.of(args, "object-store", "s3", _PORT)
        made = create_server(self, name, server, _contents, lambda secret: _pod(args, secret, bucket, key))
        return S3InClusterOutputs(
            bucket=bucket,
            endpoint=pulumi.Output.format("http://{0}:{1}", made.host, _PORT),
            region=_REGION,
            access_key_id=key,
            secret_key=made.password,
            aws_access_key_id=key,
            aws_secret_key=made.password,
        )


def _bucket_name(name: str) -> str:
    return name if len(name) >= _SHORTEST_BUCKET else f"{name}-bucket"


def _access_key(name: str) -> str:
    """Return an access key of 20 characters; it is a name, the secret is its password."""
    return f"PODIUMACCESS{digest(name).upper()}"


def _contents(password: pulumi.Output[str]) -> Contents:
    return {"secret-key": password}


def _pod(args: S3InClusterArgs, secret: pulumi.Output[str], bucket: str, key: str) -> dict[str, Any]:
    settings = {
        "BUCKET": bucket,
        "ROOT_ACCESS_KEY_ID": key,
        "VGW_HEALTH": _HEALTH,
        "VGW_PORT": f":{_PORT}",
        "VGW_QUIET": "true",
        "VGW_REGION": _REGION,
    }
    variables = [{"name": name, "value": value} for name, value in settings.items()]
    container = {
        "name": "s3",
        "image": VERSITYGW_IMAGE,
        "command": shell(_START),
        "env": variables + from_secret(secret, {"ROOT_SECRET_ACCESS_KEY": "secret-key"}),
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [{"mountPath": _DATA, "name": "data"}, TEMPORARY],
        **probes(ask(_HEALTH, _PORT), reach(_PORT)),
    }
    return {"containers": [container], "volumes": [temporary()]}
