"""An Elasticsearch server in the cluster."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field

from components._container import (
    TEMPORARY,
    Amounts,
    from_secret,
    probes,
    reach,
    requirements,
    run,
    temporary,
)
from components._server import Server, ServerArgs, create_server
from podium.component import Component, Outputs, Secret
from podium.images import ELASTICSEARCH_IMAGE
from podium.pod import Contents, ResourcesArgs

_ADMIN = "elastic"
_PORT = 9200
_HOME = "/usr/share/elasticsearch"
_AMOUNTS = Amounts(cpu=("250m", "2"), memory=("1Gi", "2Gi"))
_COPY_AMOUNTS = Amounts(cpu=("10m", "200m"), memory=("16Mi", "64Mi"))
_SETTINGS = {
    "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
    "discovery.type": "single-node",
    # Files mapped into memory need a setting of the node's kernel that nobody may count on.
    "node.store.allow_mmap": "false",
    "xpack.security.enabled": "true",
    "xpack.security.http.ssl.enabled": "false",
    "xpack.security.transport.ssl.enabled": "false",
}
# The password travels through a pipe, since arguments can be seen; printf is the shell's own.
_HEALTH = f"""printf 'user = "{_ADMIN}:%s"' "$ELASTIC_PASSWORD" | curl --silent --fail --config - \
--output /dev/null 'http://127.0.0.1:{_PORT}/_cluster/health?wait_for_status=yellow&timeout=5s'
"""


class ElasticsearchInClusterArgs(ServerArgs):
    """What the environment sets; a workload asks for nothing but a server."""


class ElasticsearchInClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="DNS name in the cluster, once the server answers.")
    port: int = Field(description="TCP port of the HTTP API, not encrypted.")
    username: str = Field(description="The user to log in as, who may do everything on this server.")
    password: Secret[str] = Field(description="That user's password.")


class ElasticsearchInCluster(Component[ElasticsearchInClusterArgs, ElasticsearchInClusterOutputs]):
    """One server with one volume per claim; for development and tests, since it has no replicas."""

    resource_type = "elasticsearch"
    stateful = True

    def build(self, name: str, args: ElasticsearchInClusterArgs) -> ElasticsearchInClusterOutputs:
        """Create the server and wait until it answers."""
        server = Server.of(args, "search", "elasticsearch", _PORT)
        made = create_server(self, name, server, _contents, lambda secret: _pod(args, secret))
        return ElasticsearchInClusterOutputs(host=made.host, port=_PORT, username=_ADMIN, password=made.password)


def _contents(password: pulumi.Output[str]) -> Contents:
    return {"password": password}


def _pod(args: ElasticsearchInClusterArgs, secret: pulumi.Output[str]) -> dict[str, Any]:
    container = {
        "name": "elasticsearch",
        "image": ELASTICSEARCH_IMAGE,
        # As a variable, because the image takes a file only if the pod's group cannot read it.
        "env": [{"name": name, "value": value} for name, value in _SETTINGS.items()]
        + from_secret(secret, {"ELASTIC_PASSWORD": "password"}),
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [
            {"mountPath": f"{_HOME}/config", "name": "configuration"},
            {"mountPath": f"{_HOME}/data", "name": "data"},
            {"mountPath": f"{_HOME}/logs", "name": "logs"},
            TEMPORARY,
        ],
        **probes(run("sh", "-c", _HEALTH), reach(_PORT), slow=True),
    }
    volumes = [temporary("configuration"), temporary("logs"), temporary()]
    return {"initContainers": [_copied_configuration()], "containers": [container], "volumes": volumes}


def _copied_configuration() -> dict[str, Any]:
    """Return the container that copies the image's configuration to where the server may add its keystore."""
    return {
        "name": "configuration",
        "image": ELASTICSEARCH_IMAGE,
        "command": ["cp", "-R", f"{_HOME}/config/.", "/configuration"],
        "resources": requirements(ResourcesArgs(), _COPY_AMOUNTS),
        "volumeMounts": [{"mountPath": "/configuration", "name": "configuration"}],
    }
