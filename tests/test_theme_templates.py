"""Templates of a theme's own: what they can do, what they cannot, and what they must hold for the player."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scorm_export
from scorm_export import Diagnostic
from scorm_export.check.theme import REPLACEABLE
from scorm_export.render import render
from scorm_export.render.theme_templates import REQUIRED
from scorm_export.trust.shell import ShellCleaner, start_tags
from sources import Source, under

TEMPLATES = Path(scorm_export.__file__).parent / "render" / "templates"


@pytest.fixture
def themed(starter: Source) -> Source:
    """Return the starter course with a theme of its own, without templates."""
    starter.replace("course.yaml", "modules:\n", "theme: look\ncertificate: {}\nmodules:\n")
    starter.write("look/theme.yaml", "title: Ours\n")
    return starter


def page(course: Source, name: str) -> str:
    assert course.shown() == []
    assert course.checked
    content = render(course.checked, course.root).files[name]
    assert isinstance(content, bytes)
    return content.decode()


def words(html: str) -> list[str]:
    body = html.partition("<body")[2].partition('<script type="application/json"')[0]
    return unescape(re.sub(r"<[^>]*>", " ", body)).split()


def replaced(course: Source, name: str, old: str, new: str) -> Source:
    text = (TEMPLATES / name).read_text("utf-8")
    assert old in text
    course.write(f"look/templates/{name}", text.replace(old, new))
    return course


def only(found: list[Diagnostic]) -> Diagnostic:
    (diagnostic,) = found
    assert diagnostic.rule == "theme-template"
    return diagnostic


@pytest.mark.parametrize("name", ["index.html", "page-a-lesson.html", "page-first-quiz.html"])
def test_the_shells_own_templates_as_a_themes_give_the_same_pages(name: str, themed: Source) -> None:
    before = page(themed, name)
    for template in REPLACEABLE:
        themed.write(f"look/templates/{template}", (TEMPLATES / template).read_text("utf-8"))
    after = page(themed, name)
    assert start_tags(after) == start_tags(before)
    assert words(after) == words(before)


def test_what_a_template_adds_comes_to_the_page(themed: Source) -> None:
    replaced(themed, "home.html", "</article>", '<p class="quiet" id="theme-motto">{{ course.title }}!</p></article>')
    assert '<p class="quiet" id="theme-motto">My course!</p>' in page(themed, "index.html")


def test_a_template_can_show_the_shells_and_put_something_around_it(themed: Source) -> None:
    themed.write("look/templates/bar.html", '{% include "shell/bar.html" %}\n<p>Ministry of Health</p>\n')
    bar = page(themed, "index.html").partition('<header class="course-bar">')[2].partition('<div id="notice"')[0]
    assert bar.rstrip().endswith("<p>Ministry of Health</p>")


def test_what_learners_read_is_not_changed_on_the_way(themed: Source) -> None:
    before = page(themed, "page-media.html")
    replaced(themed, "lesson.html", "</article>", "<hr></article>")
    after = page(themed, "page-media.html")
    prose = before.partition('<div class="prose">')[2].partition("<nav")[0].rstrip()
    assert prose.removesuffix("</div>").rstrip() in after


REFUSED = [
    ("<script>alert(1)</script>", "`<script>`", "<script>alert(1)</script>"),
    ('<p onclick="alert(1)">x</p>', "`onclick` of `<p>`", '<p onclick="alert(1)">x</p>'),
    ('<p style="color: red">x</p>', "`style` of `<p>`", '<p style="color: red">x</p>'),
    ('<a href="javascript:alert(1)">x</a>', '`href="javascript:alert(1)"` of `<a>`', ""),
    ('<img src="https://example.org/a.png" alt="">', '`src="https://example.org/a.png"` of `<img>`', ""),
    ('<img src="//example.org/a.png" alt="">', '`src="//example.org/a.png"` of `<img>`', ""),
    ('<img src="/logo.png" alt="">', '`src="/logo.png"` of `<img>`', ""),
    ('<img src="../../logout" alt="">', '`src="../../logout"` of `<img>`', ""),
    ('<img src="a/%2E./x" alt="">', '`src="a/%2E./x"` of `<img>`', ""),
    ('<a href="https://example.org" target="other">x</a>', '`target="other"` of `<a>`', ""),
    ('<p id="notice">x</p>', '`id="notice"` of `<p>`', ""),
    ('<iframe src="a.html"></iframe>', "`<iframe>`", ""),
    ('<form action="https://example.org"></form>', "`<form>`", ""),
    ('<svg><a href="x">x</a></svg>', "`<svg>`", ""),
    ('<meta http-equiv="refresh" content="0">', "`<meta>`", ""),
]


@pytest.mark.parametrize(("written", "named", "at"), REFUSED)
def test_what_runs_styles_loads_or_takes_the_players_names_is_refused(
    written: str, named: str, at: str, themed: Source
) -> None:
    replaced(themed, "home.html", "</article>", f"{written}\n</article>")
    diagnostic = only(themed.check())
    assert diagnostic.message == f"a template may not contain {named}"
    assert under(diagnostic) == written
    assert at in written


FAILS = [
    ("{{ course.modules", "unexpected"),
    ("{% for %}", "Expected"),
    ("{{ kourse }}", "'kourse' is undefined"),
    ("{{ course.lrs }}", "lrs"),
    ("{{ course }}", "a Course cannot be shown"),
    ("{{ course.modules[0] ~ '' }}", "a Module cannot be shown"),
    ("{{ course.modules | string }}", "a Module cannot be shown"),
    ("{{ '%s' | format(course) }}", "a Course cannot be shown"),
    ("{{ course._record }}", "_record"),
    ("{{ course.origin.span.file.lines }}", "origin"),
    ("{{ ''.__class__.__mro__ }}", "__class__"),
    ("{{ course.documents() | list }}", "documents"),
    ("{{ words.update({}) }}", "update"),
    ("{{ 'a' * 1000000000 }}", "`*` is for numbers"),
    ("{{ 9 ** 9 ** 9 }}", "`**` is not available"),
    ("{% for i in range(10000000) %}x{% endfor %}", "range"),
    ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "more than 100,000 steps"),
    ("{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(30) }}", "100,000 steps"),
    ("{% set a = 'aaaaaaaa' %}" + "{% set a = a ~ a %}" * 40, "what `~` gives is too large"),
    ("{% set a = 'aaaaaaaa' %}" + "{% set a = a + a %}" * 40, "what `+` gives is too large"),
    ("{% set a = 99999 %}" + "{% set a = a * a %}" * 40, "what `*` gives is too large"),
    ("{{ '%0999999999d' | format(1) }}", "at most three digits"),
    ("{{ '%0999999999d' % 1 }}", "`%` is for numbers"),
    ("{{ 'x'.ljust(1000000000) }}", "ljust"),
    ("{{ '{:>1000000000}'.format(1) }}", "format"),
    ("{{ ('a' * 1) | batch(1000000000, 'x') | list }}", "`*` is for numbers"),
    ("{{ 'a' | batch(1000000000, 'x') | list }}", "`batch` takes numbers up to"),
    ("{{ 'x' | center(1000000000) }}", "center"),
    ("{{ [1, 2] | random }}", "random"),
    ("{{ lipsum(3) }}", "lipsum"),
    ("{{ course.title | blocks }}", "are for texts in Markdown"),
    ('{% include "home.html" %}', "`home.html` would be put into itself"),
    ("{% include course.id %}", "by its name in quotes"),
    ('{% include "../../course.yaml" %}', "there is no template"),
    ('{% include "index.html" %}', "there is no template `index.html`"),
]


@pytest.mark.parametrize(("written", "said"), FAILS)
def test_what_a_template_cannot_do_is_reported_at_its_line(written: str, said: str, themed: Source) -> None:
    replaced(themed, "home.html", "</article>", f"{written}\n</article>")
    diagnostic = only(themed.check())
    assert said in diagnostic.message
    assert written.rsplit("{", maxsplit=1)[-1].strip("}% ") in under(diagnostic) or diagnostic.span.line > 1


@pytest.mark.parametrize("field", ["questions", "pool", "draws"])
def test_a_template_cannot_read_which_answer_is_right(field: str, themed: Source) -> None:
    replaced(themed, "quiz.html", "{{ form }}", f"{{{{ quiz.{field} | list }}}}{{{{ form }}}}")
    assert field in only(themed.check()).message


SPECIAL = {
    "nav.pager": ("{{ macros.pager(part, previous, next, onward, shell, words) }}", ""),
    "tr[data-objective]": ("data-objective", "data-other"),
    "[data-fact]": ("data-fact", "data-other"),
}


def without(selector: str) -> tuple[str, str]:
    """Return a text of the shell's template, and what is in its place, so that the element is no longer there."""
    name = selector.partition("[")[0]
    tag, is_id, identifier = name.partition("#")
    if is_id:
        return f'id="{identifier}"', f'id="theme-{identifier}"'
    tag, has_class, css_class = name.partition(".")
    return (f'class="{css_class}"', 'class="other"') if has_class else (f"<{tag} ", "<p ")


