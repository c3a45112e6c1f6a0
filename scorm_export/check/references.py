"""What texts and fields refer to: objectives, other activities, headings, files."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import unquote

from scorm_export.check.checked import LinkTarget
from scorm_export.course import Course, Lesson, Origin
from scorm_export.diagnostics import Diagnostics, Fix, Span, did_you_mean, replaced, respelt, unmistakable
from scorm_export.source.document import Document, Link, walk
from scorm_export.source.folder import Folder

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
WEB_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_ADDRESS = re.compile(r"https?://[^/?#\s]+\S*|mailto:(?:[^@/\s]+@[^@\s]+|\?\S+)|tel:[^\s\d]{0,9}\d\S*", re.IGNORECASE)
_WHOLE = {"mailto:": "mailto:name@example.org", "tel:": "tel:+4930123456"}
_NEARLY = re.compile(r"(?P<scheme>h[a-z]{2,4}s?)[:;]+/*(?P<rest>[\w-]+(?:\.[\w-]+)+(?:[:/?#]\S*)?)", re.IGNORECASE)
"""An address of the web whose beginning is misspelt."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where the links of the texts lead, and the files among them with the place of the first link to each."""

    targets: dict[tuple[str, str], LinkTarget] = field(default_factory=dict)
    files: dict[str, Span] = field(default_factory=dict)
    strays: list[tuple[str, Span]] = field(default_factory=list)
    """Links to texts that are not activities."""


def check(course: Course, folder: Folder, found: Diagnostics, *, read_whole: bool) -> Links:
    """Report what refers to nothing; to what could not be read, a reference may well be right."""
    _check_objectives(course, found)
    links = Links()
    activities = {a.path: a.id for a in course.activities}
    anchors = {a.path: _anchors(a.body) if isinstance(a, Lesson) else frozenset() for a in course.activities}
    for_facilitators = Links(strays=links.strays)
    texts = [(course.documents(), links), (course.facilitator_documents(), for_facilitators)]
    for document, into in ((document, into) for documents, into in texts for document in documents):
        own = _anchors(document) if document.links else frozenset()
        for link in document.links:
            _check_link(document, link, own, folder, anchors=anchors, activities=activities, links=into, found=found)
    if read_whole:
        _check_reading(course, anchors, found)
    else:
        links.strays.clear()
    for path, at in links.strays:
        found.error(
            "broken-link",
            f"`{path}` is not an activity of the course",
            at,
            "name it in its module's `activities`, or leave the link out",
        )
    return links


def _check_objectives(course: Course, found: Diagnostics) -> None:
    known = {o.id for o in course.objectives}
    if not known or not all(known):
        return  # some could not be read, which is reported already
    named: list[tuple[tuple[str, ...], Origin]] = [(m.objectives, m.origin) for m in course.modules]
    named.extend((activity.objectives, activity.origin) for activity in course.activities)
    named.extend((question.objectives, question.origin) for question in course.questions)
    for names, origin in named:
        for name in names:
            if name not in known:
                found.error(
                    "unknown-objective",
                    f"the course has no objective `{name}`",
                    origin.of(f"objectives.{name}"),
                    partial(did_you_mean, name, known),
                    fix=partial(respelt, origin.of(f"objectives.{name}"), name, known),
                )


def _check_reading(course: Course, anchors: Mapping[str, frozenset[str]], found: Diagnostics) -> None:
    """Report what questions say to read again and nobody can find; `anchors` by the path of their lesson."""
    lessons = {lesson.id: lesson for lesson in course.lessons}
    for question in course.questions:
        name, _, anchor = (question.read or "").partition("#")
        lesson, at = lessons.get(name), question.origin.of("read")
        if question.read and lesson is None:
            found.error(
                "broken-link",
                f"the course has no lesson `{name}`",
                at,
                partial(did_you_mean, name, lessons),
                fix=partial(respelt, at, name, lessons),
            )
        elif lesson and anchor and anchor not in anchors[lesson.path]:
            _no_heading(anchor, anchors[lesson.path], at, found)


def _anchors(document: Document) -> frozenset[str]:
    ids = {str(token.attrGet("id")) for token, _ in walk(document.tokens) if token.attrGet("id")}
    return frozenset(ids | {h.anchor for h in document.headings})


def _check_link(
    document: Document,
    link: Link,
    own: frozenset[str],
    folder: Folder,
    *,
    anchors: Mapping[str, frozenset[str]],
    activities: Mapping[str, str],
    links: Links,
    found: Diagnostics,
) -> None:
    if scheme := _SCHEME.match(link.href):
        _check_web_address(link, scheme.group().lower(), found)
        return
    if link.href in ("", "#"):
        found.error("broken-link", "this link has no address", link.span, "write its address: `[words](address)`")
        return
    path, _, fragment = link.href.partition("#")
    path, fragment = unquote(path), unquote(fragment)
    if not path:
        if fragment not in own:
            _no_heading(fragment, own, link.span, found)
        return
    resolved = folder.resolve(path, document.path, link.span, found)
    if resolved is None:
        return
    if resolved in activities:
        if fragment and fragment not in anchors[resolved]:
            _no_heading(fragment, anchors[resolved], link.span, found)
        links.targets[document.path, link.href] = LinkTarget(activities[resolved], None, fragment)
    elif resolved.endswith((".md", ".yaml")) or not folder.is_file(resolved):
        links.strays.append((path, link.span))
    else:
        links.targets[document.path, link.href] = LinkTarget(None, resolved, fragment)
        links.files.setdefault(resolved, link.span)


def is_address(text: str) -> bool:
    """Whether an address names a host, a mailbox or a number after its scheme."""
    return _ADDRESS.fullmatch(text) is not None


def meant_address(text: str) -> str:
    """Return the address that one with a misspelt beginning can only mean; empty where there is none."""
    scheme, _, rest = text.partition(":")
    if scheme.lower() == "mailto" and "@" in rest:
        return f"mailto:{rest.lstrip('/')}"
    nearly = _NEARLY.fullmatch(text)
    meant = nearly and next(iter(difflib.get_close_matches(nearly["scheme"].lower(), ("http", "https"), n=1)), None)
    return f"{meant}://{nearly['rest']}" if nearly and meant else ""


def _check_web_address(link: Link, scheme: str, found: Diagnostics) -> None:
    """Report an address that browsers do not take, or take for another than it looks like."""
    address, meant = link.href, meant_address(link.href)
    hint = f"write `{meant}`" if meant else f"write all of it, such as `{_WHOLE.get(scheme, 'https://example.org')}`"
    fix = replaced(link.span, address, meant) if meant else ()
    if scheme not in WEB_SCHEMES:
        hint = f"write `{meant}`" if meant else "links lead to lessons, files of the course, or the web"
        found.error("broken-link", f"a link cannot start with `{scheme}`", link.span, hint, fix=fix)
    elif not is_address(address):
        found.error("broken-link", f"`{address}` is not a whole address", link.span, hint, fix=fix)


def _no_heading(fragment: str, known: frozenset[str], at: Span, found: Diagnostics) -> None:
    def fix() -> Fix:
        meant = unmistakable(fragment, known)
        return replaced(at, f"#{fragment}", f"#{meant}") if meant else ()

    hint = partial(did_you_mean, fragment, known)
    found.error("broken-link", f"there is no heading `#{fragment}`", at, hint, fix=fix)
