"""A course in several languages: extracting, updating, checking and building by PO files."""

from __future__ import annotations

import json
import random
import re
import shutil
import zipfile
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import scorm_export
from scorm_export.commands.main import main
from scorm_export.translation.markup import differences
from scorm_export.translation.segments import segments
from sources import BLOCK_GALLERY, GALLERY, copy_translations

PACKAGE = Path(scorm_export.__file__).parent
STARTER = PACKAGE / "commands" / "starter"
FEW = settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def course(tmp_path: Path) -> Path:
    shutil.copytree(STARTER, tmp_path / "course")
    return tmp_path / "course"


def begun(course: Path, language: str = "fr") -> Path:
    assert run("translate", "update", course, "--language", language).exit_code == 0
    return course / "translations" / f"{language}.po"


def translate(po: Path, words: dict[str, str] | None = None) -> None:
    """Translate every text by itself, or those of a dictionary."""
    file = polib.pofile(str(po), wrapwidth=1_000_000)
    for entry in file:
        entry.msgstr = entry.msgid if words is None else words.get(entry.msgid, "")
    file.save()


def built(course: Path, into: Path, *options: str) -> dict[str, bytes]:
    target = () if "-t" in options else ("-t", "scorm12")
    result = run("build", course, *target, "-o", into, *options)
    assert result.exit_code == 0, result.output
    (package,) = into.glob("*.zip")
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_same_source_gives_the_same_bytes(course: Path) -> None:
    po = begun(course)
    first = po.read_bytes()
    begun(course)
    assert po.read_bytes() == first
    assert b"Date" not in first
    assert run("translate", "extract", course).exit_code == 0
    assert len(polib.pofile(str(course / "translations" / "course.pot"))) == len(polib.pofile(str(po)))


@pytest.mark.parametrize("source_of", [STARTER, GALLERY, BLOCK_GALLERY], ids=lambda path: path.name)
def test_an_identity_translation_gives_the_same_package_but_for_the_language(source_of: Path, tmp_path: Path) -> None:
    """Translated into another English, so that the interface speaks the same words."""
    course = tmp_path / "course"
    shutil.copytree(source_of, course)
    translate(begun(course, "en-GB"))
    target = ("-t", "scorm2004-4th")
    source = built(course, tmp_path / "source", "--language", "en", *target)
    translated = built(course, tmp_path / "translated", "--language", "en-GB", *target)
    assert source.keys() == translated.keys()

    def neutral(content: bytes) -> bytes:
        content = re.sub(rb"\b[0-9a-f]{32}-", b"", content)  # of the text, in which headings are given their anchors
        return content.replace(b'"wordsIn":"en",', b"").replace(b"en-GB", b"en").replace(b"en-gb", b"en")

    assert [name for name in source if neutral(source[name]) != neutral(translated[name])] == []
    assert b"en-GB" in translated["metadata.xml"]


def test_what_is_not_translated_falls_back_and_has_its_language(course: Path, tmp_path: Path) -> None:
    with (course / "first-steps" / "a-lesson.md").open("a") as lesson:
        lesson.write("\nCited.[^a]\n\n[^a]: A reference.\n")
    po = begun(course)
    translate(
        po,
        {
            "What a lesson looks like": "À quoi ressemble une leçon",
            "Saying what matters": "Dire l’essentiel",
            "The id": "L’identifiant",
            "[^a]: A reference.": "[^a]: A reference.",
        },
    )
    result = run("build", course, "-t", "scorm12", "-o", tmp_path / "out", "--language", "all")
    assert "in fr: 4 texts translated" in result.output
    assert len(list((tmp_path / "out").glob("*.zip"))) == 2
    (package,) = (tmp_path / "out").glob("*-fr-scorm12.zip")
    with zipfile.ZipFile(package) as archive:
        lesson = archive.read("page-a-lesson.html").decode()
        quiz = archive.read("page-first-quiz.html").decode()
    assert '<html lang="fr"' in lesson
    assert "À quoi ressemble une leçon" in lesson
    assert 'saying-what-matters"' in lesson
    assert "Dire l’essentiel</h" in lesson
    assert '<p lang="en" dir="auto">A lesson is a text file' in lesson
    assert '<p lang="en" dir="auto">A reference.' in lesson, "a note that is left as it is stays in its language"
    assert "L’identifiant" in quiz
    assert '<span lang="en" dir="auto">The title</span>' in quiz
    asked = json.loads(run("build", course, "-o", tmp_path / "out", "--language", "fr", "--format", "json").output)
    assert asked["packages"][0]["language"] == "fr"
    assert asked["packages"][0]["untranslated"] > 40


