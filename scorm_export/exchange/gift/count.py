"""How many questions a GIFT file has, and how many answers and feedback texts each has, counted in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scorm_export.exchange.counting import Seen, has_words, plain

_BRACES = re.compile(r"\{([^{}]*)(?:\}|(?=\{)|$)")


def count(text: str) -> list[Seen]:
    """Count the opening braces, with their content, and the paragraphs without braces."""
    source = re.sub(r"\\[~=#{}:n\\]", "..", plain(text))
    source = re.sub(r"(?m)^[^\S\n]*//.*$", "\x01", source)
    chunks = re.split(r"(?m)^(?=[^\S\n]*::)|^[^\S\n]*\$CATEGORY:.*$", source)
    return [seen for chunk in chunks for seen in _in_chunk(chunk)]


def _in_chunk(chunk: str) -> Iterator[Seen]:
    """Count in the text between two lines that certainly begin a question or a category."""
    inside = iter(_BRACES.findall(chunk))
    has_words = has_braces = False
    for line in [*_BRACES.sub("\x02", chunk).split("\n"), ""]:
        if not line.strip(" \t\xa0\x02\x01") and "\x02" not in line and (line != "\x01" or has_braces):
            if has_words and not has_braces:
                yield Seen()
            has_words = has_braces = False
        elif line != "\x01":
            has_words = True
            has_braces = has_braces or "\x02" in line
            yield from (_in_braces(next(inside)) for _ in range(line.count("\x02")))


def _in_braces(text: str) -> Seen:
    text = text.replace("\x01", "").rpartition("####")[0] if "####" in text else text.replace("\x01", "")
    text = text.strip()
    parts = [part for part in re.split("[~=]", text.removeprefix("#")) if part.strip()]
    if "~" not in text and not text.startswith("#"):
        if "=" in text and "->" in text:
            return Seen(answers=sum(_shows(side) for part in parts for side in part.split("->", 1)))
        if re.match(r"(?i)(?:t|true|f|false)\s*(?:#|\Z)", text):
            return Seen(answers=2, feedback=sum(map(_shows, text.split("#", 2)[1:])))
    answers = [part.partition("#") for part in parts]
    return Seen(sum(_shows(words) for words, _, _ in answers), sum(_shows(said) for _, _, said in answers))


def _shows(text: str) -> bool:
    """Whether a text shows words, beside its weight and the name of its format."""
    return has_words(re.sub(r"^\s*(?:%-?[\d.]*%)?\s*(?:\[\w+\])?", "", text))
