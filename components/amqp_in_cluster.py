"""A RabbitMQ broker in the cluster, with the claim's virtual host."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pulumi
from pydantic import Field

from components._container import (
    TEMPORARY,
    Amounts,
    mounted_secret,
    probes,
    reach,
    requirements,
    run,
    shell,
    temporary,
)
from components._server import Server, ServerArgs, create_server
from podium.component import Component, Outputs, Secret
from podium.images import RABBITMQ_IMAGE
from podium.password import GeneratedPassword
from podium.pod import Contents

_PORT = 5672
_SECRETS = "/run/secrets/rabbitmq"
_HOME = "/var/lib/rabbitmq"
_AMOUNTS = Amounts(cpu=("100m", "1"), memory=("256Mi", "1Gi"))
_CONFIGURATION = f"listeners.tcp.default = {_PORT}\nload_definitions = {_SECRETS}/definitions.json\n"
# The broker accepts no cookie that its group can read, and mounted Secrets always can be read by the pod's group.
_START = f"""set -eu
install -m 0400 {_SECRETS}/erlang-cookie {_HOME}/.erlang.cookie
exec docker-entrypoint.sh rabbitmq-server
"""


class AmqpInClusterArgs(ServerArgs):
    """What the environment sets; a workload asks for nothing but a broker."""


class AmqpInClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="DNS name in the cluster, once the broker answers.")
    port: int = Field(description="TCP port for AMQP 0-9-1 and 1.0.")
    vhost: str = Field(description="The virtual host; without a slash, so it is the same in a URL.")
    username: str = Field(description="The user to log in as, who may do everything in the virtual host.")
    password: Secret[str] = Field(description="That user's password.")


class AmqpInCluster(Component[AmqpInClusterArgs, AmqpInClusterOutputs]):
    """One broker with one volume, one virtual host and one user per claim; there is no user `guest`.

    Virtual host, user and permissions are read from a mounted file at each start, so they are always what they should
    be. For development and tests, since it has no replicas.
    """

    resource_type = "amqp"
    stateful = True

    def build(self, name: str, args: AmqpInClusterArgs) -> AmqpInClusterOutputs:
        """Create the broker and wait until it answers."""
        cookie = GeneratedPassword(f"{name}-cookie", opts=self.child()).password

        def contents(password: pulumi.Output[str]) -> Contents:
            return {
                "definitions.json": password.apply(lambda known: _definitions(args.name, known)),
                "erlang-cookie": cookie,
                "rabbitmq.conf": _CONFIGURATION,
            }

        server = Server.of(args, "broker", "amqp", _PORT)
        made = create_server(self, name, server, contents, lambda secret: _pod(args, secret))
        return AmqpInClusterOutputs(
            host=made.host, port=_PORT, vhost=args.name, username=args.name, password=made.password
        )


def _definitions(name: str, password: str) -> str:
    """Return virtual host, user and permissions in the form of the broker's definitions file."""
    user = {
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "name": name,
        "password_hash": _password_hash(name, password),
        "tags": [],
    }
    permission = {"configure": ".*", "read": ".*", "user": name, "vhost": name, "write": ".*"}
    return json.dumps({"permissions": [permission], "users": [user], "vhosts": [{"name": name}]}, indent=2)


def _password_hash(name: str, password: str) -> str:
    """Return the salted hash that the broker keeps.

    Source: RabbitMQ, "Credentials and Passwords": four bytes of salt, then SHA-256 of salt and password, in base64. The
    salt follows from the password, because a random one would make another file at each run.
    """
    salt = hmac.new(password.encode(), name.encode(), hashlib.sha256).digest()[:4]
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _pod(args: AmqpInClusterArgs, secret: pulumi.Output[str]) -> dict[str, Any]:
    container = {
        "name": "rabbitmq",
        "image": RABBITMQ_IMAGE,
        "command": shell(_START),
        "env": [{"name": "RABBITMQ_CONFIG_FILE", "value": f"{_SECRETS}/rabbitmq.conf"}],
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [
            {"mountPath": _HOME, "name": "data"},
            {"mountPath": _SECRETS, "name": "configuration", "readOnly": True},
            TEMPORARY,
            {"mountPath": "/var/log/rabbitmq", "name": "log"},
        ],
        # The port opens after the definitions are read. The client program starts a virtual machine of its own, so it
        # is asked for the rarer question.
        **probes(reach(_PORT), run("rabbitmq-diagnostics", "--quiet", "ping"), slow=True),
    }
    volumes = [mounted_secret("configuration", secret), temporary("log"), temporary()]
    return {"containers": [container], "volumes": volumes}
