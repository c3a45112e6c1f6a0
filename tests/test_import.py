"""What `import` makes of files that other tools wrote, and what official schemas say of the files for them."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import strategies
from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.commands.main import main
from scorm_export.exchange.reading import check_bank, read_questions
from sources import STARTER

HERE = Path(__file__).parent
ELSEWHERE = HERE / "written_elsewhere"
COURSES = HERE.parent / "course_source"
QTI_SCHEMA = HERE.parent.parent / "shared" / "schemas" / "qti21" / "qtiv2p1" / "imsqti_v2p1.xsd"

AIKEN = """\
Which loop questions the aim?
A. The single loop
B. The double loop
ANSWER: B

Who sees the queue first?
A) A nurse
B) A minister
ANSWER: A
"""
GIFT = """\
// A comment
$CATEGORY: $course$/Loops

::Aim::Which loop questions the aim? {
  =The double loop #Yes.
  ~The single loop #It takes the aim as given.
}

::Two::[markdown]Which are **loops**? {
  ~%50%Single
  ~%50%Double
  ~%-100%Square
}

Routine data are enough. {FALSE#They are a beginning.}

How many of ten? {#7:0.5}

The five of them {=learn =understand} together.

Match each. {
  =single -> as before
  =double -> anew
}

Tell of your own work. {}
"""
MOODLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top/Loops</text></category></question>
  <question type="multichoice">
    <name><text>Aim</text></name>
    <questiontext format="html"><text><![CDATA[<p>Which loop <em>questions</em> the aim?</p>]]></text></questiontext>
    <defaultgrade>2.0000000</defaultgrade>
    <single>true</single>
    <answer fraction="100" format="html"><text>The double loop</text><feedback><text>Yes.</text></feedback></answer>
    <answer fraction="0" format="html"><text>The single loop</text><feedback><text></text></feedback></answer>
  </question>
  <question type="numerical">
    <name><text>Seven</text></name>
    <questiontext format="html"><text>How many of ten?</text></questiontext>
    <answer fraction="100"><text>7</text><tolerance>0.5</tolerance><feedback><text></text></feedback></answer>
  </question>
  <question type="calculated">
    <name><text>Made of a formula</text></name>
    <questiontext format="html"><text>{a} + {b}?</text></questiontext>
  </question>
</quiz>
"""
QTI = """\
<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="aim" title="Aim" adaptive="false"
    timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>D</value></correctResponse>
  </responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
      <prompt>Which loop questions the aim?</prompt>
      <simpleChoice identifier="S">The single loop</simpleChoice>
      <simpleChoice identifier="D">The double loop</simpleChoice>
    </choiceInteraction>
  </itemBody>
  <responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
</assessmentItem>
"""
WRITTEN = {
    "aiken.txt": (AIKEN, ["single-choice", "single-choice"]),
    "gift.txt": (
        GIFT,
        ["single-choice", "multiple-choice", "true-false", "numeric", "fill-in", "matching", "long-answer"],
    ),
    "moodle.xml": (MOODLE, ["single-choice", "numeric"]),
    "qti.xml": (QTI, ["single-choice"]),
}
"""By file: what another tool wrote, and the types of the questions that come of it."""


def imported(name: str, content: str | bytes, into: Path, *options: str) -> Result:
    path = into / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return CliRunner().invoke(main, ["import", str(path), "-o", str(into / "banks"), "--id", "pool", *options])


def bank(into: Path) -> list[dict[str, object]]:
    return yaml.safe_load((into / "banks" / "pool.yaml").read_text("utf-8"))["questions"]


def package(files: Mapping[str, str | bytes]) -> bytes:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return zipped.getvalue()


@pytest.mark.parametrize("name", WRITTEN)
def test_what_other_tools_wrote_becomes_a_bank(name: str, tmp_path: Path) -> None:
    content, types = WRITTEN[name]
    result = imported(name, content, tmp_path)
    assert result.exit_code == 0, result.output
    assert [question["type"] for question in bank(tmp_path)] == types
    assert f": {len(types)} question" in result.output


@pytest.mark.parametrize("name", ["aiken.txt", "gift.txt", "moodle.xml", "qti.xml"])
def test_the_right_answer_stays_the_right_one(name: str, tmp_path: Path) -> None:
    imported(name, WRITTEN[name][0], tmp_path)
    first = bank(tmp_path)[0]
    options = first["options"]
    assert isinstance(options, list)
    assert {option["text"]: bool(option.get("correct")) for option in options} == {
        "The single loop": False,
        "The double loop": True,
    }


def test_details_of_moodle_are_carried(tmp_path: Path) -> None:
    imported("moodle.xml", MOODLE, tmp_path)
    aim, seven = bank(tmp_path)
    assert (aim["prompt"], aim["points"]) == ("Which loop *questions* the aim?", 2)
    assert [option.get("feedback") for option in aim["options"]] == ["Yes.", None]
    assert str(seven["answer"]) == "7"
    assert str(seven["tolerance"]) == "0.5"


def test_a_question_that_cannot_be_carried_is_told_at_its_line(tmp_path: Path) -> None:
    result = imported("moodle.xml", MOODLE, tmp_path)
    line = next(n for n, text in enumerate(MOODLE.splitlines(), 1) if "calculated" in text)
    assert "not-carried" in result.output
    assert f"moodle.xml:{line}:" in result.output


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", ""),
        ("blank.xml", " \n"),
        ("words.txt", "These are no questions."),
        ("broken.xml", "<quiz><question"),
        ("other.xml", "<html><body/></html>"),
        ("entity.xml", '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'),
        ("binary.gift", b"\xff\xfe\x00\x01\x02"),
        ("cut.zip", b"PK\x03\x04 and no more"),
    ],
)
def test_what_is_no_questions_is_refused_and_nothing_written(name: str, content: str | bytes, tmp_path: Path) -> None:
    result = imported(name, content, tmp_path)
    assert result.exit_code == 1, result.output
    assert "not-readable" in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "banks").exists()


