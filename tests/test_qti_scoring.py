"""What of the scoring of an item of QTI a question takes over, and that the rest is reported."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from test_imports import read

from strategies import Data

RIGHT = "<correctResponse><value>{}</value></correctResponse>"
TEMPLATE = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}"/>'
WRITE_IN = '<p>Type <textEntryInteraction responseIdentifier="RESPONSE"/>.</p>'
GAPS = (
    '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="A">a</gapText>'
    '<gapText identifier="B">b</gapText><gapText identifier="C">c</gapText>'
    '<p>One <gap identifier="G1"/>, two <gap identifier="G2"/>.</p></gapMatchInteraction>'
)


def item(body: str, declared: str, processing: str, base: str = "string", cardinality: str = "single") -> str:
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="one" title="One" adaptive="false"'
        f' timeDependent="false"><responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" '
        f'baseType="{base}">{declared}</responseDeclaration><outcomeDeclaration identifier="SCORE" '
        f'cardinality="single" baseType="float"/><itemBody>{body}</itemBody>{processing}</assessmentItem>'
    )


def mapped(entries: str, right: str = "York", default: str = "0") -> str:
    listed = "".join(f"<mapEntry {entry}/>" for entry in entries.split("; "))
    declared = RIGHT.format(right) + f'<mapping defaultValue="{default}">{listed}</mapping>'
    return item(WRITE_IN, declared, TEMPLATE.format("map_response"))


def equal(attributes: str, *, variable_first: bool) -> str:
    parts = ['<variable identifier="RESPONSE"/>', '<correct identifier="RESPONSE"/>']
    compared = "".join(parts if variable_first else parts[::-1])
    processing = (
        f"<responseProcessing><responseCondition><responseIf><equal {attributes}>{compared}</equal>"
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition></responseProcessing>"
    )
    return item(WRITE_IN, RIGHT.format("20"), processing, "float")


def read_item(text: str, root: Path) -> tuple[Data, list[str]]:
    (root / "item.xml").write_text(text)
    _, questions, told = read(root / "item.xml")
    return (questions or [{}])[0], told


IN_ANY_CASE = 'mapKey="York" mappedValue="1" caseSensitive="false"'
CASES = {
    "any case": (mapped(IN_ANY_CASE), False, []),
    "as written": (mapped(IN_ANY_CASE.replace("false", "true")), True, []),
    "a penalty for a wrong text": (
        mapped(f'{IN_ANY_CASE}; mapKey="bad" mappedValue="-1"'),
        False,
        ["-100 % for `bad`: a wrong text deducts nothing here"],
    ),
    "a penalty for any other text": (
        mapped(IN_ANY_CASE, default="-0.5"),
        False,
        ["-0.5 points for any other answer: it earns nothing here"],
    ),
    "both": (
        mapped(f'{IN_ANY_CASE}; mapKey="Leeds" mappedValue="1" caseSensitive="true"'),
        True,
        ["capitals count in `Leeds` but not in `York`: here they count in every answer"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_entry_says_whether_capitals_count_and_what_it_takes_away(name: str, tmp_path: Path) -> None:
    text, counts, expected = CASES[name]
    question, told = read_item(text, tmp_path)
    blank = question["blanks"][0]
    assert (blank.get("matchCase") == "true", told) == (counts, expected)


@pytest.mark.parametrize(
    ("attributes", "variable_first", "accepted"),
    [
        ('toleranceMode="absolute" tolerance="2"', True, (18, 22)),
        ('toleranceMode="absolute" tolerance="2 1"', False, (18, 21)),
        ('toleranceMode="absolute" tolerance="2 1"', True, (19, 22)),
        ('toleranceMode="relative" tolerance="10"', False, (18, 22)),
        ('toleranceMode="relative" tolerance="10 5"', False, (18, 21)),
    ],
)
def test_a_tolerance_may_be_wider_to_one_side(
    attributes: str, variable_first: bool, accepted: tuple[int, int], tmp_path: Path
) -> None:
    question, told = read_item(equal(attributes, variable_first=variable_first), tmp_path)
    if "range" in question:
        least, most = (Decimal(question["range"][end]) for end in ("least", "most"))
        assert told == ["the target value 20: every number of the range is right here"]
    else:
        answer, tolerance = Decimal(str(question["answer"])), Decimal(str(question["tolerance"]))
        least, most = answer - tolerance, answer + tolerance
        assert told == []
    assert (least, most) == tuple(map(Decimal, accepted))


def test_a_share_of_what_is_answered_is_reported(tmp_path: Path) -> None:
    _, told = read_item(equal('toleranceMode="relative" tolerance="10"', variable_first=True), tmp_path)
    assert told == ["its tolerance, relative to the answer: here it is relative to the right number"]


@pytest.mark.parametrize("bound", ["includeLowerBound", "includeUpperBound"])
def test_ends_that_are_not_right_are_reported(bound: str, tmp_path: Path) -> None:
    text = equal(f'toleranceMode="absolute" tolerance="2" {bound}="false"', variable_first=False)
    _, told = read_item(text, tmp_path)
    assert f"`One`: `{bound}` is false: here the ends of a range are right too" in told


def test_the_model_of_a_text_that_somebody_grades_is_reported(tmp_path: Path) -> None:
    body = '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Say.</prompt></extendedTextInteraction>'
    _, told = read_item(item(body, RIGHT.format("Like this"), ""), tmp_path)
    assert told == ["its `correctResponse`: Like this"]


def test_several_words_may_be_right_in_a_gap(tmp_path: Path) -> None:
    entries = "".join(
        f'<mapEntry mapKey="{pair}" mappedValue="{worth}"/>'
        for pair, worth in {"A G1": "1", "B G1": "1", "C G2": "2"}.items()
    )
    declared = f'<mapping defaultValue="-1">{entries}</mapping>'
    text = item(GAPS, declared, TEMPLATE.format("map_response"), "directedPair", "multiple")
    question, told = read_item(text, tmp_path)
    assert [blank["answers"] for blank in question["blanks"]] == [["a", "b"], ["c"]]
    assert told == [
        "-1 points for any other word: it earns nothing here",
        "the different points of its pairs: each earns an equal share",
    ]
