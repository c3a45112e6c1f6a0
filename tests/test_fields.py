"""What each kind of field takes and refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scorm_export.course.course import Level
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.source import fields
from scorm_export.source.fields import Kind, Reading
from scorm_export.source.yaml import read_yaml


def read(kind: Kind[Any], text: str) -> tuple[Any, list[str]]:
    """Read a value as it stands after a key; return it with the rules that were broken."""
    found = Diagnostics()
    node = read_yaml(SourceFile(path="f", lines=tuple(f"key: {text}".split("\n"))), found)
    assert node is not None, [d.message for d in found]
    value = kind.read(node.entries[0][1], Reading("f", found))  # type: ignore[union-attr]
    return value, [d.rule for d in found]


TAKEN: list[tuple[Kind[Any], str, Any]] = [
    (fields.Text(), "no", "no"),
    (fields.Text(), "1.0", "1.0"),
    (fields.Text(), "~", "~"),
    (fields.Text(), "|\n  two\n  lines\n", "two lines"),
    (fields.Text(most=5), "' a   b '", "a b"),
    (fields.IDENTIFIER, "a", "a"),
    (fields.IDENTIFIER, "a" * 40, "a" * 40),
    (fields.OPTION_ID, "7", "7"),
    (fields.VERSION, "1.10", "1.10"),
    (fields.LANGUAGE, "pt-BR", "pt-BR"),
    (fields.LANGUAGE, "no", "no"),
    (fields.IRI, "https://example.org/a", "https://example.org/a"),
    (fields.EMAIL, "a@b.org", "a@b.org"),
    (fields.WholeNumber(1, 600), "600", 600),
    (fields.WholeNumber(1, 600), '"5"', 5),
    (fields.Points(), "0.01", Decimal("0.01")),
    (fields.Points(), "2000", Decimal(2000)),
    (fields.Points(), "2.5", Decimal("2.5")),
    (fields.Points(or_none=True), "0", Decimal(0)),
    (fields.Points(or_none=True), "0.25", Decimal("0.25")),
    (fields.Flag(), "true", True),
    (fields.Flag(), "false", False),
    (fields.OneOf(Level), "advanced", Level.ADVANCED),
    (fields.Duration(), "90 min", 90),
    (fields.Duration(), "5h", 300),
    (fields.Unlimited(), "60", 60),
    (fields.Unlimited(), "unlimited", None),
    (fields.ListOf(fields.Text()), "[a, b]", ("a", "b")),
    (fields.ListOf(fields.Text()), "[]", ()),
]
REFUSED: list[tuple[Kind[Any], str]] = [
    (fields.Text(), ""),
    (fields.Text(), "' '"),
    (fields.Text(), "[a]"),
    (fields.Text(), "{a: b}"),
    (fields.Text(most=5), "abcdef"),
    (fields.IDENTIFIER, "A"),
    (fields.IDENTIFIER, "1a"),
    (fields.IDENTIFIER, "a" * 41),
    (fields.IDENTIFIER, "a_b"),
    (fields.OPTION_ID, "A"),
    (fields.OPTION_ID, "10"),
    (fields.VERSION, "1/0"),
    (fields.LANGUAGE, "English"),
    (fields.IRI, "example.org"),
    (fields.IRI, "https://example.org/a/"),
    (fields.IRI, "https://example.org/a#"),
    (fields.EMAIL, "a at b"),
    (fields.WEB_ADDRESS, "www.example.org"),
    (fields.FILE, r"a\b"),
    (fields.WholeNumber(1, 600), "0"),
    (fields.WholeNumber(1, 600), "601"),
    (fields.WholeNumber(1, 600), "-1"),
    (fields.WholeNumber(1, 600), "1.5"),
    (fields.WholeNumber(1, 600), "٣"),
    (fields.WholeNumber(1, 600), "9" * 5000),
    (fields.Points(), "0"),
    (fields.Points(), "0.00"),
    (fields.Points(or_none=True), "-1"),
    (fields.Points(), "0.005"),
    (fields.Points(), "2000.01"),
    (fields.Points(), "1e3"),
    (fields.Points(), "NaN"),
    (fields.Points(), "1,5"),
    (fields.Flag(), "yes"),
    (fields.Flag(), "True"),
    (fields.OneOf(Level), "Advanced"),
    (fields.Duration(), "90"),
    (fields.Duration(), "0 h"),
    (fields.Duration(), "an hour"),
    (fields.Unlimited(), "0"),
    (fields.Unlimited(), "61"),
    (fields.Unlimited(), "always"),
    (fields.Unlimited(), "[1]"),
    (fields.ListOf(fields.Text()), "a"),
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
    (fields.Duration(), "90", "add the unit: `90 min`"),
    (fields.Duration(), "2 hours", "write `2 h`"),
    (fields.Duration(), "1.5 h", "write `90 min`"),
    (fields.Duration(), "90 minutes", "write `90 min`"),
    (fields.Duration(), "3 months", "write a whole number and `min` or `h`"),
    (fields.Duration(), "0 h", "write a whole number and `min` or `h`"),
    (fields.WholeNumber(1, 600), "10 min", "write the number alone: `10`"),
    (fields.WholeNumber(1, 600), "1.5", ""),
    (fields.Points(), "80%", "write points, not a share: 80 % of 50 points are `40`"),
    (fields.Points(), "1,5", "write a decimal point"),
    (fields.Points(), "5 points", "write the number alone: `5`"),
    (fields.Flag(), "yes", "write `true`"),
    (fields.Flag(), "False", "write `false`"),
    (fields.Flag(), "perhaps", ""),
    (fields.Unlimited(), "always", "write `unlimited`"),
    (fields.IDENTIFIER, "Why it Matters?", "for example `why-it-matters`"),
    (fields.IDENTIFIER, "学习", "for example `why-learning-matters`"),
    (fields.IDENTIFIER, "“a”", "leave the curly quotes out, or write straight ones"),
    (fields.FILE, r"a\b", "paths have forward slashes: `a/b`"),
    (fields.ListOf(fields.Text()), "a", "write `[a]`, or each item on a line after a dash"),
]


@pytest.mark.parametrize(("kind", "text", "hint"), HINTS)
def test_a_hint_says_what_to_write(kind: Kind[Any], text: str, hint: str) -> None:
    found = Diagnostics()
    node = read_yaml(SourceFile(path="f", lines=(f"key: {text}",)), found)
    kind.read(node.entries[0][1], Reading("f", found))  # type: ignore[union-attr]
    assert [diagnostic.hint for diagnostic in found] == [hint]


def test_what_is_wrong_in_a_list_is_left_out() -> None:
    assert read(fields.ListOf(fields.IDENTIFIER), "[a, B, c, D]") == (("a", "c"), ["wrong-type", "wrong-type"])


def test_a_list_may_need_items() -> None:
    assert read(fields.ListOf(fields.Text(), least=2), "[a]") == (("a",), ["empty-list"])


def test_a_record_goes_on_after_each_mistake() -> None:
    name, size = fields.required("name", fields.Text(), "n"), fields.required("size", fields.WholeNumber(1, 9), "s")
    kind = fields.Record("a thing", (name, size), lambda values: (values[name], values[size]))
    assert read(kind, "{size: x, colour: red}") == (("", 1), ["missing-field", "wrong-type", "unknown-field"])


def test_a_misspelt_field_is_not_missed_too() -> None:
    name = fields.required("name", fields.Text(), "n")
    kind = fields.Record("a thing", (name,), lambda values: values[name])
    assert read(kind, "{nmae: x}") == ("", ["unknown-field"])


def test_a_field_left_out_has_its_default() -> None:
    size, name = fields.defaulted("size", fields.WholeNumber(1, 9), 3, "s"), fields.optional("name", fields.Text(), "n")
    kind = fields.Record("a thing", (size, name), lambda values: (values[size], values[name]))
    assert read(kind, "{}") == ((3, None), [])
