"""Defects that other implementations of Score have: one test for each, at the highest level that is fast.

The numbers are those of the list that was made by running score-k8s 0.15.0.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from podium.diagnostics import ResolutionError
from podium.program.emit import to_yaml
from podium.program.record import RecordedResource, SecretValue, record
from podium.program.render import render_plan

BACKEND = """\
apiVersion: score.dev/v1b1
metadata: {name: backend}
service: {ports: {web: {port: 80, targetPort: 8080}}}
containers: {main: {image: example.com/backend:1}}
"""
CALLER = """\
apiVersion: score.dev/v1b1
metadata: {name: caller}
containers:
  main:
    image: example.com/caller:1
    variables: {BACKEND: "http://${resources.port.hostname}:${resources.port.port}"}
resources:
  port: {type: service-port, params: {workload: backend, port: PORT}}
"""


def variables(resources, workload: str) -> dict[str, object]:
    """Return the plain variables of a workload's first container."""
    (deployment,) = (
        r for r in resources if r.type.endswith(":Deployment") and r.inputs["metadata"]["name"] == workload
    )
    (container,) = deployment.inputs["spec"]["template"]["spec"]["containers"]
    return {entry["name"]: entry.get("value") for entry in container["env"]}


@pytest.mark.parametrize("port", ["web", 80])
def test_3_a_service_port_is_one_that_the_service_listens_on(manifests, port):
    """Defect 3: `service-port` gave the port of the container, on which the Service does not listen."""
    resources = manifests(BACKEND, CALLER.replace("PORT}", f"{port}}}"))
    assert variables(resources, "caller") == {"BACKEND": "http://backend:80"}
    (service,) = (r for r in resources if r.type.endswith(":Service") and r.inputs["metadata"]["name"] == "backend")
    assert [(entry["port"], entry["targetPort"]) for entry in service.inputs["spec"]["ports"]] == [(80, 8080)]


def test_3_the_port_of_the_container_is_refused(plan):
    """Defect 3, the other way round: who asks for the container's port is told the Service's."""
    with pytest.raises(ResolutionError) as caught:
        plan(BACKEND, CALLER.replace("PORT}", "8080}"))
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.fix) == ("R018", "write 'web' or 80")


def sharing(name: str, claims: str) -> str:
    """Return a workload that shares a route with others."""
    return BACKEND.replace("name: backend", f"name: {name}") + f"resources: {{{claims}}}\n"


def test_5_a_shared_resource_waits_for_what_its_params_read(plan):
    """Defect 5: where only one of the workloads that share a resource gives its params, it was made too early."""
    bare = sharing("one", "shared: {type: route, id: shared}")
    rich = "zone: {type: dns}, shared: {type: route, id: shared, params: {host: '${resources.zone.host}', port: 80}}"
    for names in itertools.permutations(["first", "second"]):
        scores = [bare.replace("name: one", f"name: {names[0]}"), sharing(names[1], rich)]
        uids = [str(resource.uid) for resource in plan(*scores).resources]
        assert uids.count("route.default#shared") == 1
        assert uids.index(f"dns.default#{names[1]}.zone") < uids.index("route.default#shared")


def test_10_an_id_cannot_be_the_private_id_of_another_claim(plan):
    """Defect 10: an explicit id `backend.db` silently became the private resource `db` of workload `backend`."""
    private, explicit = sharing("backend", "db: {type: redis}"), sharing("other", "mine: {type: redis, id: backend.db}")
    with pytest.raises(ResolutionError, match="private id of another claim"):
        plan(private, explicit)


# A migration that runs before the server, beside a proxy that must be healthy first.
ORDERED = """\
apiVersion: score.dev/v1b1
metadata: {name: ordered}
containers:
  server: {image: example.com/server:1}
  migrate: {image: example.com/migrate:1, before: {server: {ready: complete}}}
  proxy:
    image: example.com/proxy:1
    before: {migrate: {ready: healthy}, server: {ready: started}}
    readinessProbe: {exec: {command: [alive]}}
"""


def pod(resources, workload: str) -> dict[str, Any]:
    """Return the pod spec of a workload."""
    (deployment,) = (
        r for r in resources if r.type.endswith(":Deployment") and r.inputs["metadata"]["name"] == workload
    )
    spec: dict[str, Any] = deployment.inputs["spec"]["template"]["spec"]
    return spec


def test_1_containers_start_in_the_order_that_is_asked_for(manifests):
    """Defect 1: `before` was ignored, and a container that has to end first ran beside the others for ever."""
    spec = pod(manifests(ORDERED), "ordered")
    proxy, migrate = spec["initContainers"]
    assert (proxy["name"], proxy["restartPolicy"]) == ("proxy", "Always")
    assert proxy["startupProbe"]["exec"] == {"command": ["alive"]}
    assert (migrate["name"], "restartPolicy" in migrate) == ("migrate", False)
    assert [container["name"] for container in spec["containers"]] == ["server"]


FILES = """\
apiVersion: score.dev/v1b1
metadata: {name: files}
containers:
  main:
    image: example.com/main:1
    files: {/etc/app.yaml: {content: a}, /etc/ssl/ca.pem: {content: b}}
"""


