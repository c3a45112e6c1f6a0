"""Formulas that are not read, and commands of LaTeX outside of formulas."""

from __future__ import annotations

from scorm_export.source.foreign.found import mark
from scorm_export.source.foreign.shown import BACKSLASH, ESCAPED

TEX_MARKS = (
    mark(
        r"\$\$[^$]*\$\$ (?:\([\w:.-]+\)|\{#[\w:.-]+\})",
        "labels of formulas are not supported",
        "number the formula with `\\tag{1}`, and put the closing `$$` on a line of its own",
    ),
    mark(
        r"\$\$",
        "this `$$` does not open a formula, or is never closed",
        "put `$$` on lines of their own before and after the formula; for a dollar sign, write `\\$`",
        "unclosed-mark",
    ),
    mark(
        r"^\\(?:newpage|pagebreak|clearpage|tableofcontents|noindent|(?:big|med|small)skip)\b",
        "commands of LaTeX work only in formulas",
        "delete it",
        fix=(r".*", ""),
    ),
    mark(
        r"\\(?:text(?:bf|it|tt|sc)|emph|underline|cite[pt]?|(?:eq|auto|c)?ref|label|footnote|(?:sub)*section\*?|caption"
        r"|includegraphics|href|url)\{",
        "commands of LaTeX work only in formulas",
        "write it in Markdown: `**bold**`, `*italic*`, `[words](address)`, `[^note]`, `## Heading`",
    ),
    mark(
        r"(?<![\w$])\$ (?:[A-Za-z] |[^$\n]{0,200}?[\\^_=][^$\n]{0,200})\$"
        r"|(?<![\w$])\$[^\s$][^$\n]{0,200}?[\\^_=][^$\n]{0,200} \$",
        "this is not a formula",
        "write it without a space after the first or before the last dollar sign: `$x^2$`",
        fix=(r"\$ *([^$]+?) *\$", r"$\1$"),
    ),
    mark(
        r"^\\begin\{(?:itemize|enumerate|description|quote|quotation|center|figure|table|tabular|verbatim|document)\*?\}",
        "LaTeX works only in formulas",
        "write it in Markdown: `- words` for a list, `> words` for a quotation, `| a | b |` for a table",
    ),
    mark(r"^\\begin\{\w+\*?\}", "this is not a formula", "put `$$` on a line before it and on one after it"),
    mark(
        rf"{BACKSLASH}\((?=[^()\n{BACKSLASH}]*[\\^_=+<>\d{ESCAPED}-{BACKSLASH}]|\s*[A-Za-z]\s*{BACKSLASH})"
        rf"[^()\n{BACKSLASH}]*{BACKSLASH}\)",
        "`\\\\(` does not open a formula",
        "write it between dollar signs: `$x^2$`",
    ),
    mark(
        rf"{BACKSLASH}\[(?=[^\[\]{BACKSLASH}]*[\\^_=])[^\[\]{BACKSLASH}]*{BACKSLASH}\]",
        "`\\\\[` does not open a formula",
        "put `$$` on a line before it and on one after it",
    ),
    mark(
        r"\ue010(?:[^\ue010\ue011]*[\\^=+<>\d\ue000\ue001][^\ue010\ue011]*|\s*[A-Za-z]\s*)\ue011",
        "`\\(` does not open a formula",
        "write it between dollar signs: `$x^2$`",
    ),
    mark(
        r"\ue012(?!\^)[^\ue012\ue013]*(?:\\[A-Za-z]|[_^])[^\ue012\ue013]*\ue013",
        "`\\[` does not open a formula",
        "put `$$` on a line before it and on one after it",
    ),
)
