"""`podium render`."""

from __future__ import annotations

import json
import stat
import subprocess
import sys

import pytest
import yaml

SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: web}
containers: {main: {image: ., variables: {PASSWORD: "${resources.cache.password}"}}}
resources: {cache: {type: redis}}
"""
OTHER = """\
apiVersion: score.dev/v1b1
metadata: {name: other}
containers: {main: {image: "y:1"}}
"""
ENVIRONMENT = """\
type: development
images: {web: "x:1"}
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  redis: {match: {type: redis}, component: redis_in_cluster}
"""


@pytest.fixture(autouse=True)
def shop(project, tmp_path, monkeypatch):
    """A project with two workloads, one of which keeps a secret; keys are made in a folder of the test's own."""
    monkeypatch.setenv("PODIUM_STATE", str(tmp_path / "state"))
    (project / "stacks/environments/dev.yaml").write_text(ENVIRONMENT)
    for name, text in (("web", SCORE), ("other", OTHER)):
        (project / f"workloads/{name}").mkdir(parents=True)
        (project / f"workloads/{name}/score.yaml").write_text(text)
    return project


@pytest.fixture
def key(tmp_path):
    """A key file."""
    file = tmp_path / "test.key"
    file.write_text("a key for tests only\n")
    return str(file)


def kinds(objects):
    """Return the kinds of objects, each once, in their order."""
    return list(dict.fromkeys(manifest["kind"] for manifest in objects))


def test_manifests_go_to_stdout_and_the_rest_to_stderr(podium, tmp_path):
    """A key is made at first use, and the second time the same bytes come without a word."""
    first, second = podium("render", "-e", "dev"), podium("render", "-e", "dev")
    assert (first.code, second.code) == (0, 0), first.stderr
    assert first.stdout == second.stdout
    file = tmp_path / "state" / "render.key"
    assert (f"made the key {file}" in first.stderr, second.stderr) == (True, "")
    objects = list(yaml.safe_load_all(first.stdout))
    assert kinds(objects)[:3] == ["Namespace", "ServiceAccount", "Secret"]
    assert {m["metadata"]["name"] for m in objects if m["kind"] == "Deployment"} == {"web", "other"}


def test_paths_choose_workloads(podium):
    """With what they need and nothing else; without a password no key is made."""
    said = podium("render", "-e", "dev", "workloads/other")
    objects = list(yaml.safe_load_all(said.stdout))
    assert {m["metadata"]["name"] for m in objects if m["kind"] == "Deployment"} == {"other"}
    assert ("Secret" in kinds(objects), said.stderr) == (False, "")


def test_json_is_one_list_that_kubectl_takes(podium, key):
    """The same objects in the same order."""
    as_yaml = list(yaml.safe_load_all(podium("render", "-e", "dev", "--key-file", key).stdout))
    as_json = podium("render", "-e", "dev", "--key-file", key, "--format", "json").json
    assert as_json == {"apiVersion": "v1", "kind": "List", "items": as_yaml}


def test_a_file_with_secrets_is_private(podium, key, tmp_path):
    """Whatever its mode was before; nothing goes to stdout."""
    file = tmp_path / "out.yaml"
    file.write_text("old")
    file.chmod(0o644)
    said = podium("render", "-e", "dev", "--key-file", key, "-o", str(file))
    assert (said.code, said.stdout, said.stderr) == (
        0,
        "",
        f"{len(list(yaml.safe_load_all(file.read_text())))} objects in {file}\n",
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*.yaml")] == ["out.yaml"]


def test_secrets_can_be_left_out(podium, key, tmp_path):
    """They are named, and the file is like any other."""
    file = tmp_path / "out.yaml"
    said = podium("render", "-e", "dev", "--key-file", key, "--no-secrets", "-o", str(file))
    assert said.stderr.count("left out: Secret dev/") == 2
    text = file.read_text()
    assert "kind: Secret" not in text
    assert "secretKeyRef" in text
    plain = tmp_path / "plain"
    plain.touch()
    assert file.stat().st_mode == plain.stat().st_mode


def test_images_and_overrides_are_taken(podium, key):
    """As by every command that plans."""
    change = "web:containers.main.variables.MODE=fast"
    said = podium("render", "-e", "dev", "--key-file", key, "--image", "web=z:9", "--override-property", change)
    deployment = next(
        m for m in yaml.safe_load_all(said.stdout) if (m["kind"], m["metadata"]["name"]) == ("Deployment", "web")
    )
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert container["image"] == "z:9"
    assert {"name": "MODE", "value": "fast"} in container["env"]


def test_a_missing_image_is_an_error(podium, shop):
    """Manifests are for being applied."""
    (shop / "stacks/environments/dev.yaml").write_text(ENVIRONMENT.replace('images: {web: "x:1"}\n', ""))
    said = podium("render", "-e", "dev")
    assert (said.code, said.stdout) == (1, "")
    assert "error[R011]" in said.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--key-file", "none.key"), "P005"), (("-o", "no/such/folder/out.yaml"), "P004")],
    ids=["key file", "output"],
)
def test_files_that_cannot_be_used_are_told(podium, arguments, code):
    """With the place and what to do."""
    said = podium("render", "-e", "dev", *arguments)
    assert (said.code, said.stdout) == (1, "")
    assert f"error[{code}]" in said.stderr
    as_json = podium("render", "-e", "dev", *arguments, "--format", "json")
    assert [problem["code"] for problem in as_json.json["diagnostics"]] == [code]


