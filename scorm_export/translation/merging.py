"""The translations of an older source for a newer one: none is lost, and what has to be looked at is marked fuzzy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

import polib

from scorm_export.translation.catalogue import entry_for, key_of
from scorm_export.translation.collected import Message

FUZZY = "fuzzy"
_ALIKE = 0.5
"""How much of two texts is the same where one was made of the other, from 0 to 1."""


def merged(messages: Sequence[Message], older: Iterable[polib.POEntry]) -> list[polib.POEntry]:
    """Return an entry for each message, and after them the older ones that no message needs, as obsolete.

    An entry keeps its translation by its context and text; else by its text, where a block was moved; else by its
    context or by its likeness, where a text was reworded: it is fuzzy then, and names the earlier text.
    """
    left = {id(entry): entry for entry in older}
    entries = {message.key: entry_for(message) for message in messages}
    missing = {message.key: message for message in messages}
    for find, is_same_text in ((_by_key, True), (_by_text, True), (_by_likeness, False), (_by_context, False)):
        for message, entry in list(find(tuple(missing.values()), tuple(left.values()))):
            _take(entries[message.key], entry, is_same_text=is_same_text)
            del missing[message.key], left[id(entry)]
    return [*entries.values(), *_obsolete(left.values())]


Pairs = Iterator[tuple[Message, polib.POEntry]]


def _paired(
    messages: Iterable[Message],
    entries: Iterable[polib.POEntry],
    of_message: Callable[[Message], object],
    of_entry: Callable[[polib.POEntry], object],
) -> Pairs:
    waiting: dict[object, list[polib.POEntry]] = defaultdict(list)
    for entry in entries:
        waiting[of_entry(entry)].append(entry)
    for message in messages:
        if found := waiting[of_message(message)]:
            yield message, found.pop(0)


def _by_key(messages: Iterable[Message], entries: Iterable[polib.POEntry]) -> Pairs:
    best_first = sorted(entries, key=lambda entry: (not entry.msgstr, bool(entry.obsolete)))
    return _paired(messages, best_first, lambda message: message.key, key_of)


def _by_text(messages: Iterable[Message], entries: Iterable[polib.POEntry]) -> Pairs:
    translated = sorted((entry for entry in entries if entry.msgstr), key=lambda entry: bool(entry.obsolete))
    return _paired(messages, translated, lambda message: message.text, lambda entry: entry.msgid)


def _by_likeness(messages: Sequence[Message], entries: Sequence[polib.POEntry]) -> Pairs:
    """Pair blocks of the same text, whose numbers change, by how much of their words is the same."""
    blocks = defaultdict(list)
    for entry in entries:
        if entry.msgstr and not entry.obsolete and (place := _place(entry.msgctxt or "")):
            blocks[place].append(entry)
    for message in messages:
        near = [(_likeness(message.text, entry.msgid), entry) for entry in blocks[_place(message.context)]]
        share, likest = max(near, key=lambda pair: pair[0], default=(0.0, None))
        if likest is not None and share >= _ALIKE:
            blocks[_place(message.context)].remove(likest)
            yield message, likest


def _by_context(messages: Iterable[Message], entries: Iterable[polib.POEntry]) -> Pairs:
    translated = (entry for entry in entries if entry.msgstr and not entry.obsolete)
    return _paired(messages, translated, lambda message: message.context, lambda entry: entry.msgctxt or "")


def _place(context: str) -> str:
    """Return what the blocks of a text have in common; empty for a text that has an id of its own."""
    place, _, number = context.rpartition("/")
    return place if number.isdigit() else ""


def _likeness(text: str, other: str) -> float:
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _take(entry: polib.POEntry, older: polib.POEntry, *, is_same_text: bool) -> None:
    entry.msgstr, entry.tcomment, entry.flags = older.msgstr, older.tcomment, list(older.flags)
    entry.linenum = older.linenum
    entry.previous_msgid = older.previous_msgid
    if not is_same_text:
        entry.flags = list(dict.fromkeys([FUZZY, *older.flags]))
        entry.previous_msgid = older.previous_msgid or older.msgid


def _obsolete(entries: Iterable[polib.POEntry]) -> Iterator[polib.POEntry]:
    kept = set()
    for entry in entries:
        identity = (*key_of(entry), entry.msgstr)
        if entry.msgstr and identity not in kept:
            kept.add(identity)
            entry.obsolete, entry.occurrences = True, []
            yield entry
