"""The course as learning object metadata (LOM), in the two XML bindings that SCORM uses.

SCORM 1.2 takes IMS Learning Resource Metadata 1.2.1; SCORM 2004, and whatever else carries LOM, takes IEEE 1484.12.3.
Both say the same in the same order. Their element names differ in case, and in the few places that a `_Binding` lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from textwrap import wrap

from lxml import etree

from scorm_export.course import Course
from scorm_export.targets.content_packaging import Element, child

LRM = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
_NO_LANGUAGE = "x-none"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_VOCABULARY = "LOMv1.0"
_DESCRIPTION_LENGTH = 1000
"""Characters of a description that every reader of IMS metadata takes (IMS LRM 1.2.1, 1.5); a longer one is several."""
_FORMAT = "text/html"
_ROLES = frozenset(
    {
        "author",
        "publisher",
        "unknown",
        "initiator",
        "terminator",
        "validator",
        "editor",
        "graphical designer",
        "technical implementer",
        "content provider",
        "technical validator",
        "educational validator",
        "script writer",
        "instructional designer",
        "subject matter expert",
    }
)
"""LOM's vocabulary of contributors (IEEE 1484.12.1, 2.3.1)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Binding:
    """How one standard writes LOM in XML."""

    namespace: str
    scheme: str
    """What the metadata follow, by the name that SCORM's application profile gives it."""
    names: dict[str, str] = field(default_factory=dict)
    """Element names that differ, by those of IEEE."""
    is_lower_case: bool = False
    marks_vocabulary: bool = False
    """Whether the words of a vocabulary are language strings."""

    def add(self, parent: Element, name: str, text: str | None = None) -> Element:
        """Add an element by its name in IEEE's binding."""
        own = self.names.get(name, name.lower() if self.is_lower_case else name)
        return child(parent, self.namespace, own, text)

    def add_text(self, parent: Element, name: str, text: str, language: str | None = None) -> None:
        """Add an element that holds a text in a language; None for what has no language."""
        self._add_string(self.add(parent, name), text, language)

    def add_texts(self, parent: Element, name: str, text: str, course: Course) -> None:
        """Add an element that holds a text in every language in which the course has it."""
        element = self.add(parent, name)
        for language, each in course.in_languages(text).items():
            self._add_string(element, each, language)

    def _add_string(self, element: Element, text: str, language: str | None) -> None:
        string = self.add(element, "string", text)
        if self.marks_vocabulary:
            string.set(_LANGUAGE, language or _NO_LANGUAGE)
        elif language:
            string.set("language", language)

    def add_word(self, parent: Element, name: str, word: str) -> None:
        """Add an element that holds a word of LOM's vocabularies."""
        element = self.add(parent, name)
        for part, text in (("source", _VOCABULARY), ("value", word)):
            if self.marks_vocabulary:
                self.add_text(element, part, text)
            else:
                self.add(element, part, text)


_IMS = _Binding(
    namespace=LRM,
    scheme="ADL SCORM 1.2",
    names={
        "string": "langstring",
        "entity": "centity",
        "identifier": "catalogentry",
        "metadataSchema": "metadatascheme",
        "duration": "datetime",
    },
    is_lower_case=True,
    marks_vocabulary=True,
)
_IEEE = _Binding(namespace=LOM, scheme="ADLv1.0")


def ims_metadata(course: Course, launch: str) -> Element:
    """Return the metadata of a course as IMS LRM 1.2.1; `launch` is the file that is opened first."""
    root = etree.Element(f"{{{LRM}}}lom", nsmap={"imsmd": LRM})
    _describe(root, _IMS, course, launch)
    return root


def ieee_metadata(course: Course, launch: str) -> Element:
    """Return the metadata of a course as IEEE 1484.12.3; `launch` is the file that is opened first."""
    root = etree.Element(f"{{{LOM}}}lom", nsmap={None: LOM})
    _describe(root, _IEEE, course, launch)
    return root


def status(course: Course) -> str:
    """Return LOM's status of an edition: a draft where its version says so, by Semantic Versioning."""
    is_draft = course.version.startswith("0.") or "-" in course.version
    return "draft" if is_draft else "final"


def minutes(course: Course) -> int:
    """Return the typical learning time: in the middle of what the course says, or else the sum of its activities'."""
    if course.effort is None:
        return sum(module.minutes for module in course.modules)
    return (course.effort.least + course.effort.most) // 2


