"""Score files made up at random: mostly valid ones, then bent, then written as YAML in many ways.

Every choice is made by dice, and its first option is the simplest one: a file that hypothesis shrinks loses whatever
does not matter.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from tests.conformance.dice import Dice
from tests.conformance.writing import Alias, Anchored, Map, Raw, written

__all__ = ["document", "reference_text"]

LABELS = ("aa", "my-app", "x1", "main", "side", "0a", "web", "a--b", "a" * 63)
TYPES = ("postgres", "redis", "dns", "A1", "my-type", "volume")
CLASSES = ("default", "big", "Small-1")
IDS = ("shared", "a.b", "a--b.c", "00", "main.aa")
ANNOTATIONS = ("ab", "my.org/tag", "Ab_c.d", "example.com/x-1")
KEYS = ("name", "annotations", "team", "number", "nope", "list")
PARAMS = ("aa", "b.c", "${d}", "x")
OUTPUTS = ("host", "port", "a_b", "0", "x-y")

# What YAML 1.1, YAML 1.2 and Go's reader do not agree about, and what the schema has to say to other types.
SCALARS = (
    *("yes", "on", "12:30:00", "0644", "0o17", "0x1F", "1_000", "0b11", "~", "null", "Null", "", "2024-01-01", "true"),
    *(
        "2024-01-01T10:00:00Z",
        "1e3",
        "1.5",
        "80.0",
        "+80",
        "-0",
        "65536",
        "080",
        "1.",
        ".5",
        "=",
        "<<",
        "False",
        "TRUE",
    ),
    *("0.1e2", "99999999999999999999", "-1", "0", "1", "0o9", "190:20:30", "1e400", "8.5e-3", "nUll", "n", "Y"),
)
TEXTS = (
    *(
        "",
        "a",
        "a\n",
        "A",
        "a_b",
        "-a",
        "a-",
        "b" * 64,
        "ä",
        "a.b",
        " ",
        "0",
        "128Mi",
        "0.5",
        "1.5m",
        "TCP",
        "tcp",
        "$",
    ),
    *(
        "aa\n",
        "my-app\n",
        "100m\n",
        "644\n",
        "0644",
        "04444",
        "0o644",
        "9",
        "1e3",
        "128MB",
        "0Gi",
        "1.50Gi",
        "01Mi",
        "/",
    ),
    *(
        "started",
        "healthy",
        "complete",
        "HTTP",
        "https",
        "a b",
        "a=b",
        "aGk=",
        "aGk",
        "a\tb",
        "é\u2028",
        "😀",
        "a\\b",
        '"',
    ),
    *("score.dev/v1b1", "score.dev/v1b1\n", "score.sh/v1b1", "x/y/z", "a.bc.io/x1", "x-a", "target", "content", "name"),
)

ODD: tuple[Callable[[], Any], ...] = (
    *(lambda: None, lambda: 5, lambda: True, list, Map, lambda: ["a"]),
    *(lambda: Map([["a", "b"]]), lambda: Map([["x-a", 1]])),
)


def document(dice: Dice) -> str:
    """Return a Score file."""
    tree = _workload(dice)
    for _ in range(dice.choice((0, 0, 0, 1, 1, 1, 2))):
        _bend(tree, dice)
    return written(tree, dice)


def reference_text(dice: Dice, claims: tuple[str, ...] = ("db", "static", "env")) -> str:
    """Return a text with placeholders, escapes and what looks like them."""
    parts = ["", "a", " ", "$", "$$", "$${x}", "{", "}", "${", "${}", "\n", "é", "$X", "\\", "$ {x}"]
    return "".join(dice.choice((_reference(dice, claims), *dice.choices(parts, 3))) for _ in range(dice.below(4)))


def _reference(dice: Dice, claims: tuple[str, ...]) -> str:
    name = dice.choice(claims) if claims else "db"
    return dice.choice(
        (
            *("${metadata.name}", "${metadata." + dice.choice(KEYS) + "}", "${metadata.team.name}"),
            *(f"${{resources.{name}.{dice.choice(OUTPUTS)}}}", f"${{resources.{name}.{dice.choice(OUTPUTS)}}}"),
            *(f"${{resources.{name}}}", f"$${{resources.{name}.x}}", f"$$${{resources.{name}.host}}"),
            *(
                (
                    "${metadata}",
                    "${resources}",
                    "${metadata.team.list.0}",
                    "${resources.nope.x}",
                    "${env.X}",
                    "${ metadata.name}",
                )
            )
            * dice.chance(0.1),
            *(
                (
                    "${metadata.name.}",
                    "${metadata..name}",
                    "${metadata.annotations.my\\.org/tag}",
                    "${resources.a\\.b.x}",
                )
            )
            * dice.chance(0.1),
        )
    )


def _text(dice: Dice, claims: tuple[str, ...]) -> str:
    if not dice.chance(0.6):
        return dice.choice(("a", "some text", "two\nlines\n", "12", "true", "", " a", "#a", "a: b"))
    if dice.chance(0.15):
        return _reference(dice, claims)
    parts = ("", "-", " ", "$$", "$${x}", "\n")
    return "".join(dice.choice(parts) + _valid_reference(dice, claims) for _ in range(dice.between(1, 3)))


def _valid_reference(dice: Dice, claims: tuple[str, ...]) -> str:
    claim = dice.choice(("", *claims))
    return f"${{resources.{claim}.{dice.choice(OUTPUTS)}}}" if claim else "${metadata.name}"


def _maybe(dice: Dice, likely: float, **values: Any) -> Map:
    """Return some of the entries; a value that is a function is made only then, or it would cost bits for nothing."""

    def entry(value: Any) -> list[Any]:
        if not dice.chance(likely):
            return []
        return [value() if callable(value) else value]

    return Map([key, made] for key, value in values.items() for made in dice.part(lambda v=value: entry(v)))


def _workload(dice: Dice) -> Map:
    claims = tuple(dice.some(LABELS[:7], 4))
    names = dice.some(LABELS, 3, 1)
    metadata = Map([["name", dice.choice(LABELS)]]) + _maybe(
        dice,
        0.3,
        annotations=lambda: Map([key, dice.choice(("x", "", "${bad}"))] for key in dice.some(ANNOTATIONS, 2)),
        team=Map([["name", "core"], ["list", ["a", 1, None]]]),
        number=lambda: dice.choice((5, 1.5, Raw("0x1F"), Raw("null"))),
    )
    tree = Map([["apiVersion", "score.dev/v1b1"], ["metadata", metadata]])
    tree += _maybe(dice, 0.4, service=lambda: _maybe(dice, 0.9, ports=lambda: _ports(dice)))
    tree.append(["containers", Map([name, dice.part(lambda: _container(dice, claims, names))] for name in names)])
    if claims:
        tree.append(["resources", Map([name, dice.part(lambda: _claim(dice, claims))] for name in claims)])
    dice.shuffle(tree)
    return tree


def _ports(dice: Dice) -> Map:
    return Map([name, dice.part(lambda: _port(dice))] for name in dice.some(LABELS, 2))


def _port(dice: Dice) -> Map:
    number = dice.choice((80, 1, 65535, Raw("8080.0"), Raw("0x50")))
    return Map([["port", number]]) + _maybe(dice, 0.4, protocol=lambda: dice.choice(("TCP", "UDP")), targetPort=8080)


def _claim(dice: Dice, claims: tuple[str, ...]) -> Map:
    optional = {
        "class": lambda: dice.choice(CLASSES),
        "id": lambda: dice.choice(IDS),
        "metadata": lambda: _maybe(dice, 0.5, annotations=Map([["ab", "${bad}"]]), other=Map([["x", 1]])),
        "params": lambda: Map([key, dice.part(lambda: _param(dice, claims, 2))] for key in dice.some(PARAMS, 2)),
    }
    return Map([["type", dice.choice(TYPES)]]) + _maybe(dice, 0.35, **optional)


def _param(dice: Dice, claims: tuple[str, ...], depth: int) -> Any:
    if depth and dice.chance(0.3):
        return [dice.part(lambda: _param(dice, claims, depth - 1)) for _ in range(dice.below(3))]
    if depth and dice.chance(0.3):
        return Map([key, dice.part(lambda: _param(dice, claims, depth - 1))] for key in dice.some(("a", "b"), 2))
    if not dice.chance(0.2):
        return dice.choice((5, True, 1.5, "text"))
    # Few references, because a workload whose resources need each other is refused.
    return _text(dice, claims[:1] if dice.chance(0.5) else ())


def _container(dice: Dice, claims: tuple[str, ...], names: list[str]) -> Map:
    later = [name for name in names if name > names[0]]
    return Map([["image", dice.choice((".", "nginx", "a/b:${bad}", "x"))]]) + _maybe(
        dice,
        0.3,
        command=lambda: _words(dice),
        args=lambda: _words(dice),
        variables=lambda: Map(
            [key, dice.part(lambda: _text(dice, claims))] for key in dice.some(("A", "a.b", "0", "X Y"), 3)
        ),
        files=lambda: _by_target(dice, [dice.part(lambda: _file(dice, claims)) for _ in dice.some((1, 2), 2)]),
        volumes=lambda: _by_target(dice, [dice.part(lambda: _volume(dice, claims)) for _ in dice.some((1, 2), 2)]),
        resources=lambda: _maybe(dice, 0.7, limits=lambda: _amounts(dice), requests=lambda: _amounts(dice)),
        livenessProbe=lambda: _probe(dice),
        readinessProbe=lambda: _probe(dice),
        before=lambda: Map([name, Map([["ready", dice.choice(("started", "healthy", "complete"))]])] for name in later),
    )


def _words(dice: Dice) -> list[str]:
    return dice.choices(("a", "-c", "${bad}", "$$"), dice.below(3))


def _amounts(dice: Dice) -> Map:
    cpu, memory = ("0", "1", "0.5", "100m"), ("1", "0.5Gi", "8Mi")
    return _maybe(dice, 0.6, cpu=lambda: dice.choice(cpu), memory=lambda: dice.choice(memory))


def _by_target(dice: Dice, entries: list[Map]) -> Any:
    """Return entries by target, or in the older form of a list."""
    targets = dice.sample(("/a", "/b/c", "rel", "/d e"), len(entries))
    if not dice.chance(0.25):
        return Map([target, entry] for target, entry in zip(targets, entries, strict=True))
    return [Map([["target", target], *entry]) for target, entry in zip(targets, entries, strict=True)]


def _file(dice: Dice, claims: tuple[str, ...]) -> Map:
    text = _text(dice, claims)
    kinds = (["content", text], ["content", text], ["binaryContent", base64.b64encode(text.encode()).decode()])
    mode = ("644", "0400")
    return Map([dice.choice(kinds)]) + _maybe(
        dice, 0.3, mode=lambda: dice.choice(mode), noExpand=lambda: dice.chance(0.3)
    )


def _volume(dice: Dice, claims: tuple[str, ...]) -> Map:
    source = dice.choice((*(f"${{resources.{claim}}}" for claim in claims), "name"))
    return Map([["source", source]]) + _maybe(dice, 0.3, path="a/b", readOnly=lambda: dice.chance(0.5))


def _probe(dice: Dice) -> Map:
    command = ["a"]
    probe = _maybe(dice, 0.5, httpGet=lambda: _get(dice), exec=lambda: Map([["command", command * dice.below(2)]]))
    return probe if probe or dice.chance(0.05) else Map([["httpGet", _get(dice)]])


def _get(dice: Dice) -> Map:
    get = Map([["port", 80], ["path", dice.choice(("/", "${bad}", ""))]])
    return get + _maybe(
        dice, 0.3, host="h", scheme=lambda: dice.choice(("HTTP", "HTTPS")), httpHeaders=lambda: _headers(dice)
    )


def _headers(dice: Dice) -> list[Map]:
    return [Map([["name", dice.choice(("A", "a-b_c"))], ["value", "x"]]) for _ in range(dice.below(2))]


def _slots(value: Any) -> list[tuple[list, int]]:
    """Return every place of a value: an entry's list and the index of the value in it."""
    found: list[tuple[list, int]] = []
    for number, item in enumerate(value if isinstance(value, list) else ()):
        place = (item, 1) if isinstance(value, Map) else (value, number)
        found += [place, *_slots(place[0][place[1]])]
    return found


