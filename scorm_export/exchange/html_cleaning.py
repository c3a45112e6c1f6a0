"""The HTML of other tools before it becomes Markdown: what is left out, and what is written as something else."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import BeautifulSoup
from bs4.element import AttributeValueList, NavigableString, Tag

_PARAGRAPHS = ("p", "div", "section", "article", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "center", "figure")
_SHAPES = {
    "table": "a table",
    **dict.fromkeys(("ul", "ol", "dl"), "a list"),
    "pre": "a block",
    "div.details": "a block that is folded away",
}
"""By selector: what no line has."""
_ROWS = ("li", "dt", "dd", "tr", "pre", "figcaption", "caption")
_REMOVED = {
    "script": "a script",
    "style": "a style sheet",
    "iframe": "an embedded page",
    "object": "an embedded object",
    "embed": "an embedded object",
    "applet": "an embedded program",
    "video": "a video",
    "audio": "a sound",
    "canvas": "a drawing",
    "svg": "a drawing",
    "form": "a form",
    "input": "a form field",
    "select": "a form field",
    "textarea": "a form field",
    "button": "a button",
}

_TAG = re.compile(
    r"""<(?:/?(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?:\s+[A-Za-z_:@][\w:.@-]*\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+))*"""
    r"""(?:\s+(?:controls|disabled|checked|selected|allowfullscreen|autoplay|loop|muted|hidden|nowrap|noshade|border|reversed|download))*\s*/?>|!--|!DOCTYPE|\?xml)""",
    re.IGNORECASE,
)
"""What is markup and not a sign for less."""
_SHORT = frozenset("abipqsu")
"""Elements whose names people write behind such a sign: they are elements only where they are closed."""

_UNSEEN = ("template", "datalist", "dialog")
"""Elements whose content a page does not show."""
_STYLES = (
    ("strong", ("b", "strong"), "font-weight", re.compile(r"bold|[6-9]00")),
    ("em", ("i", "em"), "font-style", re.compile("italic|oblique")),
    ("u", ("u", "ins"), "text-decoration", re.compile("underline")),
    ("s", ("s", "del", "strike"), "text-decoration", re.compile("line-through")),
    ("sup", ("sup",), "vertical-align", re.compile("super")),
    ("sub", ("sub",), "vertical-align", re.compile("sub")),
)
"""By element: those that look like it, and the property and value that make any other look so."""
_DECLARATION = re.compile(r"(?<![a-z-])([a-z-]++)\s*+:\s*([^;]+)")
_CHANNELS = re.compile(
    r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)|#([\da-f]{2})([\da-f]{2})([\da-f]{2})|#([\da-f])([\da-f])([\da-f])\b"
)
_COLOURLESS = re.compile(
    r"black|white|inherit|initial|unset|transparent|none|currentcolor|windowtext|auto|var\(|\w*gr[ae]y\b"
)
_GREY = 24
"""By how much the channels of a colour differ, of 255, that nobody would call one."""
COLOUR = "the colour of words"
"""Reported once for a whole file, since editors put it everywhere."""


def without_signs(html: str) -> str:
    """Return HTML in which every `<` that begins no markup is written as the sign that it is."""
    if "<" not in html:
        return html
    lower = html.lower()
    closed = {name for name in _SHORT if f"</{name}>" in lower}
    last_comment, last_end = html.rfind("-->"), html.rfind(">")

    def begins(at: int) -> bool:
        if at > (last_comment if html.startswith("<!--", at) else last_end):
            return False  # the parser would look for its end in all that follows
        match = _TAG.match(html, at)
        name = match and (match["name"] or "").lower()
        return match is not None and (name not in _SHORT or name in closed)

    return re.sub("<", lambda match: "<" if begins(match.start()) else "&lt;", html)


def plain_words(html: str) -> str:
    """Return the text of a line of HTML, its entities as they are."""
    return _TAG.sub("", without_signs(html))


def leave_out_foreign(soup: BeautifulSoup, lost: Callable[[str], None]) -> None:
    """Leave out what no text here can hold."""
    for element in _outermost(soup, lambda element: element.name in _REMOVED):
        lost(_REMOVED[element.name])
        element.decompose()


def leave_out_hidden(soup: BeautifulSoup, lost: Callable[[str], None]) -> None:
    """Leave out what a page does not show, and report its words."""
    for element in _outermost(soup, _is_hidden):
        if words := " ".join(element.get_text(" ").split()):
            lost(f"words that are hidden: {words}")
        element.decompose()


def _outermost(soup: BeautifulSoup, chosen: Callable[[Tag], bool]) -> list[Tag]:
    """Return the elements that are chosen and in no other such element."""
    found: list[Tag] = []
    waiting: list[Tag] = [soup]
    while waiting:
        element = waiting.pop()
        if chosen(element):
            found.append(element)
        else:
            waiting += [child for child in reversed(element.contents) if isinstance(child, Tag)]
    return found


def _is_hidden(element: Tag) -> bool:
    style = _style_of(element)
    not_shown = style.get("display") == "none" or style.get("visibility") == "hidden"
    return "hidden" in element.attrs or not_shown or element.name in _UNSEEN


def _style_of(element: Tag) -> dict[str, str]:
    return dict(_DECLARATION.findall(str(element.get("style") or "").lower()))


def take_styles(soup: BeautifulSoup, lost: Callable[[str], None]) -> None:
    """Turn styles into the elements that look alike, and report those that say something else."""
    for element in soup.find_all(lambda _: True):
        style = _style_of(element)
        style["text-decoration"] = style.get("text-decoration", "") + style.get("text-decoration-line", "")
        for name, alike, field, value in _STYLES:
            if element.name not in alike and value.match(style.get(field, "")) and element.get_text(strip=True):
                inner = soup.new_tag(name)
                inner.extend(list(element.contents))
                element.append(inner)
        colours = (style.get("color"), element.get("color"), style.get("background-color"), style.get("background"))
        if element.get_text(strip=True) and any(_is_colour(str(colour).lower()) for colour in colours if colour):
            lost(COLOUR)
        if element.name == "ol":
            counted = style.get("list-style-type", "") + style.get("list-style", "")
            if re.fullmatch("[aAiI]", str(element.get("type") or "")) or re.search("alpha|roman|latin", counted):
                lost("the letters of a list, which is numbered instead")
            if "reversed" in element.attrs or element.find("li", value=True, recursive=False):
                lost("the numbering of a list, which starts at 1 instead")


def _is_colour(value: str) -> bool:
    if channels := _CHANNELS.search(value):
        decimal, hexadecimal = channels.groups()[:3], [each for each in channels.groups()[3:] if each]
        levels = [int(each) for each in decimal if each] or [int(each * (3 - len(each)), 16) for each in hexadecimal]
        return max(levels) - min(levels) > _GREY
    return not _COLOURLESS.match(value.strip()) and not value.startswith("url(")


def open_details(soup: BeautifulSoup) -> None:
    """Turn what is folded away into the division that this project writes for it."""
    for element in soup.find_all("details"):
        if summary := element.find("summary", recursive=False):
            summary.name, summary.attrs["class"] = "p", AttributeValueList(["title"])
            element.insert(0, summary.extract())
        element.name, element.attrs["class"] = "div", AttributeValueList(["details"])


def make_one_line(soup: BeautifulSoup, lost: Callable[[str], None]) -> None:
    """Separate blocks by line breaks, and report those that were more than paragraphs."""
    for name, what in _SHAPES.items():
        for _ in soup.select(name):
            lost(f"the layout of {what}, where only one line is possible")
    for cell in soup.find_all(["td", "th"]):
        if cell.find_next_sibling(["td", "th"]):
            cell.append(" – ")
        _make_span(cell)
    for block in soup.find_all([*_PARAGRAPHS, *_ROWS]):
        block.insert(0, soup.new_tag("br"))
        block.append(soup.new_tag("br"))
        _make_span(block)
    for _ in range(2):
        for line in soup.find_all("br"):
            after = line.next_element
            while after and (_is_made_span(after) or (isinstance(after, NavigableString) and not after.strip())):
                after = after.next_element
            if isinstance(after, Tag) and after.name == "br":
                after.decompose()


def _make_span(element: Tag) -> None:
    """Make an element one that means nothing: to take it away, the library looks for it among all beside it."""
    element.name, element.attrs = "span", {}


def _is_made_span(element: object) -> bool:
    return isinstance(element, Tag) and element.name == "span" and not element.attrs