@pytest.mark.parametrize(
    ("name", "selector"), [(name, selector) for name, needed in REQUIRED.items() for selector in needed]
)
def test_an_element_that_the_player_needs_is_missed_by_its_name(name: str, selector: str, themed: Source) -> None:
    if selector == "a[href]":
        themed.write(f"look/templates/{name}", '<nav id="outline" aria-label="Contents"></nav>')
    else:
        replaced(themed, name, *SPECIAL.get(selector) or without(selector))
    assert f"`{selector}`" in only(themed.check()).message


def test_every_activity_must_be_led_to(themed: Source) -> None:
    loop = "{% for activity in module.activities"
    replaced(themed, "home.html", f"{loop} %}}", f"{loop}[1:] %}}")
    assert "`[data-activity=media]`" in only(themed.check()).message


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("quiz.html", "{{ form }}", "", "the questions are missing from the page"),
        ("lesson.html", "{{ lesson.body | blocks }}", "", "is not in a `.prose` element"),
        ("lesson.html", "</article>", '<div class="prose"></div></article>', "a lesson has exactly one `.prose`"),
    ],
)
def test_what_learners_come_for_is_not_left_out(name: str, old: str, new: str, said: str, themed: Source) -> None:
    replaced(themed, name, old, new)
    assert said in only(themed.check()).message


