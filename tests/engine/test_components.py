"""Every component in a plain Pulumi program on the real engine, provider and API, and what its pods are given."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pg8000.dbapi
import pytest
from lightkube import Client, KubeConfig
from lightkube.core.exceptions import ApiError
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import Namespace, PersistentVolume, Secret

from podium.sandbox import environment, start, stop
from tests.support.in_cluster import run_command, run_python
from tests.support.kubelet import Cluster, load, problems, read_workload
from tests.support.servers import connect_postgres, postgres, redis_server

if TYPE_CHECKING:
    from podium.toolchain import Toolchain

pytestmark = pytest.mark.engine

TOKEN = "first-t0ken-value"
ORDERS = "workload.default#orders"
GENERATED = {"cache-password", "postgres-password", "postgres.default#orders.db-password", f"{ORDERS}-salt"}
PROJECT = "name: all-components\nruntime: python\n"
PROGRAM = """
import pulumi

from components.dns import Dns, DnsArgs
from components.namespace import Namespace, NamespaceArgs
from components.postgres_database import PostgresDatabase, PostgresDatabaseArgs
from components.postgres_in_cluster import PostgresInCluster, PostgresInClusterArgs
from components.redis_in_cluster import RedisInCluster, RedisInClusterArgs
from components.route import Route, RouteArgs
from components.service import Service, ServiceArgs
from components.volume import Volume, VolumeArgs

config = pulumi.Config()
token, greeting = config.require_secret("token"), config.require("greeting")
data = pulumi.ResourceOptions(protect=config.get_bool("protect"))

namespace = Namespace("shop", NamespaceArgs(name="shop")).outputs.name
server_args = PostgresInClusterArgs(name="postgres", namespace=namespace)
server = PostgresInCluster("postgres", server_args, data).outputs
database_args = PostgresDatabaseArgs(
    name="orders-db", namespace=namespace, server_host=server.host, admin_password=server.password
)
database = PostgresDatabase("postgres.default#orders.db", database_args, data).outputs
redis = RedisInCluster("cache", RedisInClusterArgs(name="cache", namespace=namespace), data).outputs
dns = Dns("web", DnsArgs(name="web", domain="dev.test")).outputs
volume = Volume("uploads", VolumeArgs(name="uploads", namespace=namespace), data).outputs

main = {
    "image": "registry.test/orders:1.0.0",
    "command": ["serve", "$(LITERAL)", "$$"],
    "variables": {
        "DB_HOST": database.host,
        "DB_PORT": database.port.apply(str),
        "DB_NAME": database.name,
        "DB_USER": database.username,
        "REDIS_HOST": redis.host,
        "REDIS_PORT": str(redis.port),
        "PRICE": "$$5 $(LITERAL)",
    },
    "secret_variables": {"DB_PASSWORD": database.password, "REDIS_PASSWORD": redis.password, "TOKEN": token},
    "files": {
        "/etc/orders/app.yaml": {"content": pulumi.Output.format("greeting: {}", greeting)},
        "/etc/orders/secret.key": {"content": token, "secret": True, "mode": "0400"},
        "/etc/orders/logo.bin": {"binary_content": "AAEC/w=="},
    },
    "volumes": {"/uploads": {"claim": volume.source, "path": "orders"}},
    "readiness_probe": {"http_get": {"port": 8080, "path": "/healthz"}},
}
containers = {
    "main": main,
    "migrate": {"image": "registry.test/orders:1.0.0", "before": {"main": "complete"}},
    "proxy": {
        "image": "registry.test/proxy:1.0.0",
        "before": {"migrate": "healthy"},
        "liveness_probe": {"exec": ["true"]},
    },
}
ports = {"http": {"port": 80, "target_port": 8080}}
orders_args = ServiceArgs(name="orders", namespace=namespace, containers=containers, ports=ports)
orders = Service("workload.default#orders", orders_args)
worker = {"main": {"image": "registry.test/worker:1.0.0", "variables": {"ORDERS": orders.outputs.host}}}
worker_args = ServiceArgs(name="worker", namespace=namespace, kind="StatefulSet", replicas=2, containers=worker)
Service("worker", worker_args)
route_args = RouteArgs(
    name="web", namespace=namespace, host=dns.host, path="/api/*", port="http", service=orders.outputs.name
)
route = Route("web", route_args, pulumi.ResourceOptions(depends_on=[orders])).outputs
pulumi.export("url", route.url)
"""

# One of each server and what is made on it; nothing else, so that the other program stays fast.
SERVERS = """
from components.amqp_in_cluster import AmqpInCluster, AmqpInClusterArgs
from components.elasticsearch_in_cluster import ElasticsearchInCluster, ElasticsearchInClusterArgs
from components.kafka_topic_in_cluster import KafkaTopicInCluster, KafkaTopicInClusterArgs
from components.llm_model_in_cluster import LlmModelInCluster, LlmModelInClusterArgs
from components.mongodb_in_cluster import MongodbInCluster, MongodbInClusterArgs
from components.mssql_in_cluster import MssqlInCluster, MssqlInClusterArgs
from components.mysql_in_cluster import MysqlInCluster, MysqlInClusterArgs
from components.namespace import Namespace, NamespaceArgs
from components.s3_in_cluster import S3InCluster, S3InClusterArgs

