"""What all servers have in common, on one that is nothing else; the components' own tests hold what each adds."""

from __future__ import annotations

import pulumi
import pytest

from components._container import probes, reach, run
from components._server import Instance, Server, ServerArgs, create_open_server, create_server, create_setup
from podium.component import Args, Component, Outputs
from tests.components.conftest import PASSWORD, Hidden

CONTAINER = {"name": "queue", "image": "queue:1", **probes(run("true"), reach(5672))}
LABELS = {"app.kubernetes.io/name": "other", "team": "checkout"}


class PlainArgs(Args):
    """Nothing to say."""


class PlainOutputs(Outputs):
    """What the shared piece gives."""

    host: pulumi.Output[str]
    secret: pulumi.Output[str]


class Plain(Component[PlainArgs, PlainOutputs]):
    """A server with no more than it must have, in a namespace that is known later."""

    resource_type = "plain"
    prefix = "word"

    def build(self, name, args):
        """Create the server."""
        server = Server(
            name="queue",
            namespace=pulumi.Output.from_input("shop"),
            labels=LABELS,
            part="broker",
            port_name="amqp",
            port=5672,
            storage="3Gi",
            user=999,
        )
        made = create_server(self, name, server, self.contents, self.pod)
        return PlainOutputs(host=made.host, secret=made.secret)

    def contents(self, password):
        """Return what the Secret holds."""
        return {"line": pulumi.Output.concat(self.prefix, " ", password)}

    @staticmethod
    def pod(secret):
        """Return a container, and the Secret as the only volume of the server's own."""
        return {"containers": [CONTAINER], "volumes": [{"name": "credentials", "secret": {"secretName": secret}}]}


class Reworded(Plain):
    """The same server with the same password in another text."""

    prefix = "another"


@pytest.fixture(scope="module")
def recording(record):
    """Return what the server registers."""
    return record(lambda: Plain("main", PlainArgs()))


def test_service_leads_to_the_pods_whatever_labels_are_added(recording):
    """Service, StatefulSet and pods agree on the labels that pick the pods, and the Service has no address to share."""
    service = recording.one("Service").inputs
    spec = recording.one("StatefulSet").inputs["spec"]
    labels = {"app.kubernetes.io/component": "broker", "app.kubernetes.io/name": "queue"}
    assert (labels, labels) == (service["spec"]["selector"], spec["selector"]["matchLabels"])
    assert (
        labels | {"app.kubernetes.io/managed-by": "podium", "team": "checkout"}
        == spec["template"]["metadata"]["labels"]
    )
    assert ("None", spec["serviceName"]) == (service["spec"]["clusterIP"], service["metadata"]["name"])
    assert [{"name": "amqp", "port": 5672, "targetPort": 5672}] == service["spec"]["ports"]


def test_pod_has_its_volume_and_account_added(recording):
    """What a component says of its pod is kept; claim and account are those that were made with it."""
    (pod,) = recording.pods()
    claim = recording.one("PersistentVolumeClaim").inputs
    assert claim["metadata"]["name"] == pod["volumes"][0]["persistentVolumeClaim"]["claimName"]
    assert {"requests": {"storage": "3Gi"}} == claim["spec"]["resources"]
    assert ["data", "credentials"] == [volume["name"] for volume in pod["volumes"]]
    assert recording.one("ServiceAccount").inputs["metadata"]["name"] == pod["serviceAccountName"]
    assert pod["securityContext"]["runAsUser"] == 999


def test_namespace_may_be_known_later(recording):
    """Every object is in it, and the host follows from it."""
    namespaces = {c.inputs["metadata"]["namespace"] for c in recording.children() if "metadata" in c.inputs}
    assert ({"shop"}, "queue.shop.svc.cluster.local") == (namespaces, recording.outputs["main"]["host"])


