"""Marks that mean something in another dialect of Markdown, or nothing, and would stand on the page as signs.

Looked for in the text as learners would read it, so code and what is escaped with a backslash is left alone. Each is
found with what to write instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from scorm_export.diagnostics import closest
from scorm_export.source.dialects import container, syntax_of
from scorm_export.source.syntax import Syntax

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_ESCAPED, _ELEMENT, _CODE, _LINK, _IMAGE, _NOTE, _KEPT = "\ue000\ue001\ue002\ue003\ue004\ue005\ue006"
_ESCAPED_BRACKETS = dict(zip("()[]\\", "\ue010\ue011\ue012\ue013\ue014", strict=True))
"""What stands for text that is not plain, in the text that is looked through."""
_WRITTEN = {sign: f"\\{bracket}" for bracket, sign in _ESCAPED_BRACKETS.items()}
"""How some of it is written."""
_BACKSLASH = _ESCAPED_BRACKETS["\\"]
_STAND_INS = re.compile(f"[{_ESCAPED}-{_BACKSLASH}]")
_EDITORS = {"{++": "++}", "{--": "--}", "{==": "==}", "{>>": "<<}", "{~~": "~~}"}
"""What an editor's mark opens and closes with, in CriticMarkup."""
_MOST = 1000
"""Characters that an editor's mark holds."""
_KEYS = re.compile(
    r"\+\+(?:ctrl|control|alt|shift|cmd|command|meta|win|super|fn|esc|escape|enter|tab|backspace|caps-lock|print-screen"
    r"|(?:page|arrow)-(?:up|down|left|right)|f\d{1,2})(?:\+[\w-]+)*\+\+(?!\+)",
    re.IGNORECASE,
)
_RULED = re.compile(r"[\s>]*(?P<dashes>-{2,}(?:\s+-{2,})+)\s*")
"""The line of dashes under the head of a table whose columns are drawn with spaces."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something that would stand on the page as signs: how it is written, which rule it breaks, and the way out."""

    written: str
    rule: str
    message: str
    hint: str
    in_code: int = 0
    """How often the same stands before it in code, counted from the last."""


@dataclass(frozen=True, slots=True)
class _Mark:
    pattern: re.Pattern[str]
    message: str
    hint: str
    rule: str = "foreign-markdown"
    in_paragraphs: bool = False
    """Whether only paragraphs have it, not cells, headings or items."""


def _mark(
    pattern: str, message: str, hint: str, rule: str = "foreign-markdown", *, in_paragraphs: bool = False
) -> _Mark:
    return _Mark(re.compile(pattern, re.MULTILINE), message, hint, rule, in_paragraphs)


_IN_A_QUIZ = "write it as a check: `::: check Question`, its options `- [x] right` and `- [ ] wrong`, and `:::`"
_AS_OWN = "or name a block of this kind in course.yaml: `blocks: {discussion: {title: Discussion}}`"
_AS_CALLOUT = "write `::: note Title`, the text, and `:::`; the kinds are `note`, `tip`, `warning`, `example`, `key`"
_AS_IMAGE = "put it in as an image: `![What it shows](file.svg)`; to show its source, write ```` ```text ````"
_AS_TABLE = "write a line `| a | b |`, below it `| --- | --- |`, and a line for each row"
_AS_LIST = "begin each line with `1.`, or `-`; for letters as they are, end each but the last with a backslash"
_NOT_DRAWN = "tables are not drawn like this"
_PUT_IN = ("other files are not put in", "write here what it would put in")
_AS_TABS = "write `:::: tabs`, then for each tab `::: tab Title`, its text and `:::`, and `::::` at the end"
_AS_HEADINGS = "give each part a heading of its own, such as `### Label`"

