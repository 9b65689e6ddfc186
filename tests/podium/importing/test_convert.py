from __future__ import annotations


def contents(imported, text, **options):
    """Return the texts of the Score files by service, and the codes of the diagnostics."""
    result = imported(text, **options)
    return {w.service: w.text for w in result.workloads}, [d.code for d in result.diagnostics]


def test_a_service_becomes_a_workload(score):
    """With what Score knows."""
    content, codes = score("services: {web: {image: x, ports: ['80:8080', '53/udp']}}")
    assert content == {
        "apiVersion": "score.dev/v1b1",
        "metadata": {"name": "web"},
        "containers": {"main": {"image": "x"}},
        "service": {"ports": {"tcp-80": {"port": 80, "targetPort": 8080}, "udp-53": {"port": 53, "protocol": "UDP"}}},
    }
    assert codes == []


def test_labels_become_annotations_if_their_keys_are_legal(score):
    """Labels and annotations alike."""
    content, codes = score("services: {web: {image: x, labels: [a.b/cc=1, 'x y=2'], annotations: {dd: true}}}")
    assert (content["metadata"]["annotations"], codes) == ({"dd": "true"}, ["I020", "I020"])


def test_the_order_of_start_is_told(imported):
    """Score has none; what must end first becomes a Job."""
    text = (
        "services: {web: {image: x, depends_on: {init: {condition: service_completed_successfully}}}, init: {image: y}}"
    )
    found, codes = contents(imported, text)
    assert codes == ["I026"]
    assert "podium.dev/kind: Job" in found["init"]
    assert "podium.dev/kind" not in found["web"]


def test_a_backing_service_is_claimed_even_if_no_variable_reads_it(imported):
    """`depends_on` says that it is needed."""
    found, codes = contents(imported, "services: {web: {image: x, depends_on: [db]}, db: {image: postgres}}")
    assert codes == ["I028"]
    assert "db:\n    type: postgres\n    id: db" in found["web"]


def test_an_unknown_dependency_is_an_error(imported):
    """As in Compose; one that is left out by its profile is none."""
    assert contents(imported, "services: {web: {image: x, depends_on: [nope]}}")[1] == ["I012"]
    assert contents(imported, "services: {web: {image: x, depends_on: [b]}, b: {image: x, profiles: [p]}}")[1] == [
        "I031"
    ]


def test_a_password_that_is_not_read_is_told(imported):
    """The resource may ask for it."""
    db = "db: {image: postgres, environment: {POSTGRES_PASSWORD: pw1234}}"
    assert contents(imported, f"services: {{web: {{image: x, environment: {{DB_HOST: db}}}}, {db}}}")[1] == ["I033"]
    text = f"services: {{web: {{image: x, environment: {{DB_HOST: db, DB_PASSWORD: pw1234}}}}, {db}}}"
    assert contents(imported, text)[1] == []


def test_ports_that_others_read_are_declared(imported):
    """Compose needs no declaration of a container's port."""
    found, codes = contents(
        imported, "services: {web: {image: x, environment: ['A=http://api:3000']}, api: {image: y}}"
    )
    assert codes == ["I025"]
    assert "tcp-3000:\n      port: 3000" in found["api"]
    assert "port: tcp-3000" in found["web"]


def test_only_wanted_services_are_converted(imported):
    """References to the others stay."""
    text = "services: {web: {image: x, environment: ['A=http://api:3000']}, api: {image: y, user: me}}"
    found, codes = contents(imported, text, services=("web",))
    assert (list(found), codes) == (["web"], ["I025"])
