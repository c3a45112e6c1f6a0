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
from scorm_export.source.foreign.shown import CODE, ELEMENT, ESCAPED, ESCAPED_BRACKETS, IMAGE, KEPT, LINK, NOTE
from scorm_export.source.foreign.tex import TEX_MARKS

_OPTIONS = (
    "name|class|alt|width|height|scale|align|label|caption|figclass|target|header-rows|stub-columns|widths|open|closed"
    "|linenos|lineno-start|emphasize-lines|depth|link|link-type|icon|color|columns|gutter|number-lines"
)
_UNSAFE = r"<?\s*(?i:javascript|vbscript|file|data):"
"""Schemes of addresses that the parser takes no link to."""
MARKS = (
    mark(
        r"!\[[^\[\]\n]*\]\([^()\s]+ =\d*%?x\d*%?\)",
        "the size of an image is not written like this",
        'write it after the image: `![What it shows](file){width="300"}`',
        "attribute-syntax",
        fix=(r"(!\[.*\]\(\S+) =(\d+)x(\d+)\)", r'\1){width="\2" height="\3"}'),
    ),
    mark(
        rf"!?(?:\[[^\[\]\n]*)?\]\({_UNSAFE}(?:[^()\n]|\([^()\n]*\))*\)?|<{_UNSAFE}[^<>\s]*>",
        "addresses of this kind are not taken",
        "a link leads to a file of the course, or to `https:`, `mailto:` or `tel:`; an image is a file of the course",
        "broken-link",
    ),
    mark(
        r"!?(?:\[[^\[\]\n]*)?\]\((?:[^()\n]|\([^()\n]*\))*\)?",
        "this is not a link, and the page would show it as written",
        "enclose an address that has spaces in `<` and `>`; a web address starts with `https:`",
        "broken-link",
    ),
    mark(
        rf"\[[^\[\]\n]+\] \((?:{LINK}[^{ELEMENT}\n]*{ELEMENT}|[^()\s]+\.\w[^()\s]*)\)",
        "this is not a link, and the page would show it as written",
        "remove the space between `]` and `(`",
        "broken-link",
        fix=(r"(\[.+\]) (\(.+\))", r"\1\2"),
    ),
    mark(
        r"!?\[[^\[\]\n]+\]\[[^\[\]\n]*\]",
        "this is not a link: its address is not defined anywhere",
        "write `[words](address)`, or add a line `[name]: address`",
        "broken-link",
    ),
    *TEX_MARKS,
    mark(
        r"\*\*",
        "this `**` has no matching `**`",
        "close it with another `**`, without a space inside; for an asterisk, write `\\*`",
        "unclosed-mark",
    ),
    mark(
        rf"{KEPT}\{{[^{KEPT}]*{KEPT}",
        "editing marks are not supported",
        "write `~~struck~~`, `++inserted++` or `==marked==`, and comments as `<!-- … -->`",
    ),
    mark(
        rf"{KEPT}\+[^{KEPT}]*{KEPT}",
        "this notation for keys is not supported",
        "write `<kbd>Ctrl</kbd>+<kbd>C</kbd>`; for an inserted word, write `<ins>word</ins>`",
        fix=(r"\+\+([\w-]+)\+([\w-]+)\+\+", r"<kbd>\1</kbd>+<kbd>\2</kbd>"),
    ),
    mark(
        r"~~",
        "this `~~` has no matching `~~`",
        "close it with another `~~`, without a space inside; for a tilde, write `\\~`",
        "unclosed-mark",
    ),
    mark(
        r"`+",
        "this code is never closed",
        "close it with the same number of `` ` ``; for a backtick, write `` \\` ``",
        "unclosed-mark",
    ),
    mark(r"<!--.*", "this comment is never closed", "put `-->` where it ends", "unclosed-mark"),
    mark(
        r'^===[!+]? ".*',
        "tabs are not written like this",
        f"{AS_TABS}, and indent nothing",
    ),
    mark(
        r"\{%-? *include\b.{0,200}?%\}|\{\{[<%] *include\b.{0,200}?\}\}|^::include\{.*|^!include\s.*",
        *PUT_IN,
        in_words=True,
    ),
    mark(
        r"\{\{\s*[a-z][a-z0-9_-]*\s*\}\}",
        "the course has no variables",
        "write here what it would insert; or name it in course.yaml: `variables:` and below it `  hotline: 0800 123`",
    ),
    mark(r"\{\{.{0,200}?\}\}", "template tags are not supported", "write here what it would insert"),
    mark(r"\{%.{0,200}?%\}", "template tags are not supported", "write here what it would insert"),
    mark(r"^-{1,}8<-+.*|^<<< ?[@./~]\S*|\{![^{}!\n]{1,300}!\}|^@import\s*(?:[\"'(]|url).*", *PUT_IN),
    mark(
        r"\[(?:[^\[\]@\n]{0,200}[\s(;-])?-?@\w[^\[\]\n]{0,200}\]",
        "citations are not supported",
        "write a footnote: `[^key]`, and below `[^key]: the source`",
    ),
    mark(
        r"^[^\S\n]*\[(?:TOC|toc|\[_?(?:TOC|toc)_?\])\][^\S\n]*$",
        "a lesson has no table of contents",
        "delete it: the player lists all lessons; to link to a heading, write `[words](#heading)`",
        fix=(r".*", ""),
    ),
    mark(
        r"(?<![\w@.])@(?:fig|tbl|sec|eq|lst|thm)-[\w-]+",
        "references are not read",
        "write `[words](#heading)`, or say in words what is meant",
    ),
    mark(r"^\([A-Za-z][\w.:-]*\)=$", "labels are not supported", "put it after a heading: `## Heading {#label}`"),
    mark(
        r"\A% .*",
        "comments are not written like this",
        "write `<!-- … -->`; for a percent sign, write `\\%`",
        in_paragraphs=True,
    ),
    mark(
        r"\A\+\+\+(?: \{.*\})?$",
        "a page is not divided like this",
        "delete it; for a line across the page, write `---`",
        in_paragraphs=True,
    ),
    mark(
        r"\A\[[-~/>]\](?=\s+\S)",
        "a task is either open or done",
        "write `- [ ]` or `- [x]`; to show the brackets, write `\\[-]`",
    ),
    mark(
        r"\A\[(?:[vV✓✔☑✗✘]| +[xX] +| {2,})?\](?=\s+\S)",
        "this is not the box of a task",
        "write `- [ ]`, or `- [x]` where it is done; to show the brackets, write a backslash before them",
        in_items=True,
    ),
    mark(
        r"\A\( ?[xX✓✔]? ?\)(?=\s+\S)",
        "this is neither a task nor an option that can be chosen",
        "write a task as `- [ ]` or `- [x]`; options stand in a check, which begins `::: check Question`; to show the "
        "signs, write a backslash before them",
        in_items=True,
        in_words=True,
    ),
    mark(
        r"\A\[[xX ]\](?=[^\s(\[:{]).*",
        "this is not the box of a task",
        "put a space after the box; to show the brackets, write `\\[`",
        in_items=True,
        fix=(r"(\[[xX ]\])(.+)", r"\1 \2"),
    ),
    mark(
        r"\A\. \. \.\Z",
        "pauses are not supported",
        "delete it; for an ellipsis, write `…`",
        in_paragraphs=True,
        in_words=True,
    ),
    mark(
        r"\A: +(?=\S)",
        "this is not a definition: there is no term in the line above it",
        "write the term in the line above; write the caption of a table or figure as a paragraph, without `:`",
        in_paragraphs=True,
        in_words=True,
    ),
    mark(
        r"(?<![\w|])\|\|(?=[^\s|])(?=[^|\n]{0,50}[^\W\d_]{3})[^|\n]{1,500}(?<!\s)\|\|(?![\w|])"
        r"|>!(?=\S)[^<>\n]{1,500}!<",
        "hidden text is not written like this",
        "write `::: details Title`, the text, and `:::`",
    ),
    mark(r"^/{3,} ?[\w-]+(?: ?\|.*)?$", "this is not a callout", as_callout, in_words=True),
    mark(
        r"^[^\S\n]*\[(?:\[[ xX?!]\]|\([ xX]\))\]|^\[\(\d+\)\] \S.*(?:\n\[\(\d+\)\] .*)*",
        "questions are not asked like this",
        IN_A_QUIZ,
    ),
    mark(
        r"\[\[[a-z0-9]\]\]",
        "a blank is not possible here",
        "blanks go into the `text` of a `fill-in` question; to show the brackets, write `\\[\\[a]]`",
        "blank-placement",
    ),
    mark(
        r"!?\[\[[^\[\]\n]{2,200}\]\]",
        "links in double brackets are not supported",
        "write a link as `[words](file.md)` and an image as `![What it shows](file)`; blanks such as `[[a]]` "
        "go into a quiz",
    ),
    mark(
        rf"\[[^\[\]|\n]{{1,200}}\|\s*(?:https?:|www\.|mailto:|{LINK}|[^\[\]|\s]{{1,200}}\.(?:md|html?|pdf)\b)"
        r"[^\[\]\n]{0,500}\]",
        "links with a vertical bar are not supported",
        "write `[words](address)`",
        fix=(r"\[([^|]+)\|\s*(\S+)\]", r"[\1](\2)"),
    ),
    mark(
        r"\[=\d+(?:\.\d+)?%?(?:\s[^\[\]\n]{0,200})?\]",
        "progress bars are not supported",
        "describe the progress in words",
    ),
    mark(
        r"^([•·◦▪‣–—])[^\S\n]*\S.*(?:\n\1.*)+|^([-+*])[^\W\d_][^\n*]*(?:\n\2[^\W\d_][^\n*]*)+$",
        "this is not a list: its lines run together",
        "start each line with `-` and a space",
        in_words=True,
    ),
    mark(
        r"^::(?!:) ?[A-Za-z][^\n]*|^：{2,} ?\w.*|^＃+ .*",
        "this is not read as a block or a heading",
        "blocks open with `:::`, three colons as on an English keyboard, and headings with `##`",
        in_words=True,
    ),
    mark(
        r"^\[ \] \S.*(?:\n\[[ xX]\] .*)*|^\[[xX]\] .*(?:\n\[[ xX]\] .*)+",
        "this is not a task list",
        "start each line with `-`: `- [ ] open`",
    ),
    mark(
        r"^(\(?)(?:a([.)]) \S[^\r\n]*\n\1b\2|i([.)]) \S[^\r\n]*\n\1ii\3) "
        r"|^(?:#\.|\(@\w*\)) \S.*(?:\n(?:#\.|\(@\w*\)) .*)*",
        "this is not a list: its lines run together",
        AS_LIST,
        in_words=True,
    ),
    mark(
        rf"^:(?:{_OPTIONS}):(?: .*)?$",
        "options of directives are not supported",
        "delete it; a title follows the name: `::: note Title`",
        in_words=True,
    ),
    mark(
        r"(?<![\w:]):(?:[a-z][a-z0-9_+-]*[a-z0-9]|[+-]1|100):(?![\w:])",
        "names of emoji are not supported",
        "write the character itself, such as 🙂, or delete it",
        in_words=True,
    ),
    mark(
        r"\^\[[^\]\n]{1,300}\]",
        "footnotes are not written within a line",
        "write `[^name]` here, and below `[^name]: the note`",
    ),
    mark(
        rf"\{{[a-z][\w:-]*\}}(?={CODE})",
        "roles are not supported",
        "write it in Markdown: `H~2~O`, `x^2^`, `$x^2$`, `[words](file.md)`",
    ),
    mark(
        rf"(?<![{ELEMENT}-{IMAGE}])\{{:?\s*[.#][A-Za-z][^{{}}\n]*\}}|\{{:[^{{}}\n]+\}}",
        "attributes are not possible here",
        "put them directly after a heading, image, link, code or words in brackets: `[words]{.class}`",
        "attribute-syntax",
    ),
    mark(
        r"^(?:import|export) .*['\"];?$|^export (?:const|let|var) \w+ =.*"
        r"|^export (?:default )?(?:function|class) .*[({].*",
        "import and export statements are not supported",
        "delete it",
        fix=(r".*['\"];?", ""),
        in_words=True,
    ),
    mark(
        r"^@[A-Za-z][\w.]*\(",
        "macros are not supported",
        "write it in Markdown, or delete it; for an at sign, write `\\@`",
    ),
    mark(rf"\{{/[*{ELEMENT}][^{{}}\n]{{0,500}}\}}", "comments are not written like this", "write `<!-- … -->`"),
    mark(
        r"\{\$?(?:front[Mm]atter|props|page|site|metadata)\.[\w.\[\]]{1,200}\}",
        "template tags are not supported",
        "write here what it would insert",
    ),
    mark(r"</?[A-Z]\w*(?:\s[^<>\n]*)?/?>", "components are not supported", "write it in Markdown, or delete it"),
    mark(
        r"^#{2,6}[^#\s].*|\A#[^\W\d_][^#\n]*\Z",
        "this is not a heading",
        "put a space after the `#`; for a number sign, write `\\#`",
        fix=(r"(#{2,6})(.+)", r"\1 \2"),
    ),
    mark(
        r"(?<=\n)(?:[-*+>]|#{1,6}) \S.*(?:\n(?:[-*+>]|#{1,6}) .*)*",
        "this is part of the paragraph before it",
        "put an empty line before it, or indent it less",
        in_words=True,
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
        "blocks of AsciiDoc are not supported",
        "put code between lines of ```` ``` ````; write a callout as `::: note Title`, the text, and `:::`",
    ),
    mark(
        r"\{\+[^{}\n]{1,300}\+\}|\{-(?=[^{}\n]*[^\W\d])[^{}\n]{1,300}(?<!-)-\}|\[\+[^\[\]\n]{1,300}\+\]",
        "editing marks are not supported",
        "write `~~struck~~` or `++inserted++`",
    ),
    mark(
        r"^\{\s*(?:width|height|align|class|id|alt|caption|style|scale|float|name|target)\s*[:=][^{}\n]*\}$",
        "attributes are not possible here",
        'put them directly after an image, link or heading: `![What it shows](file){width="300"}`',
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
        "names of blocks are not supported",
        "delete it; a heading can have one: `## Heading {#name}`",
    ),
    mark(
        r"(?<![\w~/\\.=-])~(?=[^\W\d_])[^~\s](?:[^~\n/]{0,200}[^~\s/])?~(?![\w~])",
        "this is neither strikethrough nor subscript",
        "for strikethrough, write `~~words~~`; a subscript directly follows a word: `H~2~O`; for a tilde, write `\\~`",
    ),
    mark(r"^\.\. [\w-]+::.*", "directives are not supported", as_callout, in_words=True),
    mark(r"^\[!\w+\].*", "this is not a callout", as_callout),
    mark(
        rf"(?:^|(?<=\s))(?:!?\?|\?\?|@){LINK}",
        "this does not play anything",
        "a video is `![Title](file.mp4)` in a paragraph of its own, a recording `![Title](file.mp3)`; a link "
        "is `[words](https://…)`",
        in_words=True,
    ),
    mark(
        rf"^(?:\*\[[^\]\n]+\]|\[\^[^\]\n]+\]|{NOTE}):.*",
        "a definition has no effect within a paragraph",
        "put an empty line before it, and start it at the margin",
        in_words=True,
    ),
    mark(
        r"^\+[-=+:]{4,}\+[^\S\n]*$(?:\n[|+].*)*",
        NOT_DRAWN,
        AS_TABLE,
        "table-syntax",
    ),
    mark(
        r"%%[^%\n]{1,200}%%",
        "comments are not written like this",
        "write `<!-- … -->`",
        fix=(r"%%\s*([^%>]*[^%>\s-])\s*%%", r"<!-- \1 -->"),
    ),
    mark(
        r"^\|.*(?:\|[^\S\n]*$|\n\|.*)(?:\n\|.*)*",
        "this is not a table: the line below its header is missing, or has a different number of columns",
        "put `| --- | --- |` below the header, with the same number of cells",
        "table-syntax",
    ),
)
SIGNS = re.compile(f"[][{{}}<>*~`+@^#=|$\\\\%{ESCAPED}{CODE}{KEPT}{''.join(ESCAPED_BRACKETS.values())}]")
"""What every text has one of, but for marks that are `in_words`."""
MARKS_IN_WORDS = tuple(each for each in MARKS if each.in_words)
MAY_HOLD = re.compile(r"[^\w\s.,;’-]|\n|\A\.|\A(?:im|ex)port ")
"""What every text with one of them has."""
