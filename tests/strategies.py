"""Hypothesis strategies: any valid course as source files, and any mutation of a text."""

from __future__ import annotations

import itertools
import json
import os
import re
from decimal import Decimal
from typing import Any

import yaml
from hypothesis import settings
from hypothesis import strategies as st

Data = dict[str, Any]

_CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"), exclude_characters="\ufeff"
)
_MARKS = frozenset("*_~`=$<[\\")
titles = st.text(_CHARACTERS, min_size=1, max_size=60).filter(lambda text: text.strip() and not _MARKS & {*text})
"""Plain text: what Markdown would read as marks is reported in a title."""
_WORDS = "learning health system loop aim team error question santé 学习 تعلم no yes 1.0".split()
words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map(" ".join)
inlines = st.lists(
    st.one_of(
        words,
        words.map("*{}*".format),
        words.map("**{}**".format),
        words.map("`{}`".format),
        words.map("$x_{{{}}}$".format),
        words.map("[{}](https://example.org/a?b=c)".format),
        words.map('[{}]{{lang="fr"}}'.format),
        words.map("=={}==".format),
        st.just("H~2~O"),
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
blocks = st.lists(
    st.one_of(
        inlines,
        inlines.map("- {}\n- second".format),
        inlines.map("- [ ] {}\n- [x] second".format),
        inlines.map("> [!NOTE]\n> {}".format),
        inlines.map("!!! note\n    {}".format),
        inlines.map("> {}".format),
        inlines.map("::: note {}\ntext\n:::".format),
        inlines.map("::: details\n{}\n:::".format),
        inlines.map("| a | b |\n| --- | --- |\n| {} | c |".format),
        inlines.map("Term\n: {}".format),
        words.map("```\n{}\n```".format),
        st.just("$$\nx^2\n$$"),
    ),
    min_size=1,
    max_size=4,
).map("\n\n".join)
identifiers = st.from_regex(r"[a-z][a-z0-9-]{0,39}", fullmatch=True)
minutes = st.integers(1, 600)


def examples(number: int) -> settings:
    """Return settings with this many examples, as `make matrix` has them; the gate has a quarter."""
    return settings(max_examples=number if "MATRIX" in os.environ else -(-number // 4))


def without(data: Data, empty: tuple[object, ...] = (None,)) -> Data:
    return {name: value for name, value in data.items() if value not in empty}


@st.composite
def options(draw: st.DrawFn, *, several: bool) -> list[Data]:
    ids = draw(st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), min_size=2, max_size=6, unique=True))
    right = draw(st.sets(st.sampled_from(ids), min_size=1, max_size=len(ids) if several else 1))
    return [
        without({"id": i, "text": f"{draw(inlines)} {i}", "feedback": draw(st.none() | inlines)})
        | ({"correct": True} if i in right else {})
        for i in ids
    ]


@st.composite
def shared_options(draw: st.DrawFn) -> Data:
    """Return options of which one is right and others may earn or deduct a share."""
    shares = st.none() | st.sampled_from(["0.5", "0.33333", "0.2", "-0.25", "-0.33333", "-1"])
    found = draw(options(several=False))
    return {"options": [o if o.get("correct") else without(o | {"share": draw(shares)}) for o in found]}


IMAGE = "image.svg"
"""An image that lies in every module with a question that points at it."""
_SHAPES = st.one_of(
    st.tuples(*[st.integers(0, 50)] * 2, *[st.integers(1, 50)] * 2).map("rectangle {0[0]} {0[1]} {0[2]} {0[3]}".format),
    st.tuples(*[st.integers(20, 80)] * 2, st.integers(1, 20)).map("circle {0[0]} {0[1]} {0[2]}".format),
    st.lists(st.tuples(*[st.decimals(0, 100, places=2)] * 2).map("{0[0]} {0[1]}".format), min_size=3, max_size=6)
    .map(", ".join)
    .map("polygon {}".format),
)


@st.composite
def hotspots(draw: st.DrawFn) -> Data:
    areas = [area | {"shape": draw(_SHAPES)} for area in draw(options(several=True))]
    return {"image": IMAGE, "alternative": draw(titles), "areas": areas}


@st.composite
def scales(draw: st.DrawFn) -> Data:
    ids = draw(st.lists(st.sampled_from("abcdefghijk0123456789"), min_size=2, max_size=11, unique=True))
    return {"scale": [{"id": i, "text": f"{draw(inlines)} {i}"} for i in ids]}


@st.composite
def cases(draw: st.DrawFn) -> Data:
    """Return steps that lead to later ones, each to the next among others, and the points of the best path."""
    ids = draw(st.lists(st.sampled_from("abcdefgh0123"), min_size=1, max_size=5, unique=True))
    most: dict[str | None, Decimal] = {None: Decimal(0)}
    steps: list[Data] = []
    for at in reversed(range(len(ids))):
        choices: list[Data] = []
        for i in draw(st.lists(st.sampled_from("abc123"), min_size=2, max_size=4, unique=True)):
            following = draw(st.sampled_from([None, *ids[at + 1 :]])) if choices else next(iter(ids[at + 1 :]), None)
            earned = draw(st.decimals(0 if choices else "0.01", 20, places=2))
            choice = {"text": f"{draw(inlines)} {i}", "consequence": draw(st.none() | blocks), "next": following}
            choices.append(without({"id": i, "points": str(earned), **choice}))
        most[ids[at]] = max(Decimal(choice["points"]) + most[choice.get("next")] for choice in choices)
        steps.insert(0, {"id": ids[at], "text": draw(blocks), "choices": choices})
    return {"points": str(most[ids[0]]), "steps": steps}


_ids = st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), min_size=3, max_size=6, unique=True)