def test_a_package_whose_files_lead_out_of_it_is_refused(tmp_path: Path) -> None:
    shown = QTI.replace("questions the aim?", 'questions <img src="../../evil.svg" alt="A loop"/> the aim?')
    files = {"../../evil.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "item.xml": shown}
    result = imported("pool.zip", package(files), tmp_path)
    assert result.exit_code == 1
    assert "leads out of the package" in result.output
    assert not list(tmp_path.parent.rglob("evil.svg"))


def test_blanks_that_share_a_response_are_not_guessed_at(tmp_path: Path) -> None:
    blank = '<p>The <textEntryInteraction responseIdentifier="RESPONSE"/> loop</p>'
    start, end = QTI.index("<choiceInteraction"), QTI.index("</itemBody>")
    result = imported("shared.xml", QTI[:start] + blank * 2 + QTI[end:], tmp_path)
    assert result.exit_code == 1
    assert "several blanks have one response" in result.output


def test_sections_may_lead_to_sections_and_back_without_end(tmp_path: Path) -> None:
    def document(kind: str, *references: str) -> str:
        return f'<{kind} xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" title="Long">{"".join(references)}</{kind}>'

    def section(href: str) -> str:
        return f'<assessmentSectionRef href="{href}"/>'

    last = 3000
    item = '<assessmentItemRef href="item.xml"/>'
    files = {f"{n}.xml": document("assessmentSection", section(f"{n + 1}.xml")) for n in range(last)}
    files[f"{last}.xml"] = document("assessmentSection", section("0.xml"), item)
    files |= {"item.xml": QTI, "test.xml": document("assessmentTest", section("0.xml"))}
    resource = '<resource type="imsqti_test_xmlv2p1" href="test.xml"/>'
    files["imsmanifest.xml"] = f"<manifest><resources>{resource}</resources></manifest>"
    result = imported("long.zip", package(files), tmp_path)
    assert result.exit_code == 0, result.output
    assert [question["id"] for question in bank(tmp_path)] == ["aim"]


MANY = 40
TOO_MUCH = {
    "options": "".join(f'<simpleChoice identifier="o{n}">{n}</simpleChoice>' for n in range(MANY)),
    "gaps": '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="D">w</gapText><p>'
    + "".join(f'<gap identifier="g{n}"/>' for n in range(MANY))
    + "</p></gapMatchInteraction>",
    "criteria": '<extendedTextInteraction responseIdentifier="RESPONSE"/>'
    '<rubricBlock view="scorer"><ul class="criteria">' + "<li>One</li>" * MANY + "</ul></rubricBlock>",
    "a name": '<p><img src="a%00b.png" alt="A loop"/></p><extendedTextInteraction responseIdentifier="RESPONSE"/>',
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_more_than_there_may_be_is_told(what: str, tmp_path: Path) -> None:
    start, end = QTI.index("<choiceInteraction"), QTI.index("</itemBody>")
    if what == "options":
        item = QTI.replace("</choiceInteraction>", TOO_MUCH[what] + "</choiceInteraction>")
    else:
        right = "".join(f"<value>D g{n}</value>" for n in range(MANY)) if what == "gaps" else "<value>D</value>"
        item = (QTI[:start] + TOO_MUCH[what] + QTI[end:]).replace("<value>D</value>", right)
    result = imported("much.xml", item, tmp_path)
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert "not-carried" in result.output


@pytest.mark.parametrize("number", ["1e35", "9" * 5000, "1e-35", "nan", "inf", "-1"])
def test_numbers_beyond_all_measure_are_told(number: str, tmp_path: Path) -> None:
    content = MOODLE.replace("2.0000000", number).replace("<tolerance>0.5<", f"<tolerance>{number}<")
    gaps = f"<p>[[{'9' * 5000}]] {{{number}:SHORTANSWER:=yes}}</p>"
    cloze = f"<questiontext format='html'><text><![CDATA[{gaps}]]></text></questiontext>"
    more = "".join(f"<question type='{kind}'><name/>{cloze}</question>" for kind in ("cloze", "gapselect"))
    result = imported("moodle.xml", content.replace("</quiz>", f"{more}</quiz>"), tmp_path)
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert "not-carried" in result.output
    entries = f'<mapping defaultValue="-{number}"><mapEntry mapKey="D" mappedValue="{number}"/></mapping>'
    item = QTI.replace("</correctResponse>", f"</correctResponse>{entries}").replace("match_correct", "map_response")
    result = imported("qti.xml", item, tmp_path, "--force")
    assert isinstance(result.exception, SystemExit | None), result.exception


def test_a_pair_with_what_is_not_there_is_told(tmp_path: Path) -> None:
    content = (ELSEWHERE / "qti" / "categorization.xml").read_text("utf-8")
    spoilt = content.replace("<value>C R</value>", "<value>C X</value>").replace('mapKey="C R"', 'mapKey="C X"')
    result = imported("match.xml", spoilt, tmp_path)
    assert "`Capulet` is matched with `X`, which is missing" in result.output


def test_words_that_look_like_an_address_are_words(tmp_path: Path) -> None:
    result = imported("gift.txt", "https://example.org/loops {T}\n\nsingle/loop.html {F}\n", tmp_path)
    assert result.exit_code == 0, result.output
    assert [question["prompt"] for question in bank(tmp_path)] == ["https://example.org/loops", "single/loop.html"]


@pytest.mark.parametrize("name", [*WRITTEN, *(f"qti/{path.name}" for path in sorted(ELSEWHERE.glob("qti/*.xml")))])
@given(data=st.data())
@strategies.examples(10)
def test_any_mutation_gives_a_bank_or_says_why_not(name: str, data: st.DataObject) -> None:
    content = WRITTEN[name][0] if name in WRITTEN else (ELSEWHERE / name).read_text("utf-8-sig")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / Path(name).name
        path.write_bytes(data.draw(strategies.mutations(content)))
        found = Diagnostics()
        if bank := read_questions(path, found, identifier="pool"):
            check_bank(bank, "pool.yaml", found)
        else:
            assert found.found


def test_a_bank_is_not_written_over(tmp_path: Path) -> None:
    imported("aiken.txt", AIKEN, tmp_path)
    before = (tmp_path / "banks" / "pool.yaml").read_bytes()
    assert imported("gift.txt", GIFT, tmp_path).exit_code == 2
    assert (tmp_path / "banks" / "pool.yaml").read_bytes() == before
    assert imported("gift.txt", GIFT, tmp_path, "--force").exit_code == 0
    assert (tmp_path / "banks" / "pool.yaml").read_bytes() != before


def exported(course: Path, into: Path) -> Path:
    found = Diagnostics()
    checked = check_course(course, [TARGETS["questions"]], found)
    assert checked
    (package,) = build(checked, course, [TARGETS["questions"]], into)
    return package.path


@pytest.mark.schemas
@pytest.mark.skipif(not QTI_SCHEMA.exists(), reason="the official schemas are not on this machine")
@pytest.mark.parametrize(
    "course", [STARTER, *sorted(file.parent for file in COURSES.glob("*/course.yaml"))], ids=lambda course: course.name
)
def test_the_official_schema_takes_every_item_and_test(course: Path, tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(QTI_SCHEMA, etree.XMLParser(no_network=True)))
    with zipfile.ZipFile(exported(course, tmp_path)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml") and name != "imsmanifest.xml"]
        assert names
        for name in names:
            schema.assertValid(etree.fromstring(archive.read(name)))


def test_the_manifest_of_questions_names_every_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(exported(COURSES / "question-gallery", tmp_path)) as archive:
        names = archive.namelist()
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    assert names[0] == "imsmanifest.xml"
    listed = {element.get("href") for element in manifest.iter("{*}file")}
    assert listed == set(names[1:])


def test_a_build_tells_what_the_formats_cannot_carry(tmp_path: Path) -> None:
    gallery = str(COURSES / "question-gallery")
    result = CliRunner().invoke(main, ["build", gallery, "-t", "questions", "-o", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "Moodle has no question type like `hotspot`" in result.output
    assert "characters" not in result.output.splitlines()[0]
    strict = CliRunner().invoke(main, ["build", gallery, "-t", "questions", "--strict", "-o", str(tmp_path)])
    assert strict.exit_code == 1


def test_a_question_without_a_name_is_called_by_its_words_or_its_number(tmp_path: Path) -> None:
    path = tmp_path / "bank.xml"
    path.write_text(
        "<quiz>"
        '<question type="weird"><name><text/></name>'
        "<questiontext><text>Which &lt;b&gt;gas&lt;/b&gt; is it?</text></questiontext></question>"
        '<question type="weird"><questiontext><text/></questiontext></question>'
        "</quiz>"
    )
    found = Diagnostics()
    read_questions(path, found, identifier="pool")
    told = [d.message.partition(":")[0] for d in found if d.rule == "not-carried"]
    assert told == ["`Which gas is it?`", "question 2"]
