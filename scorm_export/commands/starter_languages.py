"""Templates in other languages: `starter_translations/<template>/<language>.po` put into the places of its texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import yaml

TRANSLATIONS = Path(__file__).parent / "starter_translations"
SOURCE_LANGUAGE = "en"
FULL = "full"
"""The template with lessons, quizzes and a figure."""


def languages() -> tuple[str, ...]:
    """Return the tags of the languages in which every template can be written."""
    return tuple(sorted([SOURCE_LANGUAGE, *(path.stem for path in (TRANSLATIONS / FULL).glob("*.po"))]))


def in_language(path: str, text: str, language: str, template: str = FULL) -> str:
    """Return the text of a file of a template, by its path there, in a language."""
    if language == SOURCE_LANGUAGE:
        return text
    lines = text.replace(f"\nlanguage: {SOURCE_LANGUAGE}\n", f"\nlanguage: {language}\n").split("\n")
    here = [
        (int(line), entry)
        for entry in _catalogue(template, language)
        for file, line in entry.occurrences
        if file == path
    ]
    for line, entry in sorted(here, key=lambda each: each[0], reverse=True):
        count = len(entry.msgid.split("\n"))
        is_yaml = path.endswith(".yaml") or "---" in lines[line - 1 :]
        lines[line - 1 : line - 1 + count] = _replaced(lines[line - 1 : line - 1 + count], entry, is_yaml=is_yaml)
    return "\n".join(lines)


@cache
def _catalogue(template: str, language: str) -> polib.POFile:
    return polib.pofile(str(TRANSLATIONS / template / f"{language}.po"))


def _replaced(lines: list[str], entry: polib.POEntry, *, is_yaml: bool) -> Iterator[str]:
    """Yield the lines of a translation, each with what stands before and after the text that it translates."""
    around = [line.partition(text)[::2] for line, text in zip(lines, entry.msgid.split("\n"), strict=True)]
    for number, text in enumerate(entry.msgstr.split("\n")):
        before, after = around[min(number, len(around) - 1)]
        if is_yaml and before.strip():
            yield before.removesuffix('"') + _scalar(text)
        else:
            yield before + text + after


def _scalar(text: str) -> str:
    """Return a text as a YAML scalar: plain, or in quotes where a sign of it means something else."""
    try:
        is_plain = yaml.safe_load(f"a: {text}") == {"a": text}
    except yaml.YAMLError:
        is_plain = False
    return text if is_plain else json.dumps(text, ensure_ascii=False)
