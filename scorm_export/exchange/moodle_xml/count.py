"""How many questions a Moodle XML file has, and how many answers and feedback texts each has, counted in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from scorm_export.exchange.counting import ASIDE, ATTRIBUTES, Seen, attributes_of, has_words

_NAMES = "question|answer|subquestion|selectoption|dragbox|feedback|questiontext|text"
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAMES})(?P<attributes>{ATTRIBUTES})?>")
_LISTED = ("answer", "subquestion", "selectoption", "dragbox")
_GAP = re.compile(r"\{\d*(?:\.\d+)?:[A-Z]+(?:_[A-Z]+)?:((?:\\.|[^}\\])*+)(?:\}|\Z)", re.DOTALL)
_BEFORE_FEEDBACK = re.compile(r"(?<!\\)(?<!&)(?<!&amp;)#")


@dataclass(slots=True)
class _Asked:
    """A question while its tags are gone through."""

    kind: str
    within: list[str] = field(default_factory=list)
    answers: int = 0
    feedback: int = 0

    def go(self, tag: re.Match[str]) -> None:
        """Go into an element or out of it."""
        if not tag["end"] and not _is_empty(tag):
            self.within.append(tag["name"])
        elif tag["end"] and self.within[-1:] == [tag["name"]]:
            self.within.pop()

    def take(self, words: str) -> None:
        """Count a text by the elements around it."""
        at = self.within[-1:]
        if at == ["feedback"]:
            self.feedback += "answer" in self.within and has_words(words)
        elif at == ["questiontext"] and self.kind in ("cloze", "multianswer"):
            for part in [part for gap in _GAP.findall(words) for part in re.split(r"(?<!\\)~", gap)]:
                listed, *said = _BEFORE_FEEDBACK.split(part, 1)
                self.answers += has_words(re.sub(r"^(?:=|%-?[\d.]+%)", "", listed))
                self.feedback += any(map(has_words, said))
        elif self.kind != "essay":
            self.answers += any(name in _LISTED for name in at) and has_words(words)


def count(text: str) -> list[Seen]:
    """Count the questions that are no category, and what is listed in each."""
    literals: list[str] = []

    def aside(match: re.Match[str]) -> str:
        """Put the number of a literal text in its place; the rest is no content."""
        if not match.group().startswith("<![CDATA["):
            return ""
        literals.append(match.group()[len("<![CDATA[") : -len("]]>")])
        return f"\x01{len(literals) - 1}\x02"

    source = ASIDE.sub(aside, text)
    found: list[_Asked] = []
    opened: list[_Asked] = []
    start = 0
    for tag in _TAG.finditer(source):
        if tag["name"] == "question":
            _open_or_close(tag, found, opened)
        elif tag["name"] != "text" and opened:
            opened[-1].go(tag)
        elif tag["end"] and opened:
            words = unescape(source[start : tag.start()].partition("<")[0])
            opened[-1].take(re.sub("\x01(\\d+)\x02", lambda kept: literals[int(kept[1])], words))
        start = tag.end()
    return [Seen(asked.answers, asked.feedback) for asked in found if asked.kind != "category"]


def _open_or_close(tag: re.Match[str], found: list[_Asked], opened: list[_Asked]) -> None:
    if tag["end"]:
        del opened[-1:]
        return
    asked = _Asked(attributes_of(tag["attributes"] or "").get("type", ""))
    found.append(asked)
    if not _is_empty(tag):
        opened.append(asked)


def _is_empty(tag: re.Match[str]) -> bool:
    return (tag["attributes"] or "").endswith("/")
