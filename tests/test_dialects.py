"""Spellings of other Markdown dialects that mean what ours do: what a page shows of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]  # what patterns are made of, which only tests ask
from typing import Any

import pytest
from pace import growth, seconds

from scorm_export.blocks import BLOCK_SYNTAX
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.exchange.html_to_markdown import markdown
from scorm_export.interface.words import words_for
from scorm_export.render.html import HtmlRenderer
from scorm_export.source.document import walk
from scorm_export.source.foreign import marks
from scorm_export.source.markdown import read_markdown
from scorm_export.source.maths import to_mathml
from scorm_export.source.parser import markdown_parser
from sources import Source, copy_of_starter

LESSON = "first-steps/a-lesson.md"

HEAD = "---\nid: a-lesson\ntitle: A lesson\nkind: reading\nminutes: 5\n---\n\n"
NOTE = '<div class="callout note" role="note"><p class="callout-title">Note</p>\n<p>Words</p>\n</div>'
TITLED = NOTE.replace(">Note<", ">My title<")
DETAILS = "<details><summary>My title</summary>\n<p>Words</p>\n</details>"

READ = {
    "> [!NOTE]\n> Words": NOTE,
    "!!! note\n    Words": NOTE,
    "!!! info\n    Words": NOTE,
    '!!! note "My title"\n    Words': TITLED,
    ":::info\nWords\n:::": NOTE,
    ":::note[My title]\nWords\n:::": TITLED,
    ":::{note} My title\nWords\n:::": TITLED,
    "::: {.callout-note}\nWords\n:::": NOTE,
    "::: {.callout-note title='My title'}\nWords\n:::": TITLED,
    "::: {.callout-note}\n## My title\n\nWords\n:::": TITLED,
    "::: callout My title\nWords\n:::": TITLED,
    '??? note "My title"\n    Words': DETAILS,
    '???+ tip "My title"\n    Words': DETAILS,
    "::: spoiler My title\nWords\n:::": DETAILS,
    ":::{dropdown} My title\nWords\n:::": DETAILS,
    '::: {.callout-tip title="My title" collapse="true"}\nWords\n:::': DETAILS,
    "- [ ] open\n- [x] done": (
        '<ul class="tasks">\n<li><span role="img" aria-label="To do">☐</span> open</li>\n'
        '<li><span role="img" aria-label="Done">☑</span> done</li>\n</ul>'
    ),
    "H~2~O and x^2^": "<p>H<sub>2</sub>O and x<sup>2</sup></p>",
    "Ca^2+^, SO~4~^2-^, ^14^C, 10^-3^ m, x^n+1^, a~i,j~, k~B~T, n^th^-order": (
        "<p>Ca<sup>2+</sup>, SO<sub>4</sub><sup>2-</sup>, <sup>14</sup>C, 10<sup>-3</sup> m, x<sup>n+1</sup>, "
        "a<sub>i,j</sub>, k<sub>B</sub>T, n<sup>th</sup>-order</p>"
    ),
    "P~a\\ cat~ and 重==点==点": "<p>P<sub>a cat</sub> and 重<mark>点</mark>点</p>",
    "==marked *words*== and ++new++": "<p><mark>marked <em>words</em></mark> and <ins>new</ins></p>",
    "^^new^^ words": "<p><ins>new</ins> words</p>",
    "a == b, C++ and C++, ~5 and ~6": "<p>a == b, C++ and C++, ~5 and ~6</p>",
    "HTML, not `HTML`\n\n*[HTML]: Hypertext": '<p><abbr title="Hypertext">HTML</abbr>, not <code>HTML</code></p>',
    "[mot]{lang='fr'}, not `{lang='fr'}`": "<p><span lang=\"fr\">mot</span>, not <code>{lang='fr'}</code></p>",
    "Write to me@example.org": '<p>Write to <a href="mailto:me@example.org">me@example.org</a></p>',
}
FORMULAS = {
    "$x$ is 5": "x",
    "$x$ ends with \\\\": "x",
    "So $$x^2$$ here": "x^2",
    "$$x^2$$ here": "x^2",
    "$$ x^2 $$ here": "x^2",
    "> $$x^2$$ here": "x^2",
    "the $n$th": "n",
    "设$x$为": "x",
    "**$x$**": "x",
    "$a\\$b$.": "a\\$b",
}
"""What is a formula, and its TeX."""
SIGNS = [
    "The sets {a}, {-1, -2}, {x: x in A} and {-a, -b}",
    "I said so ^ up there, A > B, f^-1 and 2^n",
    "(US$)/(CA$), US$ or CA$",
    "$HOME/$USER and $a:$b",
    "if a==b and c==d, (a)==(b) or (c)==(d), a==b==2",
    "x^2+y^2=z^2, x^2y^2, (a^2)/(b^2), 10^5-10^6, 2^3,2^4 and ^_^",
    "~5-~6, 5~6,7~8, PROGRA~1/MICROS~2, /~ann/~bob, ~/a",
    "x^^2 and y^^2, i++ and j++",
]
"""Comparisons, powers, ranges and variables, which stand on the page as they are."""
LEFT = [
    *SIGNS,
    r"\==not marked\==",
    "2 \\* 3, \\`x, a \\{\\{ b \\}\\}, \\:smile\\:",
    "\\[^1\\], \\[1\\], \\[\\[a]], \\[x = y\\], \\*\\*x",
    "at 12:30:45, a:b:c, see (p. 4), [sic] and \\[…\\]",
    "`{% x %}`, `[TOC]`, `$$`, `**`, `:smile:`",
    "It costs $5 and $6.",
    "```text\ngraph TD\n```",
    "```` md\n```\n````",
    "{1, 2} and {a}",
    "| a | b |\n| --- | --- |\n| c | d\\|e |",
    "a \\| b",
    "<details><summary>More</summary>\n\n**Words**\n\n</details>",
    "<p>one\n<br>\n<ul><li>two</ul>",
    "::: note\n> ::: tip\n> Words\n> :::\n:::",
    "- ::: tip\n  Words\n  :::",
    ":::: note\n```\n:::\n```\n::::",
    "a || b || c, a||b||c and ||v||",
    "`a{++x++}`, `++ctrl+c++`, `||spoiler||`, `{--x--}`, `[a|https://example.org]`, `(a)=`",
    "x++ and ++x, f(x++, y++), C++ and C++11",
    "A set {a}, {x == y}, {a -- b}, { ~~old~~ } and f{x}",
    '```css\n@import "style.css";\n```\n\n`@import "style.css"` and media @import rules',
    "Write to me@example.org, or ask @ann. [me@example.org]",
    "    for (;;) { a || b; }\n    x++;",
    "$\\left( a \\middle| b \\right)$ and $\\|v\\|$ and ${--a--}$",
    "One\n\n- - -\n\nTwo\n\n---\n\nThree\n\n* * *\n\nFour",
    "5 % of all, 100 %\n\n| % | a |\n| --- | --- |\n| % of b | c |",
    "(a) and (b), f(x)=y, (a)=b",
    "a) is right.\n\n(a) That too.",
    "See [the page][p].\n\n[p]: https://example.org",
    "See [p] and [it][p].\n\n[p]: https://example.org",
    "An array\n\n<pre>a &lt; b < c</pre>",
    "a | b\n:-- | ---\nc | d",
    "[x] is the floor of x, and [ ] is empty",
    "See [a | b] and [sic: c | d].",
    "To import rules, export them first. ... and so on . . .",
    "- one: two\n- a : b",
    "C:\\newpages, \\emphasis, 3/4, //host/share and a///b",
    "It costs $5 `each`, $6 `both`.",
    "$n$th, $x$s, l'$x$, das $n$te",
    "`#!/bin/sh`, ```` a ``` b ````",
    "```python\nx = 1\n```\n\n~~~ js\nlet y;\n~~~",
]
REPORTED = {
    "[Note]: Always": "broken-link 8:1 [Note]:",
    "Words\n\n[Important]: https://example.org": "unused-address 10:1 [Important]:",
    "> [Note]: Always\n\nWords": "broken-link 8:3 [Note]:",
    "<![CDATA[ hello ]]>": "raw-html-removed 8:1 <![CDATA[ hello ]]>",
    "Words <?php x ?> and": "raw-html-removed 8:7 <?php x ?>",
    "<!DOCTYPE html>": "raw-html-removed 8:1 <!DOCTYPE html>",
    "<p": "unclosed-mark 8:1 <p",
    "<p\nWords and <em>more</em></p>": "unclosed-mark 8:1 <p",
    "It is $ x $ here": "foreign-markdown 8:7 $ x $",
    "It is \\\\(x^2\\\\) here": "foreign-markdown 8:7 \\\\",
    "\\\\[x^2\\\\]": "foreign-markdown 8:1 \\\\",
    "== Heading": "foreign-markdown 8:1 == Heading",
    "== Heading ==": "foreign-markdown 8:1 == Heading ==",
    "a {+ x +} b": "foreign-markdown 8:3 {+ x +}",
    "a {- x -} b": "foreign-markdown 8:3 {- x -}",
    "{aside}\nWords": "foreign-markdown 8:1 {aside}",
    "{width: 50%}\nWords": "attribute-syntax 8:1 {width: 50%}",
    "W> Words": "foreign-markdown 8:1 W> Words",
    "Words ^block-id": "foreign-markdown 8:7 ^block-id",
    "[source]\n----\nx = 1\n----": "foreign-markdown 8:1 [source]",
    "[source,python]\n----\nx = 1\n----": "foreign-markdown 8:1 [source,python]",
    "----\nx = 1\n\ny = 2\n----": "foreign-markdown 8:1 ----",
    "| a | b |\n| --- | --- |\n| c | d |\n: Caption": "table-syntax 11:1 : Caption",
    "| a | b |\n| --- | --- |\n| c | d |\n[Caption]": "table-syntax 11:1 [Caption]",
    "```geojson\n{}\n```": "foreign-markdown 8:4 geojson",
    "```sequence\nA->B: x\n```": "foreign-markdown 8:4 sequence",
    "This is ~gone~.": "foreign-markdown 8:9 ~gone~",
    "Name     Age\n-------  ---\nAnn      12": "table-syntax 9:1 -------  ---",
    " Name    Age\n ----    ---\n Ann      12": "table-syntax 9:2 ----    ---",
    "Press ++ctrl+alt+del++ now": "foreign-markdown 8:7 ++ctrl+alt+del++",
    "Press ++esc++ now": "foreign-markdown 8:7 ++esc++",
    "a {++x *y*++} b": "foreign-markdown 8:3 {++x *y*++}",
    "a {--x--} b": "foreign-markdown 8:3 {--x--}",
    "a {==x==} b": "foreign-markdown 8:3 {==x==}",
    "a {>>x<<} b": "foreign-markdown 8:3 {>>x<<}",
    "a {~~a b~>c d~~} b": "foreign-markdown 8:3 {~~a b~>c d~~}",
    "a ||spoiler|| b": "foreign-markdown 8:3 ||spoiler||",
    "a >!spoiler!< b": "foreign-markdown 8:3 >!spoiler!<",
    '@import "style.css"': 'foreign-markdown 8:1 @import "style.css"',
    "<<< @/snippets/x.js": "foreign-markdown 8:1 <<< @/snippets/x.js",
    "Words {!file.md!}": "foreign-markdown 8:7 {!file.md!}",
    "Words\n\n<!-- @include: ./part.md -->": "foreign-markdown 10:1 <!-- @include: ./part.md -->",
    "Words\n\n    ::: note\n    Text\n    :::": "foreign-markdown 10:5 ::: note",
    "Words\n\n    !!! note\n        Text": "foreign-markdown 10:5 !!! note",
    "Words\n\n    ```python\n    x\n    ```": "foreign-markdown 10:5 ```python",
    "A [label|https://example.org] b": "foreign-markdown 8:3 [label|https://example.org]",
    "A [label|other.md] b": "foreign-markdown 8:3 [label|other.md]",
    "(target)=\n## Heading": "foreign-markdown 8:1 (target)=",
    "% a comment": "foreign-markdown 8:1 % a comment",
    "One\n\n+++\n\nTwo": "foreign-markdown 10:1 +++",
    "$$\nx\n$$ (eq)": "foreign-markdown 8:1 $$",
    "| a | b |\n| --- | --- |\n| c | d |\n\n: A caption": "foreign-markdown 12:1 :",
    "See @fig-cycle": "foreign-markdown 8:5 @fig-cycle",
    "This holds [see @key, p. 3]": "foreign-markdown 8:12 [see @key, p. 3]",
    "This holds [-@key]": "foreign-markdown 8:12 [-@key]",
    "One\n\n. . .\n\nTwo": "foreign-markdown 10:1 . . .",
    "[[?]] a hint": "foreign-markdown 8:1 [[?]]",
    "[(1)] yes\n[(2)] no": "foreign-markdown 8:1 [(1)] yes",
    "??[page](https://example.org)": "foreign-markdown 8:1 ??",
    "@youtube(https://example.org)": "foreign-markdown 8:1 @youtube(",
    "#. one\n#. two": "foreign-markdown 8:1 #. one",
    "a) one\nb) two": "foreign-markdown 8:1 a) one",
    "(i) one\n(ii) two": "foreign-markdown 8:1 (i) one",
    "[ ] open\n[x] done": "foreign-markdown 8:1 [ ] open",
    "- [x] done\n- [-] partly": "foreign-markdown 9:3 [-]",
    "1. [/] half": "foreign-markdown 8:4 [/]",
    "Words\n\n\\newpage": "foreign-markdown 10:1 \\newpage",
    "A \\textbf{word}": "foreign-markdown 8:3 \\textbf{",
    "Words {/* a comment */}": "foreign-markdown 8:7 {/* a comment */}",
    "Words {frontMatter.title}": "foreign-markdown 8:7 {frontMatter.title}",
    "export const x = 1;": "foreign-markdown 8:1 export const x = 1;",
    "/// note | Title\nWords\n///": "foreign-markdown 8:1 /// note | Title",
    '[=65% "65%"]': 'foreign-markdown 8:1 [=65% "65%"]',
    '```python title="x.py"\nx\n```': 'foreign-markdown 8:11 title="x.py"',
    "```js {1,3-4} showLineNumbers\nx\n```": "foreign-markdown 8:7 {1,3-4} showLineNumbers",
    ":::tip[My tip]{#id}\nWords\n:::": "unknown-container 8:4 tip",
    "!!! note inline end\n    Words": "unknown-container 8:1 !!! note",
    "A <svg><g><path d='M0'/></g></svg> here": "raw-html-removed 8:3 <svg",
    "A <form><input><label>x</label></form> here": "raw-html-removed 8:3 <form",
    "An <audio><source src='x.mp3'><track src='y'></audio> here": "raw-html-removed 8:4 <audio",
    "[](#nowhere)": "broken-link 8:4 #nowhere",
    "$a \\middle| b$": "maths-syntax 8:4 \\middle",
    "$\\left( a \\middle| b \\right) \\middle| c$": "maths-syntax 8:30 \\middle",
}


def lesson(text: str, root: Path) -> Source:
    course = copy_of_starter(root)
    course.write("first-steps/a-lesson.md", f"{HEAD}{text}\n")
    return course


def page(text: str, root: Path) -> str:
    course = lesson(text, root)
    assert course.shown() == []
    assert course.checked
    return HtmlRenderer(course.checked, words_for("en")).blocks(next(course.checked.course.lessons).body)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_read_wherever_it_stands(text: str, tmp_path: Path) -> None:
    assert lesson(text, tmp_path).shown() == []
    tokens = [token for token, _ in walk(markdown_parser().parse(text, {}))]
    assert [token.content for token in tokens if token.type == "math_inline"] == [FORMULAS[text]]
    assert "$" not in "".join(token.content for token in tokens if token.type == "text")


@pytest.mark.parametrize("text", SIGNS)
def test_signs_that_are_no_marks_stay_on_the_page(text: str, tmp_path: Path) -> None:
    assert page(text, tmp_path) == f"<p>{escape(text, quote=False)}</p>"


@pytest.mark.parametrize("text", READ)
def test_a_spelling_of_others_is_read(text: str, tmp_path: Path) -> None:
    assert page(text, tmp_path) == READ[text]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_mark_is_left_alone(text: str, tmp_path: Path) -> None:
    assert lesson(text, tmp_path).shown() == []


@pytest.mark.parametrize("text", REPORTED)
def test_what_would_stand_on_the_page_as_signs_is_reported_once(text: str, tmp_path: Path) -> None:
    rule, _, rest = REPORTED[text].partition(" ")
    assert lesson(text, tmp_path).shown() == [f"{rule} first-steps/a-lesson.md:{rest}"]


@pytest.mark.parametrize("text", [text for text in REPORTED if "\n" not in text and not text.startswith("export")])
def test_the_same_signs_in_a_text_that_is_imported_are_words(text: str, tmp_path: Path) -> None:
    imported = markdown(escape(text), lambda _: None, pytest.fail)
    assert lesson(imported, tmp_path).shown() == []


def test_a_box_that_is_opened_in_another_way_is_named_in_its_hint(tmp_path: Path) -> None:
    hints = {
        ":::tip[My tip]{#id}\nWords\n:::": "write `::: tip Title`, the text, and `:::`",
        "!!! info inline end\n    Words": "write `::: note Title`, the text, and `:::`",
    }
    for text, hint in hints.items():
        assert [d.hint for d in lesson(text, tmp_path).check()] == [hint]


def test_formulas_of_github_are_read(tmp_path: Path) -> None:
    course = lesson("It is $`x^2`$\n\n```math\nx^2\n```\n\nand $x^2$.", tmp_path)
    assert course.shown() == []
    assert course.checked
    formulas = [
        t.meta["mathml"] for t, _ in walk(next(course.checked.course.lessons).body.tokens) if "mathml" in t.meta
    ]
    assert formulas[0] == formulas[2]
    assert formulas[1] == to_mathml("x^2", is_block=True)


@pytest.mark.parametrize(
    "text",
    ["[a|https://x", "{--a--", "+----+", "## a\n", "[[", "US$", " $a", "x^a", "a~b", "<p", " ~a", "\\\\(", "[a]: b\n"],
)
def test_many_of_the_same_mark_take_no_time_with_all_before_them(text: str) -> None:
    # What is linear takes 6 times as long, what is not 36 times.
    assert growth(lambda size: markdown_parser().parse(text * size, {}), size=6000, times=6, below=20) < 20


OPENING_MARKS = """
* *a ** **a _a __a ` `a `` ~a ~~a ^a ^^a ++a ==a ![ [ [[ [a [a]( []( ![a](x= [a](<a [a][ [a]: [^ [^a] [^a]: ^[ *[a]:
![[ < <a <a_b=" <!-- <? <! </ <b> <A </b> <https:// & &# \\ \\( \\[ \\begin{a} \\textbf{ $ $a $$ $$a $\\text{ { {. {#
[a]{ `a`{ {{ {% {! {/* {props. {++a {--a {==a {>>a {~~a ++ctrl+ ( ) ] ]( ][ }} | || ||a >!a :a :a: ::: !!! ??? /// %%a
@a [@a [=1 [a|www. a@b http:// https://a mailto: mailto:a www. # #a > - 1. == -- +- === " ' !!? ?[a](b) <<< x^ H~ ~a~
a_b
""".split()


def test_any_mark_in_great_number_takes_at_most_so_much_longer_than_words() -> None:
    def taken(text: str) -> float:
        file = SourceFile(path="x.md", lines=tuple(text.split("\n")))
        return seconds(
            lambda: read_markdown(file, "x.md", text, Diagnostics(), first_line=1, last_line=1, syntax=BLOCK_SYNTAX)
        )

    taken("word " * 100)
    a_character = taken("word " * 40_000) / 200_000
    texts = [text for mark in OPENING_MARKS for text in (mark * 2000, f"{mark} " * 2000)]
    slow = [t[:10] for t in texts if all(taken(t) > 150 * a_character * len(t) for _ in range(3))]
    assert slow == []


def test_a_bare_address_is_a_link(tmp_path: Path) -> None:
    course = lesson("See https://example.org/a_b?c=d and www.example.org.", tmp_path)
    assert course.shown() == []
    assert course.checked
    links = next(course.checked.course.lessons).body.links
    assert [link.href for link in links] == ["https://example.org/a_b?c=d", "http://www.example.org"]
    assert [link.span.column for link in links] == [5, 37]


def test_a_heading_takes_attributes_in_single_quotes(tmp_path: Path) -> None:
    course = lesson("## Mot {#mot lang='fr'}\n\n[Mot](#mot)", tmp_path)
    assert course.shown() == []
    assert course.checked
    body = next(course.checked.course.lessons).body
    assert 'lang="fr"' in HtmlRenderer(course.checked, words_for("en")).blocks(body)


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        (r"$\text{a $x$ b}$ and $y$", [r"\text{a $x$ b}", "y"]),
        (r"$\mbox{if $x$}$", [r"\mbox{if $x$}"]),
        (r"$f \text{ if $x$ and $y$} + \textbf{or $z$}$", [r"f \text{ if $x$ and $y$} + \textbf{or $z$}"]),
        (r"$\text{5 \$ or $x$}$", [r"\text{5 \$ or $x$}"]),
        (r"$\text{a}$ and $\text{b}$", [r"\text{a}", r"\text{b}"]),
        (r"$\text{a$ and $b}$", [r"\text{a", "b}"]),
        (r"$\frac{a$ and $b$", [r"\frac{a", "b"]),
        (r"$\text{a $x", []),
    ],
)
def test_dollar_signs_within_the_text_of_a_formula_do_not_end_it(text: str, formulas: list[str]) -> None:
    tokens = walk(markdown_parser().parse(text))
    assert [token.content for token, _ in tokens if token.type == "math_inline"] == formulas


def test_many_open_formulas_take_no_longer_than_their_length() -> None:
    assert growth(lambda size: markdown_parser().parse("$\\text{a $x$ " * size), size=5000, times=5, below=15) < 15


def test_the_place_of_a_mark_is_not_that_of_the_same_signs_in_code(tmp_path: Path) -> None:
    course = lesson("`:material-x:` :material-x: `:material-x:` :material-x:", tmp_path)
    assert course.shown() == [f"foreign-markdown first-steps/a-lesson.md:8:{at} :material-x:" for at in (16, 44)]


def test_an_alternative_text_is_the_words_alone() -> None:
    (alternative,) = alternatives(r"![**Two** \[sic\] of `x`, H~2~O](x.png)")
    assert alternative == "Two [sic] of x, H2O"


def test_a_formula_in_an_alternative_text_is_reported() -> None:
    found = Diagnostics()
    text = r"![It is $\frac{x}{y}$](x.png)"
    read_markdown(SourceFile(path="x.md", lines=(text,)), "x.md", text, found, first_line=1, last_line=1)
    assert [(d.rule, d.span.column) for d in found] == [("foreign-markdown", 1)]


def alternatives(text: str) -> list[str]:
    file = SourceFile(path="x.md", lines=(text,))
    read = read_markdown(file, "x.md", text, Diagnostics(), first_line=1, last_line=1)
    return [medium.alternative for medium in read.media]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("• one\n• two", "start each line with `-` and a space"),
        ("-one\n-two", "start each line with `-` and a space"),
        ("– un\n– deux", "start each line with `-` and a space"),
        ("::note\ntext\n::", "blocks open with `:::`"),
        ("：：： note\ntext\n：：：", "blocks open with `:::`"),
        ("＃＃ Heading", "headings with `##`"),
        ("[words](www.example.org)", "`https://www.example.org`"),
        ("[words](https//example.org)", "`https://example.org`"),
        ("[words](“https://example.org”)", "leave out the quotation marks"),
        ("[words](me@example.org)", "`mailto:me@example.org`"),
        ("A claim.[^1]\n\n[^1] The source", "`[^1]:`, with a colon"),
        ("::: Check Which?\n- [x] a\n- [ ] b\n:::", "in lower case"),
    ],
)
def test_what_slips_from_the_keyboard_is_told_once_with_what_to_write(written: str, hint: str, starter: Source) -> None:
    starter.write(LESSON, starter.text(LESSON) + f"\n{written}\n")
    (found,) = starter.check()
    assert hint in found.hint


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("pass: 8", "pass:8", "put a space after the colon"),
        ("pass: 8", "pass: >=8", "put the text in quotes"),
        ("version: 1.0.0", "version: 1,0", "write `1.0`"),
        ("language: en", 'language: "\\ud800"', "write the character itself"),
    ],
)
def test_slips_in_fields_are_told_what_to_write(old: str, new: str, hint: str, starter: Source) -> None:
    starter.replace("course.yaml", old, new)
    (found,) = starter.check()
    assert hint in found.hint


def needs_a_sign(pattern: Iterable[Any]) -> bool:
    """Whether whatever matches a pattern, as Python parses it, has one of `marks.SIGNS`."""

    def is_sign(code: int) -> bool:
        return marks.SIGNS.fullmatch(chr(code)) is not None

    for kind, value in pattern:
        found = {
            _constants.LITERAL: is_sign,
            _constants.IN: lambda value: all(each == _constants.LITERAL and is_sign(code) for each, code in value),
            _constants.MAX_REPEAT: lambda value: value[0] > 0 and needs_a_sign(value[2]),
            _constants.MIN_REPEAT: lambda value: value[0] > 0 and needs_a_sign(value[2]),
            _constants.SUBPATTERN: lambda value: needs_a_sign(value[-1]),
            _constants.BRANCH: lambda value: all(map(needs_a_sign, value[1])),
        }.get(kind)
        if found and found(value):
            return True
    return False


def test_marks_are_looked_for_wherever_they_can_stand() -> None:
    """Only those that are `in_words` are looked for in a text without signs."""
    assert len(marks.MARKS_IN_WORDS) < len(marks.MARKS) / 4
    for mark in marks.MARKS:
        assert mark.in_words or needs_a_sign(_parser.parse(mark.pattern.pattern, re.MULTILINE)), mark.pattern.pattern
