"""What the counters of all formats share: they know the text of a file, and nothing of the readers that they check.

A reader carries questions, or reports that it leaves them out; together they have to be all that were counted. Of each
question that it carries, the same holds for its answers and for the feedback on single answers. An answer is whatever
is listed as one: an option, an item, a text that may be written, each side of a pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape


@dataclass(frozen=True, slots=True)
class Seen:
    """What a question has in its file, at least: what may be no words at all is not counted."""

    answers: int = 0
    feedback: int = 0


Counted = Mapping[str, Seen]
"""By question: its number in the file, from 1, or the name of the file that it is alone in."""

_CONTROL = re.compile("[^\n\t -\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
ASIDE = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
"""Comments, instructions and literal text of XML."""
ATTRIBUTES = r"""(\s(?:[^>"']|"[^"]*"|'[^']*')*)"""
_ATTRIBUTE = re.compile(r"""(?:^|\s)(href|type)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MAY_BE_UNSEEN = re.compile(
    r"<\s*(?:script|style|iframe|object|embed|applet|video|audio|canvas|svg|form|input|select|textarea|button|template"
    r"|datalist|dialog|!)|hidden|display|multilang|mlang|<lang",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]")


def attributes_of(text: str) -> dict[str, str]:
    """Return the attributes of a tag that are counted by: `href` and `type`."""
    return {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(text)}


def plain(text: str) -> str:
    """Return a text with line feeds alone, and spaces for control characters."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def has_words(html: str) -> bool:
    """Whether a text as HTML certainly shows a letter or a digit."""
    return not _MAY_BE_UNSEEN.search(html) and _WORD.search(unescape(re.sub(r"<[^>]*>?", " ", html))) is not None


def numbered(questions: Iterable[Seen]) -> Counted:
    """Return questions by their number in the file."""
    return {str(number): seen for number, seen in enumerate(questions, 1)}