def test_a_template_that_replaces_none_is_an_error(themed: Source) -> None:
    themed.write("look/templates/hom.html", "<p>x</p>")
    diagnostic = only(themed.check())
    assert (themed.path_of(diagnostic), diagnostic.hint) == ("look/templates/hom.html", "did you mean `home.html`?")


def test_a_problem_of_every_lesson_is_reported_once(themed: Source) -> None:
    themed.write("look/templates/lesson.html", "<article></article>")
    assert len(themed.check()) == 1


PIECES = st.sampled_from(
    "<p> </p> <a href='javascript:x'> <a href=x> </a> <svg> </svg> <math> <mtext> <style> </style> <table> <tr> <td> "
    "<img src=x onerror=y> <script> </script> <!-- --> <template> <noscript> <textarea> <form> <button> text "
    "<div data-slot=1> </div> <details> <summary> <h1> <nav> <xmp> <plaintext> <select> <iframe> &lt;p&gt;".split()
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_what_comes_through_is_on_the_lists_and_is_read_as_it_is_written(html: str) -> None:
    cleaner = ShellCleaner(ids=(), slots=())
    cleaned = cleaner.clean(html)
    assert list(cleaner.refused(cleaned)) == []
    assert cleaner.clean(cleaner.clean(cleaned)) == cleaner.clean(cleaned)
