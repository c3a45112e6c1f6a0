"""Rules for the contents of files: how they report, what they load from elsewhere, and what they must not contain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from scorm_export.verify.descriptor import ADLCP12, ADLCP2004, Descriptor, Kind, file_of, is_elsewhere, text, token
from scorm_export.verify.findings import Findings, quoted, some
from scorm_export.verify.package import Package, suffix
from scorm_export.verify.resources import listed_files

_PAGES = frozenset({".html", ".htm", ".xhtml"})
_LOADED = re.compile(
    r"""<(?:script|img|iframe|audio|video|source|embed|track|object)\b[^<>]{0,400}?\s(?:src|data)\s*=\s*["']((?:https?:)?//[^"'\s]{1,300})["']"""
    r"""|<link\b[^<>]{0,400}?\bhref\s*=\s*["']((?:https?:)?//[^"'\s]{1,300})["']""",
    re.IGNORECASE,
)
_LINK = re.compile(r"""<link\b[^>]{0,400}?\brel\s*=\s*["']?(?:stylesheet|icon|preload|shortcut)""", re.IGNORECASE)
_IN_STYLE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:https?:)?//[^"')\s]{1,300})""", re.IGNORECASE)
_EMBEDDED = re.compile(r"""\bdata-embed="(https://[^"\s]{1,300})\"""")
"""A page that the player frames once a learner asks for it."""
# A pattern that begins with letters, and looks back for the boundary of the word, is searched five times as fast.
_SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]{1,10} )?PRIVATE KEY-----"),
    "a key of Amazon Web Services": re.compile(r"AKIA(?<!\wAKIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"gh[pousr]_(?<!\wgh\w_)[A-Za-z0-9]{36}\b"),
    "a token of Slack": re.compile(r"xox[abprs]-(?<!\wxox\w-)[0-9A-Za-z-]{20,80}\b"),
    "a key of Stripe": re.compile(r"sk_live_(?<!\wsk_live_)[0-9A-Za-z]{20,80}\b"),
    "a name and a password": re.compile(r"""["']Basic [A-Za-z0-9+/]{16,200}={0,2}["']"""),
}
_DRIVER = re.compile(r"LMS(?:Initialize|SetValue)\b")
_DRIVER_2004 = re.compile(r"API_1484_11\b")
_STATUS = re.compile(r"lesson_status|completion_status|success_status")
_PLATFORM_NAMED = [f"{window}.{what}" for window in ("parent", "top") for what in ("document", "$(", "jQuery(")]
"""One of these is in each script that the two patterns below match; they take longer to search."""
_PLATFORM = r"\b(?:parent|top)\.document\b"
_PLATFORM_CHANGED = re.compile(
    _PLATFORM + r"(?:\.\w{1,40}(?:\([^()]{0,200}\))?){1,6}?"
    r"\.(?:(?:append|prepend|insertBefore|insertAdjacent\w{1,20}|remove|replace\w{1,20}|setAttribute|write|writeln)\(|"
    r"classList\.\w{1,20}\(|(?:style(?:\.\w{1,40})?|className|innerHTML|outerHTML|textContent|innerText|cssText)\s*=[^=])"
    rf"|\(\s*[\"'][^\"']{{1,200}}[\"']\s*,\s*(?:window\.)?{_PLATFORM}\s*\)"
    r"|\b(?:parent|top)\.(?:\$|jQuery)\("
)
"""Script that changes the page around a course: by the DOM, or by jQuery there."""
_PLATFORM_SEARCHED = re.compile(_PLATFORM + r"\.(?:get[A-Z]\w{1,40}|querySelector(?:All)?)\(")
_HTML = re.compile(r"<html\b([^>]{0,500})>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,100}>\s*[^<\s]", re.IGNORECASE)