def test_files_of_a_language_stand_beside_those_of_the_source(course: Path, tmp_path: Path) -> None:
    translate(begun(course))
    figure = course / "going-further" / "cycle.svg"
    figure.with_name("cycle.fr.svg").write_bytes(figure.read_bytes().replace(b"<title", b"<desc>fr</desc><title", 1))
    names = built(course, tmp_path / "out", "--language", "fr")
    assert any("cycle.fr.svg" in name for name in names)
    assert not any(name.endswith("/cycle.svg") for name in names)


def test_the_words_of_figures_are_translated(course: Path, tmp_path: Path) -> None:
    figure = course / "going-further" / "cycle.svg"
    more = "<style>text { fill: red }</style><text>One <tspan>and</tspan> two &lt; three</text><text>act</text></svg>"
    figure.write_text(figure.read_text("utf-8").replace("</svg>", more), "utf-8")
    po = begun(course)
    texts = {entry.msgctxt: entry.msgid for entry in polib.pofile(str(po)) if "cycle.svg" in entry.msgctxt}
    assert list(texts.values()) == ["act", "look", "change", "One", "and", "two < three"]
    assert set(texts) == {f"going-further/cycle.svg/{number}" for number in range(1, 7)}
    translate(po, {"act": "agir & faire", "two < three": "deux\n< <b>"})
    source = built(course, tmp_path / "source")["media/going-further/cycle.svg"].decode()
    packed = built(course, tmp_path / "out", "--language", "fr")["media/going-further/cycle.svg"].decode()
    assert packed == source.replace(">act<", ">agir &amp; faire<").replace("two &lt; three", "deux &lt; &lt;b&gt;")
    figure.with_name("cycle.fr.svg").write_bytes(figure.read_bytes())
    assert "two < three" not in {entry.msgid for entry in polib.pofile(str(begun(course))) if not entry.obsolete}


def test_the_words_of_a_theme_are_translated(course: Path, tmp_path: Path) -> None:
    look = course / "look"
    look.mkdir()
    cover = "  file: cover.svg\n  alternative: A harbour\n"
    (look / "theme.yaml").write_text(f"title: Ours\ncover:\n{cover}", "utf-8")
    svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>Sea</text></svg>"
    (look / "cover.svg").write_text(svg, "utf-8")
    with (course / "course.yaml").open("a") as file:
        file.write("theme: ./look\n")
    po = begun(course)
    texts = {entry.msgctxt: entry.msgid for entry in polib.pofile(str(po)) if entry.msgctxt.startswith("look/")}
    assert texts == {"look/theme.yaml/cover/alternative": "A harbour", "look/cover.svg/1": "Sea"}
    translate(po, {"A harbour": "Un port", "Sea": "Mer"})
    files = built(course, tmp_path / "out", "--language", "fr")
    (drawn,) = (content for name, content in files.items() if name.endswith("cover.svg"))
    assert b">Mer<" in drawn
    assert b'alt="Un port"' in files["index.html"]
    (look / "cover.fr.svg").write_text(svg.replace("Sea", "Eau"), "utf-8")
    reported = json.loads(run("check", course, "--format", "json").output)
    assert [each for each in reported if "cover.fr.svg" in each["path"]] == []
    files = built(course, tmp_path / "beside", "--language", "fr")
    (drawn,) = (content for name, content in files.items() if name.endswith("cover.svg"))
    assert b">Eau<" in drawn


