"""What all servers have in common, on one that is nothing else; the components' own tests hold what each adds."""

from __future__ import annotations

import pulumi
import pytest

from components._server import Server, create_server, probes
from podium.component import Args, Component, Outputs
from tests.components.conftest import PASSWORD, Hidden

CONTAINER = {"name": "queue", "image": "queue:1", **probes(["true"])}
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


def test_a_server_has_five_minutes_to_start_and_a_minute_to_recover():
    """First start on a slow volume takes long; later a server that is silent for a while is started anew."""
    allowed = {name: probe["periodSeconds"] * probe["failureThreshold"] for name, probe in probes(["true"]).items()}
    assert {"startupProbe": 300, "readinessProbe": 15, "livenessProbe": 60} == allowed