def test_every_process_writes_the_same_bytes(shop, key):
    """The order of sets and of threads differs between processes; the manifests do not."""
    program = f"from podium.cli.main import main; main(['render', '-e', 'dev', '--key-file', {key!r}])"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=shop,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "HOME": str(shop)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert json.dumps(list(yaml.safe_load_all(outputs.pop())))


SETTINGS = """\
encryptionsalt: v1:abc
config:
  podium:TOKEN: plain
  podium:LIMIT: 5
  podium:HIDDEN: {secure: v1:def}
"""


@pytest.fixture
def setting(shop):
    """Return a function that makes the workload read settings of the stack."""

    def read(*names):
        params = f"params: {{config: [{', '.join(names)}]}}"
        values = f"  values: {{match: {{type: environment}}, component: environment, {params}}}"
        (shop / "stacks/environments/dev.yaml").write_text(f"{ENVIRONMENT}{values}\n")
        (shop / "stacks/Pulumi.dev.yaml").write_text(SETTINGS)
        variables = ", ".join(f'{name}: "${{resources.values.{name}}}"' for name in names)
        text = OTHER.replace('image: "y:1"', f'image: "y:1", variables: {{{variables}}}')
        (shop / "workloads/other/score.yaml").write_text(f"{text}resources: {{values: {{type: environment}}}}\n")

    return read


def test_settings_of_the_stack_are_read(podium, key, setting, monkeypatch):
    """Plain ones from its file, encrypted ones from variables, as the runtime reads them."""
    setting("TOKEN", "LIMIT", "HIDDEN")
    monkeypatch.setenv("PULUMI_CONFIG_PODIUM_HIDDEN", "told")
    said = podium("render", "-e", "dev", "workloads/other", "--key-file", key)
    assert said.code == 0, said.stderr
    (secret,) = (m for m in yaml.safe_load_all(said.stdout) if m["kind"] == "Secret")
    assert sorted(secret["stringData"].values()) == ["5", "plain", "told"]


def test_an_encrypted_setting_is_told_with_the_way_to_give_it(podium, key, setting):
    """Without the engine nobody can decrypt it."""
    setting("HIDDEN")
    said = podium("render", "-e", "dev", "workloads/other", "--key-file", key)
    assert (said.code, said.stdout) == (1, "")
    assert "error[R023]" in said.stderr
    assert "PULUMI_CONFIG_PODIUM_HIDDEN" in said.stderr


def test_resources_of_every_provider_can_be_listed(podium, tmp_path):
    """Components and what only a provider makes are there as well, no secret is, and no key is needed."""
    done = podium("render", "-e", "dev", "--resources", "--format", "json")
    listed = json.loads(done.stdout)
    types = {entry["type"] for entry in listed if entry["resource"] == "redis.default#web.cache"}
    assert {"podium:components:RedisInCluster", "pulumi-python:dynamic/podium:GeneratedPassword"} <= types
    secrets = [entry["inputs"] for entry in listed if entry["type"] == "kubernetes:core/v1:Secret"]
    assert {inputs["stringData"] for inputs in secrets} <= {"[secret]", "[known once it runs]"}
    assert not (tmp_path / "state").exists()
    assert "RedisInCluster" in podium("render", "-e", "dev", "--resources").stdout
