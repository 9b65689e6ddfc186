"""The main job: the example workloads on the real engine and cluster, read back as a kubelet would, and run."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lightkube import Client, KubeConfig
from lightkube.core.exceptions import ApiError
from lightkube.resources.apps_v1 import Deployment, StatefulSet
from lightkube.resources.autoscaling_v2 import HorizontalPodAutoscaler
from lightkube.resources.batch_v1 import CronJob
from lightkube.resources.core_v1 import Namespace, PersistentVolume

from podium.sandbox import environment, start, stop
from tests.support.addresses import unreachable
from tests.support.in_cluster import run_command, run_python
from tests.support.kubelet import Cluster, ContainerView, load, problems, read_pod, read_workload
from tests.support.project import copy_project
from tests.support.servers import postgres, redis_server

if TYPE_CHECKING:
    from podium.toolchain import Toolchain

pytestmark = pytest.mark.engine

PODIUM = str(Path(sys.executable).parent / "podium")
WORKLOADS = {
    "analytics",
    "cart",
    "catalog",
    "checkout",
    "inventory",
    "mailer",
    "media",
    "order-worker",
    "payment-service",
    "recommendations",
    "reports",
    "reviews",
    "storefront",
}
STAGED = ("catalog", "inventory", "order-worker", "payment-service", "reports", "storefront")
"""What staging gets here: workloads that share servers across namespaces, and some that do not."""

POSTGRES = ("postgres.dev.svc.cluster.local", 5432)

# What a process of the catalog does: read its configuration, connect with what it was given, write and read back.
CATALOG = """
import configparser, os, urllib.parse
import pg8000.dbapi, redis

url = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
database = pg8000.dbapi.connect(
    host=url.hostname, port=url.port, user=url.username, password=url.password, database=url.path[1:]
)
cursor = database.cursor()
cursor.execute("CREATE TABLE products (name text)")
cursor.execute("INSERT INTO products VALUES ('lamp')")
cursor.execute("SELECT name FROM products")
sessions = redis.Redis(
    host=os.environ["SESSION_REDIS_HOST"],
    port=int(os.environ["SESSION_REDIS_PORT"]),
    password=os.environ["SESSION_REDIS_PASSWORD"],
)
sessions.set("product", cursor.fetchone()[0])
credentials = configparser.ConfigParser(interpolation=None)
credentials.read_file(open("/etc/catalog/credentials.ini"))
print(sessions.get("product").decode())
print(credentials["database"]["password"] == url.password, os.environ["PRICE_FORMAT"], os.environ["PUBLIC_URL"])
print(open("/etc/catalog/config.yaml").read())
database.close()
sessions.close()
"""

# The payment service knows host, port and name of its database; it has no password, as its Score file asks for none.
PAYMENT = """
import os, socket
host, port = os.environ["DB_HOST"], int(os.environ["DB_PORT"])
with socket.create_connection((host, port), timeout=5):
    print("connected", host, port, os.environ["DB_NAME"])
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A copy of this project with a sandbox of its own."""

    root: Path
    environ: dict[str, str]
    client: Client

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the project."""
        return subprocess.run(command, cwd=self.root, env=self.environ, capture_output=True, text=True, check=False)

    def podium(self, *arguments: str) -> str:
        """Run `podium`, which must succeed, and return its data."""
        done = self.run(PODIUM, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def cluster(self, namespace: str = "dev") -> Cluster:
        """Return a namespace as it is now."""
        return load(self.client, namespace)

    def namespaces(self) -> set[str]:
        """Return the namespaces that are not Kubernetes' own."""
        names = {str(n.metadata.name) for n in self.client.list(Namespace) if n.metadata}
        return {name for name in names if name != "default" and not name.startswith("kube-")}


@pytest.fixture(scope="module")
def project(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The project, deployed to development with one command."""
    folder = tmp_path_factory.mktemp("workloads")
    root, sandbox = copy_project(folder), folder / "sandbox"
    try:
        status = start(sandbox, toolchain.bin)
        assert status.kubeconfig
        environ = environment(sandbox, toolchain, os.environ) | {"PODIUM_SANDBOX": str(sandbox), "NO_COLOR": "1"}
        with Client(config=KubeConfig.from_file(status.kubeconfig)) as client:
            made = Project(root, environ, client)
            made.podium("up", "-e", "dev", "--yes")
            yield made
    finally:
        stop(sandbox, purge=True)


def test_every_workload_is_ready(project):
    """All Deployments and StatefulSets have the replicas they want, and `status` says the same."""
    kinds = [*project.client.list(Deployment, namespace="dev"), *project.client.list(StatefulSet, namespace="dev")]
    waiting = [k.metadata.name for k in kinds if k.status.readyReplicas != k.spec.replicas]
    assert waiting == []
    status = json.loads(project.podium("status", "-e", "dev", "--format", "json"))
    ready = {w["name"]: w["ready"] == w["desired"] for w in status["workloads"]}
    assert ready == dict.fromkeys(WORKLOADS, True)


def test_pods_have_everything_that_a_kubelet_needs(project):
    """No pod, Service or Ingress refers to anything that is missing."""
    assert problems(project.cluster()) == []


@pytest.mark.parametrize(
    "command",
    [
        (PODIUM, "up", "-e", "dev", "--yes", "--format", "json"),
        ("pulumi", "up", "-s", "dev", "--yes", "--expect-no-changes", "--non-interactive"),
        (PODIUM, "preview", "-e", "dev", "--format", "json"),
    ],
    ids=["podium up", "pulumi up", "podium preview"],
)
def test_second_run_changes_nothing(project, command):
    """Podium and plain Pulumi see the same state, and nothing to do."""
    done = project.run(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    if command[0] == PODIUM:
        changes = json.loads(done.stdout)["changes"]
        assert {op: count for op, count in changes.items() if op != "same" and count} == {}


def test_the_seeds_database_is_the_shared_server(project):
    """The payment service is told the shared server of development and a database of its own."""
    env = read_workload(project.cluster(), "payment-service").containers["main"].env
    assert (env["DB_HOST"], env["DB_PORT"]) == ("postgres.dev.svc.cluster.local", "5432")
    assert env["DB_NAME"].startswith("payment_service_db")


@pytest.fixture(scope="module")
def servers(project, tmp_path_factory) -> Iterator[dict[tuple[str, int], int]]:
    """A real PostgreSQL and a real Redis with what the pods give them, every database set up by its own Job."""
    cluster = project.cluster()
    admin = read_workload(cluster, "postgres").containers["postgres"].files["/run/secrets/postgres/password"]
    sessions = read_workload(cluster, "catalog").containers["api"].env["SESSION_REDIS_HOST"]
    cache = read_workload(cluster, sessions.split(".")[0]).containers["redis"]
    configuration = cache.files[cache.command[1]].content.decode()
    with postgres(admin.content.decode()) as port, redis_server(cache.args, configuration) as cache_port:
        pods = [pod["metadata"] for pod in cluster.all("Pod")]
        databases = {
            pod["labels"]["app.kubernetes.io/name"]
            for pod in pods
            if any(owner["kind"] == "Job" for owner in pod["ownerReferences"])
            and pod["labels"]["app.kubernetes.io/component"] == "database-setup"
        }
        assert len(databases) == 3
        for database in sorted(databases):
            setup = read_workload(cluster, database).containers["setup"]
            here = {"PGHOST": "127.0.0.1", "PGPORT": str(port)}
            done = run_command(setup, tmp_path_factory.mktemp("job"), here)
            assert (done.returncode, done.stderr) == (0, "")
        yield {POSTGRES: port, (sessions, 6379): cache_port}


def test_a_real_process_works_with_what_its_pod_is_given(project, servers, tmp_path):
    """The catalog reads its files, and reads and writes its database and the shared session store."""
    container = read_workload(project.cluster(), "catalog").containers["api"]
    ran = run_python(container, CATALOG, tmp_path, servers)
    expected = "lamp\nTrue $0.00 http://catalog.dev.localhost\nname: catalog\nlisten: 0.0.0.0:8080\n"
    assert (ran.stderr, ran.stdout) == ("", expected + "public: catalog.dev.localhost\n\n")


def test_the_payment_service_reaches_its_server(project, servers, tmp_path):
    """The host and port that it is told lead to a listening server."""
    container = read_workload(project.cluster(), "payment-service").containers["main"]
    ran = run_python(container, PAYMENT, tmp_path, servers)
    name = container.env["DB_NAME"]
    assert (ran.stderr, ran.stdout) == ("", f"connected postgres.dev.svc.cluster.local 5432 {name}\n")


def test_workloads_that_share_an_id_share_the_database(project):
    """The storefront and the worker were given the same user, password and name."""
    cluster = project.cluster()
    url = read_workload(cluster, "storefront").containers["web"].env["ORDERS_URL"]
    worker = read_workload(cluster, "order-worker").containers["worker"].env
    user, password, name = (worker[key] for key in ("PGUSER", "PGPASSWORD", "PGDATABASE"))
    assert url == f"postgresql://{user}:{password}@{worker['PGHOST']}:5432/{name}"


def container(project, workload: str) -> ContainerView:
    """Return the last container of a workload's pod, as its process finds it."""
    return list(read_workload(project.cluster(), workload).containers.values())[-1]


def server_of(project, host: str) -> ContainerView:
    """Return the container behind a host name of the cluster."""
    return container(project, host.split(".", maxsplit=1)[0])


def test_every_address_leads_to_a_port_of_a_service(project):
    """Host and port in variables, files and arguments of every pod are those that a Service listens on."""
    assert unreachable(project.cluster()) == []


def test_workloads_reach_each_other_by_the_port_of_the_service(project):
    """A reference gives the name inside the namespace and the Service's port, not the container's."""
    assert container(project, "checkout").env["CART_ADDR"] == "cart:9000"
    assert container(project, "checkout").env["INVENTORY_URL"] == "http://inventory:8080"
    assert container(project, "cart").env["CATALOG_URL"] == "http://catalog"
    told = {container(project, "reviews").env["RECOMMENDATIONS_HOST"]}
    assert {*told, container(project, "recommendations").env["REVIEWS_HOST"]} == {"recommendations", "reviews"}


def test_mysql_knows_the_user_that_its_clients_are_told(project):
    """Database, user and password of the server are those of the inventory, and the reports share them."""
    client, job = container(project, "inventory").env, scheduled(project, "reports")
    server = server_of(project, client["MYSQL_HOST"])
    password = server.files[server.env["MYSQL_PASSWORD_FILE"]].content.decode()
    assert (server.env["MYSQL_DATABASE"], server.env["MYSQL_USER"]) == (client["MYSQL_DATABASE"], client["MYSQL_USER"])
    assert {password} == {client["MYSQL_PASSWORD"], job.env["MYSQL_PASSWORD"]}
    assert job.env["MYSQL_DATABASE"] == client["MYSQL_DATABASE"]


def test_mongodb_knows_the_user_that_its_client_is_told(project):
    """The connection URL holds the administrator that the server is started with."""
    client = container(project, "reviews").env
    server = server_of(project, client["MONGO_HOST"])
    password = server.files[server.env["MONGO_INITDB_ROOT_PASSWORD_FILE"]].content.decode()
    user = server.env["MONGO_INITDB_ROOT_USERNAME"]
    assert (client["MONGO_USER"], client["MONGO_PASSWORD"]) == (user, password)
    assert client["MONGO_URL"].startswith(f"mongodb://{user}:{password}@{client['MONGO_HOST']}:{client['MONGO_PORT']}/")


def test_the_broker_accepts_what_its_clients_are_told(project):
    """The definitions hold virtual host, user and the salted hash of the password; both clients share the broker."""
    mailer, checkout = (container(project, name).env for name in ("mailer", "checkout"))
    configuration = server_of(project, mailer["AMQP_HOST"]).files["/run/secrets/rabbitmq/definitions.json"]
    definitions = json.loads(configuration.content)
    (user,) = definitions["users"]
    salted = base64.b64decode(user["password_hash"])
    password = mailer["AMQP_PASSWORD"]
    assert salted[4:] == hashlib.sha256(salted[:4] + password.encode()).digest()
    assert (user["name"], definitions["vhosts"]) == (mailer["AMQP_USER"], [{"name": mailer["AMQP_VHOST"]}])
    address = f"{mailer['AMQP_HOST']}:{mailer['AMQP_PORT']}/{mailer['AMQP_VHOST']}"
    assert checkout["AMQP_URL"] == f"amqp://{user['name']}:{password}@{address}"


def test_the_object_store_knows_the_key_that_its_client_is_told(project):
    """Bucket, key and secret key of the server are those of the client."""
    client = container(project, "media").env
    server = server_of(project, client["S3_ENDPOINT"].removeprefix("http://"))
    assert (server.env["BUCKET"], server.env["ROOT_ACCESS_KEY_ID"], server.env["ROOT_SECRET_ACCESS_KEY"]) == (
        client["S3_BUCKET"],
        client["AWS_ACCESS_KEY_ID"],
        client["AWS_SECRET_ACCESS_KEY"],
    )


def test_values_of_the_environment_reach_variables_files_and_arguments(project):
    """What the environment says is in a variable, in a file from beside the Score file, and in an argument."""
    mailer = container(project, "mailer")
    assert mailer.env["SENDER"] == "shop@example.com"
    assert "Write to shop@example.com.\nIt costs $0.00" in mailer.files["/etc/mailer/order.txt"].content.decode()
    assert scheduled(project, "reports").args == ("--currency", "EUR", "--out", "/reports")


def scheduled(project, name: str) -> ContainerView:
    """Return the container of a CronJob as its next pod's process would find it."""
    job = project.client.get(CronJob, name, namespace="dev").to_dict()
    template = job["spec"]["jobTemplate"]["spec"]["template"]
    pod = {"metadata": {"name": f"{name}-next", **template["metadata"]}, "spec": template["spec"]}
    objects = {**project.cluster().objects, ("Pod", f"{name}-next"): pod}
    view = read_pod(Cluster(objects), f"{name}-next")
    assert view.problems == ()
    return list(view.containers.values())[-1]


def test_the_autoscaler_owns_the_number_of_pods(project):
    """It points at the Deployment, which says nothing of replicas itself."""
    scaler = project.client.get(HorizontalPodAutoscaler, name_of(project, "recommendations-scaling"), namespace="dev")
    assert (scaler.spec.scaleTargetRef.kind, scaler.spec.scaleTargetRef.name) == ("Deployment", "recommendations")
    assert (scaler.spec.minReplicas, scaler.spec.maxReplicas) == (2, 5)


def name_of(project, start: str) -> str:
    """Return the name of the autoscaler that starts with a text."""
    names = [item.metadata.name for item in project.client.list(HorizontalPodAutoscaler, namespace="dev")]
    return next(name for name in names if name.startswith(start))


def test_no_password_is_shown_or_kept_in_clear(project):
    """Neither the state, nor `plan`, `status` or a preview of everything holds a password."""
    cluster = project.cluster()
    worker = read_workload(cluster, "order-worker").containers["worker"].env
    admin = read_workload(cluster, "postgres").containers["postgres"].files["/run/secrets/postgres/password"]
    secrets = [worker["PGPASSWORD"], worker["QUEUE_PASSWORD"], admin.content.decode()]
    shown = [project.podium(verb, "-e", "dev", "--format", "json") for verb in ("plan", "status", "graph", "preview")]
    backend = Path(project.environ["PULUMI_BACKEND_URL"].removeprefix("file://"))
    shown += [file.read_text(encoding="utf-8") for file in sorted(backend.rglob("*.json"))]
    assert [secret for secret in secrets for text in shown if secret in text] == []


def test_staging_is_another_answer_to_the_same_files(project):
    """Namespaces of their own, more replicas, dedicated servers, secrets copied to where they are used; protected."""
    project.podium("up", "-e", "staging", "--yes", *(f"workloads/{name}" for name in STAGED))
    names = {f"{workload}-staging" for workload in STAGED}
    assert names <= project.namespaces()
    assert [problem for name in sorted(names) for problem in problems(project.cluster(name))] == []
    catalog = project.client.get(Deployment, "catalog", namespace="catalog-staging")
    storefront = project.client.get(Deployment, "storefront", namespace="storefront-staging")
    assert (catalog.spec.replicas, storefront.spec.replicas) == (3, 2)
    host = (
        read_workload(project.cluster("payment-service-staging"), "payment-service").containers["main"].env["DB_HOST"]
    )
    assert host.endswith(".payment-service-staging.svc.cluster.local")


def test_destroy_of_protected_data_is_refused_before_anything_is_gone(project):
    """Every workload of staging is still there, and the message says how to go on."""
    refused = project.run(PODIUM, "destroy", "-e", "staging", "--yes")
    assert (refused.returncode, "error[N008]" in refused.stderr) == (1, True), refused.stderr
    assert {f"{workload}-staging" for workload in STAGED} <= project.namespaces()
    assert project.client.get(Deployment, "catalog", namespace="catalog-staging").status.readyReplicas == 3


def test_a_claim_that_is_no_longer_made_is_deleted(project):
    """What score-k8s leaves behind for ever: the object store goes with its claim, once that is agreed to."""
    before = {s.metadata.name for s in project.client.list(StatefulSet, namespace="dev")}
    file = project.root / "workloads" / "media" / "score.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "pictures" not in line and "type: s3" not in line]
    file.write_text("".join(kept), encoding="utf-8")
    project.podium("up", "-e", "dev", "--yes", "--accept-replacement", "s3.default#media.pictures")
    gone = before - {s.metadata.name for s in project.client.list(StatefulSet, namespace="dev")}
    assert [name.rpartition("-")[0] for name in gone] == ["media-pictures"]
    assert not [c for c in project.cluster().all("PersistentVolumeClaim") if "media-pictures" in c["metadata"]["name"]]


def test_destroy_leaves_nothing_behind(project):
    """No namespace, no volume and no resource in the state of development is left."""
    project.podium("destroy", "-e", "dev", "--yes")
    with pytest.raises(ApiError, match="not found"):
        project.client.get(Namespace, "dev")
    volumes: list[Any] = [v for v in project.client.list(PersistentVolume) if v.spec.claimRef.namespace == "dev"]
    exported = project.run("pulumi", "stack", "export", "-s", "dev")
    resources = json.loads(exported.stdout)["deployment"].get("resources", [])
    assert (volumes, [r["type"] for r in resources if r["type"] != "pulumi:pulumi:Stack"]) == ([], [])
