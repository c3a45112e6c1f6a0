"""What is imported is what was written: the keys of each file, and that each question is carried or told."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pace import growth
from test_import import QTI, WRITTEN, imported, package

import strategies
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.reading import Bank, check_bank, read_questions
from strategies import Data

CASES = Path(__file__).parent / "cases" / "imports"
MANIFEST = '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="a.xml"/></resources></manifest>'
EXPECTED = yaml.safe_load((CASES / "expected.yaml").read_text("utf-8"))


def read(path: Path, **asked: str) -> tuple[Bank | None, list[Data], list[str]]:
    """Return the bank of a file, its questions as they are written, and what is told."""
    found = Diagnostics()
    bank = read_questions(path, found, identifier="pool", **asked)
    questions = yaml.load(bank.yaml(), yaml.BaseLoader)["questions"] if bank else []
    return bank, questions, [d.message for d in found]


def key(question: Data) -> object:
    """Return what is right in a question."""
    if options := question.get("options"):
        right = [o["text"] for o in options if o.get("correct")]
        shares = {o["text"]: o["share"] for o in options if o.get("share")}
        return [*right, shares] if shares else right[0] if question["type"] == "single-choice" else right
    if blanks := question.get("blanks"):
        return [blank["answers"][0] for blank in blanks]
    if "range" in question:
        return question["range"]
    if "answer" in question:
        tolerance = f" ± {question['tolerance']}" if "tolerance" in question else ""
        return question["answer"] + tolerance
    return question["type"]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_keys_are_those_of_the_file(name: str) -> None:
    bank, questions, told = read(CASES / name)
    expected = EXPECTED[name]
    assert bank
    assert list(map(key, questions)) == expected["keys"]
    begins = expected.get("told", [])
    assert len(told) == len(begins), told
    assert [
        message for message, begin in zip(sorted(told), sorted(begins), strict=True) if not message.startswith(begin)
    ] == []
    mistakes = Diagnostics()
    check_bank(bank, "pool.yaml", mistakes)
    assert [d.rule for d in mistakes] == expected.get("mend", [])
    for text in expected.get("texts", []):
        assert text in bank.yaml()
    assert "\ufffd" not in bank.yaml()


def test_every_case_is_expected() -> None:
    assert {path.name for path in CASES.iterdir()} == {*EXPECTED, "expected.yaml"}


def asking(interaction: str, right: str, cardinality: str, kind: str) -> str:
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="An item">'
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{kind}"><correctResponse>'
        f"{right}</correctResponse></responseDeclaration><itemBody><p>Words {{}}</p>{interaction}</itemBody>"
        '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
        "</assessmentItem>"
    )


ONE, ALL = "<value>A</value>", "<value>A</value><value>B</value><value>C</value>"
OPTIONS = '<simpleChoice identifier="A">one {}</simpleChoice><simpleChoice identifier="B">two</simpleChoice>'
THIRD = '<simpleChoice identifier="C">three</simpleChoice>'
ASKED = [
    asking(
        f'<choiceInteraction responseIdentifier="RESPONSE">{OPTIONS}</choiceInteraction>', ONE, "single", "identifier",
    ),
    asking(
        f'<orderInteraction responseIdentifier="RESPONSE">{OPTIONS}{THIRD}</orderInteraction>',
        ALL, "ordered", "identifier",
    ),
    asking(
        '<matchInteraction responseIdentifier="RESPONSE"><prompt>Match {}</prompt><simpleMatchSet>'
        '<simpleAssociableChoice identifier="A">one {}</simpleAssociableChoice>'
        '<simpleAssociableChoice identifier="D">four</simpleAssociableChoice></simpleMatchSet><simpleMatchSet>'
        '<simpleAssociableChoice identifier="B">two</simpleAssociableChoice>'
        '<simpleAssociableChoice identifier="C">three</simpleAssociableChoice></simpleMatchSet></matchInteraction>',
        "<value>A B</value><value>D C</value>", "multiple", "directedPair",
    ),
    asking(
        '<p>a <inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice identifier="A">one {}</inlineChoice>'
        '<inlineChoice identifier="B">two</inlineChoice></inlineChoiceInteraction> b</p>', ONE, "single", "identifier",
    ),
    asking(
        '<p>a <textEntryInteraction responseIdentifier="RESPONSE"/> b {}</p>', ONE, "single", "string",
    ),
]  # fmt: skip
AT_TIMES = [
    f'<{name} identifier="x" outcomeIdentifier="O" templateIdentifier="T" showHide="show">secret</{name}>'
    for name in ("feedbackInline", "feedbackBlock", "templateInline", "templateBlock", "infoControl")
]


@pytest.mark.parametrize("item", ASKED)
@pytest.mark.parametrize("hidden", AT_TIMES)
def test_what_is_shown_at_times_stands_in_no_question_and_is_told(item: str, hidden: str, tmp_path: Path) -> None:
    (tmp_path / "item.xml").write_text(item.replace("{}", hidden), "utf-8")
    bank, questions, told = read(tmp_path / "item.xml")
    assert bank
    for option in questions[0].get("options", ()):
        option.pop("feedback", None)
    assert "secret" not in str(questions)
    assert [message for message in told if "secret" in message]


ITEM = '<resource type="imsqti_item_xmlv2p1" href="{}"/>'


def manifest(*hrefs: str) -> str:
    return f"<manifest><resources>{''.join(map(ITEM.format, hrefs))}</resources></manifest>"


PACKAGES: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "backslashes": ({"imsmanifest.xml": manifest(r"items\aim.xml"), r"items\aim.xml": QTI}, ["aim"], []),
    "one folder more": ({"pool/imsmanifest.xml": manifest("items/aim.xml"), "pool/items/aim.xml": QTI}, ["aim"], []),
    "an item that is not named": (
        {"imsmanifest.xml": manifest("a.xml"), "a.xml": QTI, "b.xml": QTI},
        ["aim"],
        ["`b.xml`: a question that neither the manifest nor a test names"],
    ),
    "an item that is not there": (
        {"imsmanifest.xml": manifest("gone.xml", "a.xml"), "a.xml": QTI},
        ["aim"],
        ["`gone.xml`: there is no such file"],
    ),
    "an item that is broken": (
        {"imsmanifest.xml": manifest("a.xml", "b.xml"), "a.xml": QTI, "b.xml": QTI[:-20]},
        ["aim"],
        ["`b.xml`: this is not XML"],
    ),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_read_however_it_was_zipped(name: str, tmp_path: Path) -> None:
    files, ids, told = PACKAGES[name]
    (tmp_path / "pool.zip").write_bytes(package(files))
    _, questions, messages = read(tmp_path / "pool.zip")
    assert [question["id"] for question in questions] == ids
    assert len(messages) == len(told), messages
    assert all(message.startswith(begin) for message, begin in zip(messages, told, strict=True))


FRENCH = "::Café:: Où est né Molière ? {=à Paris ~à Orléans}\n"
ENCODED: dict[str, tuple[bytes, str | None]] = {
    "UTF-8": (FRENCH.encode(), None),
    "UTF-8 with a mark": (FRENCH.encode("utf-8-sig"), None),
    "UTF-16, low byte first": (codecs.BOM_UTF16_LE + FRENCH.encode("utf-16-le"), None),
    "UTF-16, high byte first": (codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"), None),
    "UTF-16 without a mark": (FRENCH.encode("utf-16-le"), None),
    "Windows-1252, as was said": (FRENCH.encode("cp1252"), "windows-1252"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_letters_stay_what_they_are(name: str, tmp_path: Path) -> None:
    content, encoding = ENCODED[name]
    (tmp_path / "pool.gift").write_bytes(content)
    _, questions, told = read(tmp_path / "pool.gift", **({"encoding": encoding} if encoding else {}))
    assert (questions[0]["prompt"], key(questions[0])) == ("Où est né Molière ?", "à Paris")
    assert [message.startswith("this is read as") for message in told] == [True] * (not name.startswith("UTF-8"))


NO_TEXT = {
    "Windows-1252 or Windows-1250": (FRENCH.encode("cp1252"), "pool.gift:1:6"),
    "Mac OS Roman": ("::Café:: Quelle préfecture ? {=a ~b}\n".encode("mac-roman"), "pool.gift:1:6"),
    "DOS": ("\n\nQuelle préfecture ? {=a ~b}\n".encode("cp437"), "pool.gift:3:10"),
    "DOS, with ö alone": ("\n\nWie ist Köln? {=a ~b}\n".encode("cp850"), "pool.gift:3:10"),
    "DOS, with ö at the edge": ("\n\nWie ist es? {=öde ~a}\n".encode("cp850"), "pool.gift:3:15"),
    "DOS, with à alone": ("\n\nOn va à Rome ? {=a ~b}\n".encode("cp850"), "pool.gift:3:7"),
    "Mac OS Roman, with ö alone": ("\n\nWie ist Köln? {=a ~b}\n".encode("mac-roman"), "pool.gift:3:10"),
    "Mac OS Roman, with ú alone": ("\n\n¿Según la luz? {=a ~b}\n".encode("mac-roman"), "pool.gift:3:1"),
    "Windows-1251": ("Где Осло? {=в Норвегии ~в Швеции}\n".encode("cp1251"), "pool.gift:1:1"),
    "UTF-8 cut in the middle": (FRENCH.encode()[:6] + FRENCH.encode()[7:], "pool.gift:1:6"),
}


CERTAIN = [
    "Köln",
    "Käse",
    "Größe",
    "Übung",
    "It’s so",
    "“Yes”, 5 €",
    "10 °C – 20 °C",
    "l’été d’Émile",
]


@pytest.mark.parametrize("words", CERTAIN)
def test_windows_1252_is_read_where_it_is_certain(words: str, tmp_path: Path) -> None:
    (tmp_path / "pool.gift").write_bytes(f"Which? {{={words} ~no}}\n".encode("cp1252"))
    _, questions, told = read(tmp_path / "pool.gift")
    assert [key(question) for question in questions] == [words]
    assert told == ["this is read as Windows-1252"]


@pytest.mark.parametrize("name", NO_TEXT)
def test_bytes_that_may_be_several_letters_are_refused_where_they_are(name: str, tmp_path: Path) -> None:
    content, place = NO_TEXT[name]
    result = imported("pool.gift", content, tmp_path)
    assert result.exit_code == 1
    assert place in result.output
    assert "--encoding" in result.output
    assert not (tmp_path / "banks").exists()


def test_xml_may_declare_windows_1252(tmp_path: Path) -> None:
    content = QTI.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').replace("The double loop", "L’été à Orléans")
    (tmp_path / "item.xml").write_bytes(content.encode("cp1252"))
    _, questions, told = read(tmp_path / "item.xml")
    assert key(questions[0]) == "L’été à Orléans"
    assert told == ["this is read as Windows-1252"]


def test_what_two_formats_may_mean_asks_which(tmp_path: Path) -> None:
    both = "Which? {=a ~b}\nA. {=c ~d}\nB. {=e ~f}\nANSWER: A\n"
    result = imported("both.txt", both, tmp_path)
    assert result.exit_code == 1
    assert "as gift (3 of 3) and as aiken (1 of 1)" in result.output
    assert "--from" in result.output
    assert imported("both.txt", both, tmp_path, "--from", "aiken").exit_code == 0


@pytest.mark.parametrize("language", ["", "en", "fr"])
def test_one_language_of_several_is_kept(language: str) -> None:
    _, questions, told = read(CASES / "bilingual.xml", language=language)
    kept, lost = ("Light harms it.", "`fr`") if language != "fr" else ("La lumière lui nuit.", "`en`")
    assert questions[1]["prompt"] == kept
    assert lost in told[0]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.png", "<script>alert(1)</script>", "error[file-content]"),
        ("x.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "error[figure-content]"),
    ],
)
def test_an_image_that_a_course_would_refuse_ends_with_1(name: str, content: str, told: str, tmp_path: Path) -> None:
    item = QTI.replace("<itemBody>", f'<itemBody><p><img src="{name}" alt="A picture"/></p>', 1)
    files = {"imsmanifest.xml": MANIFEST, "a.xml": item, name: content}
    result = imported("bank.zip", package(files), tmp_path)
    assert result.exit_code == 1
    assert told in result.output


def test_a_bank_that_has_to_be_mended_ends_with_1(tmp_path: Path) -> None:
    result = imported("m.xml", (CASES / "images-as-options.xml").read_bytes(), tmp_path)
    assert result.exit_code == 1
    assert (tmp_path / "banks" / "pool.yaml").exists()
    assert "error[missing-alternative-text]" in result.output
    assert "banks/pool.yaml:" in result.output
    assert "1 question, 1 left out" in result.output


@pytest.mark.parametrize("line", ["{} is first? {{=this ~that}}\n", "{} and no braces\n"])
def test_a_long_file_without_an_empty_line_takes_linear_time(line: str, tmp_path: Path) -> None:
    def read(size: int) -> None:
        (tmp_path / "long.gift").write_text("".join(line.format(n) for n in range(size // len(line))))
        read_questions(tmp_path / "long.gift", Diagnostics(), form="gift")

    assert growth(read, size=400_000, times=8, below=24) < 24


@given(data=st.data())
@strategies.examples(20)
def test_a_damaged_package_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(
        package({"imsmanifest.xml": manifest("a.xml", "b.xml"), "a.xml": QTI, "b.xml": QTI, "c.xml": QTI})
    )
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[at] ^= data.draw(st.integers(1, 255))
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "pool.zip"
        path.write_bytes(bytes(whole))
        found = Diagnostics()
        assert read_questions(path, found, identifier="pool") or found.errors
        assert "not-accounted" not in [d.rule for d in found]


def test_a_zip_of_a_later_kind_is_refused(tmp_path: Path) -> None:
    whole = bytearray(package({"imsmanifest.xml": manifest("a.xml"), "a.xml": QTI}))
    whole[whole.index(b"PK\x01\x02") + 6] = 0xC5  # the version that is needed to unpack it
    result = imported("pool.zip", bytes(whole), tmp_path)
    assert result.exit_code == 1
    assert "this is not a zip that can be read" in result.output


def test_an_item_in_another_encoding_that_is_not_named_is_told(tmp_path: Path) -> None:
    (tmp_path / "pool.zip").write_bytes(
        package({"imsmanifest.xml": manifest("a.xml"), "a.xml": QTI, "b.xml": QTI.encode("utf-16")})
    )
    _, questions, told = read(tmp_path / "pool.zip")
    assert [question["id"] for question in questions] == ["aim"]
    assert told == ["`b.xml`: a question that neither the manifest nor a test names"]


def test_a_gap_match_without_a_gap_is_told(tmp_path: Path) -> None:
    words = '<gapText identifier="A" matchMax="1">a</gapText><p>Words</p>'
    (tmp_path / "gaps.xml").write_text(
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="gaps" title="Gaps">'
        '<responseDeclaration identifier="R" cardinality="multiple" baseType="directedPair"/>'
        f'<itemBody><gapMatchInteraction responseIdentifier="R">{words}</gapMatchInteraction></itemBody>'
        "</assessmentItem>"
    )
    found = Diagnostics()
    assert read_questions(tmp_path / "gaps.xml", found, identifier="pool") is None
    assert "it has no gap" in "".join(d.message for d in found)


def test_elements_that_lie_deep_in_each_other_are_told(tmp_path: Path) -> None:
    (tmp_path / "deep.gift").write_text("<div>" * 3000 + "Deep?" + "</div>" * 3000 + "{T}\n")
    _, questions, told = read(tmp_path / "deep.gift")
    assert questions[0]["prompt"] == "Deep?"
    assert "nested too deeply" in told[0]


MUTATED: dict[str, Callable[[], str]] = {
    **{name: lambda name=name: WRITTEN[name][0] for name in WRITTEN},
    **{
        path.name: lambda path=path: path.read_bytes().decode("cp1252" if "1252" in path.name else "utf-8")
        for path in sorted(CASES.iterdir())
        if path.suffix != ".yaml"
    },
}


@pytest.mark.parametrize("name", MUTATED)
@given(data=st.data())
@strategies.examples(6)
def test_carried_and_told_are_all_that_was_seen(name: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / name
        path.write_bytes(data.draw(strategies.mutations(MUTATED[name]())))
        found = Diagnostics()
        bank = read_questions(path, found, identifier="pool")
        assert bank or found.errors
        assert "not-accounted" not in [d.rule for d in found]


@pytest.mark.parametrize("option", ["c) three", "C)three", "c. three", "C) three"])
def test_an_option_of_aiken_is_one_where_its_letter_comes_next(option: str, tmp_path: Path) -> None:
    (tmp_path / "pool.txt").write_text(f"Which?\nA) one\nB) two\n{option}\nANSWER: B\n", "utf-8")
    _, questions, told = read(tmp_path / "pool.txt")
    assert [o["text"] for o in questions[0]["options"]] == ["one", "two", "three"]
    assert told == []


@pytest.mark.parametrize("line", ["3) three", "(c) three", "- three", "d) three", "C: three"])
def test_a_line_that_may_be_another_option_is_no_part_of_the_one_before(line: str, tmp_path: Path) -> None:
    (tmp_path / "pool.txt").write_text(
        f"Which?\nA) one\nB) two\n{line}\nANSWER: B\n\nWho?\nA) she\nB) he, and\nthey too\nANSWER: A\n", "utf-8"
    )
    _, questions, told = read(tmp_path / "pool.txt")
    assert [[o["text"] for o in question["options"]] for question in questions] == [["she", "he, and they too"]]
    assert told == ["`Which?`: a line that may be another option: they begin `A)`"]
