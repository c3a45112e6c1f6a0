"""`scorm-export ids`: writes the ids that questions in Markdown lack into the source, and touches nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import click

from scorm_export.commands import messages
from scorm_export.commands.arguments import named_courses, stop
from scorm_export.course import Question
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.questions.notation import IDS, Missing, Slot
from scorm_export.reading.checks import read_checks
from scorm_export.reading.quiz import QuestionKind
from scorm_export.reading.quiz_markdown import front_matter_end, read_quiz_file, says_quiz
from scorm_export.source.fields import ListOf
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Reading
from scorm_export.source.yaml import Mapping
from scorm_export.whole_files import write_whole

_MOST_TRIES = 50
LETTERS = "bcdfghjkmnpqrstvwxz23456789"
"""Of a question's id, which spells no word."""


@click.command("ids")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
def command(sources: tuple[Path, ...]) -> None:
    """Write the ids that questions in Markdown lack into the courses in the folders SOURCES.

    An id is arbitrary: it tells nothing of the words, the place or the right answer, so all of them can change later.
    It must never change itself, since learners' records name it. Nothing else in a file is touched. Exit status 0, also
    where nothing was missing; 2 when the command was misused.
    """
    found = Diagnostics()
    chance = random.SystemRandom()
    for named in named_courses(sources, found):
        folder = Folder(named.root)
        for path in folder.files():
            file = named.root / path
            if not path.endswith(".md") or file.is_symlink() or not folder.is_file(path):
                continue  # a link leads to a file that is listed itself, or to one outside the course
            try:
                text = file.read_bytes().decode()
                with_them, number = with_ids(text, chance)
                if number:
                    write_whole(file, with_them.encode())
                    click.echo(f"{file.as_posix()}: {messages.count(number, 'id')} written")
            except UnicodeDecodeError:
                continue  # no text of a course; `check` reports one that should be
            except OSError as problem:
                stop(f"`{file}` could not be written: {problem.strerror}")


def with_ids(text: str, chance: random.Random) -> tuple[str, int]:
    """Return a Markdown file with the ids that it lacked, and how many those were."""
    missing = Missing()
    file = _file(text)
    _questions_in(file, Diagnostics(), missing)
    if not missing.slots:
        return text, 0
    for _ in range(_MOST_TRIES):
        written = _written(text, missing.slots, chance)
        if not _is_telling(_file(written)):
            break
    return written, len(missing.slots)


def _file(text: str) -> SourceFile:
    return SourceFile(path="questions.md", lines=tuple(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")))


def _questions_in(file: SourceFile, found: Diagnostics, missing: Missing | None = None) -> Iterable[Question]:
    """Return the questions of a quiz, a bank or a lesson."""
    if not says_quiz(file):
        _, asked = read_checks(file, (front_matter_end(file) or 0) + 1, Reading("", found), missing)
        return asked.checks
    node = read_quiz_file(file, found, missing)
    listed = [value for key, value in node.entries if key.text == "questions"] if isinstance(node, Mapping) else []
    return [one for each in listed for one in ListOf(QuestionKind()).read(each, Reading("", found)) or ()]


def _is_telling(file: SourceFile) -> bool:
    """Whether the ids of a question tell its right answer by their order."""
    found = Diagnostics()
    for question in _questions_in(file, Diagnostics()):
        question.check(found)
    return any(each.rule == "telling-ids" for each in found)


def _written(text: str, slots: Iterable[Slot], chance: random.Random) -> str:
    lines = text.split("\n")
    groups: dict[int, list[Slot]] = {}
    for slot in slots:
        groups.setdefault(slot.group, []).append(slot)
    chosen = [
        pair
        for group, members in groups.items()
        for pair in zip(
            members, _question_ids(members, chance) if group == 0 else _entry_ids(members, chance), strict=True
        )
    ]
    for slot, name in sorted(chosen, key=lambda pair: (pair[0].line, -pair[0].column)):
        line = lines[slot.line - 1]
        at = slot.column - 1 + (slot.line == 1 and text.startswith("\ufeff"))
        before, after = line[:at], line[at:]
        if slot.in_braces:
            shown = f"#{name}" if after.startswith("}") else f"#{name} "
        else:
            shown = f"{{#{name}}}" if not slot.spaced or before.endswith((" ", "\t")) else f" {{#{name}}}"
        lines[slot.line - 1] = before + shown + after
    return "\n".join(lines)


def _question_ids(slots: list[Slot], chance: random.Random) -> list[str]:
    taken = set().union(*(slot.taken for slot in slots))
    chosen: list[str] = []
    while len(chosen) < len(slots):
        name = "q-" + "".join(chance.choices(LETTERS, k=5))
        if name not in taken and name not in chosen:
            chosen.append(name)
    return chosen


def _entry_ids(slots: list[Slot], chance: random.Random) -> list[str]:
    """Return characters as early in the alphabet as they fit by sixes, which is what the saved state counts by."""
    free = [character for character in IDS if character not in slots[0].taken]
    least = -(-(len(slots) + len(slots[0].taken)) // 6) * 6
    early = [character for character in free if IDS.index(character) < least]
    return chance.sample(early if len(early) >= len(slots) else free, len(slots))
