"""Explanations as people read them."""

from __future__ import annotations

from podium.plan import plan_graph
from podium.plan.explaining import explain, to_text
from tests.podium.plan.explaining.worlds import World, definition


def text(world, *, planned=True, **options):
    """Return the explanation of the claim of a world."""
    found = world.attempt()
    claimants = [request.claimant for request in found.refused.get(world.uid, ())]
    plan = plan_graph(found.graph, images={}) if planned else None
    return to_text(explain(found.graph, world.uid, claimants=claimants, plan=plan, problems=found.problems), **options)


def test_an_answer_is_told_from_what_to_why_to_where():
    """The whole text."""
    any_one = {**definition(), "params": {"version": 14, "storage": "2Gi"}}
    world = World({"any": any_one, "large": definition(**{"class": "large"})}, {"params": {"version": 16}})
    name = world.uid.object_name
    assert text(world).splitlines() == [
        "postgres.default#web.db  in dev (development)",
        "",
        "  answer        any  dev.yaml:7:3",
        "  component     postgres 2.1.0 (holds data)",
        f"  object        {name} in namespace dev",
        "  asked for by  web.db  score.yaml:4:28",
        "  needs         namespace.default#dev",
        "  needed by     workload.default#web",
        "",
        "why",
        "  wins     any    matches any request of its type  dev.yaml:7:3",
        "  loses    large  wants class 'large', not 'default'  dev.yaml:8:3",
        "                  would win with class: large at score.yaml:4:28",
        "  ranked by id, class, workload, team, tier, labels, environment, environment_type, region, then priority",
        "",
        "params",
        f"  name       {name:29}  environment",
        "  namespace  ${namespace.default#dev.name}  environment",
        "  storage    2Gi                            definition default  dev.yaml:7:117",
        "  version    16                             claim               score.yaml:4:62",
        "             14                             definition default  dev.yaml:7:102  (overridden)",
        "  component default: mode single",
    ]


def test_the_definition_that_a_pin_names_is_told_as_pinned():
    """It does not lose, though the rules choose another one."""
    pin = {"owner": "ada", "reason": "data", "expires": "2999-01-01", "definition": "old"}
    rules = {"old": definition(), "new": definition(**{"class": "default"}), "other": definition(**{"class": "x"})}
    told = text(World(rules, pins={"postgres.default#web.db": pin}))
    words = [line.split()[:2] for line in told.splitlines() if line.startswith(("  by rule", "  pinned  ", "  loses"))]
    assert words == [["pinned", "until"], ["by", "rule"], ["pinned", "old"], ["loses", "other"]]


def test_a_request_without_an_answer_is_told_with_what_came_nearest():
    """And so is one with too many."""
    none = text(World({"large": definition(**{"class": "large"})}), planned=False)
    assert "  answer        none: no definition of this type accepts it" in none
    assert "would win with class: large at score.yaml:4:28" in none
    assert "R001: no definition of 'postgres' accepts class 'default' and id 'web.db'" in none
    tied = text(World({"one": definition(), "two": definition()}), planned=False)
    assert "  answer        none: 2 definitions would answer equally well" in tied
    assert "  ties     one  ranks the same as 'two'" in tied
    assert "would win with priority: 1" in tied


def test_many_definitions_are_told_in_a_screenful():
    """The nearest ones in words, the rest by number; all of them if asked."""
    many = {f"d{number:03}": definition(workload=f"w{number}", **{"class": "large"}) for number in range(100)}
    many |= {f"e{number:03}": definition(priority=number, tier="critical") for number in range(99)}
    many["any"] = definition()
    short, full = text(World(many)), text(World(many), everything=True)
    assert len(short.splitlines()) < 45
    assert "  and 191 more that lose: 100 by class, 91 by tier (--all shows them)" in short
    assert len([line for line in full.splitlines() if line.startswith("  loses")]) == 199


def test_names_cannot_steer_the_terminal():
    """What a file's author wrote is shown by its escapes."""
    hostile = {**definition(), "params": {"database": "\x1b[2J\n\N{RIGHT-TO-LEFT OVERRIDE}"}}
    shown = text(World({"one": hostile}, annotations={"podium.dev/team": "\x1b[31m"}))
    assert all(line.isprintable() for line in shown.splitlines())
    assert r"\x1b[2J\n\u202e" in shown


def test_styles_are_given_by_who_shows_it():
    """Titles, what won, what lost, and what matters less."""
    styles = set()

    def paint(words, style):
        styles.add(style)
        return words

    world = World({"any": definition(), "large": definition(**{"class": "large"})})
    assert text(world, paint=paint) == text(world)
    assert styles == {"title", "good", "bad", "faint"}


def test_values_are_told_from_texts_that_look_like_them():
    """A number in quotes is a text."""
    world = World({"one": {**definition(), "params": {"database": "15"}}})
    assert '  database   "15"' in text(world)
