"""A translation of a course: what its PO file holds for the source as it is now."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polib

from scorm_export.diagnostics import Diagnostics
from scorm_export.source.folder import Folder
from scorm_export.source.languages import LANGUAGE
from scorm_export.source.texts import folded
from scorm_export.translation.catalogue import is_by_machine, key_of, path_of, read_catalogue, translation_of
from scorm_export.translation.collected import Collected, Key, is_for_facilitators
from scorm_export.translation.exchanged import Exchanged
from scorm_export.translation.markup import differences
from scorm_export.translation.merging import FUZZY, merged

_MARKS = re.compile(r"[*_`\[\]<>\\$#|~^{}]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a course is translated, in messages and in words of the source."""

    language: str
    messages: int
    translated: int
    fuzzy: int
    changed: int
    """Messages whose text or place is not that of the PO file: `translate update` takes them in."""
    words: int
    translated_words: int
    by_machine: bool
    """Whether it was translated by machine, and nobody has reviewed it."""
    untranslated_for_facilitators: int
    """The messages that are not translated, and that only facilitators read."""

    @property
    def untranslated(self) -> int:
        """The messages that are read in the language of the source."""
        return self.messages - self.translated

    @property
    def share(self) -> float:
        """The translated part of the words, from 0 to 1."""
        return self.translated_words / self.words if self.words else 1.0


@dataclass(frozen=True, slots=True)
class Translated:
    """A language of a course: what exchanges its texts, and how much is translated."""

    texts: Exchanged
    coverage: Coverage


def names_in(course: str, languages: Mapping[str, Mapping[Key, str]]) -> Mapping[str, Mapping[str, str]]:
    """Return by other languages the texts of a course in one language, given those of all by the keys of its messages.

    Texts with marks of Markdown, and those that stand in two places with different translations, are left out.
    """
    own = {key: text for key, text in languages[course].items() if not is_for_facilitators(key[0])}
    names: dict[str, dict[str, str]] = {}
    for language, texts in languages.items():
        pairs: dict[str, set[str]] = defaultdict(set)
        for key in own.keys() & texts.keys() if language != course else ():
            pairs[folded(own[key])].add(folded(texts[key]))
        plain = {text: found for text, found in pairs.items() if not _MARKS.search(text)}
        names[language] = {text: each for text, found in plain.items() if len(found) == 1 for each in found}
    return {language: texts for language, texts in names.items() if texts}


def coverage_of(
    language: str, entries: Sequence[polib.POEntry], known: set[Key], header: Mapping[str, str]
) -> Coverage:
    """Return what some entries, one for each message, translate; `known` are the keys in the PO file, `header` its."""
    words = Counter[bool]()
    for entry in entries:
        words[_is_used(entry)] += len(_WORD.findall(entry.msgid))
    return Coverage(
        language=language,
        messages=len(entries),
        translated=sum(map(_is_used, entries)),
        fuzzy=sum(bool(entry.msgstr) and FUZZY in entry.flags for entry in entries),
        changed=sum(key_of(entry) not in known for entry in entries),
        words=words.total(),
        translated_words=words[True],
        by_machine=is_by_machine(header),
        untranslated_for_facilitators=sum(
            is_for_facilitators(entry.msgctxt) and not _is_used(entry) for entry in entries
        ),
    )


def read_translation(
    folder: Folder, language: str, source_language: str, source: Collected, found: Diagnostics
) -> Translated | None:
    """Read a language of a course and compare each translation with its source; None where its file cannot be read."""
    catalogue = read_catalogue(folder, language, found)
    file = folder.text(path_of(language), found)
    if catalogue is None or file is None:
        return None
    if LANGUAGE.parse(language) is None:
        found.error("translation-file", f"`{language}` is not a language tag", file.span(), LANGUAGE.advice)
        return None
    known = {key_of(entry) for entry in catalogue if not entry.obsolete}
    entries = [entry for entry in merged(source.messages_in(language), catalogue) if not entry.obsolete]
    translations = {}
    for entry in entries:
        if not _is_used(entry):
            continue
        translation = translations[key_of(entry)] = translation_of(entry, file)
        for message in differences(entry.msgid, entry.msgstr):
            hint = "keep it as it is in the source, and translate the words around it"
            found.error("translation-markup", message, translation.span, hint)
    named = file.find('"Language:', 1, len(file.lines)) or file.span()
    texts = Exchanged(language, source_language, named, folder, source, translations)
    return Translated(texts, coverage_of(language, entries, known, catalogue.metadata))


def _is_used(entry: polib.POEntry) -> bool:
    """Whether a translation is shown to learners: one that is fuzzy has to be looked at first."""
    return bool(entry.msgstr.strip()) and FUZZY not in entry.flags