@st.composite
def pairings(draw: st.DrawFn, sources: str, targets: str, target: str) -> Data:
    """Return sources and targets by the names of their fields; every target has a source, and no ids tell whose."""
    groups = draw(_ids)
    belongs = [*sorted(groups, reverse=True), *draw(st.lists(st.sampled_from(groups), max_size=3))]
    names = draw(
        st.lists(
            st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=len(belongs), max_size=len(belongs), unique=True
        )
    )
    feedback = draw(st.none() | inlines)
    placed = zip(sorted(names), belongs, strict=True)
    return {
        sources: [
            without({"id": i, "text": f"{draw(inlines)} {i}", target: to, "feedback": feedback}) for i, to in placed
        ],
        targets: [{"id": i, "text": f"{draw(inlines)} {i}"} for i in groups],
    }


@st.composite
def sequences(draw: st.DrawFn) -> Data:
    ids = draw(_ids.filter(lambda ids: ids != sorted(ids)))
    return {"items": [{"id": i, "text": f"{draw(inlines)} {i}"} for i in ids]}


@st.composite
def listed(draw: st.DrawFn, identifier: str) -> Data:
    """Return a blank with choices, of which some are right."""
    choices = draw(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=5, unique=True))
    right = draw(st.sets(st.sampled_from(choices), min_size=1))
    answers = [choice for choice in choices if choice in right]
    return {"id": identifier, "choices": choices, "answers": answers, "feedback": draw(st.none() | inlines)}


@st.composite
def fillable(draw: st.DrawFn) -> Data:
    """Return blanks, and a text for them unless there is only one."""
    ids = draw(st.lists(st.sampled_from("abcdefghijk0123456789"), min_size=1, max_size=4, unique=True))
    blanks = [
        {
            "id": i,
            "answers": draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3)),
            "pattern": draw(st.none() | st.sampled_from(["know-?how|(new )?insights?", "[a-z]{2,5}.*", r"\d+(\.\d)?"])),
            "matchCase": draw(st.none() | st.booleans()),
            "spacing": draw(st.none() | st.sampled_from(["folded", "exact"])),
            "feedback": draw(st.none() | inlines),
        }
        if draw(st.booleans())
        else draw(listed(i))
        for i in ids
    ]
    text = "\n\n".join(f"{draw(inlines)} [[{i}]], *{draw(words)}*" for i in draw(st.permutations(ids)))
    return {
        "text": text if len(ids) > 1 or draw(st.booleans()) else None,
        "blanks": [without(blank) for blank in blanks],
        "penalty": draw(st.none() | st.sampled_from(["0", "0.25", "1"])),
    }


@st.composite
def numbers(draw: st.DrawFn) -> Data:
    """Return a number, exact or not, or a range."""
    ends = sorted(draw(st.tuples(*[st.decimals(-1000, 1000, places=3)] * 2)))
    least, most = (f"{end:f}" for end in ends)
    answer = {"answer": least, "tolerance": draw(st.none() | st.sampled_from(["0", "0.5", "12"]))}
    unit = {"unit": draw(st.none() | st.sampled_from(_WORDS)), "feedback": draw(st.none() | inlines)}
    return draw(st.sampled_from([answer, {"range": {"least": least, "most": most}}])) | unit