_OPTIONS = (
    "name|class|alt|width|height|scale|align|label|caption|figclass|target|header-rows|stub-columns|widths|open|closed"
    "|linenos|lineno-start|emphasize-lines|depth|link|link-type|icon|color|columns|gutter|number-lines"
)
_MARKS = (
    _mark(
        r"!\[[^\[\]\n]*\]\([^()\s]+ =\d*%?x\d*%?\)",
        "the size of an image is not read here",
        'put it behind the image: `![What it shows](file){width="300"}`',
        "attribute-syntax",
    ),
    _mark(
        r"!?(?:\[[^\[\]\n]*)?\]\((?:[^()\n]|\([^()\n]*\))*\)?",
        "this is not a link, and would stand on the page as it is",
        "put an address with spaces between `<` and `>`; web addresses start with `https:`",
        "broken-link",
    ),
    _mark(
        rf"\[[^\[\]\n]+\] \((?:{_LINK}[^{_ELEMENT}\n]*{_ELEMENT}|[^()\s]+\.\w[^()\s]*)\)",
        "this is not a link, and would stand on the page as it is",
        "put no space between `]` and `(`",
        "broken-link",
    ),
    _mark(
        r"!?\[[^\[\]\n]+\]\[[^\[\]\n]*\]",
        "this is not a link: its address is not given anywhere",
        "write `[words](address)`, or add a line `[name]: address`",
        "broken-link",
    ),
    _mark(
        r"\$\$[^$]*\$\$ (?:\([\w:.-]+\)|\{#[\w:.-]+\})",
        "labels of formulas are not read",
        "put a number into the formula: `\\tag{1}`, and `$$` on a line of its own below",
    ),
    _mark(
        r"\$\$",
        "this `$$` opens no formula, or is never closed",
        "put `$$` on lines of their own before and after the formula; a dollar sign is `\\$`",
        "unclosed-mark",
    ),
    _mark(
        r"\*\*",
        "this `**` pairs with none",
        "close it with another `**`, without a space inside; a sign is `\\*`",
        "unclosed-mark",
    ),
    _mark(
        rf"{_KEPT}\{{[^{_KEPT}]*{_KEPT}",
        "marks of an editor are not read",
        "write `~~struck~~`, `++inserted++` or `==marked==`, and comments as `<!-- … -->`",
    ),
    _mark(
        rf"{_KEPT}\+[^{_KEPT}]*{_KEPT}",
        "names of keys are not read",
        "write `<kbd>Ctrl</kbd>+<kbd>C</kbd>`; a word that is inserted is `<ins>word</ins>`",
    ),
    _mark(
        r"~~",
        "this `~~` pairs with none",
        "close it with another `~~`, without a space inside; a sign is `\\~`",
        "unclosed-mark",
    ),
    _mark(r"`+", "this code is never closed", "close it with as many `` ` ``; a sign is `` \\` ``", "unclosed-mark"),
    _mark(r"<!--.*", "this comment is never closed", "put `-->` where it ends", "unclosed-mark"),
    _mark(
        r'^===[!+]? ".*',
        "tabs are not written like this",
        f"{_AS_TABS}, and indent nothing",
    ),
    _mark(r"\{\{.{0,200}?\}\}", "template tags are not read", "write here what it would put in"),
    _mark(r"\{%.{0,200}?%\}", "template tags are not read", "write here what it would put in"),
    _mark(r"^-{1,}8<-+.*|^<<< ?[@./~]\S*|\{![^{}!\n]{1,300}!\}|^@import\s*(?:[\"'(]|url).*", *_PUT_IN),
    _mark(
        r"\[(?:[^\[\]@\n]{0,200}[\s(;-])?-?@\w[^\[\]\n]{0,200}\]",
        "citations are not read",
        "write a footnote: `[^key]`, and below `[^key]: the source`",
    ),
    _mark(
        r"^\s*\[(?:TOC|toc|\[_?(?:TOC|toc)_?\])\]\s*$",
        "there are no tables of contents within a lesson",
        "leave it out: the player lists all lessons; a link to a heading is `[words](#heading)`",
    ),
    _mark(
        r"(?<![\w@.])@(?:fig|tbl|sec|eq|lst|thm)-[\w-]+",
        "references are not read",
        "write `[words](#heading)`, or say in words what is meant",
    ),
    _mark(r"^\([A-Za-z][\w.:-]*\)=$", "labels are not read", "put it behind a heading: `## Heading {#label}`"),
    _mark(r"\A% .*", "comments are not written like this", "write `<!-- … -->`; a sign is `\\%`", in_paragraphs=True),
    _mark(
        r"\A\+\+\+(?: \{.*\})?$",
        "parts of a page are not divided like this",
        "leave it out; a line across the page is `---`",
        in_paragraphs=True,
    ),
    _mark(r"\A\. \. \.\Z", "pauses are not read", "leave it out; a sign is `…`", in_paragraphs=True),
    _mark(
        r"\A: +(?=\S)",
        "this is no definition, since no term stands right above it",
        "write the term in the line above; what a table or figure shows is a line of its own, without `:`",
        in_paragraphs=True,
    ),
    _mark(
        r"(?<![\w|])\|\|(?=[^\s|])(?=[^|\n]{0,50}[^\W\d_]{3})[^|\n]{1,500}(?<!\s)\|\|(?![\w|])"
        r"|>!(?=\S)[^<>\n]{1,500}!<",
        "what is hidden is not written like this",
        "write `::: details Title`, the text, and `:::`",
    ),
    _mark(r"^/{3,} ?[\w-]+(?: ?\|.*)?$", "this is not a callout", _AS_CALLOUT),
    _mark(
        r"^\s*\[(?:\[[ xX?!]\]|\([ xX]\))\]|^\[\(\d+\)\] \S.*(?:\n\[\(\d+\)\] .*)*",
        "questions are not asked like this",
        _IN_A_QUIZ,
    ),
    _mark(
        r"\[\[[a-z0-9]\]\]",
        "a blank does not stand here",
        "blanks stand in the `text` of a `fill-in` question; the signs alone are `\\[\\[a]]`",
        "blank-placement",
    ),
    _mark(
        r"!?\[\[[^\[\]\n]{2,200}\]\]",
        "links in double brackets are not read",
        "a link is `[words](file.md)`, an image `![What it shows](file)`, and a blank stands in a quiz, `[[a]]`",
    ),
    _mark(
        rf"\[[^\[\]|\n]{{1,200}}\|\s*(?:https?:|www\.|mailto:|{_LINK}|[^\[\]|\s]{{1,200}}\.(?:md|html?|pdf)\b)"
        r"[^\[\]\n]{0,500}\]",
        "links with a bar are not read",
        "write `[words](address)`",
    ),
    _mark(
        r"\[=\d+(?:\.\d+)?%?(?:\s[^\[\]\n]{0,200})?\]", "bars of progress are not drawn", "say in words how far it is"
    ),
    _mark(
        r"^\[ \] \S.*(?:\n\[[ xX]\] .*)*|^\[[xX]\] .*(?:\n\[[ xX]\] .*)+",
        "this is not a list of tasks",
        "put `-` before each: `- [ ] open`",
    ),
    _mark(
        r"^(\(?)(?:a([.)]) \S[^\r\n]*\n\1b\2|i([.)]) \S[^\r\n]*\n\1ii\3) "
        r"|^(?:#\.|\(@\w*\)) \S.*(?:\n(?:#\.|\(@\w*\)) .*)*",
        "this is not a list: its lines run together",
        _AS_LIST,
    ),
    _mark(
        rf"^:(?:{_OPTIONS}):(?: .*)?$",
        "options of directives are not read",
        "leave it out; a title stands after the name: `::: note Title`",
    ),
    _mark(
        r"(?<![\w:]):(?:[a-z][a-z0-9_+-]*[a-z0-9]|[+-]1|100):(?![\w:])",
        "names of emoji are not read",
        "put the sign itself, such as 🙂, or leave it out",
    ),
    _mark(
        r"\^\[[^\]\n]{1,300}\]",
        "notes are not written within a line",
        "write `[^name]` here, and below `[^name]: the note`",
    ),
    _mark(
        rf"\{{[a-z][\w:-]*\}}(?={_CODE})",
        "roles are not read",
        "write it in Markdown: `H~2~O`, `x^2^`, `$x^2$`, `[words](file.md)`",
    ),
    _mark(
        rf"(?<![{_ELEMENT}-{_IMAGE}])\{{:?\s*[.#][A-Za-z][^{{}}\n]*\}}|\{{:[^{{}}\n]+\}}",
        "attributes are not read here",
        "they stand right after a heading, image, link, code or words in brackets: `[words]{.class}`",
        "attribute-syntax",
    ),
    _mark(
        r"^(?:import|export) .*['\"];?$|^export (?:const|let|var) \w+ =.*"
        r"|^export (?:default )?(?:function|class) .*[({].*",
        "code of a page is not run",
        "leave it out",
    ),
    _mark(r"^@[A-Za-z][\w.]*\(", "macros are not read", "write it in Markdown, or leave it out; a sign is `\\@`"),
    _mark(rf"\{{/[*{_ELEMENT}][^{{}}\n]{{0,500}}\}}", "comments are not written like this", "write `<!-- … -->`"),
    _mark(
        r"\{\$?(?:front[Mm]atter|props|page|site|metadata)\.[\w.\[\]]{1,200}\}",
        "template tags are not read",
        "write here what it would put in",
    ),
    _mark(
        r"^\\(?:newpage|pagebreak|clearpage|tableofcontents|noindent|(?:big|med|small)skip)\b",
        "commands of LaTeX are read only in formulas",
        "leave it out",
    ),
    _mark(
        r"\\(?:text(?:bf|it|tt|sc)|emph|underline|cite[pt]?|(?:eq|auto|c)?ref|label|footnote|(?:sub)*section\*?|caption"
        r"|includegraphics|href|url)\{",
        "commands of LaTeX are read only in formulas",
        "write it in Markdown: `**bold**`, `*italic*`, `[words](address)`, `[^note]`, `## Heading`",
    ),
    _mark(r"</?[A-Z]\w*(?:\s[^<>\n]*)?/?>", "components are not read", "write it in Markdown, or leave it out"),
    _mark(
        r"^#{2,6}[^#\s].*|\A#[^\W\d_][^#\n]*\Z", "this is not a heading", "put a space after the `#`; a sign is `\\#`"
    ),
    _mark(
        r"(?<=\n)(?:[-*+>]|#{1,6}) \S.*(?:\n(?:[-*+>]|#{1,6}) .*)*",
        "this belongs to the paragraph before it",
        "put an empty line before it, or indent it less",
    ),
    _mark(
        r"\A={2,6} \S.*",
        "this is not a heading",
        "write `## Heading`, with a `#` for each level",
        in_paragraphs=True,
    ),
    _mark(
        r"^\[(?:source|listing|quote|verse|sidebar|abstract|stem|latexmath|asciimath|NOTE|TIP|WARNING|IMPORTANT|CAUTION)"
        r"(?:[,.%=][^\]\n]*)?\]$",
        "blocks of AsciiDoc are not read",
        "put code between lines ```` ``` ````; callouts are `::: note Title`, the text, and `:::`",
    ),
    _mark(
        r"\{\+[^{}\n]{1,300}\+\}|\{-(?=[^{}\n]*[^\W\d])[^{}\n]{1,300}(?<!-)-\}|\[\+[^\[\]\n]{1,300}\+\]",
        "marks of an editor are not read",
        "write `~~struck~~` or `++inserted++`",
    ),
    _mark(
        r"^\{\s*(?:width|height|align|class|id|alt|caption|style|scale|float|name|target)\s*[:=][^{}\n]*\}$",
        "attributes are not read here",
        'they stand right behind an image, link or heading: `![What it shows](file){width="300"}`',
        "attribute-syntax",
        in_paragraphs=True,
    ),
    _mark(
        r"\A\{[A-Za-z][\w-]{2,}\}$",
        "this is not a callout",
        _AS_CALLOUT,
        in_paragraphs=True,
    ),
    _mark(r"^[ABDEIQTWX]> \S.*", "this is not a callout", _AS_CALLOUT, in_paragraphs=True),
    _mark(
        r"(?:^|(?<=\s))\^[A-Za-z][\w-]{2,}\Z",
        "names of blocks are not read",
        "leave it out; a heading may have one: `## Heading {#name}`",
    ),
    _mark(
        r"(?<![\w~/\\.=-])~(?=[^\W\d_])[^~\s](?:[^~\n/]{0,200}[^~\s/])?~(?![\w~])",
        "this is neither struck out nor lowered",
        "write `~~words~~` to strike them out; what is lowered stands right behind a word: `H~2~O`; a sign is `\\~`",
    ),
    _mark(r"^\.\. [\w-]+::.*", "directives are not read", _AS_CALLOUT),
    _mark(r"^\[!\w+\].*", "this is not a callout", _AS_CALLOUT),
    _mark(
        r"(?<![\w$])\$ (?:[A-Za-z] |[^$\n]{0,200}?[\\^_=][^$\n]{0,200})\$"
        r"|(?<![\w$])\$[^\s$][^$\n]{0,200}?[\\^_=][^$\n]{0,200} \$",
        "this is not read as a formula",
        "write it without a space inside: `$x^2$`",
    ),
    _mark(
        r"^\\begin\{(?:itemize|enumerate|description|quote|quotation|center|figure|table|tabular|verbatim|document)\*?\}",
        "LaTeX outside of formulas is not read",
        "write it in Markdown: `- words` for a list, `> words` for a quotation, `| a | b |` for a table",
    ),
    _mark(r"^\\begin\{\w+\*?\}", "this is not read as a formula", "put `$$` on a line before it and on one after it"),
    _mark(
        rf"{_BACKSLASH}\((?=[^()\n{_BACKSLASH}]*[\\^_=+<>\d{_ESCAPED}-{_BACKSLASH}]|\s*[A-Za-z]\s*{_BACKSLASH})"
        rf"[^()\n{_BACKSLASH}]*{_BACKSLASH}\)",
        "`\\\\(` does not open a formula",
        "write it between dollar signs: `$x^2$`",
    ),
    _mark(
        rf"{_BACKSLASH}\[(?=[^\[\]{_BACKSLASH}]*[\\^_=])[^\[\]{_BACKSLASH}]*{_BACKSLASH}\]",
        "`\\\\[` does not open a formula",
        "put `$$` on a line before it and on one after it",
    ),
    _mark(
        r"\ue010(?:[^\ue010\ue011]*[\\^=+<>\d\ue000\ue001][^\ue010\ue011]*|\s*[A-Za-z]\s*)\ue011",
        "`\\(` does not open a formula",
        "write it between dollar signs: `$x^2$`",
    ),
    _mark(
        r"\ue012(?!\^)[^\ue012\ue013]*(?:\\[A-Za-z]|[_^])[^\ue012\ue013]*\ue013",
        "`\\[` does not open a formula",
        "put `$$` on a line before it and on one after it",
    ),
    _mark(
        rf"(?:^|(?<=\s))(?:!?\?|\?\?|@){_LINK}",
        "this plays nothing",
        "a video is `![Title](file.mp4)` in a paragraph of its own, a recording `![Title](file.mp3)`; a link is `[words](https://…)`",
    ),
    _mark(
        rf"^(?:\*\[[^\]\n]+\]|\[\^[^\]\n]+\]|{_NOTE}):.*",
        "a definition is not read within a paragraph",
        "put an empty line before it, and start it at the margin",
    ),
    _mark(
        r"^\+[-=+:]{4,}\+[^\S\n]*$(?:\n[|+].*)*",
        _NOT_DRAWN,
        _AS_TABLE,
        "table-syntax",
    ),
    _mark(r"%%[^%\n]{1,200}%%", "comments are not written like this", "write `<!-- … -->`"),
    _mark(
        r"^\|.*(?:\|[^\S\n]*$|\n\|.*)(?:\n\|.*)*",
        "this is not a table: the line under its head is missing, or has other columns than it",
        "put `| --- | --- |` under the head, with as many cells",
        "table-syntax",
    ),
)
_MAY_HOLD = re.compile(r"[^\w\s.,;’-]|\n|\A\.|\A(?:im|ex)port ")
"""What every text with one of them has."""

