"""Spellings of other Markdown dialects that mean what ours do: they are read as if they were ours.

Callouts and details of GitHub, MkDocs, Docusaurus, VitePress, MyST, Quarto and the Carpentries; task lists; `H~2~O`,
`x^2^`, `==marked==`, `++inserted++`, `^^inserted^^`; ```` ```math ```` and `` $`x`$ ``; `*[HTML]: …`; bare addresses;
attributes in single quotes. What means something else, or nothing here, is for `foreign.py` to report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin

from scorm_export.source.addresses import use_addresses
from scorm_export.source.formulas import IN_A_WORD
from scorm_export.source.syntax import NO_BLOCKS, Container, Syntax

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

BOXES = {False: "☐", True: "☑"}
"""What a task that is open, or done, starts with on the page."""

_PLAIN = re.compile(r"(?P<kind>[\w-]+)(?: +(?P<title>.*))?")
_DOCUSAURUS = re.compile(r"(?P<kind>[\w-]+)\[(?P<title>.*)\]")
_MYST = re.compile(r"\{(?P<kind>[\w-]+)\} *(?P<title>.*)")
_QUARTO = re.compile(
    r"\{\s*\.(?:callout-)?(?P<kind>[\w-]+)(?P<attributes>(?:\s+[\w-]+=(?:\"[^\"]*\"|'[^']*'|[\w-]+))*)\s*\}"
)
_ATTRIBUTE = re.compile(r"([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))")
_ADMONITION = re.compile(r"\s*(?P<kind>[\w-]+)(?: +\"(?P<title>.*)\")?\s*")
_ABBREVIATION = re.compile(r" {0,3}\*\[([^\]]+)\]:\s*(\S.*?)\s*")
_CODE_OR_BRACES = re.compile(r"(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))|(?<=[\])`])\{[^{}\n]*\}", re.DOTALL)
_PLAIN_SIGNS = re.compile(r"\]|(?:[^\n!#$%&*+:<=>@\[\\\]^_`{}~w-]|[#%>}-]|!(?!\[)|\+(?!\+)|=(?!=)|w(?!ww\.))+")
"""Text, with the signs that begin nothing; a bracket by itself, since it ends labels."""
_BEFORE_NO_MARK = re.compile(rf"{IN_A_WORD.pattern}|[)\]}}]")
_BEHIND_NO_MARK = re.compile(rf"{IN_A_WORD.pattern}|[(\[{{]")
_SIMPLE = r"[+−–-]?(?:\d+[.,]\d+|[^\W_]*['′″*†‡°]*)[+−–-]?"
_ANY = r"(?:\\.|[^\s\\{}])+?"
_CLOSES = r"(?=[\s.,;:!?)\]}\"'»…|*_~^]|\Z)"
_RAISED_OR_LOWERED = {
    "~": re.compile(
        rf"(?<=[\w)\]}}*^$`>'′″])(?<!~)~(?!~)(?:(?P<plain>{_SIMPLE})~(?![\d~(\[{{])|(?P<any>{_ANY.format('~')})~{_CLOSES})"
    ),
    "^": re.compile(
        rf"(?<!\^)\^(?!\^)(?:(?P<plain>[+−–-]?\d*[+−–-]?)\^(?![\d^(\[{{])|(?P<words>{_SIMPLE})\^(?![\w^(\[{{])"
        rf"|(?P<any>{_ANY.format('^')})\^{_CLOSES})"
    ),
}
"""What is raised or lowered: a number or word, with a sign; anything else where no word and no bracket follows."""
_ESCAPED = re.compile(r"\\([ -/:-@\[-`{-~])")
_BALANCED = re.compile(r"(?:[^()\[\]{}]|\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\})*")
_SINGLE_QUOTED = re.compile(r"(?<=[\w:-]=)'([^'\"{}\n]*)'(?=[\s}])")


def container(info: str, syntax: Syntax) -> tuple[str, str] | None:
    """Return our name and the title of what a line of colons opens, however it is spelled; None for what we lack."""
    info = info.strip()
    if match := _QUARTO.fullmatch(info):
        attributes = {name: a or b or c for name, a, b, c in _ATTRIBUTE.findall(match["attributes"])}
        title, collapse = attributes.pop("title", ""), attributes.pop("collapse", "false")
        found = _ours(match["kind"], syntax)
        if attributes or found is None:
            return None
        return (found.collapsed if collapse == "true" else "") or found.name, title
    for pattern in (_DOCUSAURUS, _MYST, _PLAIN):
        if match := pattern.fullmatch(info):
            found = _ours(match["kind"], syntax)
            return None if found is None else (found.name, (match["title"] or "").strip())
    return None


def _ours(kind: str, syntax: Syntax) -> Container | None:
    return syntax.spellings.get(kind.lower())


def syntax_of(state: StateCore) -> Syntax:
    """Return the blocks that the text being parsed may have."""
    syntax: Syntax = state.env.get("syntax", NO_BLOCKS)
    return syntax


def requoted(braces: str) -> str:
    """Return attributes in braces with double quotes for single ones."""
    return _SINGLE_QUOTED.sub(r'"\1"', braces)


def use_dialects(parser: MarkdownIt) -> None:
    """Teach a parser the spellings of others."""
    parser.options["alerts"] = parser.options["tasklists"] = True
    parser.use(admon_plugin).use(use_addresses)
    parser.inline.ruler.before("text", "plain", _take_plain)
    for mark, tag, name in (("==", "mark", "mark"), ("++", "ins", "plus"), ("^^", "ins", "caret")):
        parser.inline.ruler.after("emphasis", name, partial(_pair, mark, tag))
    for mark, tag in (("~", "sub"), ("^", "sup")):
        parser.inline.ruler.after("emphasis", tag, partial(_raised_or_lowered, mark, tag))
        parser.inline.add_terminator_char(mark)
    parser.inline.add_terminator_char("=")
    parser.inline.add_terminator_char("+")
    parser.block.ruler.before(
        "reference", "abbreviation", _abbreviation, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.core.ruler.after("block", "dialects", _translate)
    parser.core.ruler.after("inline", "boxes", _box)
    parser.core.ruler.after("text_join", "abbreviations", _abbreviate)


def _take_plain(state: StateInline, silent: bool) -> bool:
    """Take text with the signs in it that begin nothing, before every rule is asked at each of them."""
    match = _PLAIN_SIGNS.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.append_pending(match.group())
    state.pos = match.end()
    return True


def _pair(mark: str, tag: str, state: StateInline, silent: bool) -> bool:
    """Read what stands between two marks, without white space at either end."""
    start, size = state.pos, len(mark)
    first = start + size
    if (
        silent
        or not state.src.startswith(mark, start)
        or mark[0] in (state.src[start - 1 : start], state.src[first : first + 1])
    ):
        return False
    opens = state.scanDelims(start, canSplitWord=True).can_open and not _BEFORE_NO_MARK.match(
        state.src[start - 1 : start]
    )
    end = state.src.find(mark, first + 1, state.posMax) if opens else -1
    if end < 0 or state.src[end - 1].isspace() or _BEHIND_NO_MARK.match(state.src, end + size, state.posMax):
        return False
    last = state.posMax
    state.pos, state.posMax = first, end
    state.push(f"{tag}_open", tag, 1).markup = mark
    state.md.inline.tokenize(state)
    state.push(f"{tag}_close", tag, -1).markup = mark
    state.pos, state.posMax = end + size, last
    return True


def _raised_or_lowered(mark: str, tag: str, state: StateInline, silent: bool) -> bool:
    """Read what stands between two signs as Pandoc does, without white space; but not powers, ranges and paths."""
    start = state.pos
    match = _RAISED_OR_LOWERED[mark].match(state.src, start, state.posMax)
    content = "".join(filter(None, match.groups())) if match and not silent else ""
    if match is None or not re.search(r"[^\W_]|[^\w\s]", content) or not _BALANCED.fullmatch(content):
        return False
    state.push(f"{tag}_open", tag, 1).markup = mark
    state.push("text", "", 0).content = _ESCAPED.sub(r"\1", content)
    state.push(f"{tag}_close", tag, -1).markup = mark
    state.pos = match.end()
    return True


def _abbreviation(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """Read a line that says what an abbreviation stands for."""
    match = _ABBREVIATION.fullmatch(state.getLines(start, start + 1, state.blkIndent, False).rstrip("\n"))  # noqa: FBT003 — markdown-it passes it by position
    if match is None or state.is_code_block(start):
        return False
    if not silent:
        _, first = state.env.setdefault("abbreviations", {}).setdefault(match[1], (match[2], start))
        if first != start:
            state.env.setdefault("repeated", []).append((f"*[{match[1]}]:", first, start))
        state.line = start + 1
    return True


def _abbreviate(state: StateCore) -> None:
    """Explain abbreviations wherever they stand in the text; those that stand nowhere stay in the environment."""
    known: dict[str, tuple[str, int]] = state.env.get("abbreviations", {})
    if not known:
        return
    longest_first = sorted(known, key=lambda word: (-len(word), word))
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")
    used: set[str] = set()
    for block in state.tokens:
        if block.children:
            block.children = [new for token in block.children for new in _explained(token, pattern, known, used)]
    state.env["unused_abbreviations"] = {word: line for word, (_, line) in known.items() if word not in used}


def _explained(
    token: Token, pattern: re.Pattern[str], known: dict[str, tuple[str, int]], used: set[str]
) -> list[Token]:
    if token.type != "text" or not pattern.search(token.content):
        return [token]
    parts: list[Token] = []
    for number, part in enumerate(pattern.split(token.content)):
        if number % 2:
            used.add(part)
            opening = token.copy(type="abbr_open", tag="abbr", nesting=1, content="", attrs={"title": known[part][0]})
            closing = token.copy(type="abbr_close", tag="abbr", nesting=-1, content="", attrs={})
            parts += [opening, token.copy(content=part), closing]
        elif part:
            parts.append(token.copy(content=part))
    return parts


def _translate(state: StateCore) -> None:
    """Turn what others' callouts were parsed into to containers of ours, before the text in them is read."""
    translated: list[Token] = []
    syntax = syntax_of(state)
    tokens = iter(enumerate(state.tokens))
    for index, token in tokens:
        if token.type in _OPENING:
            _OPENING[token.type](token, syntax)
            if title := _own_title(state.tokens, index):
                token.info = f"{token.info} {title}".rstrip()
            for _ in range(3 if title is not None else 0):
                next(tokens)
        elif token.type in ("alert_close", "admonition_close"):
            token.type = "container_any_close"
        elif token.attrs.pop("class", None):  # the parser's, of lists of tasks and their items
            translated += [token, *_read_task(token, state.tokens[index + 2 : index + 3])]
            continue
        elif token.type == "fence" and token.info.strip() == "math":
            token.type, token.tag, token.info = "math_block", "math", ""
        elif token.type == "inline":
            token.content = _CODE_OR_BRACES.sub(lambda m: m[0] if m["code"] else requoted(m[0]), token.content)
        translated.append(token)
    state.tokens = translated


