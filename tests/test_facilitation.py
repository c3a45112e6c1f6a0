"""What lessons have for facilitators: read apart, reported where it is wrong, and in no edition for learners."""

from __future__ import annotations

import shutil
from pathlib import Path

import polib
import pytest

from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.build import check_translation
from scorm_export.course import FacilitationKind
from scorm_export.diagnostics import SourceFile
from scorm_export.reading.course import read_course
from scorm_export.reading.quiz_markdown import front_matter_end
from scorm_export.source.folder import Folder
from scorm_export.source.pieces import Lines, pieces
from scorm_export.translation.collected import Collected, is_for_facilitators
from scorm_export.translation.course import names_in, read_translation
from sources import BLOCK_GALLERY, Source

LESSON = "first-steps/a-lesson.md"
FOR_LEARNERS = [target for target in TARGETS.values() if target.name != "facilitator"]
BLOCK = """\
::: {kind} Whisper {{{attributes}}}
## A heading that whispers

![Whispering](whisper-{number}.svg)

- Whisper $x^2$ [softly](https://whisper.example.org), see[^whisper]
- [The lesson]({lesson})

[^whisper]: In a low voice.
:::
"""
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle r="4"/></svg>'


def with_facilitation(root: Path) -> int:
    """Put a block for facilitators before every outermost block of every lesson, and at its end; return how many."""
    number = 0
    kinds = list(FacilitationKind)
    for path in sorted(root.rglob("*.md")):
        text = path.read_text("utf-8")
        lines = text.split("\n")
        if "kind: quiz" in text or not text.startswith("---"):
            continue
        file = SourceFile(path=path.name, lines=tuple(lines))
        first = (front_matter_end(file) or 0) + 1
        starts = [piece.lines.first for piece in pieces(Lines.of(file, first, len(lines))) if piece.lines.texts]
        for start in [len(lines), *reversed(starts)]:
            kind = kinds[number % len(kinds)]
            attributes = "minutes=5 .essential" if kind.takes_time else ""
            (path.parent / f"whisper-{number}.svg").write_text(FIGURE)
            block = BLOCK.format(kind=kind, attributes=attributes, number=number, lesson=path.name)
            if not attributes:
                block = block.replace(" {}", "")
            is_apart = start <= 1 or not lines[start - 2].strip()
            lines[start - 1 : start - 1] = [*block.rstrip("\n").split("\n"), *([""] if is_apart else [])]
            number += 1
        path.write_text("\n".join(lines), "utf-8")
    return number


def translated(root: Path) -> None:
    """Translate every text into another English by itself, and those for facilitators by a whisper."""
    found, collected = Diagnostics(), Collected(Folder(root))
    assert read_course(Folder(root), found, texts=collected)
    file = polib.POFile(wrapwidth=0)
    file.metadata = {"Language": "en-GB", "Content-Type": "text/plain; charset=UTF-8"}
    for message in collected.messages.values():
        text = message.text.replace("hisper", "HISPER") if is_for_facilitators(message.context) else message.text
        text = text.replace("[^wHISPER]", "[^whisper]")
        for kept in ("https://wHISPER.example.org", "wHISPER-"):
            text = text.replace(kept, kept.lower())
        file.append(polib.POEntry(msgctxt=message.context, msgid=message.text, msgstr=text))
    (root / "translations").mkdir()
    file.save(str(root / "translations" / "en-GB.po"))


def packages(root: Path, into: Path) -> dict[str, bytes]:
    """Return the packages of every target for learners, in the course's language and in its translation, by name."""
    found, collected = Diagnostics(), Collected(Folder(root))
    checked = check_course(root, FOR_LEARNERS, found, texts=collected)
    assert checked, list(found)
    translation = read_translation(Folder(root), "en-GB", "en", collected, found)
    assert translation
    other = check_translation(root, translation, FOR_LEARNERS, found)
    assert other, list(found)
    assert not found.errors
    texts = {"en": {key: key[1] for key in collected.messages}}
    texts["en-GB"] = {key: each.text for key, each in translation.texts.translations.items()}
    for course, language in ((checked, "en"), (other, "en-GB")):
        list(build(course.known_in(names_in(language, texts)), root, FOR_LEARNERS, into, language=language))
    return {path.name: path.read_bytes() for path in into.iterdir()}