_CONTAINERS = {
    **dict.fromkeys(("panel-tabset", "group-tab", "code-group", "tabbed"), _AS_TABS),
    **dict.fromkeys(("grid", "card", "columns", "column"), _AS_HEADINGS),
    **dict.fromkeys(("quiz", "question"), f"{_IN_A_QUIZ}; a task is `::: example Title`"),
    "discussion": f"write `::: note Title`; {_AS_OWN}",
    **dict.fromkeys(("figure", "image"), "write `![What it shows](file)`"),
    **dict.fromkeys(("video", "youtube", "iframe"), "a video is `![Title](file.mp4)`; a link is `[words](https://…)`"),
}
_DIAGRAMS = frozenset(
    "mermaid plantuml puml dot graphviz d2 vega vega-lite wavedrom ditaa tikz svgbob nomnoml geojson topojson flow "
    "flowchart sequence markmap mindmap echarts bpmn abc".split()
)
_AS_CODE = (
    "this is indented by four spaces, which makes it code",
    "indent it less; to show the signs, put it between lines ```` ```text ```` and ```` ``` ````",
)
_QUIZZES = frozenset("mcq quiz quizdown".split())
_INCLUDE = re.compile(r"<!--\s*@include\b")
_AFTER_LANGUAGE = re.compile(r"\S+\s+(?P<rest>(?:.*\s)?(?:\{|\[|[\w-]+=|(?:showLineNumbers|linenums|live)\b).*)")


