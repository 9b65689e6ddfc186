"""The sandbox's certificate authority and what it signs.

One authority signs the API server's certificate, etcd's and the one with which the API server logs in to etcd; people
and components log in to the API with tokens instead. Keys are ECDSA P-256, because making them takes a millisecond.
"""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from podium.paths import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podium.sandbox.layout import Layout

__all__ = ["LEAVES", "Leaf", "ensure_certificates"]

AUTHORITY = "ca"
SERVICE_ACCOUNT = "service-account"
VALID_FOR = datetime.timedelta(days=3650)
RENEW_BEFORE = datetime.timedelta(days=30)
# A clock that was set back a little since the last boot must not make fresh certificates invalid.
CLOCK_SKEW = datetime.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A certificate that the authority signs.

    Attributes:
        names: DNS names for which it is valid.
        addresses: IP addresses for which it is valid.
        usages: What its owner may do with it.
    """

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    usages: tuple[x509.ObjectIdentifier, ...]


LEAVES: Mapping[str, Leaf] = {
    "etcd": Leaf(
        names=("localhost",),
        addresses=("127.0.0.1",),
        # The member also dials itself: once as a peer, once for its own HTTP gateway.
        usages=(ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH),
    ),
    "etcd-client": Leaf(names=(), addresses=(), usages=(ExtendedKeyUsageOID.CLIENT_AUTH,)),
    "kube-apiserver": Leaf(
        names=(
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            "localhost",
        ),
        addresses=("127.0.0.1", "10.96.0.1"),
        usages=(ExtendedKeyUsageOID.SERVER_AUTH,),
    ),
}


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure_certificates(layout: Layout, now: datetime.datetime | None = None) -> None:
    """Make the keys and certificates that are missing, damaged, foreign or about to expire; keep all others.

    Args:
        layout: Whose ``pki`` folder to fill; the folder exists.
        now: The time that counts for expiry, aware; default: the present.
    """
    moment = now or datetime.datetime.now(datetime.UTC)
    authority = _load_authority(layout, moment) or _create_authority(layout, moment)
    for name, leaf in sorted(LEAVES.items()):
        if not _is_usable(layout.certificate(name), layout.key(name), authority, moment):
            _create_leaf(layout, name, leaf, authority=authority, now=moment)
    if _load_key(layout.key(SERVICE_ACCOUNT)) is None:
        _write_key(layout.key(SERVICE_ACCOUNT), ec.generate_private_key(ec.SECP256R1()))


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey | None:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (FileNotFoundError, ValueError):
        return None
    return key if isinstance(key, ec.EllipticCurvePrivateKey) else None


def _load_certificate(path: Path, now: datetime.datetime) -> x509.Certificate | None:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    lasts = certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - RENEW_BEFORE
    return certificate if lasts else None


def _load_authority(layout: Layout, now: datetime.datetime) -> _Authority | None:
    key = _load_key(layout.key(AUTHORITY))
    certificate = _load_certificate(layout.certificate(AUTHORITY), now)
    if key is None or certificate is None or certificate.public_key() != key.public_key():
        return None
    return _Authority(certificate, key)


def _is_usable(certificate_path: Path, key_path: Path, authority: _Authority, now: datetime.datetime) -> bool:
    certificate = _load_certificate(certificate_path, now)
    key = _load_key(key_path)
    if certificate is None or key is None or certificate.public_key() != key.public_key():
        return False
    try:
        certificate.verify_directly_issued_by(authority.certificate)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"podium-sandbox-{name}")])


def _builder(name: str, key: ec.EllipticCurvePrivateKey, now: datetime.datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_subject(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _create_authority(layout: Layout, now: datetime.datetime) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(AUTHORITY, key, now)
        .issuer_name(_subject(AUTHORITY))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(layout.key(AUTHORITY), key)
    _write_certificate(layout.certificate(AUTHORITY), certificate)
    return _Authority(certificate, key)


def _create_leaf(layout: Layout, name: str, leaf: Leaf, *, authority: _Authority, now: datetime.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _builder(name, key, now)
        .issuer_name(authority.certificate.subject)
        .add_extension(issuer, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(leaf.usages), critical=False)
    )
    alternatives = _alternative_names(leaf)
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    _write_key(layout.key(name), key)
    _write_certificate(layout.certificate(name), builder.sign(authority.key, hashes.SHA256()))


def _alternative_names(leaf: Leaf) -> list[x509.GeneralName]:
    names = [x509.DNSName(name) for name in leaf.names]
    return [*names, *(x509.IPAddress(ipaddress.ip_address(address)) for address in leaf.addresses)]


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    # The API server finds the public half of its signing key only in this older form (SEC 1).
    form = serialization.PrivateFormat.TraditionalOpenSSL
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    write_private(path, pem.decode("ascii"))


def _write_certificate(path: Path, certificate: x509.Certificate) -> None:
    write_private(path, certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"))
