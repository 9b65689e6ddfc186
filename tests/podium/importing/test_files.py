from __future__ import annotations

import pytest

from podium.importing import files


def mounts(score, text, top="volumes: {aa: , bb: }"):
    """Return files and volumes of the container, the claims, and the codes of the warnings."""
    content, codes = score(f"services:\n  web:\n    image: x\n    {text}\n{top}\n")
    main = content["containers"]["main"]
    return main.get("files", {}), main.get("volumes", {}), content.get("resources", {}), codes


def test_named_volumes_are_claimed(score):
    """Once, wherever they are mounted."""
    _, volumes, claims, codes = mounts(score, "volumes: ['aa:/a', 'aa:/b:ro']")
    assert volumes == {
        "/a": {"source": "${resources.aa}"},
        "/b": {"source": "${resources.aa}", "readOnly": True},
    }
    assert (claims, codes) == ({"aa": {"type": "volume"}}, [])


def test_anonymous_volumes_are_lost(score):
    """They would hide what the image has there."""
    assert mounts(score, "volumes: [/app/node_modules]") == ({}, {}, {}, ["I024"])


def test_shared_volumes_have_an_id(imported):
    """So that both workloads get the same one."""
    text = "services: {aa: {image: x, volumes: ['dd:/d']}, bb: {image: x, volumes: ['dd:/d']}}\nvolumes: {dd: }"
    result = imported(text)
    assert ["id: dd" in workload.text for workload in result.workloads] == [True, True]
    assert [d.code for d in result.diagnostics] == ["I024", "I024"]


def test_drivers_of_volumes_are_lost(score):
    """The platform makes volumes."""
    assert mounts(score, "volumes: ['aa:/a']", "volumes: {aa: {driver: nfs, driver_opts: {a: b}}}")[3] == [
        "I024",
        "I024",
    ]
    assert mounts(score, "volumes: ['aa:/a']", "volumes: {aa: {driver: local, external: false}}")[3] == []


def test_files_are_copied_beside_the_score_file(imported, tmp_path):
    """As they are, so nothing in them is expanded."""
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf/app.ini").write_text("a = ${b}")
    (workload,) = imported("services: {web: {image: x, volumes: ['./conf/app.ini:/etc/app.ini:ro']}}").workloads
    assert workload.sources == {"conf/app.ini": tmp_path.relative_to(tmp_path) / "conf/app.ini"}
    assert "source: conf/app.ini\n        noExpand: true" in workload.text


@pytest.mark.parametrize(
    "source",
    [
        ".",
        "./folder",
        "../x",
        "/etc/hostname",
        "~/x",
        "./absent",
        "/var/run/docker.sock",
        "./link",
        "./.env",
        "./" + "n" * 300,
    ],
)
def test_what_is_not_a_file_inside_the_folder_is_lost(score, tmp_path, source):
    """Folders, what is elsewhere or nowhere, sockets, links that lead out."""
    (tmp_path / "folder").mkdir()
    (tmp_path / ".env").write_text("SECRET=1")
    (tmp_path / "link").symlink_to("/etc/hostname")
    assert mounts(score, f"volumes: ['{source}:/x']") == ({}, {}, {}, ["I024"])


def test_large_files_are_lost(score, tmp_path, monkeypatch):
    """A ConfigMap holds no more."""
    monkeypatch.setattr(files, "LARGEST_FILE", 3)
    (tmp_path / "big").write_text("1234")
    assert mounts(score, "volumes: ['./big:/x']")[3] == ["I024"]


def test_a_file_that_names_a_service_is_told(imported, tmp_path):
    """It is copied as it is."""
    (tmp_path / "nginx.conf").write_text("proxy_pass http://api:8000;")
    result = imported("services: {web: {image: x, volumes: ['./nginx.conf:/x']}, api: {image: y, expose: [8000]}}")
    assert [d.code for d in result.diagnostics] == ["I028"]


@pytest.mark.parametrize("kind", ["tmpfs", "npipe", "image", "cluster"])
def test_other_kinds_are_lost(score, kind):
    """Score has none of them."""
    assert mounts(score, f"volumes: [{{type: {kind}, target: /x}}]") == ({}, {}, {}, ["I024"])


def test_configs_become_files(score, tmp_path):
    """From a file, from text, from a variable; with mode and target."""
    (tmp_path / "a.conf").write_text("a")
    configs = "aa: {file: a.conf}, bb: {content: '$${x} ${A}'}, cc: {environment: E}, dd: {content: $$x}"
    top = f"configs: {{{configs}, ee: {{external: true}}}}"
    found, _, claims, codes = mounts(score, "configs: [{source: aa, target: /etc/a, mode: 0440}, bb, cc, dd, ee]", top)
    assert found == {
        "/etc/a": {"source": "a.conf", "noExpand": True, "mode": "0440"},
        "/bb": {"content": "$${x} ${resources.env.A}"},
        "/cc": {"content": "${resources.env.E}"},
        "/dd": {"content": "$x", "noExpand": True},
    }
    assert claims == {"env": {"type": "environment"}}
    assert sorted(codes) == ["I022", "I022", "I024"]


def test_secrets_are_the_environments(score):
    """Never copied: not from a file, not from a variable."""
    top = "secrets: {tls-key: {file: key.pem}, token: {environment: TOKEN}, other: {external: true}}"
    found, _, _, codes = mounts(
        score, "secrets: [tls-key, {source: token, target: a/b, mode: '0400'}, {source: other, target: /x}]", top
    )
    assert found == {
        "/run/secrets/tls-key": {"content": "${resources.env.TLS_KEY}"},
        "/run/secrets/a/b": {"content": "${resources.env.TOKEN}", "mode": "0400"},
        "/x": {"content": "${resources.env.OTHER}"},
    }
    assert codes == ["I022", "I022", "I022"]


def test_the_password_of_a_backing_service_is_the_resources(imported):
    """The secret is known by the variable of the image that names its file."""
    text = """
services:
  web: {image: x, secrets: [pw]}
  db: {image: postgres, secrets: [pw], environment: {POSTGRES_PASSWORD_FILE: /run/secrets/pw}}
secrets: {pw: {file: pw.txt}}
"""
    (workload,) = imported(text).workloads
    assert "/run/secrets/pw:\n        content: ${resources.db.password}" in workload.text


@pytest.mark.parametrize("text", ["volumes: ['nope:/x']", "configs: [nope]", "secrets: [{source: nope}]"])
def test_unknown_names_are_errors(imported, text):
    """With a suggestion."""
    found = imported(f"services: {{web: {{image: x, {text}}}}}\nvolumes: {{nopes: }}\nconfigs: {{}}").diagnostics
    assert [d.code for d in found] == ["I012"]


def test_a_wrong_mount_is_an_error(imported):
    """It has no path in the container."""
    assert [d.code for d in imported("services: {web: {image: x, volumes: ['']}}").diagnostics] == ["I007"]