@cache
def _indented(syntax: Syntax) -> re.Pattern[str]:
    """Return what begins a block where it is not indented."""
    others = ("quote", "abstract", "success", "failure", "bug")
    kinds = "|".join(map(re.escape, dict.fromkeys([*syntax.spellings, *_CONTAINERS, *others])))
    return re.compile(rf"^ *(?::{{3,}} ?[\w{{]|(?:!!!|\?\?\?\+?) ?(?:{kinds})\b|```|\$\$$|--\{{\{{).*", re.MULTILINE)


def keep_foreign(state: StateInline, silent: bool) -> bool:
    """Keep an editor's mark or the names of keys together, so that what is in them is not read by itself."""
    start = state.pos
    end = -1
    if closing := _EDITORS.get(state.src[start : start + 3]):
        end = state.src.find(closing, start + 4, min(start + _MOST, state.posMax))
        end = end if end < 0 else end + len(closing)
    elif state.src[start] == "+" and (keys := _KEYS.match(state.src, start, state.posMax)):
        end = keys.end()
    if end < 0:
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content = token.markup = state.src[start:end]
        token.info = "foreign"
    state.pos = end
    return True


def find_foreign(state: StateCore) -> None:
    """Keep what would stand on the page as signs in `meta["foreign"]` of the text, code or line that it is in."""
    before = None
    syntax = syntax_of(state)
    for token in state.tokens:
        if token.type == "inline":
            is_paragraph = before is not None and before.type == "paragraph_open" and not before.hidden
            token.meta["foreign"] = list(_in_text(token, is_paragraph=is_paragraph))
        elif token.type == "fence":
            token.meta["foreign"] = list(_in_fence(token, syntax))
        elif token.type == "code_block" and (opened := _indented(syntax).search(token.content)):
            token.meta["foreign"] = [Foreign(opened.group().strip(), "foreign-markdown", *_AS_CODE)]
        before = token
    _find_ruled(state)


