"""What goes with what as Markdown: a definition list."""

from __future__ import annotations

from collections.abc import Sequence as SequenceABC
from typing import Any

from scorm_export.questions.notation import Body, Entry, braces, key, mapping, text_entries
from scorm_export.source.pieces import Attributed, Piece, definitions
from scorm_export.source.yaml import Mapping, Scalar, Sequence

Pairs = list[tuple[Attributed, list[Attributed]]]


def pairs_of(block: Piece | None) -> Pairs:
    """Return the terms of a definition list with their definitions; nothing where the block is another."""
    return definitions(block) if block and block.kind == "dl" else []


def sources_with_targets(
    body: Body, sources: SequenceABC[Attributed], names: SequenceABC[str], targets: dict[str, Scalar], field: str
) -> list[Mapping]:
    """Return sources as mappings; `names` are the words of the target of each, `field` what names its id."""
    ids = body.ids(sources)
    nodes = []
    for source, identifier, name in zip(sources, ids, names, strict=True):
        at = source.text.span
        target = targets.get(name)
        goes: list[Entry] = [(key(field, at), target)] if target else []
        nodes.append(mapping([*text_entries(source, identifier, at), *goes], at))
    return nodes


def targets_of(body: Body, texts: SequenceABC[Attributed]) -> tuple[list[Mapping], dict[str, Scalar]]:
    """Return targets as mappings, each once, and the id of each by its words."""
    first: dict[str, Attributed] = {}
    for text in texts:
        known = first.setdefault(words(text), text)
        if known.value("id") is None and text.value("id"):
            first[words(text)] = text
    ids = body.ids(list(first.values()))
    by_words = dict(zip(first, ids, strict=True))
    nodes = [mapping(text_entries(t, by_words[w], t.text.span), t.text.span) for w, t in first.items()]
    return nodes, by_words


def words(text: Attributed) -> str:
    """Return a text as it is compared with others."""
    return " ".join(" ".join(text.text.texts).split())


def listed_as(name: str, nodes: SequenceABC[Mapping]) -> Entry:
    """Return a field that lists mappings."""
    at = nodes[0].span
    return key(name, at), Sequence(tuple(nodes), at)


def lines_of(pairs: SequenceABC[tuple[dict[str, Any], SequenceABC[dict[str, Any]]]]) -> list[str]:
    """Return a definition list: each term with its definitions."""
    lines: list[str] = []
    for term, defined in pairs:
        lines += [*([""] if lines else []), _line(term), *(f": {_line(each)}" for each in defined)]
    return lines


def _line(each: dict[str, Any]) -> str:
    more = [(name, str(each[name])) for name in ("id", "feedback") if name in each]
    return f"{each.get('text', '')}{braces(more)}"


def all_mappings(*lists: Any) -> bool:
    """Whether these are lists of mappings."""
    return all(isinstance(each, list) and all(isinstance(one, dict) for one in each) for each in lists)
