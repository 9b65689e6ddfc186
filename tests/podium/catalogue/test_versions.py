"""Choosing the version of a component."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podium.catalogue.versions import choose, ranges_of
from podium.diagnostics import ComponentError, Severity, Span
from podium.environment import load_environment
from podium.lock.ranges import VersionRange
from tests.podium.catalogue.shelf import Shelf

PLACE = Span("dev.yaml", 8, 3)
LIFECYCLES = ("proposed", "default", "deprecated", "defective")


@pytest.fixture
def shelf(tmp_path, monkeypatch) -> Shelf:
    """Return an empty catalogue."""
    return Shelf.at(tmp_path, monkeypatch)


def put(shelf: Shelf, versions: Mapping[str, str]) -> None:
    """Put versions of a thing on the shelf, with the lifecycle of each."""
    for version, lifecycle in versions.items():
        shelf.put(f"thing_v{version.partition('.')[0]}", version, lifecycle=lifecycle)


def chosen(*specifiers: str, exact: str | None = None, previous: str | None = None) -> tuple[str, list[str]]:
    """Return the version that is chosen and the codes of the warnings, or the error's code."""
    ranges = [VersionRange(each, "somebody", PLACE) for each in specifiers]
    try:
        found = choose("thing", ranges, exact=exact, previous=previous, span=PLACE)
    except ComponentError as problem:
        return "", [diagnostic.code for diagnostic in problem.diagnostics]
    assert all(warning.severity is Severity.WARNING for warning in found.warnings)
    return found.component.version, [warning.code for warning in found.warnings]


def test_the_highest_default_version_inside_all_ranges_answers(shelf):
    """However many ranges there are."""
    put(shelf, {"1.4.0": "default", "2.1.0": "default", "3.0.0": "default"})
    assert chosen() == ("3.0.0", [])
    assert chosen("<3") == ("2.1.0", [])
    assert chosen("<3", "~=1.2") == ("1.4.0", [])


def test_a_deprecated_version_answers_where_nothing_else_fits(shelf):
    """And says so."""
    put(shelf, {"1.4.0": "deprecated", "2.1.0": "default"})
    assert chosen() == ("2.1.0", [])
    assert chosen("<2") == ("1.4.0", ["C007"])


def test_what_runs_on_a_deprecated_version_stays_on_it(shelf):
    """Until a range excludes it; patches of the same major version do not matter."""
    put(shelf, {"1.4.0": "deprecated", "2.1.0": "default"})
    assert chosen(previous="1.3.9") == ("1.4.0", ["C007"])
    assert chosen(">=2", previous="1.3.9") == ("2.1.0", [])


def test_what_runs_on_a_default_version_gets_the_highest(shelf):
    """Both are meant to be used."""
    put(shelf, {"1.4.0": "default", "2.1.0": "default"})
    assert chosen(previous="1.4.0") == ("2.1.0", [])


def test_a_proposed_version_is_used_only_where_it_is_named(shelf):
    """A range that happens to hold it does not do."""
    put(shelf, {"1.4.0": "default", "2.1.0": "proposed"})
    assert chosen() == ("1.4.0", [])
    assert chosen("==2.1.0") == ("2.1.0", [])
    assert chosen(">=2") == ("", ["C006"])


def test_nothing_new_starts_on_a_defective_version(shelf):
    """What the lock has on it goes on, with a warning, unless something better fits."""
    put(shelf, {"1.4.0": "defective", "2.1.0": "default"})
    assert chosen("<2") == ("", ["C008"])
    assert chosen("<2", previous="1.3.0") == ("", ["C008"])
    assert chosen("<2", previous="1.4.0") == ("1.4.0", ["C008"])
    assert chosen(previous="1.4.0") == ("2.1.0", [])


def test_a_pin_keeps_its_version_whatever_the_ranges_say(shelf):
    """The lifecycle is told all the same."""
    put(shelf, {"1.4.0": "default", "2.1.0": "deprecated", "3.0.0": "proposed"})
    assert chosen("<2", exact="3.0.0") == ("3.0.0", [])
    assert chosen("<2", exact="2.1.0") == ("2.1.0", ["C007"])


def test_a_later_version_of_the_same_major_stands_for_a_pinned_one(shelf):
    """The older code is not there any more; another major version is no substitute."""
    put(shelf, {"1.4.0": "default", "2.1.0": "default"})
    assert chosen(exact="1.2.0") == ("1.4.0", [])
    assert chosen(exact="4.0.0") == ("", ["C006"])


def test_what_does_not_fit_is_told_with_the_versions_and_the_ranges(shelf):
    """And with the places of the ranges."""
    put(shelf, {"1.4.0": "default", "2.1.0": "proposed"})
    with pytest.raises(ComponentError) as caught:
        choose("thing", [VersionRange(">=2,<3", "definition 'a'", PLACE)], span=Span("dev.yaml", 7, 3))
    (problem,) = caught.value.diagnostics
    assert problem.message == "no version of component 'thing' fits"
    assert problem.why == "there are 1.4.0, 2.1.0 (proposed); wanted is '>=2,<3' of definition 'a' at dev.yaml:8:3"
    assert problem.fix == "a proposed version is used only where it is named, as `version: ==2.1.0`"
    assert (problem.span, problem.related) == (Span("dev.yaml", 7, 3), (PLACE,))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(LIFECYCLES), min_size=1, max_size=4), st.sampled_from(["", "<2", ">=2", "==2.0.0"]))
def test_a_version_that_answers_is_inside_the_ranges_and_may_be_used(tmp_path, monkeypatch, lifecycles, specifier):
    """Whatever there is."""
    shelf = Shelf.at(tmp_path, monkeypatch)
    put(shelf, {f"{major}.0.0": lifecycle for major, lifecycle in enumerate(lifecycles, start=1)})
    inside = {
        f"{major}.0.0": lifecycle
        for major, lifecycle in enumerate(lifecycles, start=1)
        if VersionRange(specifier, "me").allows(f"{major}.0.0")
    }
    version, codes = chosen(specifier)
    if version:
        assert inside[version] != "defective"
        assert inside[version] != "proposed" or specifier == "==2.0.0"
        assert (codes == ["C007"]) == (inside[version] == "deprecated")
        better = [other for other, cycle in inside.items() if cycle == "default" and other != version]
        assert inside[version] != "deprecated" or better == []
    else:
        assert not {"default", "deprecated"} & set(inside.values())


ENVIRONMENT = """
type: development
components: {thing: "<3"}
definitions:
  a: {match: {type: thing}, component: thing, version: ">=1"}
  b: {match: {type: thing, class: b}, component: other}
"""


def test_ranges_come_from_the_definition_and_from_the_environment(tmp_path, monkeypatch):
    """Each with its place."""
    (tmp_path / "stacks/environments").mkdir(parents=True)
    (tmp_path / "stacks/environments/dev.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    loaded = load_environment(tmp_path, "dev")
    definitions = loaded.environment.definitions
    assert [str(each) for each in ranges_of(loaded, "a", definitions["a"])] == [
        "'>=1' of definition 'a' at stacks/environments/dev.yaml:5:56",
        "'<3' of environment 'dev' at stacks/environments/dev.yaml:3:21",
    ]
    assert ranges_of(loaded, "b", definitions["b"]) == ()