def _find_ruled(state: StateCore) -> None:
    """Find tables whose columns are drawn with spaces: the first of two equal lines of dashes."""
    rules = [token for token in state.tokens if token.type == "hr" and token.markup.startswith("--") and token.map]
    lines = state.src.split("\n") if rules else []
    seen: set[str] = set()
    for token in rules:
        ruled = _RULED.fullmatch(lines[token.map[0]])  # type: ignore[index]  # those without were left out
        if ruled and ruled["dashes"] not in seen:
            seen.add(ruled["dashes"])
            token.meta["foreign"] = [Foreign(ruled["dashes"], "table-syntax", _NOT_DRAWN, _AS_TABLE)]


def foreign_in(words: str) -> str | None:
    """Return what of some plain words is a mark of another dialect, or would be one of ours."""
    found = (mark.pattern.search(words) for mark in _MARKS if not mark.in_paragraphs)
    return next((match.group() for match in found if match), None)


def find_repeated(state: StateCore) -> None:
    """Keep what is defined twice, and would be lost the second time, in the environment: what it is, and both lines."""
    repeated = state.env.setdefault("repeated", [])
    seen: dict[str, int] = {}
    for token in state.tokens:
        if token.type == "footnote_reference_open" and token.map:
            name = f"[^{token.meta['label']}]:"
            if seen.setdefault(name, token.map[0]) != token.map[0]:
                repeated.append((name, seen[name], token.map[0]))
    for reference in state.env.get("duplicate_refs", ()):
        first = state.env["references"][reference["label"]]["map"][0]
        repeated.append(("[", first, reference["map"][0]))


