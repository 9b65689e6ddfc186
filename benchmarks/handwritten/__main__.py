"""What a Pulumi user would write by hand for the benchmark's environment: one Redis and a number of workloads.

It declares the same resources, inputs, parents and edges as Podium makes from Score files, which the benchmark proves
by comparing the exported states.
"""

import hashlib
import hmac
import os

import pulumi
from passwords import GeneratedPassword
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.networking import v1 as networking

NAMESPACE = "dev"
USER = 10001
POD_SECURITY = {
    "runAsNonRoot": True,
    "runAsUser": USER,
    "runAsGroup": USER,
    "fsGroup": USER,
    "fsGroupChangePolicy": "OnRootMismatch",
    "seccompProfile": {"type": "RuntimeDefault"},
}
CONTAINER_SECURITY = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
}
METADATA_SERVICES = {
    "0.0.0.0/0": ["169.254.169.254/32"],
    "::/0": ["fd00:ec2::254/128", "fd20:ce::254/128"],
}
FIELD_MANAGER = {"pulumi.com/patchFieldManager": "podium"}


def labels(name, part):
    """Return the labels of one object."""
    return {"app.kubernetes.io/managed-by": "podium"} | selector(name, part)


def selector(name, part):
    """Return the labels that pick pods."""
    return {"app.kubernetes.io/component": part, "app.kubernetes.io/name": name}


def versioned(prefix, contents, salt):
    """Return the name of an immutable object, which follows its content."""

    def named(parts):
        text, key = parts
        return f"{prefix}-{hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:10]}"

    return pulumi.Output.unsecret(pulumi.Output.all(pulumi.Output.json_dumps(contents), salt).apply(named))


def pod(**spec):
    """Return a pod spec under the restricted standard."""
    return {"automountServiceAccountToken": False, "enableServiceLinks": False, "securityContext": POD_SECURITY, **spec}


def resources(cpu, memory):
    """Return requests and limits, given as pairs; the same disk for all."""
    limits, requests = (
        {"cpu": processor, "ephemeral-storage": disk, "memory": size}
        for processor, size, disk in ((cpu[1], memory[1], "1Gi"), (cpu[0], memory[0], "64Mi"))
    )
    return {"limits": limits, "requests": requests}


class Namespace(pulumi.ComponentResource):
    """The namespace, whose pods reach everything but the credentials of the machine below them."""

    def __init__(self, name, opts):
        super().__init__("podium:components:Namespace", name, None, opts)
        modes = ("audit", "enforce", "warn")
        standard = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in modes}
        standard |= {f"pod-security.kubernetes.io/{mode}-version": "latest" for mode in modes}
        owner = {"podium.dev/team": "platform", "podium.dev/tier": "standard"}
        managed = {"app.kubernetes.io/managed-by": "podium"}
        metadata = {"name": NAMESPACE, "labels": managed | owner | standard, "annotations": FIELD_MANAGER}
        namespace = core.Namespace(name, metadata=metadata, opts=pulumi.ResourceOptions(parent=self))
        networks = [{"ip_block": {"cidr": cidr, "except_": kept}} for cidr, kept in METADATA_SERVICES.items()]
        policy = networking.NetworkPolicy(
            f"{name}-baseline",
            metadata={"name": "baseline", "namespace": NAMESPACE, "labels": managed, "annotations": FIELD_MANAGER},
            spec={
                "pod_selector": {},
                "policy_types": ["Egress"],
                "egress": [{"to": [{"namespace_selector": {}}, *networks]}],
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[namespace]),
        )
        self.name = pulumi.Output.all(namespace.urn, policy.urn).apply(lambda _: NAMESPACE)
        self.register_outputs({"name": self.name})