@st.composite
def essays(draw: st.DrawFn) -> Data:
    """Return a long answer, which has points only with criteria."""
    ids = draw(st.lists(st.sampled_from("abcxyz059"), max_size=4, unique=True))
    length = {"length": draw(st.integers(1, 80))}
    if not ids:
        return length | {"points": None, "model": draw(st.none() | blocks)}
    return length | {"model": draw(blocks), "criteria": [{"id": i, "text": f"{draw(inlines)} {i}"} for i in ids]}


OWN: dict[str, st.SearchStrategy[Data]] = {
    "single-choice": shared_options(),
    "multiple-choice": options(several=True).map(lambda found: {"options": found}),
    "true-false": st.builds(
        lambda answer, yes, no: {"answer": answer, "feedback": without({"true": yes, "false": no}) or None},
        st.booleans(),
        st.none() | inlines,
        st.none() | inlines,
    ),
    "matching": pairings("sources", "targets", "target"),
    "sequencing": sequences(),
    "categorise": pairings("items", "groups", "group"),
    "hotspot": hotspots(),
    "likert": scales().map(lambda found: {"points": None} | found),
    "branching-case": cases(),
    "fill-in": fillable(),
    "numeric": numbers(),
    "long-answer": essays(),
}
"""By type, the fields that it alone has; None for one of every question that it has not."""
CREDITED = ("multiple-choice", "matching", "sequencing", "categorise", "hotspot", "fill-in")
WRITTEN = ("fill-in", "numeric", "long-answer")


@st.composite
def question_of(draw: st.DrawFn, kind: str, identifier: str, objectives: list[str]) -> Data:
    data = {
        "id": identifier,
        "type": kind,
        "points": str(draw(st.decimals("0.01", "20", places=2))),
        "prompt": draw(blocks),
        "explanation": draw(st.none() | blocks),
        "objectives": draw(st.none() | st.lists(st.sampled_from(objectives), unique=True)),
    }
    data |= draw(OWN[kind])
    if kind in CREDITED:
        data["credit"] = draw(st.none() | st.sampled_from(["partial", "all-or-nothing"]))
    return without(data)


def questions(identifier: str, objectives: list[str], *, written: bool) -> st.SearchStrategy[Data]:
    """Return a question; answers that are written take much room in the state, so not every question has one."""
    kinds = st.sampled_from([name for name in OWN if written or name not in WRITTEN])
    return kinds.flatmap(lambda kind: question_of(kind, identifier, objectives))


@st.composite
def quizzes(draw: st.DrawFn, identifier: str, objectives: list[str]) -> tuple[Data, Data | None]:
    """Return a quiz, and the bank that it draws from if it does."""
    ids = draw(st.lists(identifiers, unique=True, min_size=1, max_size=5))
    every = [draw(questions(i, objectives, written=i == ids[0])) for i in ids]
    banked = draw(st.integers(0, len(ids)))
    bank = [_alike(question) for question in every[:banked] if _has_free_points(question)]
    attempts = draw(st.none() | st.just("unlimited") | st.integers(1, 60))
    feedback = ["after-hand-in", "immediately", "never", *(["after-last-attempt"] if isinstance(attempts, int) else [])]
    quiz = without(
        {
            "id": identifier,
            "title": draw(titles),
            "minutes": draw(minutes),
            "purpose": draw(st.sampled_from([None, None, "graded", "practice"])),
            "introduction": draw(st.none() | blocks),
            "attempts": attempts,
            "counts": draw(st.none() | st.sampled_from(["best", "last", "first", "average"])),
            "time": draw(st.none() | st.sampled_from(["1 min", "2 h"])),
            "wait": draw(st.none() | st.just("24 h")) if attempts != 1 else None,
            "feedback": draw(st.none() | st.sampled_from(feedback)),
            "answers": draw(st.none() | st.sampled_from(["after-last-attempt", "with-feedback", "never"])),
            "layout": draw(st.none() | st.sampled_from(["all", "one"])),
            "shuffle": draw(st.none() | st.sampled_from(["none", "questions", "options", "all"])),
            "questions": [
                question for question in every if question not in every[:banked] or not _has_free_points(question)
            ],
            "draws": [{"bank": f"{identifier}-bank.yaml", "count": draw(st.integers(1, len(bank)))}] if bank else None,
        },
        (None, []),
    )
    return quiz, {"id": f"bank-{identifier}"[:40], "title": draw(titles), "questions": bank} if bank else None


def _has_free_points(question: Data) -> bool:
    """Whether it has points, and they follow from nothing else."""
    return "points" in question and "steps" not in question


