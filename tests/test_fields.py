"""What each kind of field takes and refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scorm_export.course import Level
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.source import fields, languages, scalars, texts
from scorm_export.source.kinds import Kind, Reading
from scorm_export.source.yaml import read_yaml


def read(kind: Kind[Any], text: str) -> tuple[Any, list[str]]:
    """Read a value as it stands after a key; return it with the rules that were broken."""
    found = Diagnostics()
    node = read_yaml(SourceFile(path="f", lines=tuple(f"key: {text}".split("\n"))), found)
    assert node is not None, [d.message for d in found]
    value = kind.read(node.entries[0][1], Reading("f", found))  # type: ignore[union-attr]
    return value, [d.rule for d in found]


TAKEN: list[tuple[Kind[Any], str, Any]] = [
    (texts.Text(), "no", "no"),
    (texts.Text(), "1.0", "1.0"),
    (texts.Text(), "~", "~"),
    (texts.Text(), "|\n  two\n  lines\n", "two lines"),
    (texts.Text(most=5), "' a   b '", "a b"),
    (texts.IDENTIFIER, "a", "a"),
    (texts.IDENTIFIER, "a" * 40, "a" * 40),
    (texts.OPTION_ID, "7", "7"),
    (texts.VERSION, "1.10", "1.10"),
    (languages.LANGUAGE, "pt-BR", "pt-BR"),
    (languages.LANGUAGE, "no", "no"),
    (texts.IRI, "https://example.org/a", "https://example.org/a"),
    (texts.EMAIL, "a@b.org", "a@b.org"),
    (scalars.WholeNumber(1, 600), "600", 600),
    (scalars.WholeNumber(1, 600), '"5"', 5),
    (scalars.Points(), "0.01", Decimal("0.01")),
    (scalars.Points(), "2000", Decimal(2000)),
    (scalars.Points(), "2.5", Decimal("2.5")),
    (scalars.Points(or_none=True), "0", Decimal(0)),
    (scalars.Points(or_none=True), "0.25", Decimal("0.25")),
    (scalars.Flag(), "true", True),
    (scalars.Flag(), "false", False),
    (scalars.OneOf(Level), "advanced", Level.ADVANCED),
    (scalars.Duration(), "90 min", 90),
    (scalars.Duration(), "5h", 300),
    (scalars.Unlimited(), "60", 60),
    (scalars.Unlimited(), "unlimited", None),
    (fields.ListOf(texts.Text()), "[a, b]", ("a", "b")),
    (fields.ListOf(texts.Text()), "[]", ()),
]
REFUSED: list[tuple[Kind[Any], str]] = [
    (texts.Text(), ""),
    (texts.Text(), "' '"),
    (texts.Text(), "[a]"),
    (texts.Text(), "{a: b}"),
    (texts.Text(most=5), "abcdef"),
    (texts.IDENTIFIER, "A"),
    (texts.IDENTIFIER, "1a"),
    (texts.IDENTIFIER, "a" * 41),
    (texts.IDENTIFIER, "a_b"),
    (texts.OPTION_ID, "A"),
    (texts.OPTION_ID, "10"),
    (texts.VERSION, "1/0"),
    (languages.LANGUAGE, "English"),
    (texts.IRI, "example.org"),
    (texts.IRI, "https://example.org/a/"),
    (texts.IRI, "https://example.org/a#"),
    (texts.EMAIL, "a at b"),
    (texts.WEB_ADDRESS, "www.example.org"),
    (texts.FILE, r"a\b"),
    (scalars.WholeNumber(1, 600), "0"),
    (scalars.WholeNumber(1, 600), "601"),
    (scalars.WholeNumber(1, 600), "-1"),
    (scalars.WholeNumber(1, 600), "1.5"),
    (scalars.WholeNumber(1, 600), "٣"),
    (scalars.WholeNumber(1, 600), "9" * 5000),
    (scalars.Points(), "0"),
    (scalars.Points(), "0.00"),
    (scalars.Points(or_none=True), "-1"),
    (scalars.Points(), "0.005"),
    (scalars.Points(), "2000.01"),
    (scalars.Points(), "1e3"),
    (scalars.Points(), "NaN"),
    (scalars.Points(), "1,5"),
    (scalars.Flag(), "yes"),
    (scalars.Flag(), "True"),
    (scalars.OneOf(Level), "Advanced"),
    (scalars.Duration(), "90"),
    (scalars.Duration(), "0 h"),
    (scalars.Duration(), "an hour"),
    (scalars.Unlimited(), "0"),
    (scalars.Unlimited(), "61"),
    (scalars.Unlimited(), "always"),
    (scalars.Unlimited(), "[1]"),
    (fields.ListOf(texts.Text()), "a"),
    (fields.MarkdownText(), "' '"),
    (fields.MarkdownText(), "[a]"),
]


@pytest.mark.parametrize(("kind", "text", "value"), TAKEN)
def test_taken(kind: Kind[Any], text: str, value: Any) -> None:
    assert read(kind, text) == (value, [])


@pytest.mark.parametrize(("kind", "text"), REFUSED)
def test_refused(kind: Kind[Any], text: str) -> None:
    assert read(kind, text) == (None, ["wrong-type"])


@pytest.mark.parametrize(("kind", "text"), [case for case in REFUSED if len(case[1]) < 100])
def test_what_was_expected_and_found_is_said(kind: Kind[Any], text: str) -> None:
    found = Diagnostics()
    node = read_yaml(SourceFile(path="f", lines=(f"key: {text}",)), found)
    kind.read(node.entries[0][1], Reading("f", found))  # type: ignore[union-attr]
    (diagnostic,) = found
    assert diagnostic.message.startswith(f"expected {kind.what}, found ")


HINTS: list[tuple[Kind[Any], str, str]] = [
    (scalars.Duration(), "90", "add the unit: `90 min`"),
    (scalars.Duration(), "2 hours", "write `2 h`"),
    (scalars.Duration(), "1.5 h", "write `90 min`"),
    (scalars.Duration(), "90 minutes", "write `90 min`"),
    (scalars.Duration(), "3 months", "write a whole number and `min` or `h`"),
    (scalars.Duration(), "0 h", "write a whole number and `min` or `h`"),
    (scalars.WholeNumber(1, 600), "10 min", "write the number alone: `10`"),
    (scalars.WholeNumber(1, 600), "1.5", "write it in digits, without decimals"),
    (scalars.WholeNumber(1, 600), "0x10", "write it in digits: `16`"),
    (scalars.WholeNumber(1, 600), "1e3", "write it in digits: `1000`"),
    (scalars.WholeNumber(1, 600), "1_000", "write it in digits: `1000`"),
    (scalars.Points(), "80%", "write points, not a share: 80 % of 50 points are `40`"),
    (scalars.Points(), "1,5", "write a decimal point"),
    (scalars.Points(), "5 points", "write the number alone: `5`"),
    (scalars.Points(), "five", "write it in digits, such as `5` or `2.5`"),
    (scalars.Points(), "2.555", ""),
    (scalars.Points(), "-1", "points are deducted by a `penalty` or a `share`"),
    (scalars.Points(), "3000", "at most 2000"),
    (scalars.WholeNumber(1, 600), "~5", "write the number alone: `5`"),
    (scalars.WholeNumber(1, 600), "about 5 min", "write the number alone: `5`"),
    (scalars.WholeNumber(1, 600), "601", ""),
    (scalars.Minutes(1, 600), "1 h", "write minutes: `60`"),
    (scalars.Minutes(1, 600), "1:30", "write minutes: `90`"),
    (scalars.Minutes(1, 600), "2 hours 15 min", "write minutes: `135`"),
    (scalars.Minutes(1, 600), "5 min", "write the number alone: `5`"),
    (languages.LANGUAGE, "en_US", "write `en-US`"),
    (languages.LANGUAGE, "EN", "write `en`"),
    (languages.LANGUAGE, "English", "write `en`"),
    (texts.VERSION, "1.0 (draft)", "write `1.0-draft`"),
    (texts.IRI, "example.org/x", "write `https://example.org/x`"),
    (texts.IRI, "https://example.org/x/", "write `https://example.org/x`"),
    (texts.IRI, "urn:x:y", "for example `https://courses.example.org/my-course`, without a slash at the end"),
    (texts.IDENTIFIER, "Über uns", "for example `uber-uns`"),
    (scalars.Flag(), "yes", "write `true`"),
    (scalars.Flag(), "False", "write `false`"),
    (scalars.Flag(), "perhaps", ""),
    (scalars.Unlimited(), "always", "write `unlimited`"),
    (texts.IDENTIFIER, "Why it Matters?", "for example `why-it-matters`"),
    (texts.IDENTIFIER, "学习", "for example `why-learning-matters`"),
    (texts.IDENTIFIER, "“a”", "leave the curly quotes out, or write straight ones"),
    (texts.FILE, r"a\b", "use forward slashes in paths: `a/b`"),
    (fields.ListOf(texts.Text()), "a", "write `[a]`, or each item on a line after a dash"),
]


@pytest.mark.parametrize(("kind", "text", "hint"), HINTS)
def test_a_hint_says_what_to_write(kind: Kind[Any], text: str, hint: str) -> None:
    found = Diagnostics()
    node = read_yaml(SourceFile(path="f", lines=(f"key: {text}",)), found)
    kind.read(node.entries[0][1], Reading("f", found))  # type: ignore[union-attr]
    assert [diagnostic.hint for diagnostic in found] == [hint]


def test_what_is_wrong_in_a_list_is_left_out() -> None:
    assert read(fields.ListOf(texts.IDENTIFIER), "[a, B, c, D]") == (("a", "c"), ["wrong-type", "wrong-type"])


def test_a_list_may_need_items() -> None:
    assert read(fields.ListOf(texts.Text(), least=2), "[a]") == (("a",), ["empty-list"])


def test_a_record_goes_on_after_each_mistake() -> None:
    name, size = fields.required("name", texts.Text(), "n"), fields.required("size", scalars.WholeNumber(1, 9), "s")
    kind = fields.Record("a thing", (name, size), lambda values: (values[name], values[size]))
    assert read(kind, "{colour: red}") == (("", 1), ["missing-field", "missing-field", "unknown-field"])
    assert read(kind, "{name: a, size: x, colour: red}") == (("a", 1), ["wrong-type", "unknown-field"])


def test_the_only_unknown_field_stands_for_the_only_one_that_is_missing() -> None:
    name, size = (
        fields.required("name", texts.Text(), "what it is called"),
        fields.defaulted("size", texts.Text(), "", "s"),
    )
    kind = fields.Record("a thing", (name, size), lambda values: values[name])
    found = Diagnostics()
    kind.read(read_yaml(SourceFile(path="f", lines=("key: {colour: red}",)), found).entries[0][1], Reading("f", found))  # type: ignore[union-attr]
    assert [diagnostic.hint for diagnostic in found] == ["write `name`: what it is called"]


def test_a_misspelt_field_is_not_missed_too() -> None:
    name = fields.required("name", texts.Text(), "n")
    kind = fields.Record("a thing", (name,), lambda values: values[name])
    assert read(kind, "{nmae: x}") == ("", ["unknown-field"])


def test_a_field_left_out_has_its_default() -> None:
    size, name = (
        fields.defaulted("size", scalars.WholeNumber(1, 9), 3, "s"),
        fields.optional("name", texts.Text(), "n"),
    )
    kind = fields.Record("a thing", (size, name), lambda values: (values[size], values[name]))
    assert read(kind, "{}") == ((3, None), [])