class Redis(pulumi.ComponentResource):
    """One server with a password and a volume."""

    def __init__(self, name, object_name, namespace, opts):
        super().__init__("podium:components:RedisInCluster", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        def metadata(own):
            own_labels = labels(object_name, "cache")
            return {"name": own, "namespace": namespace, "labels": own_labels, "annotations": FIELD_MANAGER}

        self.password = GeneratedPassword(f"{name}-password", opts=child).password
        contents = {
            "password": self.password,
            "redis.conf": self.password.apply(lambda password: f"requirepass {password}\n"),
        }
        secret = core.Secret(
            f"{name}-credentials",
            metadata=metadata(versioned(f"{object_name}-credentials", contents, self.password)),
            immutable=True,
            string_data=contents,
            opts=pulumi.ResourceOptions(parent=self, protect=False),
        )
        service = core.Service(
            f"{name}-service",
            metadata=metadata(object_name),
            spec={
                "cluster_ip": "None",
                "selector": selector(object_name, "cache"),
                "ports": [{"name": "redis", "port": 6379, "target_port": 6379}],
            },
            opts=child,
        )
        claim = core.PersistentVolumeClaim(
            f"{name}-data",
            metadata=metadata(f"{object_name}-data"),
            spec={"access_modes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
            opts=child,
        )
        account = core.ServiceAccount(
            f"{name}-account", metadata=metadata(object_name), automount_service_account_token=False, opts=child
        )
        template = {
            "metadata": {"labels": labels(object_name, "cache")},
            "spec": self._pod(object_name, secret.metadata.apply(lambda metadata: metadata.name)),
        }
        server = apps.StatefulSet(
            name,
            metadata=metadata(object_name),
            spec={
                "replicas": 1,
                "selector": {"match_labels": selector(object_name, "cache")},
                "service_name": object_name,
                "template": template,
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[account, claim]),
        )
        host = pulumi.Output.from_input(namespace).apply(lambda name: f"{object_name}.{name}.svc.cluster.local")
        self.host = pulumi.Output.all(host, server.urn, service.urn).apply(lambda all_: all_[0])
        self.password = pulumi.Output.secret(self.password)
        self.register_outputs({"host": self.host, "port": 6379, "username": "default", "password": self.password})

    def _pod(self, object_name, secret):
        def probe(question, period, failures):
            return {**question, "periodSeconds": period, "timeoutSeconds": 3, "failureThreshold": failures}

        ready = {"exec": {"command": ["sh", "-c", "valkey-cli ping | grep -q PONG"]}}
        folder = "/run/secrets/redis"
        container = {
            "name": "redis",
            "image": os.environ["BENCHMARK_REDIS_IMAGE"],
            "imagePullPolicy": "Always",
            "command": ["valkey-server", f"{folder}/redis.conf"],
            "args": ["--dir", "/data", "--appendonly", "yes", "--port", "6379"],
            "env": [{"name": "REDISCLI_AUTH", "valueFrom": {"secretKeyRef": {"name": secret, "key": "password"}}}],
            "ports": [{"containerPort": 6379, "protocol": "TCP"}],
            "resources": resources(cpu=("50m", "500m"), memory=("128Mi", "512Mi")),
            "volumeMounts": [
                {"mountPath": "/data", "name": "data"},
                {"mountPath": folder, "name": "configuration", "readOnly": True},
                {"mountPath": "/tmp", "name": "tmp"},
            ],
            "startupProbe": probe(ready, 2, 150),
            "readinessProbe": probe(ready, 5, 3),
            "livenessProbe": probe({"tcpSocket": {"port": 6379}}, 10, 6),
            "securityContext": CONTAINER_SECURITY,
        }
        item = {"key": "redis.conf", "path": "redis.conf", "mode": 0o440}
        volumes = [
            {"name": "data", "persistentVolumeClaim": {"claimName": f"{object_name}-data"}},
            {"name": "configuration", "secret": {"secretName": secret, "items": [item]}},
            {"name": "tmp", "emptyDir": {}},
        ]
        return pod(serviceAccountName=object_name, containers=[container], volumes=volumes)


class Workload(pulumi.ComponentResource):
    """One Deployment with plain and secret variables."""

    def __init__(self, object_name, namespace, redis, opts):
        name = f"workload.default#{object_name}"
        super().__init__("podium:components:Service", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        def metadata(own):
            own_labels = labels(object_name, "workload")
            return {"name": own, "namespace": namespace, "labels": own_labels, "annotations": FIELD_MANAGER}

        account = core.ServiceAccount(
            f"{name}-account", metadata=metadata(object_name), automount_service_account_token=False, opts=child
        )
        url = pulumi.Output.all("redis://:", redis.password, "@", redis.host, ":", 6379, "/0").apply(
            lambda parts: "".join(map(str, parts))
        )
        salt = GeneratedPassword(f"{name}-salt", opts=child).password
        contents = {"main.REDIS_URL": url}
        secret = core.Secret(
            f"{name}-variables",
            metadata=metadata(versioned(f"{object_name}-variables", contents, salt)),
            immutable=True,
            string_data={key: pulumi.Output.secret(value) for key, value in contents.items()},
            data={},
            opts=child,
        )
        key = {"name": secret.metadata.apply(lambda metadata: metadata.name), "key": "main.REDIS_URL"}
        host = pulumi.Output.all(redis.host).apply(lambda parts: parts[0])
        container = {
            "name": "main",
            "image": "registry.example.com/app:1.0.0",
            "imagePullPolicy": "Always",
            "resources": resources(cpu=("50m", "1"), memory=("64Mi", "512Mi")),
            "env": [
                {"name": "GREETING", "value": "hello"},
                {"name": "REDIS_HOST", "value": host.apply(lambda value: value)},
                {"name": "REDIS_URL", "valueFrom": {"secretKeyRef": key}},
            ],
            "volumeMounts": [{"mountPath": "/tmp", "name": "tmp-main"}],
            "securityContext": CONTAINER_SECURITY,
        }
        volumes = [{"name": "tmp-main", "emptyDir": {}}]
        template = {
            "metadata": {"labels": labels(object_name, "workload")},
            "spec": pod(serviceAccountName=object_name, containers=[container], volumes=volumes),
        }
        apps.Deployment(
            name,
            metadata=metadata(object_name),
            spec={
                "replicas": 1,
                "selector": {"match_labels": selector(object_name, "workload")},
                "strategy": {"type": "RollingUpdate"},
                "template": template,
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[account]),
        )
        own_host = pulumi.Output.from_input(namespace).apply(lambda name: f"{object_name}.{name}.svc.cluster.local")
        outputs = {"name": object_name, "host": own_host, "namespace": namespace}
        self.register_outputs(outputs | {"kind": "Deployment", "controller": object_name})


def main():
    """Declare everything."""
    options = pulumi.ResourceOptions(version=os.environ["BENCHMARK_PROVIDER_VERSION"])
    cluster = pulumi.ProviderResource("kubernetes", "cluster", {"context": "podium-sandbox"}, options)

    def on_cluster(*needs):
        return pulumi.ResourceOptions(providers=[cluster], depends_on=list(needs))

    namespace = Namespace("namespace.default#dev", on_cluster())
    redis_name = os.environ["BENCHMARK_REDIS_NAME"]
    redis = Redis("redis.default#cache", redis_name, namespace.name, on_cluster(namespace))
    for number in range(int(os.environ["BENCHMARK_WORKLOADS"])):
        Workload(f"app-{number:02}", namespace.name, redis, on_cluster(namespace, redis))


main()
