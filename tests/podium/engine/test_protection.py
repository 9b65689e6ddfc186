"""Protection is lifted for one run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podium.diagnostics import EngineError
from podium.engine.protection import unprotected

URN = "urn:pulumi:dev::podium::podium:components:Coffer::coffer.default#a"
CHILD = (
    "urn:pulumi:dev::podium::podium:components:Coffer$kubernetes:core/v1:PersistentVolumeClaim::coffer.default#a-data"
)
STATE = {
    "deployment": {
        "resources": [
            {"urn": URN, "type": "podium:components:Coffer", "protect": True},
            {"urn": CHILD, "type": "kubernetes:core/v1:PersistentVolumeClaim", "parent": URN, "protect": True},
        ]
    }
}
SCRIPT = f"""\
shift
case "$*" in
  "stack export"*) cat <<'JSON'
{json.dumps(STATE)}
JSON
  ;;
  *) echo "$*" | cut -d' ' -f1-3 >> "$FAKE_LOG"; echo "$*" | grep -o 'Coffer' | wc -l >> "$FAKE_LOG" ;;
esac
"""


def log(target):
    """Return what the engine was asked to change."""
    file = Path(target.environ["FAKE_LOG"])
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_what_is_left_is_protected_again(fake_engine):
    """Also after a run that fails."""
    target = fake_engine(SCRIPT)

    def fail():
        with unprotected(target, {"coffer.default#a"}):
            assert log(target)[:1] == ["state unprotect --yes"]
            raise ValueError("it failed")

    with pytest.raises(ValueError, match="it failed"):
        fail()
    assert [line for line in log(target) if "--yes" in line] == ["state unprotect --yes", "state protect --yes"]


def test_without_anything_accepted_the_state_is_not_read(fake_engine):
    """Most runs accept nothing."""
    target = fake_engine("exit 1")
    with unprotected(target, ()):
        assert log(target) == []


def test_what_is_not_protected_is_left_alone(fake_engine):
    """As in development."""
    target = fake_engine(SCRIPT)
    with unprotected(target, {"coffer.default#b"}):
        assert log(target) == []


def test_a_state_that_cannot_be_changed_ends_the_run(fake_engine):
    """Before anything happens."""
    script = SCRIPT.replace("*) echo", '*) echo "locked by another" >&2; exit 1; echo')
    with pytest.raises(EngineError) as caught, unprotected(fake_engine(script), {"coffer.default#a"}):
        pass
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.why) == ("G010", "locked by another")
