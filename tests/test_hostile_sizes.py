"""What is far larger than anybody writes is refused with a sentence, or read in no time and little memory."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.reading import read_questions
from scorm_export.trust.svg import clean_svg
from sources import Source

ATTRIBUTES = " ".join(f'a{number}="b"' for number in range(200_000))
SOME = ATTRIBUTES[: ATTRIBUTES.index(" a20000=")]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'
ITEM = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="i">'
    "<itemBody><p {}>x</p>{}</itemBody></assessmentItem>"
)
RESOURCE = '<resource type="imsqti_item_xmlv2p1" href="{}"/>'
IMPORTS = """
import re, sys
from pathlib import Path
from pace import standard_seconds
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.reading import read_questions
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
for path in Path(sys.argv[1]).iterdir():
    found = Diagnostics()
    seconds = standard_seconds(lambda: read_questions(path, found, identifier="pool"), below=1)
    print(path.suffix, seconds, (peak() - before) // 1024, found.errors)
"""
"""Prints the seconds and megabytes of each import. `ru_maxrss` would begin with what the tests themselves take."""


def zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def package(items: dict[str, bytes]) -> bytes:
    listed = "".join(map(RESOURCE.format, items))
    return zipped({"imsmanifest.xml": f"<manifest><resources>{listed}</resources></manifest>".encode()} | items)


def test_each_import_takes_less_than_a_second_and_all_take_less_than_200_mb(tmp_path: Path) -> None:
    zeros = bytes(60 * 2**20)
    images = "".join(f'<img src="{number}.png" alt="a"/>' for number in range(3))
    for name, content in {
        "items of zeros.zip": package({f"{number}.xml": zeros for number in range(3)}),
        "images of zeros.zip": package({"i.xml": ITEM.format("", images).encode(), "0.png": zeros, "1.png": zeros}),
        "attributes.xml": ITEM.format(ATTRIBUTES, "").encode(),
        "zeros.gift": zeros,
        "spaces.xml": b"<quiz>" + zeros.replace(b"\0", b" ") + b"</quiz>",
        "questions.gift": b"Which? {=a ~b}\n\n" * 20_000,
    }.items():
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-c", IMPORTS, str(tmp_path)]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True, timeout=300)
    told = done.stdout.splitlines()
    assert len(told) == 6
    for name, seconds, megabytes, errors in map(str.split, told):
        assert float(seconds) < 1, name
        assert int(megabytes) < 200, name
        assert int(errors), name


@pytest.mark.parametrize(
    ("attributes", "content", "message"),
    [
        (ATTRIBUTES, "", "more than 400 attributes of `<svg>` cannot be packed"),
        ("", "<g/>" * 100_001, "more than 100,000 elements cannot be packed"),
    ],
)
def test_a_figure_has_no_more_parts_than_browsers_draw(attributes: str, content: str, message: str) -> None:
    (problem,) = clean_svg(SVG.format(attributes, content).encode()).problems
    assert (problem.message, problem.hint) == (message, "save it as an image")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"<span {SOME}>words</span>", "`<span>` has 20,000 attributes; an element may have 100"),
        (f"![](cycle.svg){{{SOME}}}", "20,000 attributes cannot be set here"),
    ],
)
def test_many_attributes_are_one_mistake(text: str, message: str, starter: Source) -> None:
    lesson = starter.text("first-steps/a-lesson.md")
    starter.write("first-steps/a-lesson.md", f"{lesson[: lesson.index('---', 4)]}---\n\n{text}\n")
    assert message in [each.message for each in starter.check()]


def test_only_some_unknown_fields_are_compared_with_the_known_ones(starter: Source) -> None:
    starter.write("course.yaml", starter.text("course.yaml") + "".join(f"titel{n}: x\n" for n in range(2000)))
    told = [each for each in starter.check() if each.rule == "unknown-field"]
    assert len(told) == 2000
    assert sum(bool(each.hint) for each in told) <= 50


def test_a_file_with_too_many_questions_says_what_to_do(tmp_path: Path) -> None:
    found = Diagnostics()
    (tmp_path / "many.gift").write_text("Which? {=a ~b}\n\n" * 5001, "utf-8")
    assert read_questions(tmp_path / "many.gift", found, form="gift") is None
    (told,) = found
    assert told.message == "it has 5,001 questions, at most 5,000 are read"
    assert told.hint == "export it in parts, for example one category at a time"