def _alike(question: Data) -> Data:
    """Return a question that may be drawn in place of any other: worth a point, and for no objective."""
    return {name: value for name, value in question.items() if name != "objectives"} | {"points": "1"}


def points_of(quiz: Data) -> Decimal:
    """Return what a quiz adds to the course's points."""
    if quiz.get("purpose") == "practice":
        return Decimal(0)
    asked = sum((Decimal(question.get("points", 0)) for question in quiz.get("questions", [])), Decimal(0))
    return asked + sum(draw["count"] for draw in quiz.get("draws", []))


@st.composite
def courses(draw: st.DrawFn) -> dict[str, str]:
    """Return the files of a valid course by path."""
    write = draw(st.sampled_from([flow, block]))
    objectives = draw(st.lists(identifiers, unique=True, min_size=1, max_size=3))
    ids = draw(st.lists(identifiers, unique=True, min_size=2, max_size=7))
    files: dict[str, str] = {}
    points = Decimal(0)
    modules: list[str] = []
    remaining = ids
    while len(remaining) > 1:
        count = draw(st.integers(1, len(remaining) - 1))
        module, names, remaining = remaining[0], remaining[1 : count + 1], remaining[count + 1 :]
        folder = f"m{len(modules)}"
        modules.append(folder)
        activities = []
        for name in names:
            head = {"id": name, "title": draw(titles), "minutes": draw(minutes)}
            # Something has to be done: the first activity is one that completion asks for.
            if draw(st.booleans()):
                quiz, bank = draw(quizzes(name, objectives))
                if name == ids[1]:
                    quiz.pop("purpose", None)
                points += points_of(quiz)
                activities.append(f"{name}.yaml")
                files[f"{folder}/{name}.yaml"] = write(quiz)
                if bank:
                    files[f"{folder}/{name}-bank.yaml"] = write(bank)
                if any(
                    "image" in question for question in [*quiz.get("questions", []), *(bank or {}).get("questions", [])]
                ):
                    files[f"{folder}/{IMAGE}"] = "<svg xmlns='http://www.w3.org/2000/svg'/>"
            else:
                kind = {"kind": draw(st.sampled_from(["reading", "video", "case-study"]))}
                activities.append(f"{name}.md")
                files[f"{folder}/{name}.md"] = f"---\n{write(head | kind)}\n---\n\n## Words\n\n{draw(blocks)}\n"
        files[f"{folder}/module.yaml"] = write(
            without(
                {"id": module, "title": draw(titles), "description": draw(st.none() | blocks), "activities": activities}
            )
        )
    files["course.yaml"] = write(
        without(
            {
                "id": draw(identifiers),
                "iri": "https://example.org/course",
                "version": draw(st.sampled_from(["1.0", "2", "2026-1"])),
                "title": draw(titles),
                "language": "en",
                "description": draw(blocks),
                "provider": {"name": draw(titles)},
                "level": draw(st.none() | st.sampled_from(["introductory", "intermediate", "advanced"])),
                "objectives": [{"id": o, "text": draw(inlines)} for o in objectives],
                "faq": draw(st.none() | st.just([{"question": "Why?", "answer": draw(blocks)}])),
                "scoring": {"total": str(points), "pass": str(draw(st.decimals("0.01", points, places=2)))}
                if points
                else None,
                "modules": modules,
            }
        )
    )
    return files


def flow(data: Data) -> str:
    """Write as JSON, which is YAML on one line."""
    return json.dumps(data, ensure_ascii=False)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: object) -> bool:
        return True


