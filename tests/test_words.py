"""The interface's words: every language says everything, and nothing is asked for that no language has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scorm_export.interface import words

ROOT = Path(__file__).parent.parent / "scorm_export"
PLURALS = {"zero", "one", "two", "few", "many", "other"}
CATEGORIES = {"en": {"one", "other"}, "fr": {"one", "many", "other"}, "ar": PLURALS}


def texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with its key; plural forms count as one."""
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
    assert sorted(other) == sorted(english)
    assert {key: placeholders(text) for key, text in other.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", words.languages())
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    player = words.words_for(language)["player"]
    for key, value in player.items():
        if isinstance(value, dict):
            assert {"other"} <= set(value) <= CATEGORIES[language], key


def test_every_word_that_the_player_says_is_there() -> None:
    known = set(words.words_for("en")["player"])
    said = set()
    for source in (ROOT / "player" / "src").rglob("*.ts"):
        said |= set(re.findall(r"\bsay\(\"([a-z_]+)\"", source.read_text("utf-8")))
    assert said
    assert said <= known


@pytest.mark.parametrize(
    ("tag", "file"), [("en", "en"), ("en-GB", "en"), ("FR-ca", "fr"), ("ar-EG", "ar"), ("tlh", None), ("english", None)]
)
def test_a_language_tag_finds_its_words(tag: str, file: str | None) -> None:
    assert words.language_of_words(tag) == file


@pytest.mark.parametrize(("tag", "expected"), [("ar", "rtl"), ("he-IL", "rtl"), ("ku-Arab", "rtl"), ("fr", "ltr")])
def test_the_direction_of_a_language(tag: str, expected: str) -> None:
    assert words.direction(tag) == expected