def test_2_a_file_does_not_hide_the_folder_that_it_is_in(manifests):
    """Defect 2: a file at `/etc/x` was mounted as the folder `/etc`, without anything else that the image has there."""
    (container,) = pod(manifests(FILES), "files")["containers"]
    mounts = {mount["mountPath"]: mount.get("subPath") for mount in container["volumeMounts"]}
    assert set(mounts) == {"/etc/app.yaml", "/etc/ssl/ca.pem", "/tmp"}
    assert mounts["/etc/app.yaml"]
    assert mounts["/etc/ssl/ca.pem"]


PROBED = """\
apiVersion: score.dev/v1b1
metadata: {name: probed}
containers:
  main:
    image: example.com/main:1
    livenessProbe: {httpGet: {path: /, port: 80}, exec: {command: [alive]}}
"""


def test_4_the_command_is_preferred_where_a_probe_has_both_ways(manifests):
    """Defect 4: the HTTP request was chosen, although the specification says the command."""
    (container,) = pod(manifests(PROBED), "probed")["containers"]
    assert container["livenessProbe"] == {"exec": {"command": ["alive"]}}


@pytest.mark.parametrize("annotation", ["k8s.score.dev/kind", "podium.dev/kind"])
@pytest.mark.parametrize(("kind", "known"), [("DaemonSet", True), ("Pod", False), ("deployment", False)])
def test_8_a_workload_is_never_dropped_because_of_its_kind(manifests, annotation, kind, known):
    """Defect 8: a workload of an unknown kind was left out, without a word and with exit code 0."""
    score = BACKEND.replace("{name: backend}", f"{{name: backend, annotations: {{{annotation}: {kind}}}}}")
    if known:
        assert [r.inputs["metadata"]["name"] for r in manifests(score) if r.type.endswith(f":{kind}")] == ["backend"]
        return
    with pytest.raises(ResolutionError, match=f"kind cannot be '{kind}'") as caught:
        manifests(score)
    (problem,) = caught.value.diagnostics
    column = score.splitlines()[1].index(f": {kind}") + len(": ") + 1
    assert str(problem.span) == f"workloads/0.score.yaml:2:{column}"


def test_8_a_volume_does_not_drop_its_workload(manifests):
    """Defect 8, the same shape of code: a claim of a volume on a Deployment."""
    volume = "    volumes: {/data: {source: '${resources.data}'}}\nresources: {data: {type: volume}}\n"
    spec = pod(manifests(FILES.replace("name: files", "name: keeper") + volume), "keeper")
    (claimed,) = (v["persistentVolumeClaim"]["claimName"] for v in spec["volumes"] if "persistentVolumeClaim" in v)
    assert claimed.startswith("keeper-data")


# One claim of each kind of server, and a variable, a file and another component that read its password.
SERVERS = """\
apiVersion: score.dev/v1b1
metadata: {name: greedy}
containers:
  main:
    image: example.com/main:1
    variables:
      A: ${resources.amqp.password}
      B: mongodb://${resources.mongodb.username}:${resources.mongodb.password}@${resources.mongodb.host}
      C: ${resources.s3.secret_key}
    files: {/etc/keys: {content: "${resources.mysql.password} ${resources.postgres.password}"}}
resources:
  amqp: {type: amqp}
  elasticsearch: {type: elasticsearch}
  kafka: {type: kafka-topic}
  mongodb: {type: mongodb}
  model: {type: llm-model, params: {model: smollm:135m}}
  mysql: {type: mysql}
  postgres: {type: postgres}
  redis: {type: redis}
  s3: {type: s3}
"""
PASSWORD = "generated-once"


def answered(resource: RecordedResource) -> dict[str, str]:
    """Return what only a run makes: the same password for everybody."""
    return {"password": PASSWORD} if resource.type.endswith(":GeneratedPassword") else {}


def in_clear(value: Any) -> bool:
    """Return whether the password stands anywhere outside of what the state encrypts."""
    match value:
        case dict():
            return any(in_clear(item) for item in value.values())
        case list():
            return any(in_clear(item) for item in value)
        case SecretValue():
            return False
        case _:
            return PASSWORD in str(value)


def test_6_no_password_is_kept_in_clear(plan):
    """Defect 6: generated passwords stood in a state file as they are."""
    resources = record(plan(SERVERS), answered).resources
    assert len([resource for resource in resources if resource.type.endswith(":GeneratedPassword")]) > 5
    assert [resource.name for resource in resources if in_clear(resource.inputs)] == []


def images(value: Any) -> list[str]:
    """Return every image that nested data names."""
    if isinstance(value, dict):
        own = [value["image"]] if isinstance(value.get("image"), str) else []
        return own + [image for item in value.values() for image in images(item)]
    return [image for item in value for image in images(item)] if isinstance(value, list) else []


def test_7_no_server_runs_whatever_is_latest(plan):
    """Defect 7: images of servers had no version, so that the same files ran something else every month."""
    named = {image for resource in record(plan(SERVERS), answered).resources for image in images(resource.inputs)}
    assert len(named) > 8
    assert [image for image in sorted(named) if image.rpartition("/")[2].partition(":")[2] in {"", "latest"}] == []


def test_9_manifests_do_not_depend_on_the_order_of_files(plan):
    """Defect 9: two runs over the same files wrote the objects in different orders."""
    files = [BACKEND, CALLER.replace("PORT}", "web}"), SERVERS]
    texts = {
        to_yaml(render_plan(plan(*order), lambda: b"a key for tests only").objects) for order in (files, files[::-1])
    }
    assert len(texts) == 1