def check_content(package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Check the text files of a package."""
    _check_reporting(package, descriptor, found)
    _check_hosts(package, found)
    _check_platform(package, found)
    for name, content in package.texts.items():
        for what, pattern in _SECRETS.items():
            if pattern.search(content):
                found.error("content-secret", f"this contains {what}, which every learner can read", name)
    _check_pages(package, descriptor, found)


def _check_hosts(package: Package, found: Findings) -> None:
    hosts: dict[str, set[str]] = {}
    insecure: dict[str, set[str]] = {}
    for name, address in loaded(package):
        host = urlsplit(address).netloc
        hosts.setdefault(host, set()).add(name)
        if address.startswith("http:"):
            insecure.setdefault(host, set()).add(name)
    for host, names in sorted(hosts.items()):
        if host in insecure:
            found.error(
                "content-insecure-address",
                f"browsers block what an https page loads from http://{quoted(host)[1:-1]}: {some(insecure[host])}",
                min(insecure[host]),
            )
        if names - insecure.get(host, set()):
            found.warn("content-other-host", f"files load something from {quoted(host)}: {some(names)}", min(names))
    embedding: dict[str, set[str]] = {}
    for name, address in embedded(package):
        embedding.setdefault(urlsplit(address).netloc, set()).add(name)
    for host, names in sorted(embedding.items()):
        message = f"files load something from {quoted(host)} once a learner asks for it: {some(names)}"
        found.note("content-embedded-host", message, min(names))


def _check_platform(package: Package, found: Findings) -> None:
    """Report scripts that reach into the page in which an LMS shows the course."""
    changing, searching = set(), set()
    for name, content in package.texts.items():
        if suffix(name) not in (*_PAGES, ".js", ".mjs") or not any(each in content for each in _PLATFORM_NAMED):
            continue
        if _PLATFORM_CHANGED.search(content):
            changing.add(name)
        elif _PLATFORM_SEARCHED.search(content):
            searching.add(name)
    if changing:
        message = f"scripts change the page of the LMS around the course: {some(changing)}"
        found.warn("content-platform-page", message, min(changing))
    if searching:
        message = f"scripts look for something in the page of the LMS around the course: {some(searching)}"
        found.note("content-platform-page", message, min(searching))


def loaded(package: Package) -> Iterator[tuple[str, str]]:
    """Yield what pages and styles load from other hosts: the name of the file, and the address."""
    for name, content in package.texts.items():
        if suffix(name) in _PAGES:
            for match in _LOADED.finditer(_without_comments(content)):
                if match[1] or _LINK.match(match[0]):
                    yield name, match[1] or match[2]
        elif suffix(name) == ".css":
            for match in _IN_STYLE.finditer(content):
                yield name, match[1]


def embedded(package: Package) -> Iterator[tuple[str, str]]:
    """Yield what pages load from other hosts once a learner asks for it: the name of the file, and the address."""
    for name, content in package.texts.items():
        if suffix(name) in _PAGES:
            for match in _EMBEDDED.finditer(content):
                yield name, match[1]


def _without_comments(page: str) -> str:
    """Return a page without its comments, including conditional ones."""
    kept, at = [], 0
    while (begin := page.find("<!--", at)) >= 0:
        kept.append(page[at:begin])
        end = page.find("-->", begin + 4)
        at = end + 3 if end >= 0 else len(page)
    return "".join([*kept, page[at:]])


def _check_reporting(package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Check that a script looks for the API of this version and sets a status (RTE 1.2, 3.3; RTE 2004, 3.3)."""
    types = {r.get(f"{{{ADLCP12}}}scormtype") or r.get(f"{{{ADLCP2004}}}scormType") for r in descriptor.resource_list}
    pages = launch_files(descriptor)
    scripts = {name for name in listed_files(descriptor) if suffix(name) == ".js"}
    is_readable = package.all_texts_read and bool(pages) and pages | scripts <= package.files.keys()
    if not descriptor.is_scorm or "sco" not in types or not is_readable:
        return
    texts = [content for name, content in package.texts.items() if suffix(name) in (*_PAGES, ".js", ".mjs")]
    old, new = (any(pattern.search(each) for each in texts) for pattern in (_DRIVER, _DRIVER_2004))
    if not old and not new:
        found.warn("content-no-api", "no script looks for the API of an LMS; so nothing will be reported")
    elif descriptor.kind is Kind.SCORM2004 and not new:
        found.error("content-other-api", "the scripts call the API of SCORM 1.2, which an LMS does not offer in 2004")
    elif descriptor.kind is Kind.SCORM12 and not old:
        found.error("content-other-api", "the scripts call the API of SCORM 2004, which an LMS does not offer in 1.2")
    elif not any(_STATUS.search(each) for each in texts):
        found.warn("content-no-status", "no script sets a status, so the LMS will not know that anyone has finished")


def _check_pages(package: Package, descriptor: Descriptor, found: Findings) -> None:
    for name in sorted(launch_files(descriptor)):
        content = package.texts.get(name, "")
        page = _HTML.search(content)
        if page is None or suffix(name) not in _PAGES:
            continue
        if not re.search(r"\blang\s*=\s*[\"']?[A-Za-z]", page[1]):
            found.warn("content-language", "the page does not declare its language (WCAG 2.2, 3.1.1)", name)
        if not _TITLE.search(content):
            found.warn("content-title", "the page has no title (WCAG 2.2, 2.4.2)", name)


@dataclass(frozen=True, slots=True)
class Launch:
    """A launch: a file, the rest of the address after its name, and whether it is a SCO."""

    file: str
    ending: str
    is_sco: bool


def launch_files(descriptor: Descriptor) -> set[str]:
    """Return the names of files that are launched."""
    return {launch.file for launch in launches(descriptor)}


def launches(descriptor: Descriptor) -> list[Launch]:
    """Return the launches, each once, in the order of the items."""
    found: dict[Launch, None] = {}
    for item in descriptor.items:
        resource = descriptor.resources.get(token(item, "identifierref") or "")
        if resource is not None and (href := resource.get("href")):
            kind = resource.get(f"{{{ADLCP12}}}scormtype") or resource.get(f"{{{ADLCP2004}}}scormType")
            address = _with_parameters(descriptor.base(resource) + href, item.get("parameters") or "")
            found[_launch(address, is_sco=kind == "sco")] = None
    if descriptor.kind in (Kind.CMI5, Kind.XAPI):
        found |= {_launch(text(each), is_sco=False): None for each in descriptor.root.iter("{*}url", "{*}launch")}
    return [launch for launch in found if not is_elsewhere(launch.file)]


def _launch(address: str, *, is_sco: bool) -> Launch:
    written = address.partition("#")[0].partition("?")[0]
    return Launch(file_of(address), address[len(written) :], is_sco)


def _with_parameters(address: str, parameters: str) -> str:
    """Return an address with the parameters of an item (CAM 1.2, 2.3.2.5; CAM 2004, 3.4.1.8)."""
    given = parameters.lstrip("?&")
    if not given or (given.startswith("#") and "#" in address):
        return address
    return address + given if given.startswith("#") else f"{address}{'&' if '?' in address else '?'}{given}"
