"""A plan becomes components."""

from __future__ import annotations

import json
from dataclasses import replace

import pulumi
import pytest
from google.protobuf import json_format

from podium.catalogue import registry
from podium.diagnostics import ResolutionError
from podium.plan import plan_graph
from podium.program.compose import compose
from podium.program.holding import EXPORT
from tests.podium.graph.projects import graph
from tests.podium.program.recorder import SECRET, record

SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: web}
service: {ports: {http: {port: 80}}}
containers: {main: {image: x, variables: {HOST: "${resources.zone.host}", KEY: "${resources.vault.root-key}"}}}
resources: {zone: {type: dns}, vault: {type: vault}}
"""
DEFINITIONS = """\
dns: {match: {type: dns}, component: dns, params: {domain: example.com}}
vault: {match: {type: vault}, component: vault}
"""
VAULT = '''
"""A stateful component with a secret."""

from __future__ import annotations

import pulumi
from pydantic import Field

from podium.component import Args, Component, Deferred, Outputs, Secret


class VaultArgs(Args):
    namespace: Deferred[str]
    size: Deferred[int] = 1


class VaultOutputs(Outputs):
    key: Secret[str] = Field(alias="root-key")
    place: Deferred[str]


class Vault(Component[VaultArgs, VaultOutputs]):
    resource_type = "vault"
    stateful = True

    def build(self, name: str, args: VaultArgs) -> VaultOutputs:
        pulumi.CustomResource("test:index:Vault", f"{name}-store", {"in": args.namespace}, self.child())
        return VaultOutputs(key="hidden-key", place=args.namespace)
'''
DNS, VAULT_UID, WORKLOAD = "dns.default#web.zone", "vault.default#web.vault", "workload.default#web"
NAMESPACE = "namespace.default#dev"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that plans and composes the workload, with one component more than the catalogue has."""
    import components  # noqa: PLC0415 - only here, so that collecting the tests stays fast

    (tmp_path / "vault.py").write_text(VAULT, encoding="utf-8")
    monkeypatch.setattr(components, "__path__", [*components.__path__, str(tmp_path)])
    assert registry.PACKAGE == "components"

    def planned_and_composed(**changes: str):
        text = SCORE
        for old, new in changes.items():
            text = text.replace(old, new)
        plan = plan_graph(graph(text, definitions=DEFINITIONS, **changes), images={})
        return plan, record(lambda: compose(plan))

    return planned_and_composed


def test_components_are_made_in_the_order_of_the_plan(run):
    """Each carries its uid as logical name and waits for the objects of what it needs."""
    plan, recording = run()
    made = [request.name for request in recording.every if request.type.startswith("podium:components:")]
    assert made == [str(resource.uid) for resource in plan.resources]
    assert recording.dependencies(WORKLOAD) >= {NAMESPACE, f"{VAULT_UID}-store"}
    assert recording.dependencies(DNS) >= {NAMESPACE}
    assert recording.requests[f"{VAULT_UID}-store"].parent.endswith(VAULT_UID)


@pytest.mark.parametrize(
    ("cluster", "context"),
    [("definitions:\n", "podium-sandbox"), ("cluster: {context: my-cluster}\ndefinitions:\n", "my-cluster")],
)
def test_the_provider_names_the_context_of_the_environment(run, cluster, context):
    """A changed current context never sends an environment elsewhere."""
    _, recording = run(**{"definitions:\n": cluster})
    request = recording.requests["cluster"]
    assert (request.type, dict(request.object)) == ("pulumi:providers:kubernetes", {"context": context})
    assert request.version
    objects = [r for r in recording.every if r.type.startswith("kubernetes:")]
    assert objects
    assert all("::cluster::" in r.provider for r in objects)


@pytest.mark.parametrize(("kind", "protected"), [("development", False), ("staging", True)])
def test_stateful_components_are_protected_with_their_children(run, kind, protected):
    """Only where data is kept, and never the workload."""
    _, recording = run(**{"type: development": f"type: {kind}"})
    asked = {name: request.protect for name, request in recording.requests.items()}
    assert (protected, protected) == (asked[VAULT_UID], asked[f"{VAULT_UID}-store"])
    assert not asked[WORKLOAD]


def test_a_resource_that_was_renamed_names_what_it_was(run):
    """The engine derives the former names of its children from that."""
    plan, _ = run()
    before = plan.resources[-1]
    renamed = replace(
        plan, resources=(*plan.resources[:-1], replace(before, aliases=("old.default#b", "old.default#a")))
    )
    recording = record(lambda: compose(renamed))
    assert [alias.spec.name for alias in recording.requests[str(before.uid)].aliases] == [
        "old.default#b",
        "old.default#a",
    ]


def test_outputs_of_one_component_are_inputs_of_another(run):
    """The workload's variables hold what the name and the vault gave."""
    _, recording = run()
    texts = json.dumps([json_format.MessageToDict(request.object) for request in recording.every])
    assert ".example.com" in texts
    assert SECRET in texts
    assert "hidden-key" in texts


def test_an_output_that_does_not_fit_is_told_where_it_is_read(run):
    """What planning could not know is checked before the component is made, and told like any other problem."""
    with pytest.raises(ResolutionError) as caught:
        run(**{"vault: {type: vault}}": 'vault: {type: vault, params: {size: "${resources.zone.url}"}}}'})
    (problem,) = caught.value.diagnostics
    assert (problem.code, str(problem.span)) == ("R014", "0.yaml:5:68")
    assert problem.message.startswith("size must be a whole number, not 'http://")


def test_the_export_says_what_was_made_without_secrets(run, monkeypatch):
    """Other stacks and `podium status` read it."""
    exported = {}

    def export(name, value):
        pulumi.Output.from_input(value).apply(lambda known: exported.update({name: known}))
        pulumi.Output.from_input(pulumi.Output.from_input(value).is_secret()).apply(
            lambda it: exported.update(secret=it)
        )

    monkeypatch.setattr(pulumi, "export", export)
    plan, _ = run()
    summary = exported[EXPORT]
    uids = [str(resource.uid) for resource in plan.resources]
    assert (summary["environment"], summary["workloads"], exported["secret"]) == ("dev", {"web": uids}, False)
    assert list(summary["resources"]) == uids
    vault = summary["resources"][VAULT_UID]
    data = json.loads(vault.pop("data"))
    assert vault == {"type": "vault", "component": "vault", "version": "1.0.0", "outputs": {"place": "dev"}}
    assert (data["definition"], data["identity"]["namespace"]) == ("vault", f"${{{NAMESPACE}.name}}")
    assert [uid for uid, made in summary["resources"].items() if "data" in made] == []
    assert "hidden" not in json.dumps(summary)