def duration(minutes: int) -> str:
    """Return a duration of ISO 8601."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _describe(root: Element, binding: _Binding, course: Course, launch: str) -> None:
    language = course.language
    general = binding.add(root, "general")
    if binding is _IEEE:
        _add_identifier(general, binding, course)
    binding.add_texts(general, "title", course.title, course)
    if binding is _IMS:
        _add_identifier(general, binding, course)
    binding.add(general, "language", language)
    for part in wrap(course.description.plain, _DESCRIPTION_LENGTH):
        binding.add_texts(general, "description", part, course)
    for keyword in course.keywords:
        binding.add_texts(general, "keyword", keyword, course)
    life = binding.add(root, "lifeCycle")
    binding.add_text(life, "version", course.version)
    binding.add_word(life, "status", status(course))
    for role, card in _contributors(course):
        _add_contributor(life, binding, role, card, course.released if role == "publisher" else None)
    about = binding.add(root, "metaMetadata")
    binding.add(about, "metadataSchema", binding.scheme)
    binding.add(about, "language", language)
    technical = binding.add(root, "technical")
    binding.add(technical, "format", _FORMAT)
    binding.add(technical, "location", launch)
    _add_educational(root, binding, course)
    _add_rights(root, binding, course)
    _add_classifications(root, binding, course)


def _add_identifier(general: Element, binding: _Binding, course: Course) -> None:
    """Add the course's IRI. IMS 1.2.1 reserves `identifier` and has `catalogentry` for this."""
    element = binding.add(general, "identifier")
    binding.add(element, "catalog", "URI")
    if binding is _IMS:
        binding.add_text(element, "entry", course.iri)
    else:
        binding.add(element, "entry", course.iri)


def _contributors(course: Course) -> Iterable[tuple[str, str]]:
    """Yield each contributor's role and vCard."""
    for author in course.authors:
        role = (author.role or "").lower()
        more = {"ROLE": author.role} if author.role else {}
        yield role if role in _ROLES else "author", _vcard(author.name, more)
    provider = course.provider
    more = {"ORG": provider.name}
    more |= {name: value for name, value in (("URL", provider.url), ("EMAIL", provider.email)) if value}
    yield "publisher", _vcard(provider.name, more)


def _vcard(name: str, more: dict[str, str]) -> str:
    """Return a vCard 3.0 (RFC 2426): a name that is not taken apart is a family name alone."""
    lines = [f"FN:{_escaped(name)}", f"N:{_escaped(name)};;;;"]
    lines += [f"{key}:{value if key == 'URL' else _escaped(value)}" for key, value in more.items()]
    return "\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"))


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text


def _add_contributor(life: Element, binding: _Binding, role: str, card: str, day: date | None) -> None:
    element = binding.add(life, "contribute")
    binding.add_word(element, "role", role)
    entity = binding.add(element, "entity", None if binding is _IMS else card)
    if binding is _IMS:
        binding.add(entity, "vcard", card)
    if day is not None:
        binding.add(binding.add(element, "date"), "dateTime", day.isoformat())


def _add_educational(root: Element, binding: _Binding, course: Course) -> None:
    """Say for whom the course is and how long it takes; LOM has no free text for an audience but this description."""
    element = binding.add(root, "educational")
    binding.add_word(element, "intendedEndUserRole", "learner")
    if time := minutes(course):
        taken = binding.add(element, "typicalLearningTime")
        binding.add(taken, "duration", duration(time))
    if course.audiences:
        binding.add_text(element, "description", "; ".join(course.audiences), course.language)
    binding.add(element, "language", course.language)


def _add_rights(root: Element, binding: _Binding, course: Course) -> None:
    """Say what it costs and what may be done with it; nothing, where the course says nothing."""
    rights = course.rights
    if rights is None:
        return
    element = binding.add(root, "rights")
    binding.add_word(element, "cost", "yes" if rights.cost else "no")
    binding.add_word(element, "copyrightAndOtherRestrictions", "yes" if rights.restricts else "no")
    words = f"{rights.licence}, {rights.url}" if rights.url else rights.licence
    binding.add_texts(element, "description", words, course)


def _add_classifications(root: Element, binding: _Binding, course: Course) -> None:
    """List the objectives, and the level where there is one."""
    element = binding.add(root, "classification")
    binding.add_word(element, "purpose", "educational objective")
    for objective in course.objectives:
        path = binding.add(element, "taxonPath")
        binding.add_text(path, "source", f"{course.iri}/objectives")
        taxon = binding.add(path, "taxon")
        binding.add(taxon, "id", objective.id)
        binding.add_texts(taxon, "entry", objective.text.plain or objective.id, course)
    if course.level is not None:
        element = binding.add(root, "classification")
        binding.add_word(element, "purpose", "skill level")
        binding.add_text(element, "description", course.level.value, "en")