def _read_task(token: Token, following: list[Token]) -> list[Token]:
    """Note what a list of tasks is; return the line for the box of a task that does not begin with words."""
    if token.type != "list_item_open":
        token.meta["tasks"] = True
        return []
    is_line = bool(following) and following[0].type == "inline"
    return [] if is_line else [Token("inline", "", 0, content="", children=[], map=token.map)]


def _box(state: StateCore) -> None:
    """Put the box of a task before its words."""
    tokens = iter(state.tokens)
    for token in tokens:
        if token.type == "list_item_open" and "checked" in token.meta:
            words = next(following for following in tokens if following.type == "inline")
            done = token.meta.pop("checked")
            box = Token("task_box", "", 0, content=f"{BOXES[done]} ", meta={"done": done})
            words.children = [box, *(words.children or ())]


def _read_container(token: Token, syntax: Syntax) -> None:
    token.meta["written"] = token.info.strip()
    if found := container(token.info, syntax):
        token.info = " ".join(part for part in found if part)
    else:
        token.meta["unknown"] = True


def _read_alert(token: Token, syntax: Syntax) -> None:
    found = _ours(token.info, syntax)
    token.type, token.meta = "container_any_open", {"closes": "by itself"} | ({} if found else {"unknown": True})
    token.info = found.name if found else token.info.lower()


def _read_admonition(token: Token, syntax: Syntax) -> None:
    match = _ADMONITION.fullmatch(token.info)
    found = _ours(match["kind"], syntax) if match else None
    token.type, token.meta = "container_any_open", {"written": f"{token.markup}{token.info}", "closes": "by itself"}
    if match is None or found is None:
        token.meta["unknown"] = True
    else:
        name = (found.collapsed if token.markup.startswith("???") else "") or found.name
        token.info = f"{name} {match['title'] or ''}".strip()


_OPENING: dict[str, Callable[[Token, Syntax], None]] = {
    "container_any_open": _read_container,
    "alert_open": _read_alert,
    "admonition_open": _read_admonition,
}


def _own_title(tokens: list[Token], index: int) -> str | None:
    """Return the title that the parser, or Quarto's author, put into three tokens after an opening one."""
    following = tokens[index + 1] if index + 2 < len(tokens) else None
    if following is None:
        return None
    if following.type in ("alert_title_open", "admonition_title_open"):
        return ""
    written = str(tokens[index].meta.get("written", ""))
    is_titled = following.type == "heading_open" and ".callout-" in written and "title=" not in written
    return tokens[index + 2].content if is_titled else None
