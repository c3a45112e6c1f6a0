"""Plain text as the Markdown of a course: signs are escaped, and formulas and addresses stay what they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

BLANK_OPEN, BLANK_CLOSE = "\ue000", "\ue001"
"""Around the id of a blank while its text is converted, since brackets are escaped."""
_LINE_START = re.compile(
    r"^(?P<space>\s*)(?P<sign>#+|[-=]+(?=\s|$)|!(?=!!)|\?(?=\?\?)|\+(?=\s|$|\+\+)|[>|]|%(?=\s)|/(?=//)|@|:(?=[\s:-]|$)|~(?=\s|$)|[.)](?=\s|$))"
)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)](?=\s|$))")
_SIGNS = re.compile(
    r"[\\`*_\[\]{}$~^]|<(?=[A-Za-z/!?]|\Z)|&(?=#?\w+;|#?\Z)|=(?==\S)|\+(?=\+\S)|:(?=[a-z][\w+-]*:)|%(?=%)|\|(?=\s*$)"
    r"|\|(?=\|)|>(?=!)|<(?=<<)|(?<=^[A-Z])>(?=\s)|(?<![\w.@])@(?=(?:fig|tbl|sec|eq|lst|thm)-)|(?<=\))=(?=\s*$)"
)
TEX = re.compile(
    r"\\\((?P<inline>(?:(?!\\\().)+?)\\\)|\\\[(?P<block>(?:(?!\\\[).)+?)\\\]|\$\$(?P<either>.+?)\$\$"
    r"|\[tex\](?P<tagged>(?:(?!\[tex\]).)+?)\[/tex\]"
    r"|\\begin\{(?P<name>equation|align|gather|multline|eqnarray|displaymath)(?P<star>\*?)\}"
    r"(?P<environment>(?:(?!\\begin\{(?P=name)).)+?)\\end\{(?P=name)(?P=star)\}",
    re.DOTALL,
)
"""Formulas as Moodle's filters know them."""
_WITHIN = {"align": "aligned", "gather": "gathered", "multline": "gathered", "eqnarray": "array"}
"""The environments within a formula that set their lines as one that is a formula by itself."""
_ADDRESS = re.compile(
    r"(?<![^\s*_~(])(?:(?:https?://|mailto:|www\.)[^\s<>]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)"
)
"""What is a link on a page without any sign around it."""
_BEHIND_ADDRESS = "?!.,:;*_~'\"[]"


def escaped(text: str) -> str:
    """Return plain text as Markdown that shows it, in one line."""
    return escaped_signs(" ".join(text.split()))


def plain_markdown(text: str) -> str:
    """Return plain text, in which formulas and addresses may stand, as Markdown in one line."""
    return with_formulas(" ".join(text.split()), with_addresses, is_inline=True)


def escaped_signs(text: str) -> str:
    """Return plain text with every sign of Markdown escaped."""
    return _at_line_start(_SIGNS.sub(r"\\\g<0>", text))


def _at_line_start(text: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\g<space>\\\g<sign>", text))


def with_formulas(text: str, plain: Callable[[str], str], *, is_inline: bool) -> str:
    """Return text as Markdown, formulas between dollar signs and what is between them by `plain`."""
    parts, at = [], 0
    for match in TEX.finditer(text):
        parts += [plain(text[at : match.start()]), _formula(match, is_inline=is_inline)]
        at = match.end()
    return "".join([*parts, plain(text[at:])])


def _formula(match: re.Match[str], *, is_inline: bool) -> str:
    tex = " ".join(
        (match["inline"] or match["block"] or match["either"] or match["tagged"] or match["environment"]).split()
    )
    if within := _WITHIN.get(match["name"] or ""):
        columns = "{rcl}" if within == "array" else ""
        tex = f"\\begin{{{within}}}{columns} {tex} \\end{{{within}}}"
    is_alone = match.group().strip() == match.string.strip() and not (match["inline"] or match["tagged"])
    return f"\n\n$$\n{tex}\n$$\n\n" if is_alone and not is_inline else f"${tex}$"


def with_addresses(text: str) -> str:
    """Return plain text as Markdown in which addresses stay what they are: links."""
    parts, at = [], 0
    for match in _ADDRESS.finditer(text):
        address = _without_end(match.group())
        words = _SIGNS.sub(r"\\\g<0>", address)
        if words != address:
            link = f"[{words}](http://{quoted_address(address)})" if address.startswith("www.") else f"<{address}>"
            parts += [_SIGNS.sub(r"\\\g<0>", text[at : match.start()]), link]
            at = match.start() + len(address)
    return _at_line_start("".join([*parts, _SIGNS.sub(r"\\\g<0>", text[at:])]))


def _without_end(address: str) -> str:
    """Return an address without the signs behind it that belong to the sentence."""
    surplus, end = address.count(")") - address.count("("), len(address)
    while end and (address[end - 1] in _BEHIND_ADDRESS or (address[end - 1] == ")" and surplus > 0)):
        surplus -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def quoted_address(name: str) -> str:
    """Return an address as Markdown has it in a link."""
    return quote(name, safe="%/:?#@!$&'*+,;=~-._")