namespace = Namespace("servers", NamespaceArgs(name="servers")).outputs.name
AmqpInCluster("queue", AmqpInClusterArgs(name="queue", namespace=namespace))
ElasticsearchInCluster("search", ElasticsearchInClusterArgs(name="search", namespace=namespace))
KafkaTopicInCluster("events", KafkaTopicInClusterArgs(name="events", namespace=namespace, num_partitions=3))
LlmModelInCluster("model", LlmModelInClusterArgs(name="model", namespace=namespace))
MongodbInCluster("documents", MongodbInClusterArgs(name="documents", namespace=namespace))
MssqlInCluster("ledger", MssqlInClusterArgs(name="ledger", namespace=namespace, accept_eula=True))
MysqlInCluster("tables", MysqlInClusterArgs(name="tables", namespace=namespace))
S3InCluster("objects", S3InClusterArgs(name="objects", namespace=namespace))
"""
SERVER_NAMES = {"documents", "events", "ledger", "model", "objects", "queue", "search", "tables"}

# What a workload does first: connect with what it was given, write and read back.
WORKLOAD = """
import os, socket
import pg8000.dbapi, redis

env = os.environ
database = pg8000.dbapi.connect(
    host=env["DB_HOST"], port=int(env["DB_PORT"]), user=env["DB_USER"], password=env["DB_PASSWORD"],
    database=env["DB_NAME"],
)
cursor = database.cursor()
cursor.execute("CREATE TABLE orders (id int)")
cursor.execute("INSERT INTO orders VALUES (42)")
cursor.execute("SELECT id FROM orders")
cache = redis.Redis(host=env["REDIS_HOST"], port=int(env["REDIS_PORT"]), password=env["REDIS_PASSWORD"])
cache.set("order", cursor.fetchone()[0])
print(cache.get("order").decode(), open("/etc/orders/app.yaml").read(), env["PRICE"], "PATH" in env)
database.close()
cache.close()
"""


@dataclass(frozen=True, slots=True)
class Stack:
    """A project folder with a stack on the sandbox."""

    folder: Path
    env: Mapping[str, str]
    client: Client

    def pulumi(self, *arguments: str, check: bool = True) -> str:
        """Run the engine's command line and return what it printed."""
        command = ["pulumi", *arguments, "--non-interactive", "-s", "dev"]
        done = subprocess.run(
            command, cwd=self.folder, env=dict(self.env), text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stdout[-4000:]
        return done.stdout

    def up(self, *arguments: str) -> str:
        """Bring the stack up."""
        return self.pulumi("up", "--yes", "--skip-preview", *arguments)

    def state(self, *arguments: str) -> list[dict[str, Any]]:
        """Return the resources in the state."""
        exported = json.loads(self.pulumi("stack", "export", *arguments))
        found: list[dict[str, Any]] = exported["deployment"].get("resources", [])
        return found

    def passwords(self) -> dict[str, str]:
        """Return the generated passwords by logical name."""
        found = [r for r in self.state("--show-secrets") if r["type"].endswith(":GeneratedPassword")]
        return {r["urn"].rsplit("::", 1)[-1]: json.loads(r["outputs"]["password"]["plaintext"]) for r in found}

    def cluster(self) -> Cluster:
        """Return the namespace as it is now."""
        return load(self.client, "shop")


@pytest.fixture(scope="module")
def stack(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Return the stack, up on a sandbox of its own."""
    sandbox = tmp_path_factory.mktemp("components") / "sandbox"
    folder = tmp_path_factory.mktemp("project")
    (folder / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    (folder / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    try:
        status = start(sandbox, toolchain.bin)
        assert status.kubeconfig
        with Client(config=KubeConfig.from_file(status.kubeconfig)) as client:
            made = Stack(folder, environment(sandbox, toolchain, os.environ), client)
            made.pulumi("stack", "init")
            made.pulumi("config", "set", "greeting", "hello")
            made.pulumi("config", "set", "--secret", "token", TOKEN)
            made.up()
            yield made
    finally:
        stop(sandbox, purge=True)


def test_second_up_changes_nothing(stack):
    """The same program asks for the same resources, passwords included."""
    before = stack.passwords()
    assert "unchanged" in stack.up("--expect-no-changes")
    assert (GENERATED, before) == (set(before), stack.passwords())


def test_pods_have_everything_that_a_kubelet_needs(stack):
    """No pod, Service or Ingress refers to anything that is missing."""
    assert problems(stack.cluster()) == []


def test_values_are_taken_literally_and_files_have_their_modes(stack):
    """What the kubelet expands comes out as it was written."""
    main = read_workload(stack.cluster(), "orders").containers["main"]
    assert (main.command, main.env["PRICE"]) == (("serve", "$(LITERAL)", "$$"), "$$5 $(LITERAL)")
    files = {path: (file.content, file.mode) for path, file in main.files.items()}
    assert files == {
        "/etc/orders/app.yaml": (b"greeting: hello", 0o644),
        "/etc/orders/logo.bin": (b"\x00\x01\x02\xff", 0o644),
        "/etc/orders/secret.key": (TOKEN.encode(), 0o400),
    }


def test_state_holds_no_secret_in_clear(stack):
    """Passwords and the token are ciphertext; the provider's reference names a class and nothing else."""
    texts = [path.read_text(encoding="utf-8") for path in _state_files(stack)]
    secrets = [*stack.passwords().values(), TOKEN]
    forms = [*secrets, *(base64.b64encode(secret.encode()).decode() for secret in secrets)]
    assert texts
    assert [form for form in forms if any(form in text for text in texts)] == []
    blobs = {r["inputs"]["__provider"] for r in stack.state() if r["type"].endswith(":GeneratedPassword")}
    assert len(blobs) == 1
    assert b"podium.password" in base64.b64decode(blobs.pop())


def test_output_shows_no_secret(stack):
    """Neither a preview of everything nor the list of outputs shows a password."""
    shown = stack.pulumi("preview", "--diff", "--show-sames") + stack.pulumi("stack", "output", "--json")
    assert [secret for secret in (*stack.passwords().values(), TOKEN) if secret in shown] == []


def _state_files(stack: Stack) -> list[Path]:
    backend = Path(stack.env["PULUMI_BACKEND_URL"].removeprefix("file://"))
    return [path for path in sorted(backend.rglob("*")) if path.is_file()]


@pytest.fixture(scope="module")
def servers(stack) -> Iterator[tuple[int, int]]:
    """Return the ports of a real PostgreSQL and a real Redis, started as their pods would be."""
    cluster = stack.cluster()
    admin = read_workload(cluster, "postgres").containers["postgres"].files["/run/secrets/postgres/password"]
    cache = read_workload(cluster, "cache").containers["redis"]
    configuration = cache.files[cache.command[1]].content.decode()
    with postgres(admin.content.decode()) as port, redis_server(cache.args, configuration) as cache_port:
        yield port, cache_port


def test_set_up_runs_twice_and_the_workload_reads_and_writes(stack, servers, tmp_path):
    """The Job's own script makes the database, again without harm, and a process with the pod's environment uses it."""
    postgres_port, redis_port = servers
    cluster = stack.cluster()
    job = read_workload(cluster, "orders-db").containers["setup"]
    for _ in range(2):
        done = run_command(job, tmp_path, {"PGHOST": "127.0.0.1", "PGPORT": str(postgres_port)})
        assert (done.returncode, done.stderr) == (0, "")
    addresses = {
        ("postgres.shop.svc.cluster.local", 5432): postgres_port,
        ("cache.shop.svc.cluster.local", 6379): redis_port,
    }
    ran = run_python(read_workload(cluster, "orders").containers["main"], WORKLOAD, tmp_path, addresses)
    assert (ran.stdout, ran.stderr) == ("42 greeting: hello $$5 $(LITERAL) False\n", "")


def test_database_is_its_owners_alone(stack, servers, tmp_path):
    """Another user of the server may not connect to the database, and the owner is no administrator."""
    port, _ = servers
    job = read_workload(stack.cluster(), "orders-db").containers["setup"]
    here = {"PGHOST": "127.0.0.1", "PGPORT": str(port)}
    assert run_command(job, tmp_path, here).returncode == 0
    other = here | {"DATABASE": "other", "USERNAME": "other", "USER_PASSWORD": "another-pass"}
    assert run_command(job, tmp_path, other).returncode == 0
    with pytest.raises(pg8000.dbapi.Error, match="permission denied"):
        connect_postgres(port, "other", "another-pass", "orders_db")
    connection = connect_postgres(port, "orders_db", job.env["USER_PASSWORD"], "orders_db")
    cursor = connection.cursor()
    cursor.execute("SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    assert list(cursor.fetchone()) == [False]
    connection.close()


@pytest.mark.parametrize("password", ["it's", 'a"b', "back\\slash", "$HOME `id`", ":'x'", "a b"])
def test_any_password_is_set_as_it_is(stack, servers, tmp_path, password):
    """No character of a password is taken for shell, psql or SQL."""
    port, _ = servers
    job = read_workload(stack.cluster(), "orders-db").containers["setup"]
    changes = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "USER_PASSWORD": password}
    done = run_command(job, tmp_path, changes)
    assert (done.returncode, done.stderr) == (0, "")
    connect_postgres(port, "orders_db", password, "orders_db").close()


def test_administrator_need_not_be_superuser(stack, servers, tmp_path):
    """On a managed server the administrator may create roles and databases, and that is enough."""
    port, _ = servers
    job = read_workload(stack.cluster(), "orders-db").containers["setup"]
    root = connect_postgres(port, "postgres", job.env["PGPASSWORD"], "postgres")
    root.cursor().execute("CREATE ROLE manager LOGIN CREATEROLE CREATEDB PASSWORD 'm4nager'")
    root.close()
    changes = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "manager", "PGPASSWORD": "m4nager"}
    changes |= {"DATABASE": "managed", "USERNAME": "managed"}
    for _ in range(2):
        done = run_command(job, tmp_path, changes)
        assert (done.returncode, done.stderr) == (0, "")
    connect_postgres(port, "managed", job.env["USER_PASSWORD"], "managed").close()


def test_wrong_administrator_fails_the_job_without_telling_the_password(stack, servers, tmp_path):
    """A failure says what failed, not with what."""
    port, _ = servers
    job = read_workload(stack.cluster(), "orders-db").containers["setup"]
    changes = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGPASSWORD": "wr0ng-password"}
    done = run_command(job, tmp_path, changes)
    assert done.returncode != 0
    assert "authentication failed" in done.stderr
    assert [s for s in ("wr0ng-password", job.env["USER_PASSWORD"]) if s in done.stdout + done.stderr] == []


def test_changed_secret_starts_pods_anew_and_nothing_is_deleted_first(stack):
    """Another token makes new Secrets beside the old ones, then updates the Deployment in place, then tidies up."""
    before = stack.client.get(Deployment, "orders", namespace="shop")
    stack.pulumi("config", "set", "--secret", "token", "second-t0ken-value")
    preview = stack.pulumi("preview", "--json")
    operations = {
        step["urn"].rsplit("::", 1)[-1]: step["op"]
        for step in json.loads(preview[preview.index("{") :])["steps"]
        if step["op"] not in {"same", "delete-replaced", "create-replacement"}
    }
    assert operations == {ORDERS: "update", f"{ORDERS}-secret-files": "replace", f"{ORDERS}-variables": "replace"}
    stack.up()
    after = stack.client.get(Deployment, "orders", namespace="shop")
    assert before.metadata.uid == after.metadata.uid
    assert read_workload(stack.cluster(), "orders").containers["main"].env["TOKEN"] == "second-t0ken-value"
    assert problems(stack.cluster()) == []
    kept = [s.metadata.name for s in stack.client.list(Secret, namespace="shop")]
    assert len([name for name in kept if name.startswith("orders-variables-")]) == 1
    assert "unchanged" in stack.up("--expect-no-changes")


def test_protected_data_is_not_destroyed(stack):
    """With protection on, destroy takes away workloads but nothing that holds data; the next up mends the rest."""
    before = stack.passwords()
    stack.pulumi("config", "set", "protect", "true")
    stack.up()
    refused = stack.pulumi("destroy", "--yes", "--skip-preview", check=False)
    assert "cannot be deleted" in refused
    cluster = stack.cluster()
    assert problems(cluster) == []
    claims = {claim["metadata"]["name"] for claim in cluster.all("PersistentVolumeClaim")}
    assert claims == {"cache-data", "postgres-data", "uploads"}
    assert {read_workload(cluster, name).name for name in ("cache", "postgres")} == {"cache-0", "postgres-0"}
    stack.pulumi("config", "set", "protect", "false")
    stack.up()
    assert problems(stack.cluster()) == []
    assert {k: v for k, v in stack.passwords().items() if "-salt" not in k} == {
        k: v for k, v in before.items() if "-salt" not in k
    }


def test_cluster_takes_every_server(stack, tmp_path):
    """The API accepts all their objects, a kubelet would find all that they mount, and their set-up Jobs end."""
    (tmp_path / "Pulumi.yaml").write_text(PROJECT.replace("all-components", "all-servers"), encoding="utf-8")
    (tmp_path / "__main__.py").write_text(SERVERS, encoding="utf-8")
    servers = replace(stack, folder=tmp_path)
    servers.pulumi("stack", "init")
    servers.up()
    cluster = load(stack.client, "servers")
    assert problems(cluster) == []
    assert {claim["metadata"]["name"] for claim in cluster.all("PersistentVolumeClaim")} == {
        f"{name}-data" for name in SERVER_NAMES
    }
    assert {read_workload(cluster, name).name for name in SERVER_NAMES} >= {"documents-0", "objects-0", "tables-0"}


def test_destroy_leaves_nothing_behind(stack):
    """No namespace, no volume and no resource in the state is left."""
    stack.pulumi("destroy", "--yes", "--skip-preview")
    with pytest.raises(ApiError, match="not found"):
        stack.client.get(Namespace, "shop")
    claimed = [v.metadata.name for v in stack.client.list(PersistentVolume) if v.spec.claimRef.namespace == "shop"]
    assert (claimed, [r for r in stack.state() if r["type"] != "pulumi:pulumi:Stack"]) == ([], [])
