"""What a page shows of a text that was written in another tool: the same words, or what is lost is reported."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pace import growth
from test_dialects import lesson

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.exchange.bank import Bank
from scorm_export.exchange.html_to_markdown import markdown
from scorm_export.interface.words import words_for
from scorm_export.render.html import HtmlRenderer
from sources import Source

SHOWN = {
    "See http://x.org/my_page_1": '<p>See <a href="http://x.org/my_page_1">http://x.org/my_page_1</a></p>',
    "(at https://x.org/a_(b)_c).": '<p>(at <a href="https://x.org/a_(b)_c">https://x.org/a_(b)_c</a>).</p>',
    "www.x.org/a_b, a_c@x.org": (
        '<p><a href="http://www.x.org/a_b">www.x.org/a_b</a>, <a href="mailto:a_c@x.org">a_c@x.org</a></p>'
    ),
    '<a href="http://x.org/a_b">http://x.org/a_b</a>': '<p><a href="http://x.org/a_b">http://x.org/a_b</a></p>',
    "#include &lt;stdio.h&gt;": "<p>#include &lt;stdio.h&gt;</p>",
    "<p>##two</p><p>#a b</p>": "<p>##two</p>\n<p>#a b</p>",
    "<details><summary>Hint</summary>It is B</details>": "<details><summary>Hint</summary>\n<p>It is B</p>\n</details>",
    '<p>a <span style="font-weight: bold; font-style: italic">b</span></p>': ("<p>a <em><strong>b</strong></em></p>"),
    'x<span style="vertical-align: super">2</span>': "<p>x<sup>2</sup></p>",
    '<span style="text-decoration: underline">a</span> b': "<p><u>a</u> b</p>",
    '<span style="color: #333; background: rgb(255, 255, 255)">a</span>': "<p>a</p>",
}
LOST = {
    '<p>a</p><p style="display:none">Answer: b</p>': ["words that are hidden: Answer: b"],
    "<p>a</p><p hidden>Answer: b</p>": ["words that are hidden: Answer: b"],
    '<ol type="a"><li>one</li></ol>': ["the letters of a list, which is numbered instead"],
    '<ol style="list-style-type: upper-roman"><li>one</li></ol>': ["the letters of a list, which is numbered instead"],
    "<ol reversed><li>one</li></ol>": ["the numbering of a list, which starts at 1 instead"],
    'a <span style="color:red">red</span> <font color="#00f">b</font>': ["the colour of words (2 times)"],
}
FORMULAS = [
    r"\(x^2\)",
    r"\[x^2\]",
    r"\[<br>x^2<br />\]",
    "$$x^2$$",
    "[tex]x^2[/tex]",
    "<tex>x^2</tex>",
    r"\begin{equation}x^2\end{equation}",
]


def shown(text: str, root: Path) -> str:
    """Return what the page of a lesson shows of a text, in which nothing is wrong."""
    course: Source = lesson(text, root)
    assert course.shown() == []
    assert course.checked
    page = HtmlRenderer(course.checked, words_for("en")).blocks(next(course.checked.course.lessons).body)
    return re.sub(r' target="_blank".*?(?=>)|<span class="visually-hidden">.*?</span>', "", page)


def imported(html: str, *, inline: bool = False) -> tuple[str, list[str]]:
    """Return a text as Markdown, and what is reported to be lost."""
    found = Diagnostics()
    bank = Bank(found, "pool")
    text = bank.markdown(html, SourceFile(path="pool.xml").span(), lambda _: None, inline=inline)
    bank.losses.finish()
    return text, [d.message for d in found]


@pytest.mark.parametrize("html", SHOWN)
def test_a_text_says_the_same(html: str, tmp_path: Path) -> None:
    text, lost = imported(html)
    assert lost == []
    assert shown(text, tmp_path) == SHOWN[html]


@pytest.mark.parametrize(
    ("html", "says"),
    [("&lt;<x>b>a&lt;/b></x>", "<b>a</b>"), ("&amp;<x>lt;</x>", "&lt;"), ("a &lt;<x>br></x>", "a <br>")],
)
def test_signs_in_several_elements_stay_signs(html: str, says: str, tmp_path: Path) -> None:
    text, lost = imported(f"<p>{html}</p>", inline=True)
    assert lost == []
    assert BeautifulSoup(shown(text, tmp_path), "lxml").get_text().strip() == says


@pytest.mark.parametrize("html", LOST)
def test_what_no_text_can_say_is_reported(html: str) -> None:
    text, lost = imported(html)
    assert lost == LOST[html]
    assert "Answer" not in text


@pytest.mark.parametrize("html", FORMULAS)
@pytest.mark.parametrize("where", ["alone", "in a line", "in a cell", "in an option"])
def test_a_formula_is_one_however_it_is_spelt(html: str, where: str, tmp_path: Path) -> None:
    around = {"in a line": "<p>So {} it is.</p>", "in a cell": "<table><tr><th>{}</th></tr></table>"}.get(where, "{}")
    text, lost = imported(around.format(html), inline=where == "in an option")
    assert lost == []
    page = shown(text, tmp_path)
    assert page.count("<math") == 1
    assert not set(page.partition("<math")[0] + page.rpartition("</math>")[2]) & set("$[]\\()")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (r"\(|x|\)", "</math>"),
        ("<code>x|y</code>", "<code>x|y</code>"),
        (r"<code>x\|y</code>", r"<code>x\|y</code>"),
        (r"x\|y|", r"x\|y|"),
        (r"\[x\] and \(|y|\)", "</math> and <math"),
    ],
)
def test_a_bar_in_a_cell_is_no_border(cell: str, words: str, tmp_path: Path) -> None:
    text, _ = imported(f"<table><tr><th>f</th><th>g</th></tr><tr><td>{cell}</td><td>y</td></tr></table>")
    page = shown(text, tmp_path)
    assert len(re.findall('<td>|<th scope="row">', page)) == 2
    assert words in page


@pytest.mark.parametrize("words", [r"It is \(x^2\).", "See http://x.org/my_page_1."])
def test_plain_text_has_formulas_and_addresses(words: str, tmp_path: Path) -> None:
    text = Bank(Diagnostics(), "pool").plain(words)
    assert shown(text, tmp_path) == shown(markdown(escape(words), lambda _: None, pytest.fail), tmp_path / "other")


@pytest.mark.parametrize("text", ["_a", r"\(", r"\[", "[tex]", "$$a", r"\begin{align}", "http://a_", "a|", "#"])
def test_many_of_the_same_sign_take_no_time_with_all_before_them(text: str) -> None:
    assert growth(lambda times: imported(text * times), size=12_000, times=6, below=20) < 20
