"""Spellings of other Markdown dialects that mean what ours do: what a page shows of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorm_export.interface.words import words_for
from scorm_export.render.html import HtmlRenderer
from sources import Source, copy_of_starter

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
    "- [ ] open\n- [x] done": "<ul>\n<li>☐ open</li>\n<li>☑ done</li>\n</ul>",
    "H~2~O and x^2^": "<p>H<sub>2</sub>O and x<sup>2</sup></p>",
    "==marked *words*== and ++new++": "<p><mark>marked <em>words</em></mark> and <ins>new</ins></p>",
    "a == b, C++ and C++, ~5 and ~6": "<p>a == b, C++ and C++, ~5 and ~6</p>",
    "HTML, not `HTML`\n\n*[HTML]: Hypertext": '<p><abbr title="Hypertext">HTML</abbr>, not <code>HTML</code></p>',
    "[mot]{lang='fr'}, not `{lang='fr'}`": "<p><span lang=\"fr\">mot</span>, not <code>{lang='fr'}</code></p>",
    "Write to me@example.org": '<p>Write to <a href="mailto:me@example.org">me@example.org</a></p>',
}
LEFT = [
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
]


def lesson(text: str, root: Path) -> Source:
    course = copy_of_starter(root)
    course.write("first-steps/a-lesson.md", f"{HEAD}{text}\n")
    return course


@pytest.mark.parametrize("text", READ)
def test_a_spelling_of_others_is_read(text: str, tmp_path: Path) -> None:
    course = lesson(text, tmp_path)
    assert course.shown() == []
    assert course.checked
    body = next(course.checked.course.lessons).body
    assert HtmlRenderer(course.checked, words_for("en")).blocks(body) == READ[text]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_mark_is_left_alone(text: str, tmp_path: Path) -> None:
    assert lesson(text, tmp_path).shown() == []


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
