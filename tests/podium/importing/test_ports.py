from __future__ import annotations

import pytest

from podium.importing.ports import service_ports


def ports(node, text):
    """Return name, published and target port and protocol of each port, and the codes of the diagnostics."""
    found, problems = service_ports(node(text))
    return [(p.name, p.published, p.target, p.protocol) for p in found], [p.code for p in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80", [("http", 80, 80, "TCP")]),
        ("'8443:443'", [("https", 8443, 443, "TCP")]),
        ("'53:53/udp'", [("udp-53", 53, 53, "UDP")]),
        ("':9000'", [("tcp-9000", 9000, 9000, "TCP")]),
        ("'7000-7001:8000-8001'", [("tcp-7000", 7000, 8000, "TCP"), ("tcp-7001", 7001, 8001, "TCP")]),
        ("{target: 8000, published: '5000', name: web-ui}", [("web-ui", 5000, 8000, "TCP")]),
        ("{target: 8000, app_protocol: http}", [("http", 8000, 8000, "TCP")]),
        ("{target: 8000, name: Not_A_Label}", [("tcp-8000", 8000, 8000, "TCP")]),
    ],
)
def test_ports_of_every_form(node, text, expected):
    """The published port is the service's, the container's its target."""
    assert ports(node, f"ports: [{text}]") == (expected, [])


@pytest.mark.parametrize("text", ["'127.0.0.1:80:80'", "'[::1]:80:80'", "'0.0.0.0::80'"])
def test_an_address_of_the_host_is_lost(node, text):
    """A platform has many machines."""
    assert ports(node, f"ports: [{text}]") == ([("http", 80, 80, "TCP")], ["I025"])


def test_of_a_range_to_one_port_the_first_is_taken(node):
    """Docker takes any that is free."""
    assert ports(node, "ports: ['8000-8010:80']") == ([("http", 8000, 80, "TCP")], ["I025"])


def test_a_protocol_that_score_has_not_is_lost(node):
    """SCTP, for one."""
    assert ports(node, "ports: ['80:80/sctp']") == ([], ["I025"])


@pytest.mark.parametrize(
    "text", ["a", "'0'", "70000", "'1-2:1-3'", "'5-4'", "'1-5000'", "{target: x}", "'1:2:3:4'", "1.5"]
)
def test_what_is_no_port_is_refused(node, text):
    """Numbers from 1 to 65535."""
    assert ports(node, f"ports: [{text}]") == ([], ["I007"])


def test_exposed_ports_are_added_unless_published(node):
    """The same container port needs no second entry."""
    found, codes = ports(node, "ports: ['8080:3000']\nexpose: [3000, '4000']")
    assert found == [("tcp-8080", 8080, 3000, "TCP"), ("tcp-4000", 4000, 4000, "TCP")]
    assert codes == []


def test_a_port_leads_to_one_place(node):
    """The second one is lost, and said to be."""
    assert ports(node, "ports: ['80:80', '80:81']") == ([("http", 80, 80, "TCP")], ["I025"])


def test_names_are_different(node):
    """Two ports may lead to 80, one port may have two protocols."""
    found, _ = ports(node, "ports: ['80:80', '81:80', '53:53', '53:53/udp', {target: 9, name: tcp-53}]")
    assert [name for name, *_ in found] == ["http", "tcp-81", "tcp-53", "udp-53", "tcp-9"]