@pytest.mark.parametrize("name", ["starter", "blocks"])
def test_no_byte_of_it_is_in_any_edition_for_learners(name: str, starter: Source, tmp_path: Path) -> None:
    if name == "blocks":
        shutil.rmtree(starter.root)
        shutil.copytree(BLOCK_GALLERY, starter.root)
    other = tmp_path / "with"
    shutil.copytree(starter.root, other)
    assert with_facilitation(other) >= 15
    translated(starter.root)
    translated(other)
    without, own = packages(starter.root, tmp_path / "a"), packages(other, tmp_path / "b")
    assert len(own) >= 2 * len(FOR_LEARNERS)
    assert {path: own[path] == content for path, content in without.items()} == dict.fromkeys(own, True)


def read(starter: Source, text: str) -> Source:
    starter.write(LESSON, starter.text(LESSON) + text)
    return starter


def test_it_is_read_with_its_title_its_minutes_and_its_place(starter: Source) -> None:
    read(starter, "\n::: group-work Draw a *map* {minutes=25 .essential}\n1. Draw.\n:::\n\n::: slide\nA point.\n:::\n")
    assert starter.shown() == []
    assert starter.checked
    lesson = next(lesson for lesson in starter.checked.course.lessons if lesson.path == LESSON)
    work, slide = lesson.facilitation
    assert work.title and (work.title.plain, work.minutes, work.is_essential) == ("Draw a map", 25, True)
    assert (slide.kind, slide.title, slide.text.plain) == (FacilitationKind.SLIDE, None, "A point.")
    lines = starter.text(LESSON).split("\n")
    assert lines[work.origin.span.origin.line - 1].startswith("::: group-work")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\n> ::: facilitator\n> Words.\n> :::\n", ["block-content facilitator"]),
        ("\n::: facilitator\n:::\n", ["block-content facilitator"]),
        ("\n::: facilitator {minutes=soon}\nWords.\n:::\n", ["wrong-type soon"]),
        ("\n::: slide {minutes=4}\nWords.\n:::\n", ["unknown-attribute minutes"]),
        ("\n::: group-work {.esential}\nWords.\n:::\n", ["unknown-attribute .esential"]),
        ("\n::: handout\n![](none.svg)\n:::\n", ["missing-alternative-text none.svg", "missing-file none.svg"]),
        ("\n::: handout\n[Words](none.md)\n:::\n", ["missing-file none.md"]),
        ("\n:::: facilitator\n::: slide\nWords.\n:::\n::::\n", ["block-content slide"]),
        ("\n::: facilitator\nWords.\n", ["block-content facilitator", "container-syntax :::"]),
    ],
)
def test_what_is_wrong_with_it_is_reported_at_its_place(text: str, shown: list[str], starter: Source) -> None:
    read(starter, text)
    before = starter.text(LESSON).count("\n") - text.count("\n")
    reported = starter.shown()
    assert sorted(f"{line.split()[0]} {line.split()[2]}" for line in reported) == sorted(shown)
    assert all(int(line.split()[1].split(":")[1]) > before for line in reported)


def test_learners_texts_keep_their_contexts_for_translators(starter: Source) -> None:
    def contexts() -> set[str]:
        collected = Collected(Folder(starter.root))
        assert read_course(Folder(starter.root), Diagnostics(), texts=collected)
        return {message.context for message in collected.messages.values() if not is_for_facilitators(message.context)}

    before = contexts()
    with_facilitation(starter.root)
    assert contexts() == before


def test_what_is_not_translated_for_facilitators_only_is_counted_apart(starter: Source) -> None:
    with_facilitation(starter.root)
    translated(starter.root)
    path = starter.root / "translations" / "en-GB.po"
    file = polib.pofile(str(path), wrapwidth=0)
    for entry in file:
        entry.msgstr = "" if is_for_facilitators(entry.msgctxt) else entry.msgstr
    file.save()
    found, collected = Diagnostics(), Collected(Folder(starter.root))
    assert read_course(Folder(starter.root), found, texts=collected)
    translation = read_translation(Folder(starter.root), "en-GB", "en", collected, found)
    assert translation
    coverage = translation.coverage
    assert (
        coverage.untranslated == coverage.untranslated_for_facilitators == sum(not entry.msgstr for entry in file) > 0
    )
