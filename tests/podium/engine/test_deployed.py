from __future__ import annotations

from typing import Any

from podium.engine.deployed import (
    Deployed,
    DeployedResource,
    DeployedWorkload,
    Endpoint,
    ObjectRef,
    protected_components,
    protected_members,
    read_deployed,
)

STACK = "urn:pulumi:dev::podium::pulumi:pulumi:Stack::podium-dev"
SHOP = "urn:pulumi:dev::podium::podium:components:Service::workload.default#shop"
DATABASE = "urn:pulumi:dev::podium::podium:components:Postgres::postgres.default#shop.db"


def _component(urn: str) -> dict[str, Any]:
    return {"urn": urn, "type": urn.split("::")[2], "parent": STACK}


def _object(parent: str, kind: str, name: str, **spec: Any) -> dict[str, Any]:
    type_ = f"kubernetes:v1:{kind}"
    urn = parent.replace("::", "::", 1).rsplit("::", 1)[0] + f"${type_}::{name}"
    outputs = {"metadata": {"name": name, "namespace": "dev"}, "spec": spec}
    return {"urn": urn, "type": type_, "parent": parent, "outputs": outputs}


POD = {"spec": {"containers": [{"image": "shop:1"}, {"image": "proxy:2"}]}}
STATE = {
    "resources": [
        {"urn": STACK, "type": "pulumi:pulumi:Stack"},
        _component(SHOP),
        _object(SHOP, "Deployment", "shop", template=POD),
        _object(SHOP, "Service", "shop", ports=[{"port": 80}]),
        _component(DATABASE),
        _object(DATABASE, "StatefulSet", "db"),
        _object(DATABASE, "Ingress", "db", rules=[{"host": "db.test", "http": {"paths": [{"path": "/x"}]}}]),
    ]
}


def test_a_state_tells_workloads_resources_and_endpoints() -> None:
    """Everything comes from the objects that components made."""
    assert read_deployed(STATE) == Deployed(
        workloads=(DeployedWorkload("shop", ObjectRef("dev", "Deployment", "shop"), ("shop:1", "proxy:2")),),
        resources=(
            DeployedResource(
                "postgres.default#shop.db", "postgres", "Postgres", (ObjectRef("dev", "StatefulSet", "db"),)
            ),
        ),
        endpoints=(
            Endpoint("postgres.default#shop.db", "route", "http://db.test/x"),
            Endpoint("shop", "service", "shop.dev.svc:80"),
        ),
    )


def test_a_scheduled_workload_is_one_too() -> None:
    """The images of a CronJob are in the template of its Jobs."""
    job = _object(SHOP, "CronJob", "shop", jobTemplate={"spec": {"template": POD}})
    found = read_deployed({"resources": [_component(SHOP), job]})
    assert found.workloads == (DeployedWorkload("shop", ObjectRef("dev", "CronJob", "shop"), ("shop:1", "proxy:2")),)


def test_objects_to_ask_about_are_sorted_and_unique() -> None:
    """The cluster is asked once for each."""
    assert [ref.name for ref in read_deployed(STATE).objects] == ["shop", "db"]


def test_a_resource_that_waits_for_its_deletion_is_not_deployed() -> None:
    """After a failed replacement the state holds the old one as well."""
    old = {**STATE["resources"][2], "delete": True}
    assert read_deployed({"resources": [_component(SHOP), old]}).workloads == ()


def test_an_empty_state_holds_nothing() -> None:
    """A new stack has no resources at all."""
    assert read_deployed({}) == Deployed((), (), ())


def test_protected_components_are_named_once() -> None:
    """Not their children, which carry the same protection."""
    below = {**_object(DATABASE, "StatefulSet", "db"), "protect": True}
    state = {"resources": [_component(SHOP), {**_component(DATABASE), "protect": True}, below]}
    assert protected_components(state) == ("postgres.default#shop.db",)


def test_what_is_protected_of_a_component_is_itself_and_its_children() -> None:
    """Of those that are asked for; what waits to be deleted counts no more."""
    parts = [_component(SHOP), _component(DATABASE), _object(DATABASE, "StatefulSet", "db"), _object(SHOP, "Job", "a")]
    resources = [{**part, "protect": True} for part in parts]
    resources += [
        _object(DATABASE, "Secret", "open"),
        {**_object(DATABASE, "Pod", "x"), "protect": True, "delete": True},
    ]
    found = protected_members({"resources": resources}, {"postgres.default#shop.db"})
    assert found == tuple(sorted([DATABASE, parts[2]["urn"]]))
    assert protected_members({}, {"postgres.default#shop.db"}) == protected_members({"resources": resources}, ()) == ()