def test_the_words_of_captions_are_translated(course: Path, tmp_path: Path) -> None:
    lesson = course / "going-further" / "media.md"
    (course / "going-further" / "talk.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    captions = "WEBVTT\n\n00:01.000 --> 00:02.000\nGood morning\nto you\n\n00:03.000 --> 00:04.000\nGoodbye\n"
    (course / "going-further" / "talk.vtt").write_text(captions, "utf-8")
    with lesson.open("a", encoding="utf-8") as file:
        file.write('\n![A talk](talk.mp4){captions="talk.vtt"}\n\n::: transcript\nGood morning.\n:::\n')
    translate(begun(course), {"Good morning\nto you": "Bonjour"})
    files = built(course, tmp_path / "out", "--language", "fr")
    (packed,) = (content for name, content in files.items() if name.endswith(".vtt"))
    assert packed.decode() == captions.replace("Good morning\nto you", "Bonjour")
    assert b"Bonjour" in files["page-media.html"]


def test_captions_that_stand_beside_in_a_language_are_not_in_its_po_file(course: Path, tmp_path: Path) -> None:
    lesson = course / "going-further" / "media.md"
    (course / "going-further" / "talk.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    captions = "WEBVTT\n\n00:01.000 --> 00:02.000\nGood morning\n"
    (course / "going-further" / "talk.vtt").write_text(captions, "utf-8")
    with lesson.open("a", encoding="utf-8") as file:
        file.write('\n![A talk](talk.mp4){captions="talk.vtt"}\n\n::: transcript\nGood day.\n:::\n')
    assert "Good morning" in {entry.msgid for entry in polib.pofile(str(begun(course)))}
    (course / "going-further" / "talk.fr.vtt").write_text(captions.replace("Good morning", "Bonjour"), "utf-8")
    texts = {entry.msgid for entry in polib.pofile(str(begun(course))) if not entry.obsolete}
    assert "Good day." in texts and "Good morning" not in texts
    assert b"Bonjour" in built(course, tmp_path / "out", "--language", "fr")["page-media.html"]


def test_no_break_spaces_of_titles_and_headings_stay(course: Path, tmp_path: Path) -> None:
    po = begun(course)
    translate(
        po, {"What a lesson looks like": "La leçon\u00a0: un modèle", "Saying what matters": "L’essentiel\u00a0: dire"}
    )
    page = built(course, tmp_path / "out", "--language", "fr")["page-a-lesson.html"].decode()
    assert page.count("La leçon\u00a0: un modèle") >= 2
    assert "L’essentiel&nbsp;: dire</h" in page


def test_a_translation_by_machine_is_named_until_it_is_reviewed(course: Path, tmp_path: Path) -> None:
    po = begun(course)
    translate(po)
    text = po.read_text("utf-8")
    po.write_text(text.replace('"Language: fr', '"X-Translated-By: machine\\n"\n"Language: fr'), "utf-8")
    assert "fuzzy; translated by machine, not reviewed" in run("translate", "update", course).output
    assert "by machine, not reviewed" in run("translate", "status", course).output
    result = run("build", course, "-t", "scorm12", "-o", tmp_path, "--language", "fr")
    assert "translated by machine, which nobody has reviewed" in result.output
    po.write_text(po.read_text("utf-8").replace("By: machine", "By: Awa Diop"), "utf-8")
    (status,) = json.loads(run("translate", "status", course, "--format", "json").output)
    assert status["by_machine"] is False
    (package,) = json.loads(run("build", course, "-o", tmp_path, "--language", "fr", "--format", "json").output)[
        "packages"
    ]
    assert package["translatedByMachine"] is False


REWORDED = ("A claim has a source.[^commonmark]", "Every claim has a source.[^commonmark]")


def test_right_texts_and_choices_of_blanks_are_translated(course: Path, tmp_path: Path) -> None:
    with (course / "going-further" / "media.md").open("a", encoding="utf-8") as file:
        file.write("\n::: check Complete it. {#link}\nPlants give off [[oxygen|O2]]{#a} by [[(day)|night]]{#b}.\n:::\n")
    words = {"oxygen": "oxygène", "day": "jour", "night": "nuit"}
    po = begun(course)
    translate(po, words)
    files = built(course, tmp_path / "out", "--language", "fr")
    (page,) = (content.decode() for name, content in files.items() if name.endswith("media.html"))
    assert re.findall(r"<option[^>]*>(\w+)<", page) == ["jour", "nuit"]
    translate(po, words | {"oxygen": "x" * 201})
    refused = run("check", course).output
    assert "expected a text on one line, of at most 200 characters" in refused
    assert "fr.po" in refused


def test_a_reworded_text_keeps_its_place_and_is_fuzzy_and_a_new_block_moves_no_other(course: Path) -> None:
    po = begun(course)
    translate(po)
    lesson = course / "first-steps" / "a-lesson.md"
    text = lesson.read_text("utf-8").replace(*REWORDED).replace("## Saying", "A new paragraph.\n\n## Saying")
    lesson.write_text(text, "utf-8")
    status = json.loads(run("translate", "status", course, "--format", "json").output)[0]
    assert (status["untranslated"] if "untranslated" in status else status["messages"] - status["translated"]) == 2
    assert (status["fuzzy"], status["changed"] > 2) == (1, True)
    begun(course)
    entries = {entry.msgid: entry for entry in polib.pofile(str(po))}
    assert (entries[REWORDED[1]].fuzzy, entries[REWORDED[1]].previous_msgid) == (True, REWORDED[0])
    assert entries["A new paragraph."].msgstr == ""
    assert all(
        entry.msgstr == entry.msgid
        for entry in entries.values()
        if entry.msgid not in (REWORDED[1], "A new paragraph.")
    )


def _edited(text: str, chance: random.Random) -> str:
    blocks = text.split("\n\n")
    first, other = chance.randrange(1, len(blocks)), chance.randrange(1, len(blocks))
    edit = chance.choice(["delete", "swap", "insert", "reword"])
    if edit == "delete":
        del blocks[first]
    elif edit == "swap":
        blocks[first], blocks[other] = blocks[other], blocks[first]
    elif edit == "insert":
        blocks.insert(first, "Words that are new.")
    else:
        blocks[first] = blocks[first].replace("e", "ee", 3)
    return "\n\n".join(blocks)


def _edit(course: Path, chance: random.Random) -> None:
    """Change one thing in a course, as authors do."""
    lesson, other = course / "first-steps" / "a-lesson.md", course / "going-further" / "media.md"
    what = chance.choice(["lesson", "lesson", "move", "quiz", "figure", "rename"])
    if what == "lesson":
        head, _, body = lesson.read_text("utf-8").partition("\n---\n")
        lesson.write_text(f"{head}\n---\n{_edited(body, chance)}", "utf-8")
    elif what == "move":
        blocks = lesson.read_text("utf-8").split("\n\n")
        moved = blocks.pop(chance.randrange(1, len(blocks)))
        lesson.write_text("\n\n".join(blocks), "utf-8")
        other.write_text(f"{other.read_text('utf-8')}\n\n{moved}\n", "utf-8")
    elif what == "quiz":
        quiz = course / "first-steps" / "quiz.yaml"
        lines = quiz.read_text("utf-8").split("\n")
        texts = [number for number, line in enumerate(lines) if re.match(r"\s*(?:- )?(?:text|prompt|title): \w", line)]
        at = chance.choice(texts)
        lines[at] += " again"
        quiz.write_text("\n".join(lines), "utf-8")
    elif figures := sorted(other.parent.glob("*.svg")):
        figure = figures[0]
        if what == "figure":
            figure.write_text(
                re.sub(r">(\w)(\w+)</text>", r">\1\2\2</text>", figure.read_text("utf-8"), count=1), "utf-8"
            )
        else:
            figure.rename(figure.with_stem(f"{figure.stem}-2"))
            other.write_text(other.read_text("utf-8").replace(figure.name, f"{figure.stem}-2.svg"), "utf-8")


@FEW
@given(seed=st.integers(0, 10**6))
def test_update_after_any_edit_loses_no_translation(tmp_path: Path, seed: int) -> None:
    course = tmp_path / str(seed)
    shutil.copytree(STARTER, course, dirs_exist_ok=True)
    po = begun(course)
    file = polib.pofile(str(po), wrapwidth=1_000_000)
    for number, entry in enumerate(file):
        entry.msgstr = f"{number}: {entry.msgid}"
    file.save()
    before = {entry.msgstr for entry in file}
    chance = random.Random(seed)
    for _ in range(4):
        _edit(course, chance)
        if run("translate", "update", course).exit_code == 0:
            assert before <= {entry.msgstr for entry in polib.pofile(str(po))}


@FEW
@given(seed=st.integers(0, 10**6))
def test_any_mutation_of_a_po_file_gives_diagnostics(tmp_path: Path, seed: int) -> None:
    course = tmp_path / "course"
    shutil.copytree(STARTER, course, dirs_exist_ok=True)
    po = course / "translations" / "fr.po"
    po.unlink(missing_ok=True)
    translate(begun(course))
    data = bytearray(po.read_bytes())
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(data))
        change = chance.choice(["delete", "double", "replace"])
        if change == "delete":
            del data[at : at + chance.randrange(1, 40)]
        elif change == "double":
            data[at:at] = data[at : at + 60]
        else:
            data[at] = chance.choice(b'"\\\n[]()${}#|`:\xff\x00ma ')
    po.write_bytes(data)
    _is_told_or_sound(course, tmp_path / f"out-{seed}")
    assert run("translate", "update", course).exit_code in (0, 1)


NASTY = [
    *("\n\n", ":::", "```", "~~~", "$$", "$", "|", "](", "[[", "[^x]", "![", "<b>", "<script>", "-->", "<!--", "{#x}"),
    *("{{", "\\", "`", "**", "- ", "# ", "> ", "&#1;", "\u202e", "\u2060", "%s", '"', "'", "]]>", "\n::: note\n", "\t"),
]


@FEW
@given(seed=st.integers(0, 10**6))
def test_whatever_a_translator_writes_is_told_or_gives_a_sound_page(tmp_path: Path, seed: int) -> None:
    course = tmp_path / "course"
    shutil.copytree(STARTER, course, dirs_exist_ok=True)
    po = course / "translations" / "fr.po"
    po.unlink(missing_ok=True)
    translate(begun(course))
    file = polib.pofile(str(po), wrapwidth=1_000_000)
    chance = random.Random(seed)
    for entry in chance.sample(list(file), 2):
        at = chance.randrange(len(entry.msgstr) + 1)
        cut = chance.choice((0, 0, 5, 40))
        entry.msgstr = entry.msgstr[:at] + chance.choice(NASTY) + entry.msgstr[at + cut :]
    file.save()
    _is_told_or_sound(course, tmp_path / f"out-{seed}")


def _is_told_or_sound(course: Path, into: Path) -> None:
    """Assert that a translation has errors; or that its package is sound, and asks and links as that of the source."""
    checked = run("check", course)
    assert checked.exit_code in (0, 1)
    if checked.exit_code == 0:
        source, translated = (
            _asked_and_linked(built(course, into / language, "--verify", "--language", language))
            for language in ("en", "fr")
        )
        assert source == translated


def _asked_and_linked(files: dict[str, bytes]) -> dict[str, list[str]]:
    """Return the names of fields, the addresses within the package and the anchors of headings, of each page."""
    pages = {name: content.decode() for name, content in files.items() if name.startswith("page-")}
    own = re.compile(r'(?:name|data-option|href|src)="(?!https?:|mailto:|#)([^"]+)"|<h[2-4] id="([^"]+)"')
    return {
        name: sorted(first or second for first, second in own.findall(page))
        for name, page in pages.items()
        if name.endswith(".html")
    }


BROKEN = [
    ("What a lesson looks like", "", ""),
    ("A claim has a source.[^commonmark]", "Une source.", "the translation lacks the footnote `^commonmark`"),
    ("A claim has a source.[^commonmark]", "Une source.[^commonmark][^b]", "the footnote `^b` is not in the source"),
    ("The mean of", "La moyenne de $m$", "the translation lacks the formula `n`"),
    ("| You want", "| Vous | écrivez |\n| --- | --- |\n| un titre | `## Mots` |", "the table has other numbers"),
    ("A lesson is a text", "Une leçon mène [ailleurs](https://example.org).", "the link `https://example.org` is not"),
    ("Saying what", "Dire <script>alert(1)</script>", "raw-html-removed"),
]


@pytest.mark.parametrize(("start", "translation", "message"), BROKEN)
def test_each_fault_is_reported_at_its_line_in_the_po_file(
    course: Path, start: str, translation: str, message: str
) -> None:
    po = begun(course)
    translate(po)
    file = polib.pofile(str(po), wrapwidth=1_000_000)
    (entry,) = (each for each in file if each.msgid.startswith(start))
    entry.msgstr = translation
    file.save()
    reported = json.loads(run("check", course, "--format", "json").output)
    found = [each for each in reported if each["severity"] != "note"]
    if not message:
        assert found == []
        return
    assert all(each["path"].endswith("translations/fr.po") for each in found)
    assert any(message in f"{each['rule']} {each['message']}" for each in found)
    lines = po.read_text("utf-8").split("\n")
    assert all(lines[each["line"] - 1].startswith(("msgstr", '"')) for each in found)


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("[a](b.md)", "[x](b.md)", []),
        ("`[a](b.md)`", "`x`", []),
        ("Fill [[a]]", "Mettez [[b]]", ["the translation lacks the blank `a`", "the blank `b` is not in the source"]),
        ("- [x] a\n- [ ] b", "- [ ] a\n- [x] b", ["the list has other items than its source, which has 2"]),
        ("One.", "- Un.", ["the translation is not a paragraph like its source"]),
    ],
)
def test_what_a_translation_has_to_keep(source: str, translation: str, expected: list[str]) -> None:
    assert list(differences(source, translation)) == expected


