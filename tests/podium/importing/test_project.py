from __future__ import annotations

from podium.importing.canonical import canonical_service
from podium.importing.nodes import mapping
from podium.importing.project import dependencies, project_of
from podium.spec.document import Member


def project(node, text, **options):
    """Return the project of a file and the codes of its diagnostics."""
    document = node(f"services: {{{text}}}")
    services = document.get(("services",))
    members = {name: Member(m.key_span, canonical_service(m.node)) for name, m in services.members.items()}
    document = mapping({"services": Member(services.span, mapping(members, services))}, document)
    found, problems = project_of(document, **options)
    return found, [problem.code for problem in problems]


def test_services_are_sorted_into_applications_and_backing_services(node):
    """By their images; what is built is an application."""
    found, codes = project(node, "web: {image: acme/web}, db: {image: postgres}, own: {image: postgres, build: .}")
    assert [a.name for a in found.applications] == ["web", "own"]
    assert [b.name for b in found.backings] == ["db"]
    assert codes == []


def test_backing_services_can_be_kept(node):
    """Then all are applications."""
    found, _ = project(node, "db: {image: postgres}, zoo: {image: zookeeper}", keep_services=True)
    assert ([a.name for a in found.applications], found.backings) == (["db", "zoo"], ())


def test_what_a_backing_service_is_told_is_known(node):
    """Its login, with the image's defaults; and the secret that holds its password."""
    variables = "[POSTGRES_USER=me, POSTGRES_PASSWORD_FILE=/run/secrets/pw]"
    found, _ = project(node, f"db: {{image: postgres, environment: {variables}}}, mq: {{image: rabbitmq}}")
    db, mq = found.backings
    assert dict(db.values) == {"username": "me", "database": "me"}
    assert db.secrets == {"pw"}
    assert dict(mq.values) == {"username": "guest", "password": "guest", "vhost": "/"}


def test_aliases_are_hosts_too(node):
    """Of networks, and the names of container and host."""
    text = "web: {image: x, container_name: c, hostname: h, networks: {n: {aliases: [a]}}}"
    assert project(node, text)[0].applications[0].hosts == {"web", "c", "h", "a"}


def test_profiles_leave_services_out(node):
    """Unless active, all active, or the service is named."""
    text = "web: {image: x}, tool: {image: x, profiles: [debug]}"
    assert project(node, text)[1] == ["I031"]
    for options in ({"profiles": ["debug"]}, {"profiles": ["*"]}, {"wanted": ["tool"]}):
        found, codes = project(node, text, **options)
        assert ([a.name for a in found.applications], codes) == (["web", "tool"], [])


def test_what_is_wrong_with_services_is_told(node):
    """An unknown name, no image, a renamed service, a wrong port."""
    assert project(node, "web: {image: x}", wanted=["wep"])[1] == ["I008"]
    assert project(node, "web: {command: x}")[1] == ["I010"]
    assert project(node, "Web: {image: x}")[1] == ["I030"]
    assert project(node, "web: {image: x, ports: [x]}")[1] == ["I007"]


def test_what_is_not_wanted_is_not_told(node):
    """Its problems are nobody's."""
    assert project(node, "web: {image: x}, other: {ports: [x]}", wanted=["web"])[1] == []


def test_dependencies_are_links_too(node):
    """An alias after the colon is no name of a service."""
    assert dependencies(node("{depends_on: {a: }, links: [b, 'c:d']}")) == {"a", "b", "c"}