def _in_text(block: Token, *, is_paragraph: bool) -> Iterator[Foreign]:
    shown = "".join(map(_shown, block.children or ()))
    if not _MAY_HOLD.search(shown):
        return
    told = [False] * len(shown)
    code = [token.content for token in block.children or () if token.type == "code_inline"]
    counted: Counter[str] = Counter()
    for mark in _MARKS:
        if mark.in_paragraphs and not is_paragraph:
            continue
        if block.meta.get("heading") and mark.rule == "attribute-syntax":
            continue  # a heading has them, and those that cannot be read are reported
        for match in mark.pattern.finditer(shown):
            if not any(told[match.start() : match.end()]):
                told[match.start() : match.end()] = [True] * len(match[0])
                written = _written(match[0])
                in_code = sum(each.count(written) for each in code[: shown.count(_CODE, 0, match.start())])
                yield Foreign(written, mark.rule, mark.message, mark.hint, in_code - counted[written])
                counted[written] = in_code


def _shown(token: Token) -> str:
    if token.type == "text":
        return token.content
    if token.info == "foreign":
        return f"{_KEPT}{token.content}{_KEPT}"
    if token.type == "text_special" and token.content.startswith("\\") and token.content == token.markup:
        return token.content  # a backslash before a letter escapes nothing
    if token.type == "text_special":
        return _ESCAPED_BRACKETS.get(token.content, _ESCAPED)
    return {
        "softbreak": "\n",
        "hardbreak": "\r\n",
        "code_inline": _CODE,
        "link_open": _LINK,
        "image": _IMAGE,
        "footnote_ref": _NOTE,
    }.get(token.type, _ELEMENT)