def test_every_line_of_a_text_is_written_as_it_was_where_nothing_is_exchanged() -> None:
    lines = (STARTER / "first-steps" / "a-lesson.md").read_text("utf-8").split("---\n", 2)[2].split("\n")
    written = list(lines)
    for segment in segments(lines):
        written[segment.first : segment.last + 1] = segment.written(segment.text)
    assert written == lines


def test_a_language_that_is_not_there_is_named(course: Path) -> None:
    result = run("build", course, "--language", "sw")
    assert (result.exit_code, "translate update --language sw" in result.output) == (2, True)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter course, with the translations that `translate update` began and people filled in."""
    root = tmp_path_factory.mktemp("editions") / "course"
    shutil.copytree(STARTER, root)
    copy_translations(root)
    return root


def test_the_starter_course_in_three_languages(editions: Path, tmp_path: Path) -> None:
    assert run("translate", "update", editions).exit_code == 0
    status = json.loads(run("translate", "status", editions, "--format", "json").output)
    assert {each["language"]: (each["share"], each["changed"]) for each in status} == dict.fromkeys(
        ("ar", "fr", "zh"), (1.0, 0)
    )
    reported = json.loads(run("check", editions, "--format", "json").output)
    assert [each for each in reported if each["severity"] != "note"] == []
    names = built_all(editions, tmp_path / "out")
    assert sorted(names) == [f"my-course-1.0.0-{end}scorm12.zip" for end in ("ar-", "fr-", "", "zh-")]
    quizzes = {}
    for name in names:
        with zipfile.ZipFile(tmp_path / "out" / name) as archive:
            quizzes[name] = archive.read("page-first-quiz.html").decode()
    assert '<html lang="ar" dir="rtl"' in quizzes["my-course-1.0.0-ar-scorm12.zip"]
    names_of_inputs = [re.findall(r'name="([^"]+)"', page) for page in quizzes.values()]
    assert names_of_inputs == [names_of_inputs[0]] * 4


def test_names_are_in_every_language_of_the_course(editions: Path, tmp_path: Path) -> None:
    descriptors = {
        "scorm12": "imsmanifest.xml",
        "scorm2004-4th": "metadata.xml",
        "xapi": "tincan.xml",
        "cmi5": "cmi5.xml",
    }
    for target, descriptor in descriptors.items():
        assert run("build", editions, "-t", target, "-o", tmp_path, "--language", "fr").exit_code == 0
        with zipfile.ZipFile(tmp_path / f"my-course-1.0.0-fr-{target}.zip") as archive:
            text = archive.read(descriptor).decode()
            scripts = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".js", ".html")))
        titles = ("Mon cours", "My course", "مقرري", "我的课程")
        assert [each for each in titles if each not in text] == [], target
    assert re.search(rb'"en": ?"First steps"', scripts), "the names in the statements of cmi5"


def built_all(course: Path, into: Path) -> list[str]:
    result = run("build", course, "-t", "scorm12", "-o", into, "--language", "all")
    assert result.exit_code == 0, result.output
    return [path.name for path in into.glob("*.zip")]


def test_xliff_there_and_back(editions: Path, tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(editions, course)
    run("translate", "update", course)
    before = (course / "translations" / "fr.po").read_bytes()
    assert run("translate", "export", course, "--language", "fr").exit_code == 0
    xliff = course / "translations" / "fr.xlf"
    root = etree.fromstring(xliff.read_bytes())
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.1", "en", "fr")
    assert len(root.findall(".//{*}unit")) == len({unit.get("id") for unit in root.iter("{*}unit")}) > 50
    (course / "translations" / "fr.po").unlink()
    assert run("translate", "import", xliff, course).exit_code == 0
    assert (course / "translations" / "fr.po").read_bytes() == before
    xliff.write_bytes(xliff.read_bytes().replace("À quoi ressemble".encode(), b"Voici", 1))
    assert run("translate", "import", xliff, course).exit_code == 0
    texts = (course / "translations" / "fr.po").read_text("utf-8")
    assert 'msgstr "Voici une leçon"' in texts
    assert '#~ msgstr "À quoi ressemble une leçon"' in texts


@pytest.mark.parametrize("data", [b"", b"<a/>", b"<xliff version='1.2'/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_a_file_that_is_not_xliff_is_reported(course: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xlf").write_bytes(data)
    result = run("translate", "import", tmp_path / "a.xlf", course)
    assert (result.exit_code, "translation-file" in result.output) == (1, True)
