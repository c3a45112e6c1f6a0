"""What the counters of questions share: they know the text of a file, and nothing of the reader that they check.

A reader carries questions and reports those that it leaves out; together they have to be all that were counted.
"""

from __future__ import annotations

import re
from html import unescape

_CONTROL = re.compile("[^\n\t -\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
ASIDE = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
"""Comments, instructions and literal text of XML."""
ATTRIBUTES = r"""(\s(?:[^>"']|"[^"]*"|'[^']*')*)"""
_ATTRIBUTE = re.compile(r"""(?:^|\s)(href|type)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def attributes_of(text: str) -> dict[str, str]:
    """Return the attributes of a tag that are counted by: `href` and `type`."""
    return {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(text)}


def plain(text: str) -> str:
    """Return a text with line feeds alone, and spaces for control characters."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