def test_secret_of_another_content_has_another_name(record, recording):
    """The password alone does not decide: whatever the Secret holds takes part in its name, which the outputs give."""
    other = record(lambda: Reworded("main", PlainArgs()))
    contents = [r.one("Secret").inputs["stringData"] for r in (recording, other)]
    names = [r.one("Secret").inputs["metadata"]["name"] for r in (recording, other)]
    assert [Hidden({"line": f"word {PASSWORD}"}), Hidden({"line": f"another {PASSWORD}"})] == contents
    assert names[0] != names[1]
    assert names == [r.outputs["main"]["secret"] for r in (recording, other)]


class Setup(Plain):
    """A server without a password, and a Job that makes something on it."""

    script = "make it"

    def build(self, name, args):
        """Create both."""
        server = Server.of(QUEUE, "broker", "amqp", 5672)
        host = create_open_server(
            self, name, server, {"initContainers": [FIRST], "containers": [CONTAINER], "volumes": []}
        )
        container = {"image": "queue:1", "args": [self.script], "env": [{"name": "HOST", "value": host}]}
        job = create_setup(self, name, server, container, seconds=120)
        return PlainOutputs(host=self.once_ready(host, job), secret=pulumi.Output.from_input(""))


class OtherSetup(Setup):
    """The same server with something else to make."""

    script = "make that"


QUEUE = ServerArgs(name="queue", namespace="shop", image_pull_policy="IfNotPresent", labels={"team": "checkout"})
FIRST = {"name": "first", "image": "queue:1"}


@pytest.fixture(scope="module")
def prepared(record):
    """Return what a server with a set-up registers."""
    return record(lambda: Setup("main", PlainArgs()))


def test_server_without_password_has_no_secret(prepared):
    """Nothing is generated that nobody is told."""
    assert prepared.kinds() == ["Job", "PersistentVolumeClaim", "Service", "ServiceAccount", "StatefulSet"]


def test_processes_are_no_user_of_a_node(prepared):
    """Server and set-up run as a user above 10000, who owns nothing outside of the pod."""
    assert [pod["securityContext"]["runAsUser"] for pod in prepared.pods()] == [10001, 10001]


def test_pull_policy_is_on_every_container(prepared, recording):
    """The one that the component is given; without one, the registry is asked at each start."""
    containers = [c for pod in prepared.pods() for c in pod.get("initContainers", []) + pod["containers"]]
    assert [(c["name"], c["imagePullPolicy"]) for c in containers] == [
        ("first", "IfNotPresent"),
        ("queue", "IfNotPresent"),
        ("setup", "IfNotPresent"),
    ]
    assert recording.container("queue")["imagePullPolicy"] == "Always"


def test_setup_runs_once_the_server_answers(prepared):
    """The Job reads the host, which waits for the pods and the Service."""
    job = prepared.one("Job")
    assert {"main", "main-service"} <= set(job.depends_on)
    assert job.inputs["spec"]["activeDeadlineSeconds"] == 120


def test_service_does_not_lead_to_the_setup(prepared):
    """The Job's pod plays another part, and carries the platform's labels."""
    labels = prepared.one("Job").inputs["spec"]["template"]["metadata"]["labels"]
    assert labels["app.kubernetes.io/component"] == "broker-setup"
    assert labels["team"] == "checkout"


def test_another_setup_is_another_job(record, prepared):
    """A Job never changes; the same one has the same name in each run."""
    names = [
        record(lambda kind=kind: kind("main", PlainArgs())).one("Job").inputs["metadata"]["name"]
        for kind in (Setup, OtherSetup)
    ]
    assert names[0] == prepared.one("Job").inputs["metadata"]["name"]
    assert names[0] != names[1]
    assert all(name.startswith("queue-setup-") for name in names)


def test_instance_without_a_server_may_be_set_up(record):
    """A database on somebody else's server has objects of its own."""
    instance = Instance(name="orders", namespace="shop", labels={}, part="database")
    made = record(lambda: create_setup(Setup("main", PlainArgs()), "other", instance, {"image": "queue:1"}))
    labels = made.one("Job", "other-setup").inputs["metadata"]["labels"]
    assert labels["app.kubernetes.io/component"] == "database-setup"
