"""The marks of other dialects in a text: how each is recognised, and what to write instead."""

from __future__ import annotations

import re

from scorm_export.source.foreign.found import (
    AS_LIST,
    AS_TABLE,
    AS_TABS,
    IN_A_QUIZ,
    NOT_DRAWN,
    PUT_IN,
    as_callout,
    mark,
)
from scorm_export.source.foreign.shown import CODE, ELEMENT, IMAGE, KEPT, LINK, NOTE
from scorm_export.source.foreign.tex import TEX_MARKS

_OPTIONS = (
    "name|class|alt|width|height|scale|align|label|caption|figclass|target|header-rows|stub-columns|widths|open|closed"
    "|linenos|lineno-start|emphasize-lines|depth|link|link-type|icon|color|columns|gutter|number-lines"
)
MARKS = (
    mark(
        r"!\[[^\[\]\n]*\]\([^()\s]+ =\d*%?x\d*%?\)",
        "the size of an image is not read here",
        'put it behind the image: `![What it shows](file){width="300"}`',
        "attribute-syntax",
    ),
    mark(
        r"!?(?:\[[^\[\]\n]*)?\]\((?:[^()\n]|\([^()\n]*\))*\)?",
        "this is not a link, and would stand on the page as it is",
        "put an address with spaces between `<` and `>`; web addresses start with `https:`",
        "broken-link",
    ),
    mark(
        rf"\[[^\[\]\n]+\] \((?:{LINK}[^{ELEMENT}\n]*{ELEMENT}|[^()\s]+\.\w[^()\s]*)\)",
        "this is not a link, and would stand on the page as it is",
        "put no space between `]` and `(`",
        "broken-link",
    ),
    mark(
        r"!?\[[^\[\]\n]+\]\[[^\[\]\n]*\]",
        "this is not a link: its address is not given anywhere",
        "write `[words](address)`, or add a line `[name]: address`",
        "broken-link",
    ),
    *TEX_MARKS,
    mark(
        r"\*\*",
        "this `**` pairs with none",
        "close it with another `**`, without a space inside; a sign is `\\*`",
        "unclosed-mark",
    ),
    mark(
        rf"{KEPT}\{{[^{KEPT}]*{KEPT}",
        "marks of an editor are not read",
        "write `~~struck~~`, `++inserted++` or `==marked==`, and comments as `<!-- … -->`",
    ),
    mark(
        rf"{KEPT}\+[^{KEPT}]*{KEPT}",
        "names of keys are not read",
        "write `<kbd>Ctrl</kbd>+<kbd>C</kbd>`; a word that is inserted is `<ins>word</ins>`",
    ),
    mark(
        r"~~",
        "this `~~` pairs with none",
        "close it with another `~~`, without a space inside; a sign is `\\~`",
        "unclosed-mark",
    ),
    mark(r"`+", "this code is never closed", "close it with as many `` ` ``; a sign is `` \\` ``", "unclosed-mark"),
    mark(r"<!--.*", "this comment is never closed", "put `-->` where it ends", "unclosed-mark"),
    mark(
        r'^===[!+]? ".*',
        "tabs are not written like this",
        f"{AS_TABS}, and indent nothing",
    ),
    mark(r"\{\{.{0,200}?\}\}", "template tags are not read", "write here what it would put in"),
    mark(r"\{%.{0,200}?%\}", "template tags are not read", "write here what it would put in"),
    mark(r"^-{1,}8<-+.*|^<<< ?[@./~]\S*|\{![^{}!\n]{1,300}!\}|^@import\s*(?:[\"'(]|url).*", *PUT_IN),
    mark(
        r"\[(?:[^\[\]@\n]{0,200}[\s(;-])?-?@\w[^\[\]\n]{0,200}\]",
        "citations are not read",
        "write a footnote: `[^key]`, and below `[^key]: the source`",
    ),
    mark(
        r"^\s*\[(?:TOC|toc|\[_?(?:TOC|toc)_?\])\]\s*$",
        "there are no tables of contents within a lesson",
        "leave it out: the player lists all lessons; a link to a heading is `[words](#heading)`",
    ),
    mark(
        r"(?<![\w@.])@(?:fig|tbl|sec|eq|lst|thm)-[\w-]+",
        "references are not read",
        "write `[words](#heading)`, or say in words what is meant",
    ),
    mark(r"^\([A-Za-z][\w.:-]*\)=$", "labels are not read", "put it behind a heading: `## Heading {#label}`"),
    mark(r"\A% .*", "comments are not written like this", "write `<!-- … -->`; a sign is `\\%`", in_paragraphs=True),
    mark(
        r"\A\+\+\+(?: \{.*\})?$",
        "parts of a page are not divided like this",
        "leave it out; a line across the page is `---`",
        in_paragraphs=True,
    ),
    mark(r"\A\. \. \.\Z", "pauses are not read", "leave it out; a sign is `…`", in_paragraphs=True),
    mark(
        r"\A: +(?=\S)",
        "this is no definition, since no term stands right above it",
        "write the term in the line above; what a table or figure shows is a line of its own, without `:`",
        in_paragraphs=True,
    ),
    mark(
        r"(?<![\w|])\|\|(?=[^\s|])(?=[^|\n]{0,50}[^\W\d_]{3})[^|\n]{1,500}(?<!\s)\|\|(?![\w|])"
        r"|>!(?=\S)[^<>\n]{1,500}!<",
        "what is hidden is not written like this",
        "write `::: details Title`, the text, and `:::`",
    ),
    mark(r"^/{3,} ?[\w-]+(?: ?\|.*)?$", "this is not a callout", as_callout),
    mark(
        r"^\s*\[(?:\[[ xX?!]\]|\([ xX]\))\]|^\[\(\d+\)\] \S.*(?:\n\[\(\d+\)\] .*)*",
        "questions are not asked within a lesson",
        IN_A_QUIZ,
    ),
    mark(
        r"\[\[[a-z0-9]\]\]",
        "a blank does not stand here",
        "blanks stand in the `text` of a `fill-in` question; the signs alone are `\\[\\[a]]`",
        "blank-placement",
    ),
    mark(
        r"!?\[\[[^\[\]\n]{2,200}\]\]",
        "links in double brackets are not read",
        "a link is `[words](file.md)`, an image `![What it shows](file)`, and a blank stands in a quiz, `[[a]]`",
    ),
    mark(
        rf"\[[^\[\]|\n]{{1,200}}\|\s*(?:https?:|www\.|mailto:|{LINK}|[^\[\]|\s]{{1,200}}\.(?:md|html?|pdf)\b)"
        r"[^\[\]\n]{0,500}\]",
        "links with a bar are not read",
        "write `[words](address)`",
    ),
    mark(
        r"\[=\d+(?:\.\d+)?%?(?:\s[^\[\]\n]{0,200})?\]", "bars of progress are not drawn", "say in words how far it is"
    ),
    mark(
        r"^\[ \] \S.*(?:\n\[[ xX]\] .*)*|^\[[xX]\] .*(?:\n\[[ xX]\] .*)+",
        "this is not a list of tasks",
        "put `-` before each: `- [ ] open`",
    ),
    mark(
        r"^(\(?)(?:a([.)]) \S[^\r\n]*\n\1b\2|i([.)]) \S[^\r\n]*\n\1ii\3) "
        r"|^(?:#\.|\(@\w*\)) \S.*(?:\n(?:#\.|\(@\w*\)) .*)*",
        "this is not a list: its lines run together",
        AS_LIST,
    ),
    mark(
        rf"^:(?:{_OPTIONS}):(?: .*)?$",
        "options of directives are not read",
        "leave it out; a title stands after the name: `::: note Title`",
    ),
    mark(
        r"(?<![\w:]):(?:[a-z][a-z0-9_+-]*[a-z0-9]|[+-]1|100):(?![\w:])",
        "names of emoji are not read",
        "put the sign itself, such as 🙂, or leave it out",
    ),
    mark(
        r"\^\[[^\]\n]{1,300}\]",
        "notes are not written within a line",
        "write `[^name]` here, and below `[^name]: the note`",
    ),
    mark(
        rf"\{{[a-z][\w:-]*\}}(?={CODE})",
        "roles are not read",
        "write it in Markdown: `H~2~O`, `x^2^`, `$x^2$`, `[words](file.md)`",
    ),
    mark(
        rf"(?<![{ELEMENT}-{IMAGE}])\{{:?\s*[.#][A-Za-z][^{{}}\n]*\}}|\{{:[^{{}}\n]+\}}",
        "attributes are not read here",
        "they stand right after a heading, image, link, code or words in brackets: `[words]{.class}`",
        "attribute-syntax",
    ),
    mark(
        r"^(?:import|export) .*['\"];?$|^export (?:const|let|var) \w+ =.*"
        r"|^export (?:default )?(?:function|class) .*[({].*",
        "code of a page is not run",
        "leave it out",
    ),
    mark(r"^@[A-Za-z][\w.]*\(", "macros are not read", "write it in Markdown, or leave it out; a sign is `\\@`"),
    mark(rf"\{{/[*{ELEMENT}][^{{}}\n]{{0,500}}\}}", "comments are not written like this", "write `<!-- … -->`"),
    mark(
        r"\{\$?(?:front[Mm]atter|props|page|site|metadata)\.[\w.\[\]]{1,200}\}",
        "template tags are not read",
        "write here what it would put in",
    ),
    mark(r"</?[A-Z]\w*(?:\s[^<>\n]*)?/?>", "components are not read", "write it in Markdown, or leave it out"),
    mark(
        r"^#{2,6}[^#\s].*|\A#[^\W\d_][^#\n]*\Z", "this is not a heading", "put a space after the `#`; a sign is `\\#`"
    ),
    mark(
        r"(?<=\n)(?:[-*+>]|#{1,6}) \S.*(?:\n(?:[-*+>]|#{1,6}) .*)*",
        "this belongs to the paragraph before it",
        "put an empty line before it, or indent it less",
    ),
    mark(
        r"\A={2,6} \S.*",
        "this is not a heading",
        "write `## Heading`, with a `#` for each level",
        in_paragraphs=True,
    ),
    mark(
        r"^\[(?:source|listing|quote|verse|sidebar|abstract|stem|latexmath|asciimath|NOTE|TIP|WARNING|IMPORTANT|CAUTION)"
        r"(?:[,.%=][^\]\n]*)?\]$",
        "blocks of AsciiDoc are not read",
        "put code between lines ```` ``` ````; callouts are `::: note Title`, the text, and `:::`",
    ),
    mark(
        r"\{\+[^{}\n]{1,300}\+\}|\{-(?=[^{}\n]*[^\W\d])[^{}\n]{1,300}(?<!-)-\}|\[\+[^\[\]\n]{1,300}\+\]",
        "marks of an editor are not read",
        "write `~~struck~~` or `++inserted++`",
    ),
    mark(
        r"^\{\s*(?:width|height|align|class|id|alt|caption|style|scale|float|name|target)\s*[:=][^{}\n]*\}$",
        "attributes are not read here",
        'they stand right behind an image, link or heading: `![What it shows](file){width="300"}`',
        "attribute-syntax",
        in_paragraphs=True,
    ),
    mark(
        r"\A\{[A-Za-z][\w-]{2,}\}$",
        "this is not a callout",
        as_callout,
        in_paragraphs=True,
    ),
    mark(r"^[ABDEIQTWX]> \S.*", "this is not a callout", as_callout, in_paragraphs=True),
    mark(
        r"(?:^|(?<=\s))\^[A-Za-z][\w-]{2,}\Z",
        "names of blocks are not read",
        "leave it out; a heading may have one: `## Heading {#name}`",
    ),
    mark(
        r"(?<![\w~/\\.=-])~(?=[^\W\d_])[^~\s](?:[^~\n/]{0,200}[^~\s/])?~(?![\w~])",
        "this is neither struck out nor lowered",
        "write `~~words~~` to strike them out; what is lowered stands right behind a word: `H~2~O`; a sign is `\\~`",
    ),
    mark(r"^\.\. [\w-]+::.*", "directives are not read", as_callout),
    mark(r"^\[!\w+\].*", "this is not a callout", as_callout),
    mark(
        rf"(?:^|(?<=\s))(?:!?\?|\?\?|@){LINK}",
        "this plays nothing",
        "a video is `![Title](file.mp4)` in a paragraph of its own, a recording `![Title](file.mp3)`; a link is `[words](https://…)`",
    ),
    mark(
        rf"^(?:\*\[[^\]\n]+\]|\[\^[^\]\n]+\]|{NOTE}):.*",
        "a definition is not read within a paragraph",
        "put an empty line before it, and start it at the margin",
    ),
    mark(
        r"^\+[-=+:]{4,}\+[^\S\n]*$(?:\n[|+].*)*",
        NOT_DRAWN,
        AS_TABLE,
        "table-syntax",
    ),
    mark(r"%%[^%\n]{1,200}%%", "comments are not written like this", "write `<!-- … -->`"),
    mark(
        r"^\|.*(?:\|[^\S\n]*$|\n\|.*)(?:\n\|.*)*",
        "this is not a table: the line under its head is missing, or has other columns than it",
        "put `| --- | --- |` under the head, with as many cells",
        "table-syntax",
    ),
)
MAY_HOLD = re.compile(r"[^\w\s.,;’-]|\n|\A\.|\A(?:im|ex)port ")
"""What every text with one of them has."""
