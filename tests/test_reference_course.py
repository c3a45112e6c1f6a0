"""`docs/reference-course.md` is true; `UPDATE=1 pytest tests/test_reference_course.py` writes it anew."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from scorm_export import Diagnostics, check_course
from scorm_export.course import Course, Lesson
from scorm_export.questions.multiple_choice.question import MultipleChoice
from scorm_export.questions.single_choice.question import SingleChoice

ROOT = Path(__file__).parent.parent
COURSE = ROOT / "course_source" / "learning-health-systems"
PAGE = ROOT / "docs" / "reference-course.md"
FOUND = yaml.safe_load((Path(__file__).parent / "reference_course.yaml").read_text("utf-8"))
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NOTE = re.compile(r"^\[\^([\w-]+)\]: (.+)$", re.MULTILINE)
_ADDRESS = re.compile(r"\((https?://[^)\s]+)\)|<(https?://[^>\s]+)>")
_MARKED = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)\s]*\))")
_ABSOLUTE = re.compile(
    r"\b(?:absolutely|all|always|completely|entirely|every|everybody|everyone|everything|everywhere|exactly|never|"
    r"nobody|none|nothing|only)\b",
    re.IGNORECASE,
)


def table(*rows: tuple[object, ...]) -> str:
    lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def lessons(course: Course) -> str:
    rows: list[tuple[object, ...]] = [("lesson", "kind", "words", "minutes", "checks", "written", "figures", "video")]
    total: Counter[str] = Counter()
    for module in course.modules:
        for lesson in (each for each in module.activities if isinstance(each, Lesson)):
            videos = sum(medium.is_video for medium in lesson.body.media)
            counted = {
                "words": len(_WORD.findall(lesson.body.plain)),
                "minutes": lesson.minutes,
                "checks": len(lesson.checks),
                "written": len(lesson.notes),
                "figures": len(lesson.body.media) - videos,
                "videos": videos,
            }
            total.update(counted)
            rows.append((f"{module.title}: {lesson.title}", lesson.kind.replace("-", " "), *counted.values()))
    return table(*rows, ("**all**", "", *(f"**{number:,}**" for number in total.values())))


def quizzes(course: Course) -> str:
    head = ("quiz", "questions asked", "of", "points", "types", "shuffled")
    rows = [
        (
            quiz.title,
            quiz.length,
            len({question.id for question in quiz.pool}),
            f"{quiz.points:g}",
            ", ".join(sorted({question.type for question in quiz.pool})),
            quiz.shuffle.replace("-", " "),
        )
        for quiz in course.quizzes
    ]
    return table(head, *rows)


def clues(course: Course) -> Mapping[str, str]:
    """Return what the options of the quizzes' questions give away, in words."""
    asked = [*{question.id: question for quiz in course.quizzes for question in quiz.pool}.values()]
    single = [question for question in asked if isinstance(question, SingleChoice)]
    places: Counter[int] = Counter()
    longest = 0
    for question in single:
        options = [*question.options]
        lengths = [len(option.text.plain) for option in options]
        right = next(number for number, option in enumerate(options) if option.correct)
        places[right] += 1
        longest += lengths[right] == max(lengths) and lengths.count(max(lengths)) == 1
    options = [o for question in asked if isinstance(question, SingleChoice | MultipleChoice) for o in question.options]
    share = {}
    for correct in (False, True):
        those = [option for option in options if option.correct is correct]
        share[correct] = round(100 * sum(bool(_ABSOLUTE.search(option.text.plain)) for option in those) / len(those))
    return {
        "question types": str(len({question.type for question in asked})),
        "the right option is the longest": f"{longest} of {len(single)} single choices",
        "the right option is the first, second, …": ", ".join(str(places[n]) for n in range(max(places) + 1)),
        "absolute words in wrong and right options": f"{share[False]} %, {share[True]} %",
        "quizzes that shuffle": f"{sum(quiz.shuffle != 'none' for quiz in course.quizzes)} of {len([*course.quizzes])}",
    }


def works() -> Iterator[tuple[str, list[str]]]:
    """Yield each work as it is first cited, and the lessons that cite it, in the order of its authors."""
    cited: dict[str, tuple[str, list[str]]] = {}
    for path in sorted(COURSE.glob("*/*.md")):
        for name, text in _NOTE.findall(path.read_text("utf-8")):
            key = re.sub(r"\W", "", _MARKED.sub(r"\1", text)).lower()[:60].replace("editors", "eds")
            cited.setdefault(f"{name}{key[:12]}" if name == "flagship" else key, (text, []))[1].append(path.stem)
    yield from sorted(cited.values(), key=lambda each: each[0].casefold())


def references() -> str:
    rows: list[tuple[object, ...]] = [("work", "cited in", "what was found")]
    for text, where in works():
        match = _ADDRESS.search(text)
        address = (match[1] or match[2]) if match else ""
        shown = _MARKED.sub(lambda m: "" if "](http" in m[0] else m[1], text)
        shown = re.sub(r"(?:<https?://\S+>|\s|\.)+$", "", re.sub(r"\.\s+\.\s", ". ", shown)) + "."
        found = next((said for begins, said in FOUND["found"].items() if begins in text), "")
        link = f"[{address.partition('//')[2].partition('/')[0]}]({address})" if address else ""
        rows.append((shown, ", ".join(where), "; ".join(each for each in (link, found) if each)))
    return table(*rows)


def page() -> str:
    found = Diagnostics()
    checked = check_course(COURSE, [], found)
    assert checked
    course = checked.course
    now = clues(course)
    before = FOUND["before"]
    compared = table(("", "first edition", "now"), *((name, before[name], said) for name, said in now.items()))
    return FOUND["page"].format(
        lessons=lessons(course), quizzes=quizzes(course), clues=compared, references=references(), works=len([*works()])
    )


def test_the_page_on_the_reference_course_is_true() -> None:
    made = page()
    if os.environ.get("UPDATE"):
        PAGE.write_text(made, "utf-8")
    assert PAGE.read_text("utf-8") == made


def test_each_work_that_is_cited_has_an_address_or_was_looked_up() -> None:
    lost = [text for text, _ in works() if not _ADDRESS.search(text) and not any(b in text for b in FOUND["found"])]
    assert lost == []