def _odd(dice: Dice) -> Any:
    kind = dice.below(14)
    if kind < len(ODD):
        return ODD[kind]()
    if kind == 13:
        return reference_text(dice, ("main",))
    return dice.choice(TEXTS) if kind % 2 else Raw(dice.choice(SCALARS))


def _bend(tree: Map, dice: Dice) -> None:
    """Change one thing somewhere."""
    holder, position = dice.choice(_slots(tree))
    value = holder[position]
    inside = value if isinstance(value, Map) and value else tree
    entry = dice.choice(inside)
    change = dice.below(8)
    if change <= 2:
        holder[position] = _odd(dice)
    elif change == 3:
        inside.remove(entry)
    elif change == 4:
        inside.insert(dice.below(len(inside) + 1), [dice.choice((entry[0], *TEXTS, *map(Raw, SCALARS))), _odd(dice)])
    elif change == 5:
        entry[0] = dice.choice((f"{entry[0]}\n", f"{entry[0]}".upper(), f"x-{entry[0]}", *TEXTS, *map(Raw, SCALARS)))
    elif change == 6:
        holder[position] = Anchored("it", value)
        other, place = dice.choice(_slots(tree))
        other[place] = Alias("it")
    elif isinstance(value, list) and not isinstance(value, Map):
        value.append(_odd(dice))
    else:
        inside.append([Raw("<<"), dice.choice((Map([list(entry)]), Anchored("a1", Map([["a", "b"]])), "x", [Map()]))])