def _written(found: str) -> str:
    """Return what stands in the source of the first line of a match: how it begins, or its longest part."""
    first = found.strip().split("\n", 1)[0].rstrip()
    parts = _STAND_INS.split(first)
    return _WRITTEN.get(first[:1]) or (parts[0] if len(parts[0]) > 1 else max(parts, key=len))


def _in_fence(fence: Token, syntax: Syntax) -> Iterator[Foreign]:
    info = fence.info.strip()
    word = info.partition(" ")[0].lower()
    if word in _DIAGRAMS:
        yield Foreign(info, "foreign-markdown", "diagrams are not drawn", _AS_IMAGE)
    elif word in _QUIZZES:
        yield Foreign(info, "foreign-markdown", "questions are not asked like this", _IN_A_QUIZ)
    elif info.startswith("{"):
        found = container(info, syntax)
        hint = _DIRECTIVES.get(
            word.strip("{}"), "name a language alone, such as ```` ```python ````, or write it in Markdown"
        )
        if found:
            hint = f"write `::: {' '.join(filter(None, found))}`, the text, and `:::`"
        yield Foreign(info, "foreign-markdown", f"`{info}` is not read here", hint)
    elif after := _AFTER_LANGUAGE.fullmatch(info):
        message = "what stands behind the language is not read"
        yield Foreign(
            after["rest"], "foreign-markdown", message, "leave it out; write a title as a line above the code"
        )


_DIRECTIVES = {
    **dict.fromkeys(("figure", "image"), "write `![What it shows](file)`"),
    "math": "put `$$` on a line before it and on one after it",
    **dict.fromkeys(_DIAGRAMS, _AS_IMAGE),
}


def included_by(comment: str) -> Foreign | None:
    """Return a comment that would put another file in."""
    match = _INCLUDE.match(comment)
    return Foreign(comment.partition("\n")[0], "foreign-markdown", *_PUT_IN) if match else None


def container_problem(name: str, written: str, syntax: Syntax) -> tuple[str, str]:
    """Return what is wrong where a container that is not ours is opened, and what to write instead."""
    word = re.sub(r"^\{?\s*\.(?:callout-)?", "", name).strip("{}.!?+ ").split(maxsplit=1)[:1]
    kind = word[0].lower() if word else ""
    if known := syntax.spellings.get(kind):
        ours = (known.collapsed if written.startswith("???") else "") or known.name
        return f"`{name}` is not opened like this", f"write `::: {ours} Title`, the text, and `:::`"
    close = closest(kind, syntax.names)
    hint = _CONTAINERS.get(kind) or (f"did you mean `{close}`?" if close else _AS_CALLOUT)
    return f"there is no container `{name}`", hint
