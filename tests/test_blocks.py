"""Blocks: each is a folder of its own; what a page and another tool show of it; what a package carries of it."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from scorm_export import Diagnostics
from scorm_export.blocks import BLOCKS, blocks_of, syntax_of
from scorm_export.blocks.code import block as code
from scorm_export.course import Look
from scorm_export.diagnostics import Severity, SourceFile
from scorm_export.exchange.html_to_markdown import markdown
from scorm_export.exchange.losses import Losses
from scorm_export.exchange.texts import Texts
from scorm_export.interface import words
from scorm_export.render import Site, render
from scorm_export.render.html import HtmlRenderer
from scorm_export.source.document import Document
from scorm_export.source.markdown import read_markdown
from scorm_export.targets import TARGETS
from sources import BLOCK_GALLERY, Source, copy_of_starter

FOLDER = Path(__file__).parent.parent / "scorm_export" / "blocks"
OWN = {"plain": "::: fieldwork\nWords\n:::", "titled": "::: fieldwork My *title*\nWords\n:::"}
TABS = ":::: tabs\n::: tab One\nA\n:::\n\n::: tab Two\nB\n:::\n::::"
TIMELINE = "::: timeline In short\n1978\n: Alma-Ata\n\n2018\n: Astana\n:::"
TABLE = (
    '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n<thead>\n<tr>\n'
    '<th scope="col">a</th>\n<th class="align-right" scope="col">b</th>\n</tr>\n</thead>\n'
    "<tbody>\n<tr>\n{}</td>\n</tr>\n<tr>\n{}</td>\n</tr>\n</tbody>\n</table></div>"
)
ACCORDION = ":::: accordion\n::: details One\nA\n:::\n\n::: details Two\nB\n:::\n::::"
STEPS = "::: steps In short\n1. One\n2. Two\n:::"
CARDS = "::: cards\nFront\n: Back\n\nOther\n: Side\n:::"
CHALLENGE = ":::: challenge\nWhich?\n\n::: hint\nIt is small.\n:::\n\n::: solution One\nA\n:::\n::::"
MARKERS = "::: markers\n![Two loops](loops.svg)\n\n1. 50 5: What *is* done\n2. 100 0: The end\n:::"
EMBED = "::: embed [Where *salt* dissolves](https://phet.colorado.edu/a?b=1&c=2)\nA tank\n:::"
QUOTE = "::: quote A nurse\nWords\n:::"
PAGE = {
    ACCORDION: (
        '<div class="accordion">\n<details><summary>One</summary>\n<p>A</p>\n</details>\n'
        "<details><summary>Two</summary>\n<p>B</p>\n</details>\n</div>"
    ),
    STEPS: ('<div class="steps"><p class="steps-title">In short</p>\n<ol>\n<li>One</li>\n<li>Two</li>\n</ol>\n</div>'),
    CARDS: (
        '<div class="cards">\n<ul>\n'
        '<li><details><summary>Front</summary>\n<div class="card-back"><div>Back</div>\n</div></details></li>\n'
        '<li><details><summary>Other</summary>\n<div class="card-back"><div>Side</div>\n</div></details></li>\n'
        "</ul>\n</div>"
    ),
    CHALLENGE: (
        '<div class="challenge" role="group"><p class="challenge-title">Challenge</p>\n<p>Which?</p>\n'
        '<details class="challenge-hint"><summary>Hint</summary>\n<p>It is small.</p>\n</details>\n'
        '<details class="challenge-solution"><summary>One</summary>\n<p>A</p>\n</details>\n</div>'
    ),
    "![A *nurse*](silence.mp3)": (
        '<figure class="audio"><figcaption>A nurse</figcaption><audio controls preload="none" aria-label="A nurse">'
        '<source src="media/silence.mp3"></audio></figure>'
    ),
    MARKERS: (
        '<div class="markers">\n<figure><div class="markers-image">'
        '<img src="media/loops.svg" alt="Two loops" loading="lazy"><svg class="markers-points" aria-hidden="true">'
        '<circle cx="50%" cy="5%" r="14"/><text x="50%" y="5%">1</text>'
        '<circle cx="100%" cy="0%" r="14"/><text x="100%" y="0%">2</text></svg></div></figure>\n'
        "<ol>\n<li>What <em>is</em> done</li>\n<li>The end</li>\n</ol>\n</div>"
    ),
    QUOTE: '<figure class="quote"><blockquote>\n<p>Words</p>\n</blockquote><figcaption>A nurse</figcaption></figure>',
    EMBED: (
        '<div class="embed"><div class="embed-card" role="group" aria-label="Where salt dissolves" '
        'data-embed="https://phet.colorado.edu/a?b=1&amp;c=2"><p class="embed-title">Where salt dissolves</p>'
        '<p class="embed-notice">This page comes from phet.colorado.edu (PhET, University of Colorado Boulder), not '
        "from your course. Once you load it, PhET, University of Colorado Boulder receives your IP address, details of "
        "your browser and device, the address of your learning platform, and what you do on the page. Nothing that "
        'you do there counts in this course. <a href="https://phet.colorado.edu/en/privacy-policy" target="_blank" '
        'rel="noopener noreferrer">Privacy notice of PhET, University of Colorado Boulder<span class="visually-hidden">'
        ' (opens in a new window)</span></a>.</p><button type="button" class="embed-load" hidden>Load from PhET, '
        'University of Colorado Boulder</button><p class="embed-blocked" role="status"><span hidden>Your learning '
        'platform does not allow this page here. Open it in a new window.</span></p><p class="embed-link">'
        '<a href="https://phet.colorado.edu/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">Open at '
        'phet.colorado.edu<span class="visually-hidden"> (opens in a new window)</span></a></p><button type="button" '
        'class="embed-close" hidden>Remove it from the page</button></div><details class="embed-alternative">'
        "<summary>In words</summary>\n<p>A tank</p>\n</details></div>"
    ),
    "```python\nx = 1  # <one>\n```": (
        '<pre class="code"><code class="language-python">x = <span class="code-number">1</span>  '
        '<span class="code-comment"># &lt;one&gt;</span>\n</code></pre>'
    ),
    "```text\nx = 1\n```": '<pre><code class="language-text">x = 1\n</code></pre>',
    "```\nx = 1\n```": "<pre><code>x = 1\n</code></pre>",
    "::: statement\nWords\n:::": '<div class="statement">\n<p>Words</p>\n</div>',
    "::: glossary\nA term\n: defined\n:::": (
        '<div class="glossary"><p class="glossary-title">Terms</p>\n<dl>\n<dt>A term</dt>\n<dd>defined</dd>\n'
        "</dl>\n</div>"
    ),
    "::: continue Go *on*\n:::": '<div class="gate"><p class="gate-title">Go <em>on</em></p></div>',
    "::: tip Do *this*\nWords\n:::": (
        '<div class="callout tip" role="note"><p class="callout-title">Do <em>this</em></p>\n<p>Words</p>\n</div>'
    ),
    "::: details\nWords\n:::": "<details><summary>Details</summary>\n<p>Words</p>\n</details>",
    "::: transcript\nWords\n:::": (
        '<details class="transcript"><summary>Transcript</summary>\n<p>Words</p>\n</details>'
    ),
    TABS: (
        '<div class="tabs">\n<div class="tab"><p class="tab-title">One</p>\n<p>A</p>\n</div>\n'
        '<div class="tab"><p class="tab-title">Two</p>\n<p>B</p>\n</div>\n</div>'
    ),
    TIMELINE: (
        '<div class="timeline"><p class="timeline-title">In short</p>\n<ol>\n'
        '<li><p class="timeline-date">1978</p>\n<div>Alma-Ata</div>\n</li>\n'
        '<li><p class="timeline-date">2018</p>\n<div>Astana</div>\n</li>\n</ol>\n</div>'
    ),
    "| a | b |\n| - | -: |\n| c | d |\n| e | f |": TABLE.format(
        '<th scope="row">c</th>\n<td class="align-right">d', '<th scope="row">e</th>\n<td class="align-right">f'
    ),
    "| a | b |\n| - | -: |\n| c | d |\n| c | f |": TABLE.format(
        '<td>c</td>\n<td class="align-right">d', '<td>c</td>\n<td class="align-right">f'
    ),
    "- [x] done\n- [ ] open\n- neither": (
        '<ul class="tasks">\n<li><span role="img" aria-label="Done">☑</span> done</li>\n'
        '<li><span role="img" aria-label="To do">☐</span> open</li>\n<li>neither</li>\n</ul>'
    ),
    "::: timeline\n1978\n: - [x] signed\n:::\n\nA term\n: defined": (
        '<div class="timeline">\n<ol>\n<li><p class="timeline-date">1978</p>\n<div><ul class="tasks">\n'
        '<li><span role="img" aria-label="Done">☑</span> signed</li>\n</ul>\n</div>\n</li>\n</ol>\n</div>\n'
        "<dl>\n<dt>A term</dt>\n<dd>defined</dd>\n</dl>"
    ),
}
"""What a page shows of a text."""
EXPORT = {
    TABS: (
        (
            '<div class="tabs"><div class="tab"><p class="title"><strong>One</strong></p>\n<p>A</p>\n</div>\n'
            '<div class="tab"><p class="title"><strong>Two</strong></p>\n<p>B</p>\n</div>\n</div>'
        ),
        ["tabs: their texts are shown one below the other"],
    ),
    TIMELINE: (
        (
            '<div class="timeline"><p class="title"><strong>In short</strong></p>\n<dl>\n<dt>1978</dt>\n'
            "<dd>Alma-Ata</dd>\n<dt>2018</dt>\n<dd>Astana</dd>\n</dl>\n</div>"
        ),
        [],
    ),
    "- [x] done\n- [ ] open": ('<ul class="tasks">\n<li>☑ done</li>\n<li>☐ open</li>\n</ul>', []),
    CHALLENGE: (
        (
            '<div class="challenge"><p>Which?</p>\n<div class="hint"><p>It is small.</p>\n</div>\n'
            '<div class="solution"><p class="title"><strong>One</strong></p>\n<p>A</p>\n</div>\n</div>'
        ),
        [f"a {name} that learners open: its content is shown at once" for name in ("hint", "solution")],
    ),
    CARDS: (
        '<div class="cards"><dl>\n<dt>Front</dt>\n<dd>Back</dd>\n<dt>Other</dt>\n<dd>Side</dd>\n</dl>\n</div>',
        ["flashcards: both sides are shown at once"],
    ),
    MARKERS: (
        '<p><img src="" alt="Two loops"></p>\n<ol>\n<li>What <em>is</em> done</li>\n<li>The end</li>\n</ol>',
        [
            "the numbers on an image: the image and the list of what they mark are kept",
        ],
    ),
    "![A nurse](silence.mp3)": (
        "<p>A nurse</p>",
        ["the recording `silence.mp3`; its text alternative is kept"],
    ),
    "::: continue\n:::\n\nMore": ("<p>More</p>", ["a button that reveals what follows: everything is shown at once"]),
    EMBED: (
        (
            '<div class="embed"><p class="title"><strong><a href="https://phet.colorado.edu/a?b=1&amp;c=2">Where '
            "<em>salt</em> dissolves</a></strong></p>\n<p>A tank</p>\n</div>"
        ),
        ["an embedded page: a link to it and its text alternative are kept"],
    ),
    "```dot One <loop>\ndigraph { a -> a }\n```": (
        "<p>One &lt;loop&gt;</p>",
        ["a diagram; its text alternative is kept"],
    ),
    "```python\nx = 1\n```": ('<pre><code class="language-python">x = 1\n</code></pre>', []),
    QUOTE: ('<div class="quote"><p class="title"><strong>A nurse</strong></p>\n<p>Words</p>\n</div>', []),
    OWN["plain"]: ('<div class="tip"><p class="title"><strong>Fieldwork</strong></p>\n<p>Words</p>\n</div>', []),
    OWN["titled"]: (
        '<div class="tip"><p class="title"><strong>My <em>title</em></strong></p>\n<p>Words</p>\n</div>',
        [],
    ),
}
"""What another tool gets of a text, and what is reported as lost."""


def read(text: str, syntax: object = None) -> Document:
    found, lines = Diagnostics(), text.split("\n")
    file = SourceFile(path="text.md", lines=tuple(lines))
    document = read_markdown(
        file, "text.md", text, found, first_line=1, last_line=len(lines), syntax=syntax or syntax_of(BLOCKS)
    )
    assert not found.found, [d.message for d in found.found]
    return document


@pytest.fixture(scope="module")
def gallery() -> Iterator[Source]:
    with tempfile.TemporaryDirectory() as directory:
        shutil.copytree(BLOCK_GALLERY, directory, dirs_exist_ok=True)
        source = Source(Path(directory))
        assert source.shown() == []
        yield source


@pytest.fixture(scope="module")
def renderer(gallery: Source) -> HtmlRenderer:
    assert gallery.checked
    return HtmlRenderer(gallery.checked, words.words_for("en"))


def text_of(path: str, site: Site) -> str:
    content = site.files[path]
    return content.decode() if isinstance(content, bytes) else content.read_text("utf-8")


# the folders


def test_each_folder_is_a_block_and_holds_what_the_block_says() -> None:
    folders = sorted(path.parent.name for path in FOLDER.glob("*/block.py"))
    assert [block.name for block in BLOCKS] == folders
    for block in BLOCKS:
        files = {path.name for path in (FOLDER / block.name).iterdir() if path.is_file()}
        assert files <= {"__init__.py", "block.py", "block.css", "block.ts", "words.yaml"}
        assert block.behaves == ("block.ts" in files)
        assert {name for rule in block.style.decode().split("}") for name in re.findall(r"\.([a-z][\w-]*)", rule)} <= (
            block.classes | {"align-center", "align-right"}
        )


def test_no_two_blocks_have_a_spelling_a_class_or_a_type_of_token_in_common() -> None:
    spelt = [name for block in BLOCKS for c in block.containers for name in (c.name, *c.alike)]
    classes = [name for block in BLOCKS for name in block.classes]
    types = [type_ for block in BLOCKS for type_ in block.page]
    for names in (spelt, classes, types):
        assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("language", words.languages())
def test_blocks_have_all_their_words_in_every_language(language: str) -> None:
    every = {path.parent.name: words.read_words(path) for path in words.OWNERS["blocks"].glob("*/words.yaml")}
    assert every
    said = words.words_for(language)["blocks"]
    assert {name: set(each) for name, each in said.items()} == {name: set(each["en"]) for name, each in every.items()}
    brought = words.read_words(words.LOCALES / f"{language}.yaml").get("blocks", {})
    for name, each in every.items():
        assert set(each.get(language, {}) | brought.get(name, {})) == set(each["en"]), name


def test_a_language_may_bring_words_for_a_block(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for path in words.LOCALES.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "eo.yaml").write_text("page: {}\nplayer: {}\nquiz: {}\nblocks: {callout: {tip: Konsilo}}\n", "utf-8")
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    assert words.words_for("eo")["blocks"]["callout"] == {
        "note": "Note",
        "tip": "Konsilo",
        "warning": "Warning",
        "example": "Example",
        "key": "Key points",
        "objectives": "What you will learn",
        "prerequisites": "Before you start",
    }


# pages


@pytest.mark.parametrize("text", PAGE)
def test_a_page_shows(text: str, renderer: HtmlRenderer) -> None:
    assert str(renderer.blocks(read(text))) == PAGE[text]


def test_a_course_has_blocks_of_its_own(gallery: Source, renderer: HtmlRenderer) -> None:
    assert gallery.checked
    syntax = syntax_of(blocks_of(gallery.checked.course.blocks))
    shown = str(renderer.blocks(read(OWN["plain"], syntax)))
    assert shown == (
        '<div class="callout tip" role="note"><p class="callout-title">Fieldwork</p>\n<p>Words</p>\n</div>'
    )
    assert ">My <em>title</em></p>" in str(renderer.blocks(read(OWN["titled"], syntax)))


@pytest.mark.parametrize("look", Look)
def test_each_look_of_such_a_block_has_a_style(look: Look) -> None:
    style = next(block for block in BLOCKS if block.name == "callout").style.decode()
    assert look is Look.NOTE or f".callout.{look} {{" in style


def test_a_title_in_the_course_file_is_text(tmp_path: Path) -> None:
    course = copy_of_starter(tmp_path)
    course.replace("course.yaml", "modules:\n", 'blocks: {plan: {title: "<b>A & B", style: plain}}\nmodules:\n')
    course.write("first-steps/a-lesson.md", course.text("first-steps/a-lesson.md") + "\n::: plan\nWords\n:::\n")
    assert course.shown() == []
    assert course.checked
    page = text_of("page-a-lesson.html", render(course.checked, tmp_path))
    assert '<div class="callout plain" role="note"><p class="callout-title">&lt;b&gt;A &amp; B</p>' in page


# what a package carries


def test_a_package_has_the_style_of_the_blocks_that_it_shows(tmp_path: Path) -> None:
    course = copy_of_starter(tmp_path)
    lesson = course.text("first-steps/a-lesson.md")

    def style(more: str) -> str:
        course.write("first-steps/a-lesson.md", lesson + more)
        assert course.shown() == []
        assert course.checked
        return text_of("style.css", render(course.checked, tmp_path))

    without = style("")
    assert ".timeline" not in without
    assert ".timeline > ol" in style(f"\n{TIMELINE}\n")
    assert ".timeline > ol" in style('\n<div class="timeline">Words</div>\n')


@pytest.mark.parametrize("standard", [name for name, target in TARGETS.items() if target.is_launched])
def test_a_package_has_the_scripts_of_its_blocks(standard: str, gallery: Source) -> None:
    assert gallery.checked
    site = render(gallery.checked, gallery.root)
    assert site.behaviours == ("embed", "gate", "tabs")
    files = TARGETS[standard].describe(site)
    assert "block-tabs.js" in files
    if "imsmanifest.xml" in files:
        assert b'href="block-tabs.js"' in files["imsmanifest.xml"]  # type: ignore[operator]
    assert text_of("page-in-order.js", site).rstrip().endswith(',[],["tabs"]);')
    assert text_of("page-in-questions.js", site).rstrip().endswith('],["tabs"]);')
    assert '"tabs"]' not in text_of("page-set-apart.js", site)


def test_a_course_without_such_blocks_has_no_script_of_theirs(starter: Source) -> None:
    starter.check()
    assert starter.checked
    site = render(starter.checked, starter.root)
    assert site.behaviours == ()
    assert [name for name in TARGETS["scorm12"].describe(site) if name.startswith("block-")] == []


# other tools


@pytest.mark.parametrize("text", EXPORT)
def test_another_tool_gets(text: str, gallery: Source) -> None:
    assert gallery.checked
    blocks = blocks_of(gallery.checked.course.blocks)
    found = Diagnostics()
    texts = Texts({}, Losses(found), blocks, address=str, tex=lambda tex, *_: tex)
    document = read(text, syntax_of(blocks))
    html, losses = EXPORT[text]
    assert texts.html(document, document.file.line(1)) == html
    assert [d.message for d in found.found] == losses


@pytest.mark.parametrize(
    "text",
    [
        *(TABS, TIMELINE, ACCORDION, STEPS, CARDS, CHALLENGE, QUOTE),
        *("- [x] done\n- [ ] open", "::: details More\nWords\n:::", "::: objectives\nWords\n:::"),
    ],
)
def test_what_comes_back_from_another_tool_is_the_same_block(text: str, renderer: HtmlRenderer) -> None:
    texts = Texts({}, Losses(Diagnostics()), BLOCKS, address=str, tex=lambda tex, *_: tex)
    document = read(text)
    html = texts.html(document, document.file.line(1))
    back = markdown(html, lambda _name: None, lambda _what: None)
    assert renderer.blocks(read(back)) == renderer.blocks(document)


# any nesting

_CONTAINERS = [
    *("note", "tip Title", "details", "details Title", "transcript", "key", "objectives", "challenge", "hint"),
    *("solution Title", "quote", "quote Title", "statement"),
]


@st.composite
def nested(draw: st.DrawFn, depth: int = 0) -> str:
    """Draw a text of blocks within each other; every word in it is `w` and a number."""
    deeper = ["container", "tabs", "timeline", "accordion", "cards", "glossary", "item", "quote"]
    kinds = ["words", "tasks", "table", *(deeper if depth < 4 else [])]
    parts = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3)):
        colons = ":" * (8 - depth)
        if kind == "words":
            parts.append("w1")
        elif kind == "tasks":
            parts.append("- [ ] w2\n- [x] w3")
        elif kind == "table":
            parts.append("| w4 | w5 |\n| -- | -: |\n| w6 | w7 |")
        elif kind == "container":
            parts.append(f"{colons} {draw(st.sampled_from(_CONTAINERS))}\n{draw(nested(depth + 1))}\n{colons}")
        elif kind in ("tabs", "accordion"):
            inner = ":" * (7 - depth)
            part = {"tabs": "tab", "accordion": "details"}[kind]
            tabs = [f"{inner} {part} w8\n{draw(nested(depth + 2))}\n{inner}" for _ in range(draw(st.integers(1, 2)))]
            parts.append(f"{colons} {kind}\n" + "\n\n".join(tabs) + f"\n{colons}")
        elif kind in ("timeline", "cards", "glossary"):
            within = draw(nested(depth + 1)).replace("\n", "\n  ")
            parts.append(f"{colons} {kind}\nw9\n: {within}\n{colons}")
        elif kind == "item":
            parts.append("- w10\n\n  " + draw(nested(depth + 1)).replace("\n", "\n  "))
        else:
            parts.append("> " + draw(nested(depth + 1)).replace("\n", "\n> "))
    return "\n\n<!-- -->\n\n".join(parts)


@given(text=nested())
@strategies.examples(150)
def test_blocks_within_each_other_keep_every_word_and_close_what_they_open(text: str, renderer: HtmlRenderer) -> None:
    texts = Texts({}, Losses(Diagnostics()), BLOCKS, address=str, tex=lambda tex, *_: tex)
    document = read(text)
    for html in (str(renderer.blocks(document)), texts.html(document, document.file.line(1))):
        written = sorted(re.findall(r"w\d+", text))
        assert sorted(re.findall(r"\bw\d+", html)) == written
        assert 'class="_' not in html
        opened: list[str] = []
        for slash, tag in re.findall(r"<(/?)(div|ol|ul|li|dl|dt|dd|details|summary|p|table|span)\b", html):
            if slash:
                assert opened.pop() == tag
            else:
                opened.append(tag)
        assert opened == []


def test_the_gallery_shows_every_block(gallery: Source) -> None:
    assert BLOCK_GALLERY.is_dir()
    assert gallery.checked
    site = render(gallery.checked, gallery.root)
    pages = "".join(text_of(f"page-{activity.id}.html", site) for activity in gallery.checked.course.activities)
    source = "".join(path.read_text("utf-8") for path in sorted(gallery.root.rglob("*.md")))
    for block in BLOCKS:
        assert all(f"::: {container.name}" in source for container in block.containers)
    assert '</span></a> <span class="attachment-facts">CSV · 1 KB</span></p>' in pages
    for name in (
        "callout",
        "table",
        "tasks",
        "tabs",
        "timeline",
        "enlarge",
        "accordion",
        "cards",
        "gate",
        "gallery",
        "steps",
    ):
        assert f'class="{name}' in pages


# embedded pages


@pytest.mark.parametrize(
    "written",
    [
        '<div class="embed-card" data-embed="https://evil.example.org/">Words</div>',
        '<div data-slot="embed" data-embed="https://evil.example.org/">Words</div>',
    ],
)
def test_nobody_embeds_a_page_by_raw_html(written: str, renderer: HtmlRenderer) -> None:
    document = read_markdown(
        SourceFile(path="text.md", lines=(written,)), "text.md", written, Diagnostics(), first_line=1, last_line=1
    )
    assert "data-embed" not in str(renderer.blocks(document))


@pytest.mark.parametrize("standard", [name for name, target in TARGETS.items() if target.is_launched])
def test_only_embedded_pages_name_another_host(standard: str, starter: Source, gallery: Source) -> None:
    for course, hosts in ((starter, set()), (gallery, {"phet.colorado.edu"})):
        course.check()
        assert course.checked
        files = TARGETS[standard].describe(render(course.checked, course.root))
        pages = [
            content.decode() for name, content in files.items() if name.endswith(".html") and isinstance(content, bytes)
        ]
        framed = {address for page in pages for address in re.findall(r'data-embed="https://([^/"]+)', page)}
        assert framed == hosts
        assert not [page for page in pages if "<iframe" in page]
        assert ("block-embed.js" in files) == bool(hosts)


# code


@pytest.fixture
def without_pygments(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(code, "find_spec", lambda _name: None)
    code.lexer_of.cache_clear()
    yield
    code.lexer_of.cache_clear()


@pytest.mark.parametrize("language", ["python", "html", "r", "diff", "console", "json", "sql", "nothing-known"])
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t<>&\"'")))
def test_colours_change_no_sign_of_the_code(text: str, language: str) -> None:
    written = code._highlighted(text, language, "") or "><"
    shown = unescape(re.sub(r"<[^>]+>", "", written))
    assert shown in ("", text, "><")


@pytest.mark.usefixtures("without_pygments")
def test_code_is_plain_without_pygments_which_is_noted_once(renderer: HtmlRenderer, starter: Source) -> None:
    assert str(renderer.blocks(read("```python\nx = 1\n```"))) == (
        '<pre><code class="language-python">x = 1\n</code></pre>'
    )
    for name in ("first-steps/a-lesson.md", "going-further/media.md"):
        starter.write(name, starter.text(name) + "\n```text\nplain\n```\n\n```python\nx = 1\n```\n")
    notes = [d for d in starter.check() if d.rule == "plain-code"]
    assert [(d.severity, d.hint) for d in notes] == [
        (Severity.NOTE, "install it with `pip install scorm-export[code]`")
    ]


# diagrams


def test_a_diagram_is_drawn_in_the_colours_of_the_theme(renderer: HtmlRenderer) -> None:
    shown = str(
        renderer.blocks(read('```dot Two\ndigraph { a -> b [class="accent"] }\n```\n\n```dot One\ngraph { a }\n```'))
    )
    assert shown.startswith('<div class="diagram" role="img" aria-label="Two"><svg')
    assert "<title" not in shown
    names = re.findall(r' id="([^"]+)"', shown)
    assert len(names) == len(set(names)) > 4
    assert 'class="edge accent"' in shown
    wide = "digraph { rankdir=LR " + " -> ".join(f"number_{n}" for n in range(9)) + " }"
    assert '<div class="diagram diagram-wide" tabindex="0" role="img"' in str(
        renderer.blocks(read(f"```graphviz Nine\n{wide}\n```"))
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('digraph { a [URL="https://example.org/"] }', "not everyone can follow links in a diagram"),
        ('digraph { a [stylesheet="x.css"] b [image="/etc/hostname"] }', None),
        ("digraph {\n a -> -> b }", "Graphviz does not draw this: syntax error in line 2 near '->'"),
    ],
)
def test_a_diagram_that_is_more_than_a_drawing_is_refused(written: str, message: str | None, starter: Source) -> None:
    name = "first-steps/a-lesson.md"
    starter.write(name, f"{starter.text(name)}\n```dot Words\n{written}\n```\n")
    found = [d for d in starter.check() if d.rule == "diagram-not-drawn"]
    if message:
        assert [d.message for d in found] == [message]
    else:
        assert starter.checked is None or "/etc/hostname" not in str(render(starter.checked, starter.root).files)


def test_without_graphviz_a_diagram_is_an_error_that_says_what_to_do(
    starter: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    name = "first-steps/a-lesson.md"
    starter.write(name, f"{starter.text(name)}\n```dot Words\ndigraph {{ there_is -> no_dot }}\n```\n")
    (problem,) = starter.check()
    assert (problem.rule, problem.message) == (
        "diagram-not-drawn",
        "Graphviz, which draws this diagram, is not installed",
    )
    assert problem.hint.startswith("install Graphviz; or draw it elsewhere")
