from __future__ import annotations

import datetime
import shutil
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from podium.sandbox.certificates import LEAVES, ensure_certificates

if TYPE_CHECKING:
    from pathlib import Path

    from podium.sandbox.layout import Layout

NAMES = ("ca", *LEAVES)


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _contents(layout: Layout) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in layout.pki.iterdir()}


@pytest.fixture
def own(certified: Layout, layout: Layout) -> Layout:
    """Return a sandbox whose certificates a test may change."""
    shutil.copytree(certified.pki, layout.pki, dirs_exist_ok=True)
    return layout


@pytest.mark.parametrize("name", LEAVES)
def test_the_authority_signs_every_certificate(certified: Layout, name: str) -> None:
    """A client that trusts the authority trusts them all."""
    _read(certified.certificate(name)).verify_directly_issued_by(_read(certified.certificate("ca")))


@pytest.mark.parametrize("name", LEAVES)
def test_certificate_and_key_belong_together(certified: Layout, name: str) -> None:
    """A TLS library accepts the pair."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified.certificate(name), certified.key(name))


def test_a_strict_client_verifies_the_api_servers_certificate(certified: Layout) -> None:
    """The chain passes the strict checks of RFC 5280 that newer Pythons turn on."""
    store = x509.verification.Store([_read(certified.certificate("ca"))])
    name = x509.DNSName("kubernetes.default.svc")
    chain = x509.verification.PolicyBuilder().store(store).build_server_verifier(name)
    assert len(chain.verify(_read(certified.certificate("kube-apiserver")), [])) == 2


def test_the_api_server_cannot_log_in_to_etcd_with_its_server_certificate(certified: Layout) -> None:
    """Each certificate serves one purpose."""
    usage = _read(certified.certificate("kube-apiserver")).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert list(usage.value) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_keys_and_certificates_are_private(certified: Layout) -> None:
    """Nobody else on the machine reads them."""
    assert {path.stat().st_mode & 0o777 for path in certified.pki.iterdir()} == {0o600}


def test_a_second_run_changes_nothing(own: Layout) -> None:
    """A kubeconfig stays valid from one start to the next."""
    before = _contents(own)
    ensure_certificates(own)
    assert before == _contents(own)


def test_certificates_close_to_expiry_are_renewed_with_their_authority(own: Layout) -> None:
    """A sandbox of ten years ago starts again."""
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3650 - 29)
    ensure_certificates(own, later)
    ends = {name: _read(own.certificate(name)).not_valid_after_utc > later for name in NAMES}
    assert ends == dict.fromkeys(NAMES, True)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("kube-apiserver.crt", "certificate damaged"),
        ("kube-apiserver.key", "key damaged"),
        ("ca.crt", "authority damaged: everything is signed anew"),
        ("service-account.key", "signing key damaged"),
    ],
)
def test_a_damaged_file_is_replaced(own: Layout, file: str, reason: str) -> None:
    """A crash in the middle of a write never needs a human."""
    (own.pki / file).write_text("damaged", encoding="ascii")
    ensure_certificates(own)
    _read(own.certificate("kube-apiserver")).verify_directly_issued_by(_read(own.certificate("ca")))
    assert (own.pki / file).read_text(encoding="ascii").startswith("-----BEGIN"), reason


def test_a_certificate_of_another_authority_is_replaced(own: Layout, tmp_path: Path) -> None:
    """Files copied from another sandbox do not break this one."""
    other = type(own)(tmp_path / "other")
    other.pki.mkdir(parents=True)
    ensure_certificates(other)
    shutil.copy(other.certificate("etcd"), own.certificate("etcd"))
    shutil.copy(other.key("etcd"), own.key("etcd"))
    ensure_certificates(own)
    _read(own.certificate("etcd")).verify_directly_issued_by(_read(own.certificate("ca")))
