"""The HTML of other tools as Markdown of a course: no words are lost, and what Markdown cannot express is reported."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, Tag
from markdownify import MarkdownConverter

from scorm_export.blocks import BLOCK_SYNTAX
from scorm_export.exchange.html_cleaning import (
    leave_out_foreign,
    leave_out_hidden,
    make_one_line,
    open_details,
    take_styles,
    without_signs,
)
from scorm_export.exchange.mathml_to_tex import UnknownMathError, tex_of
from scorm_export.exchange.plain_to_markdown import (
    TEX,
    escaped,
    escaped_signs,
    quoted_address,
    with_addresses,
    with_formulas,
)

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TEX_ELEMENT = re.compile(r"<tex\b[^<>]*>((?:(?!<tex\b).)*?)</tex>", re.DOTALL | re.IGNORECASE)
_MOST_LEVELS = 100
_RAW = ("sub", "sup", "u", "small", "mark", "ins", "kbd", "samp", "var", "q", "cite", "abbr", "dfn", "bdi")
"""Elements that Markdown has no sign for, and that may stand in it as they are."""

File = Callable[[str], str | None]
"""Turns the address of a file into its path beside the bank; None for a missing file."""


def markdown(html: str, file: File, lost: Callable[[str], None], *, inline: bool = False) -> str:
    """Return HTML as Markdown; `inline` makes one line of it. `lost` takes reports of what Markdown cannot express."""
    converter = _Converter(file, lost, inline=inline)
    html = TEX.sub(lambda match: _BREAK.sub(" ", match.group()), _TEX_ELEMENT.sub(r"[tex]\1[/tex]", html))
    if "<" not in html and "&" not in html:
        return _tidy(converter.escape(" ".join(html.split()), set()), inline=inline)
    with warnings.catch_warnings():
        # Words that look like an address or like XML are what somebody wrote, and are read as such.
        for category in (MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning):
            warnings.simplefilter("ignore", category)
        soup = BeautifulSoup(without_signs(html), "html.parser")
    leave_out_foreign(soup, lost)
    leave_out_hidden(soup, lost)
    if _is_too_deep(soup):
        return _words_of(soup, lost)
    take_styles(soup, lost)
    open_details(soup)
    if inline:
        make_one_line(soup, lost)
    try:
        return _tidy(str(converter.convert_soup(soup)), inline=inline)
    except RecursionError:
        return _words_of(soup, lost)


def _is_too_deep(soup: BeautifulSoup) -> bool:
    """Whether elements are nested deeper than anyone writes: each level is looked through once for every one above."""
    level: list[Tag] = [soup]
    for _ in range(_MOST_LEVELS):
        level = [child for element in level for child in element.children if isinstance(child, Tag)]
    return bool(level)


def _words_of(soup: BeautifulSoup, lost: Callable[[str], None]) -> str:
    lost("the formatting of a text that is nested too deeply; its words are kept")
    return escaped(" ".join(soup.strings))


def _tidy(text: str, *, inline: bool) -> str:
    if inline:
        text = re.sub(r"^(?:\s|<br>)+|(?:\s|(?<!\\)<br>)+$", "", " ".join(text.split()))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Converter(MarkdownConverter):  # type: ignore[misc]
    """markdownify, with this project's Markdown: its escapes, maths, figures, containers, and HTML where no sign is."""

    def __init__(self, file: File, lost: Callable[[str], None], *, inline: bool) -> None:
        super().__init__(heading_style="atx", bullets="-", newline_style="backslash", autolinks=False, wrap=True)
        self.options["wrap_width"] = None
        self.file = file
        self.lost = lost
        self.inline = inline

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Keep an exclamation mark apart from a link, which would be an image."""
        text = str(super().process_text(el, parent_tags))
        return f"{text[:-1]}\\!" if text.endswith("!") and isinstance(el.next_sibling, Tag) else text

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Escape what would be a sign, but for formulas, and addresses that are not within a link."""
        plain = escaped_signs if "a" in parent_tags else with_addresses
        return with_formulas(text, plain, is_inline=self.inline or bool({"_inline", "td", "th"} & parent_tags))

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a cell, with its bars escaped."""
        return str(super().convert_td(el, text.replace("|", r"\|"), parent_tags))

    def convert_th(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a cell of the head, with its bars escaped."""
        return str(super().convert_th(el, text.replace("|", r"\|"), parent_tags))

    def convert_b(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write strong words with asterisks, or as HTML where asterisks would not be taken for a sign."""
        return self._marked(el, text, parent_tags, "**", "strong")

    convert_strong = convert_b

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write emphasis with asterisks, or as HTML."""
        return self._marked(el, text, parent_tags, "*", "em")

    convert_i = convert_em

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write struck out words with tildes, or as HTML."""
        return self._marked(el, text, parent_tags, "~~", "s")

    convert_s = convert_strike = convert_del

    def _marked(self, el: Tag, text: str, parent_tags: set[str], sign: str, tag: str) -> str:
        words = text.strip()
        if "_noformat" in parent_tags or not words or "\n\n" in words:
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        is_taken = (before or _joins(el.previous_sibling, -1, words[0])) and (
            after or _joins(el.next_sibling, 0, words[-1])
        )
        if is_taken and not words.startswith(sign[0]) and not words.endswith((sign[0], "\\")):
            return f"{before}{sign}{words}{sign}{after}"
        return f"{before}<{tag}>{words}</{tag}>{after}"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write code in backticks."""
        if parent_tags & {"pre", "code"}:
            return text
        ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
        edge = " " if text.strip("`") != text or (text != text.strip() and text.strip()) else ""
        return f"{ticks}{edge}{text}{edge}{ticks}" if text.strip() else text

    convert_tt = convert_code

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a block of code between fences that are longer than any in it."""
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Break the line, as HTML where a Markdown line cannot end."""
        return "<br>" if self.inline or "_inline" in parent_tags else "\\\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 — the library's name
        """Write a heading below the page's own."""
        return str(super().convert_hN(max(2, n), el, text, parent_tags))

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a link to the web, or to a file that comes along."""
        href = str(el.get("href") or "").strip()
        words = text.strip()
        if not href or not words or "_noformat" in parent_tags:
            return text
        if not re.match(r"(?:https?|mailto|tel):", href, re.IGNORECASE):
            name = self.file(href)
            if name is None:
                self.lost(f"a link to `{href}`, which is missing or of a kind that is not packed")
                return text
            href = name
        return f"[{words}]({quoted_address(href)})"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write an image; one with an empty text alternative stays decorative."""
        source = str(el.get("src") or "")
        alternative = str(el.get("alt") or "")
        name = self.file(source)
        if name is None:
            self.lost(f"the image `{source[:80]}`, which is missing")
            return escaped(alternative)
        is_decorative = "alt" in el.attrs and not alternative.strip()
        if not alternative.strip() and not is_decorative:
            self.lost(f"what the image `{source[:80]}` shows: it has no text alternative, so write one")
        return f"![{escaped(alternative)}]({quoted_address(name)})" + ("{.decorative}" if is_decorative else "")

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write an image with its caption as a figure."""
        image, caption = el.find("img"), el.find(["figcaption", "p"])
        written = self.process_tag(image, set()) if image else ""
        if not str(written).endswith(")") or caption is None or el.find("table"):
            return f"\n\n{text.strip()}\n\n"
        title = str(self.process_tag(caption, {"_inline"})).strip().replace('"', '\\"')
        return f'\n\n{written[:-1]} "{" ".join(title.split())}")\n\n'

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a caption that no image takes as a paragraph."""
        return f"\n\n{text.strip()}\n\n"

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a division, or the container or figure that its class names."""
        names: list[str] = list(el.get("class") or [])
        if "figure" in names:
            return self.convert_figure(el, text, parent_tags)
        kind = next((name for name in names if name in BLOCK_SYNTAX.names), None)
        if kind is None or "_inline" in parent_tags or self.inline:
            return str(super().convert_div(el, text, parent_tags))
        first = next((child for child in el.children if isinstance(child, Tag)), None)
        title = ""
        if first is not None and "title" in (first.get("class") or []):
            bold = first.find("strong", recursive=False)
            words = bold if bold and bold.get_text() == first.get_text() else first  # a title is bold by itself
            title = " " + " ".join("".join(str(self.process_element(part, {"_inline"})) for part in words).split())
            text = text.strip().partition("\n\n")[2]
        colons = ":" * (3 + _depth(el))
        return f"\n\n{colons} {kind}{title}\n\n{text.strip()}\n\n{colons}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write an item, and the box of a task as Markdown has it."""
        names: list[str] = list(el.parent.get("class") or []) if el.parent else []
        if "tasks" in names:
            text = re.sub(r"^\s*([☐☑]) ?", lambda sign: "[ ] " if sign[1] == "☐" else "[x] ", text)
        return str(super().convert_li(el, text, parent_tags))

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write the language of words; other attributes of a span are ignored."""
        language = str(el.get("lang") or el.get("xml:lang") or "")
        if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", language) and text.strip() and "_noformat" not in parent_tags:
            return f'[{text}]{{lang="{language}"}}'
        return text

    def convert_math(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a formula with the TeX of its annotation, or with TeX made from its MathML."""
        tex = el.find("annotation", encoding=re.compile("tex", re.IGNORECASE))
        try:
            formula = " ".join(tex.get_text().split()) if tex else tex_of(el)
        except UnknownMathError as unknown:
            self.lost(f"a formula, of which {unknown} cannot be written in TeX; only its characters are kept")
            return escaped(el.get_text(" "))
        if not formula:
            return ""
        is_block = el.get("display") == "block" and not self.inline and "_inline" not in parent_tags
        return f"\n\n$$\n{formula}\n$$\n\n" if is_block else f"${formula}$"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a table; cells that span others do not."""
        if el.find(colspan=re.compile("[2-9]|1.")) or el.find(rowspan=re.compile("[2-9]|1.")):
            self.lost("cells of a table that span others")
        return str(super().convert_table(el, text, parent_tags))


def _raw(name: str) -> Callable[[_Converter, Tag, str, set[str]], str]:
    def convert(_self: _Converter, el: Tag, text: str, parent_tags: set[str]) -> str:
        title = str(el.get("title") or "")
        attribute = f' title="{title.replace(chr(34), "&quot;")}"' if title else ""
        return f"<{name}{attribute}>{text}</{name}>" if text.strip() and "pre" not in parent_tags else text

    return convert


for _name in _RAW:
    setattr(_Converter, f"convert_{_name}", _raw(_name))


def _joins(neighbour: Any, at: int, edge: str) -> bool:
    """Whether a sign between a neighbour and the edge of marked words is taken for one (CommonMark 0.31, 6.2)."""
    if neighbour is None:
        return True
    if not isinstance(neighbour, NavigableString) or not neighbour:
        return isinstance(neighbour, Tag) and neighbour.name == "br"
    beyond = str(neighbour)[at]
    return beyond.isspace() or (edge.isalnum() and not (beyond in "*~" and edge in "*~"))


def _depth(element: Tag) -> int:
    """Return how many containers are in one another below a container."""
    inner = [found for found in element.find_all("div") if set(found.get("class") or []) & set(BLOCK_SYNTAX.names)]
    return max((1 + _depth(found) for found in inner), default=0)
