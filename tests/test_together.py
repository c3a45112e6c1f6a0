"""One package with several languages: files, links, what it keeps of a choice, and what holds in every language."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from test_translation import begun, run, translate

from scorm_export.commands.new import STARTER
from scorm_export.course import state
from scorm_export.interface.words import languages, words_for
from scorm_export.render.player_data import compact_json
from scorm_export.targets.base import script
from sources import Source, copy_translations

MOST_WORDS, MOST_SCRIPT = 3 * 1024, 6 * 1024
"""Bytes, compressed: a language's words that a launch waits for, and the script that changes the language."""
HREF = re.compile(r'(?:href|src)="([^"#?:]+)["#]')


@pytest.fixture
def course(tmp_path: Path) -> Path:
    shutil.copytree(STARTER, tmp_path / "course")
    copy_translations(tmp_path / "course")
    return tmp_path / "course"


def packed(course: Path, into: Path, *options: str, target: str = "scorm12") -> dict[str, bytes]:
    result = run("build", course, "-t", target, "-o", into, "--verify", *options)
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(into / f"my-course-1.0.0-mul-{target}.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def data_of(files: dict[str, bytes], name: str) -> dict[str, object]:
    found = re.search(rb'id="course-data">(.*?)</script>', files[name])
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_every_page_stands_in_every_language_and_links_to_the_others(course: Path, tmp_path: Path) -> None:
    files = packed(course, tmp_path / "out", "--together")
    for name in ("index", "page-a-lesson", "page-first-quiz"):
        for end, language in (("", "en"), ("_ar", "ar"), ("_fr", "fr"), ("_zh", "zh")):
            page = files[f"{name}{end}.html"].decode()
            assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
            assert f'href="./{name}_ar.html" data-language="ar" lang="ar" dir="rtl"' in page
            assert f'href="./{name}.html" data-language="en"' in page
            assert re.findall(r'data-language="(\w+)"[^>]* aria-current="true"', page) == [language]
            inner = {address.removeprefix("./") for address in HREF.findall(page) if "mailto" not in address}
            assert inner <= files.keys()
            others = [each for each in inner if each.startswith("page-") and not each.endswith(f"{end}.html")]
            assert {each.partition("_")[0].removesuffix(".html") for each in others} <= {name}
    figures = [f"media/going-further/cycle{end}.svg" for end in ("", "_ar", "_fr", "_zh")]
    assert sorted(name for name in files if name.startswith("media/")) == figures
    assert b">observer<" in files["media/going-further/cycle_fr.svg"]
    assert 'src="media/going-further/cycle_fr.svg"' in files["page-media_fr.html"].decode()
    assert files["index_fr.js"].startswith(b"courseVersion(")
    assert data_of(files, "index.html")["languages"]["tags"] == ["en", "ar", "fr", "zh"]  # type: ignore[index]


def test_metadata_and_statements_speak_all_languages(course: Path, tmp_path: Path) -> None:
    files = packed(course, tmp_path / "out", "--together", target="cmi5")
    titles = etree.fromstring(files["cmi5.xml"]).xpath("//*[local-name()='au']/*[local-name()='title']/*/@lang")
    assert titles == ["en", "ar", "fr", "zh", "en-US"]
    for end in ("", "_fr", "_ar"):
        assert b"pageActivities(" in files[f"page-first-quiz{end}.js"]


@pytest.mark.parametrize("structure", ["module", "lesson"])
def test_a_course_that_is_cut_changes_language_in_every_part(structure: str, course: Path, tmp_path: Path) -> None:
    files = packed(course, tmp_path / "out", "--together", "--structure", structure, target="scorm2004-3rd")
    shells = [name for name in files if re.fullmatch(r"part-[a-z-]+\.html", name)]
    assert len(shells) == (2 if structure == "module" else 4)
    for shell in shells:
        stem = shell.removesuffix(".html")
        assert data_of(files, shell)["languages"]["shell"] == stem  # type: ignore[index]
        assert {f"{stem}_fr.html", f"{stem}_fr.js", f"{stem}_en.js"} <= files.keys()


def test_an_identity_translation_gives_the_same_pages_but_for_the_language(tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(STARTER, course)
    translate(begun(course, "en-GB"))
    files = packed(course, tmp_path / "out", "--together")

    def neutral(content: bytes) -> bytes:
        text = re.sub(r'<nav class="languages".*?</nav>\n', "", content.decode(), flags=re.DOTALL)
        text = text.replace("_en-gb", "").replace('"wordsIn":"en",', "").replace(',"end":""', "")
        return text.replace("en-GB", "en").encode()

    pages = [name for name in files if name.startswith(("page-", "index.")) and "_" not in name]
    for name in pages:
        stem, _, suffix = name.partition(".")
        assert neutral(files[name]) == neutral(files[f"{stem}_en-gb.{suffix}"])


def test_the_course_says_it_and_one_language_alone_stays_possible(course: Path, tmp_path: Path) -> None:
    source = Source(course)
    source.replace("course.yaml", "language: en\n", "language: en\nlanguages: together\n")
    assert "index_fr.html" in packed(course, tmp_path / "out")
    result = run("build", course, "-o", tmp_path / "fr", "--language", "fr")
    assert result.exit_code == 0, result.output
    (package,) = (tmp_path / "fr").glob("*.zip")
    assert "-fr-" in package.name
    with zipfile.ZipFile(package) as archive:
        assert "languages.js" not in archive.namelist()
        assert b'"languages":' not in archive.read("index.html")


def test_a_course_without_translations_has_nothing_to_change(tmp_path: Path) -> None:
    shutil.copytree(STARTER, tmp_path / "course")
    result = run("build", tmp_path / "course", "--together", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "is not translated" in result.output


def test_the_choice_is_part_of_the_proven_state(course: Path) -> None:
    source = Source(course)
    source.check()
    assert source.checked
    alone = state.worst_case(source.checked.course)
    source.replace("course.yaml", "language: en\n", "language: en\nlanguages: together\n")
    source.check()
    assert source.checked
    assert state.worst_case(source.checked.course) == alone + 15
    key = state.language_key(source.checked.course)
    assert key not in state.course_keys(source.checked.course).values()


def test_what_differs_in_a_language_has_a_name_of_its_own(course: Path, tmp_path: Path) -> None:
    module = course / "going-further"
    (module / "talk.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    (module / "talk.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nGood morning\n", "utf-8")
    lesson = module / "media.md"
    with lesson.open("a", encoding="utf-8") as file:
        file.write('\n![A talk](talk.mp4){captions="talk.vtt"}\n\n::: transcript\nGood morning.\n:::\n')
    translate(begun(course), {"Good morning": "Bonjour"})
    files = packed(course, tmp_path / "out", "--together", "--language", "en", "--language", "fr")
    assert b"Bonjour" in files["media/going-further/talk_fr.vtt"]
    assert b'src="media/going-further/talk_fr.vtt"' in files["page-media_fr.html"]
    assert b'src="media/going-further/talk.vtt"' in files["page-media.html"]
    assert "media/going-further/talk_fr.mp4" not in files


def test_what_is_right_in_one_language_is_right_in_all(tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(STARTER, course)
    quiz = course / "first-steps" / "quiz.yaml"
    blanks = """  - id: words
    type: fill-in
    points: 2
    objectives: [write]
    prompt: Fill in.
    text: "The [[a]] is [[b]]."
    blanks:
      - {id: a, answers: [sea]}
      - {id: b, choices: [deep, dry], answers: [deep]}
"""
    quiz.write_text(quiz.read_text("utf-8") + blanks, "utf-8")
    Source(course).replace("course.yaml", "  total: 10\n", "")
    po = begun(course)
    words = {"sea": "mer", "deep": "profonde", "dry": "sèche", "The [[a]] is [[b]].": "La [[a]] est [[b]]."}
    translate(po, words)
    files = packed(course, tmp_path / "out", "--together")

    source, french = (files[name].decode() for name in ("page-first-quiz.js", "page-first-quiz_fr.js"))
    rights = [re.findall(r'"exactSpacing":\w+,"right":(\[[^\]]*\])', page) for page in (source, french)]
    assert rights[0] == rights[1]
    assert len(json.loads(rights[0][0])) == 2
    assert 'value=\\"deep\\">profonde' in french
    assert re.findall(r'"limit":(\d+)', source) == re.findall(r'"limit":(\d+)', french)


@pytest.mark.parametrize("language", languages())
def test_the_words_of_a_language_at_launch_are_small(language: str) -> None:
    words = compact_json(words_for(language)["player"]).encode()
    assert len(gzip.compress(words, 9)) <= MOST_WORDS


def test_the_script_that_changes_the_language_is_small() -> None:
    assert len(gzip.compress(script("languages.js"), 9)) <= MOST_SCRIPT