def block(data: Data) -> str:
    """Write as people do, with long texts folded."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


MARKED = (
    "w",
    "**w** and *w*",
    "`w` and ~~w~~",
    "[w](https://example.org/x)",
    "[w](<a file.md>)",
    "![w](image.svg)",
    "[w](an address.md)",
    "[w][x]",
    "$w$ and $ w_1 $",
    "## w",
    "##w",
    "> w\n> w",
    "> [!NOTE]\n> w",
    "> [!ODD] w\n> w",
    '!!! note "w"\n    w',
    "??? tip\n\n    w",
    "!!! odd\n    w",
    "::: note w\nw\n:::",
    ":::: tip\n::: details w\nw\n:::\n::::",
    "::: odd\nw\n:::",
    "```\nw\n```",
    "~~~ w\nw\n~~~",
    "```{odd}\nw\n```",
    "$$\nw\n$$",
    "| w | w |\n| --- | --- |\n| w | w |",
    "| w |\n| --- |\n| w | w |",
    "- w\n- [ ] w\n  - [x] w",
    "1. w\n\n   w",
    "w\n: w",
    "w[^1]\n\n[^1]: w",
    "[^2]: w",
    "w[^3]",
    "<details><summary>w</summary>\n\nw\n\n</details>",
    "<div>\nw\n</div>",
    "<!-- note -->\nw",
    "<b>w</b> and <iframe>w</iframe>",
    "H~w~O ==w== ++w++ x^w^",
    "*[W]: w",
    "[w]{lang='fr'} {.odd}",
    "{{ w }} {% w %} [TOC] :smile: [@w] ^[w]",
    '=== "w"\n\n    w',
    "\\(w^2\\) \\[w^2\\]",
    "[[w]] ![[w.svg]]",
    "- ::: note\n  w\n  :::",
    "> ```\n> w\n> ```",
    "w\\\nw",
    "---",
)
"""Texts with marks of ours and of others; each `w` is a word that learners are to read."""


@st.composite
def marked_texts(draw: st.DrawFn) -> str:
    """Return a text of such marks, each word with a number of its own, perhaps with lines lost or put elsewhere."""
    found = draw(st.lists(st.sampled_from(MARKED), min_size=1, max_size=5))
    lines = draw(st.sampled_from(["\n", "\n\n", "\n\n"])).join(found).split("\n")
    for _ in range(draw(st.integers(0, 2))):
        at, to = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines)))
        what = draw(st.sampled_from(["delete", "move", "indent", "cut"]))
        line = lines.pop(at)
        if what != "delete":
            changed = {"indent": f"  {line}", "cut": line[: len(line) // 2]}.get(what, line)
            lines.insert(to if what == "move" else at, changed)
        if not lines:
            break
    numbers = itertools.count(100)
    return re.sub(r"\bw\b", lambda _: f"w{next(numbers)}", "\n".join(lines))


@st.composite
def mutations(draw: st.DrawFn, text: str) -> bytes:
    """Return a text with a few things done to it, as bytes."""
    data = text
    for _ in range(draw(st.integers(1, 3))):
        data = draw(st.sampled_from(_MUTATIONS))(draw, data)
    encoded = data.encode()
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(encoded)))
        encoded = encoded[:at] + draw(st.binary(max_size=4)) + encoded[at:]
    return encoded


_SPECIAL = st.sampled_from(
    [
        *"\t\n\r \0:-#&*!|>'\"%@`[]{},?()^$\\<~/.=_",
        "---",
        "...",
        "\ufeff",
        "\u2028",
        ":::",
        "::: note",
        "$$",
        "![](",
        "](",
        "[^",
        "<script>",
        "<img src=x>",
        "{#",
        "{.",
        "|---|",
        "\n: ",
        "&#0;",
        "😀",
        "]]>",
        "```",
        "\n::: note\n",
        "\n!!! tip\n    ",
        "\n> [!NOTE]\n",
        "\n- [x] ",
        "*[a]: b\n",
        "==",
        "++",
        "{{ a }}",
        "{lang='fr'}",
        '\n=== "a"',
        "<!--",
        "\\(x^2\\)",
        "@example.org",
        "https://",
        " # ",
        "“",
        "rules: {missing-file: off}",
    ]
)


def _place(draw: st.DrawFn, text: str) -> int:
    return draw(st.integers(0, len(text)))


def _delete(draw: st.DrawFn, text: str) -> str:
    at = _place(draw, text)
    return text[:at] + text[at + draw(st.integers(1, 12)) :]


def _insert(draw: st.DrawFn, text: str) -> str:
    at = _place(draw, text)
    return text[:at] + draw(_SPECIAL | st.text(max_size=3)) * draw(st.sampled_from([1, 1, 1, 2, 40])) + text[at:]


def _replace(draw: st.DrawFn, text: str) -> str:
    at = _place(draw, text)
    return text[:at] + draw(_SPECIAL) + text[at + 1 :]


def _lines(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    first, second = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    what = draw(st.sampled_from(["delete", "double", "swap", "indent"]))
    if what == "delete":
        del lines[first]
    elif what == "double":
        lines.insert(second, lines[first])
    elif what == "swap":
        lines[first], lines[second] = lines[second], lines[first]
    else:
        lines[first] = "  " + lines[first]
    return "\n".join(lines)


def _truncate(draw: st.DrawFn, text: str) -> str:
    return text[: _place(draw, text)]


_MUTATIONS = (_delete, _insert, _replace, _lines, _truncate)
