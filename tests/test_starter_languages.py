"""`new --language`: every text of the starter course is in the language, and nothing else has changed."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from click.testing import CliRunner

from scorm_export.commands.main import main
from scorm_export.commands.starter_languages import SOURCE_LANGUAGE, TRANSLATIONS, languages
from scorm_export.interface.words import LOCALES
from sources import Source


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_languages_are_those_of_the_interface() -> None:
    assert set(languages()) <= {path.stem for path in LOCALES.glob("*.yaml")}


@pytest.mark.parametrize("language", [each for each in languages() if each != SOURCE_LANGUAGE])
def test_every_text_is_in_the_language(language: str, tmp_path: Path) -> None:
    root = tmp_path / "my-course"
    run("new", root, "--language", language)
    source = Source(root)
    assert source.shown() == []
    assert source.checked
    assert source.checked.course.language == language

    run("translate", "extract", root)
    written = {entry.msgctxt: entry.msgid for entry in polib.pofile(str(root / "translations/course.pot"))}
    wanted = polib.pofile(str(TRANSLATIONS / f"{language}.po"))
    figure = [entry for entry in wanted if entry.msgctxt.startswith("cycle.svg")]
    assert written == {entry.msgctxt: entry.msgstr for entry in wanted if entry not in figure}
    assert [entry.msgstr for entry in figure if f">{entry.msgstr}<" not in source.text("going-further/cycle.svg")] == []
    assert len(figure) == 3


def test_what_is_in_english_only_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["new", str(tmp_path / "a"), "--template", "workshop", "--language", "fr"])
    assert result.exit_code == 2
    assert "`workshop` is in English only" in result.output
    assert not (tmp_path / "a").exists()
