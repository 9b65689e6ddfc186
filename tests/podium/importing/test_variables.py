from __future__ import annotations

from pathlib import Path

import pytest


def variables(score, text, **options):
    """Return the variables of a service and the codes of the warnings."""
    content, codes = score(f"services:\n  web:\n    image: x\n    {text}\n", **options)
    return content["containers"]["main"].get("variables", {}), codes


def test_values_are_text(score):
    """As Compose hands them to the process."""
    found, codes = variables(score, "environment: {A: true, B: 1, C: 1.50, D: '', E: on, F: 0o17}")
    assert (found, codes) == ({"A": "true", "B": "1", "C": "1.5", "D": "", "E": "on", "F": "15"}, [])


def test_a_variable_without_value_comes_from_the_environment(score):
    """Unless it is known."""
    assert variables(score, "environment: [A]") == ({"A": "${resources.env.A}"}, ["I022"])
    assert variables(score, "environment: [A]", variables={"A": "b"}) == ({"A": "b"}, [])


def test_files_of_variables_come_first(score, tmp_path):
    """What is under `environment` wins."""
    (tmp_path / "a.env").write_text("A=1\nB=2\nN\n")
    found, codes = variables(score, "env_file: [a.env]\n    environment: {B: 3}")
    assert (found, codes) == ({"A": "1", "B": "3", "N": "${resources.env.N}"}, ["I022"])


@pytest.mark.parametrize("entry", ["absent.env", "{path: absent.env}", "{path: absent.env, required: true}"])
def test_a_missing_file_is_an_error(imported, entry):
    """Unless it is optional."""
    found = imported(f"services: {{web: {{image: x, env_file: [{entry}]}}}}")
    assert [d.code for d in found.diagnostics] == ["I003"]
    assert not Path("absent.env").exists()


def test_an_optional_file_may_be_missing(score):
    """Compose Specification, `env_file`, `required`."""
    assert variables(score, "env_file: [{path: absent.env, required: false}]") == ({}, [])


@pytest.mark.parametrize("name", ["DB_PASSWORD", "API_TOKEN", "apiSecretKey", "STRIPE_API_KEY", "MY_SECRET"])
def test_secrets_in_clear_are_told(score, name):
    """Without the value."""
    found, codes = variables(score, f"environment: {{{name}: hunter2hunter2}}")
    assert (found, codes) == ({name: "hunter2hunter2"}, ["I029"])


@pytest.mark.parametrize(
    "pair", ["TOKEN_TTL: 300", "PASSWORD_FILE: /run/x", "USE_TOKEN: 'true'", "PASSWORD: ''", "KEYBOARD: a"]
)
def test_what_is_no_secret_is_not_told(score, pair):
    """A number, a path, a truth, nothing."""
    assert variables(score, f"environment: {{{pair}}}")[1] == []


def test_messages_hold_no_secret(imported):
    """Neither on success nor on failure."""
    text = "services: {web: {image: x, ports: [x], environment: {TOKEN: hunter2hunter2, X: 'postgres://u:hunter2hunter2@web'}}}"
    assert "hunter2" not in str(imported(text).diagnostics)
