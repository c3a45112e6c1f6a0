"""The translations in this repository, judged by the Translate Toolkit's checks, which nobody here wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from translate.filters import checks
from translate.storage import po

from scorm_export.commands.starter_languages import TRANSLATIONS

COURSES = Path(__file__).parent.parent / "course_source"
FILES = sorted([*TRANSLATIONS.rglob("*.po"), *COURSES.glob("*/translations/*.po")])
STYLE = {
    # what differs between languages: quotation marks, capitals, spaces, sentences, and decimal commas
    *("acronyms", "doublequoting", "endpunc", "numbers", "puncspacing", "sentencecount", "short", "simplecaps"),
    *("singlequoting", "startcaps", "startpunc"),
    # what Markdown allows: bars of tables, other line ends, indented lines, `{lang="en"}`, references as they are
    *("brackets", "doublespacing", "doublewords", "newlines", "pythonbraceformat", "unchanged"),
    # which take the sign after an address for a part of it; `check` compares addresses
    *("emails", "urls"),
}


def found(file: po.pofile, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield each check that a translation fails, but for those of style, with the text."""
    config = checks.CheckerConfig(targetlanguage=language)
    both = [checks.StandardChecker, checks.StandardUnitChecker]
    checker = checks.TeeChecker(checkerconfig=config, checkerclasses=both, excludefilters=dict.fromkeys(STYLE))
    for unit in file.units:
        if not unit.isheader() and unit.istranslated():
            yield from ((name, str(told), str(unit.source)) for name, told in checker.run_filters(unit).items())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_translation_fails_a_check(path: Path) -> None:
    assert list(found(po.pofile.parsefile(str(path)), path.stem)) == []


@pytest.mark.parametrize(
    ("source", "translation", "check"),
    [
        ("Save <kbd>x</kbd>", "Enregistrer <b>x</b>", "xmltags"),
        ("A word", "Un\\tmot", "tabs"),
        ("Say %(name)s", "Dire %(nom)s", "printf"),
    ],
)
def test_the_checks_find_faults(source: str, translation: str, check: str) -> None:
    file = po.pofile.parsestring(f'msgid "{source}"\nmsgstr "{translation}"\n'.encode())
    assert check in {name for name, _, _ in found(file, "fr")}
