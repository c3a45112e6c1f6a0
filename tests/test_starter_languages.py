"""`new --language`: every text of every template is in the language, and nothing else has changed."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from click.testing import CliRunner

from scorm_export.commands.main import main
from scorm_export.commands.new import TEMPLATES
from scorm_export.commands.starter_languages import SOURCE_LANGUAGE, TRANSLATIONS, languages
from scorm_export.interface.words import LOCALES
from sources import Source


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_languages_are_those_of_the_interface() -> None:
    known = {path.stem for path in LOCALES.glob("*.yaml")}
    assert set(languages()) == known
    for template in TEMPLATES:
        assert {path.stem for path in (TRANSLATIONS / template).glob("*.po")} == known - {SOURCE_LANGUAGE}


@pytest.mark.parametrize("language", [each for each in languages() if each != SOURCE_LANGUAGE])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_text_is_in_the_language(template: str, language: str, tmp_path: Path) -> None:
    root = tmp_path / "my-course"
    run("new", root, "--language", language, "--template", template)
    source = Source(root)
    assert source.shown() == []
    assert source.checked
    assert source.checked.course.language == language

    run("translate", "extract", root)
    written = {entry.msgctxt: entry.msgid for entry in polib.pofile(str(root / "translations/course.pot"))}
    wanted = polib.pofile(str(TRANSLATIONS / template / f"{language}.po"))
    assert written == {entry.msgctxt: entry.msgstr for entry in wanted}
