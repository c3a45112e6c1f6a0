"""What an item asks: a reader for each interaction that has a counterpart."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from scorm_export.exchange.arranging_fields import Pair, pairing, sequencing
from scorm_export.exchange.bank import ALL, Data, UnreadableError, characters, decimal, plainly, points
from scorm_export.exchange.plain_to_markdown import BLANK_CLOSE, BLANK_OPEN
from scorm_export.exchange.qti.choices import choice, hotspot
from scorm_export.exchange.qti.item import UNKNOWN, Item, replace_by, worth_of
from scorm_export.exchange.qti.responses import Response
from scorm_export.exchange.qti.written_answers import HUNDREDTH, blanks_of, mentions, with_gaps
from scorm_export.exchange.writing_fields import Gap, Written, are_alike, nobody_grades
from scorm_export.exchange.xml_files import Element, name_of, place


def fields_of(item: Item) -> Data:
    """Return the fields of the question that an item asks. Raises UnreadableError."""
    if item.root.find("{*}templateDeclaration") is not None:
        raise UnreadableError("a template generates it for each learner")
    if item.root.get("adaptive") == "true":
        raise UnreadableError("it is adaptive")
    body = item.root.find("{*}itemBody")
    found = [] if body is None else [e for e in body.iter("{*}*") if name_of(e).endswith("Interaction")]
    if body is None or not found:
        raise UnreadableError("it has no interaction")
    names = {name_of(interaction) for interaction in found}
    if names <= {"textEntryInteraction", "inlineChoiceInteraction"}:
        return blanks_of(item, body, found)
    if len(found) > 1:
        raise UnreadableError(
            f"it has {len(found)} interactions, of which a question here has one", place(item.file, found[1])
        )
    (interaction,) = found
    reader = _READERS.get(name_of(interaction))
    if reader is None:
        raise UnreadableError(
            f"a question of the type `{name_of(interaction)}`, {UNKNOWN}", place(item.file, interaction)
        )
    response = item.responses.get(interaction.get("responseIdentifier", ""))
    if response is None:
        raise UnreadableError("its response is not declared", place(item.file, interaction))
    fields = reader(item, interaction, response)
    return fields | {"prompt": item.prompt(body, interaction)}


def _scoring_pairs(item: Item, name: str, response: Response) -> list[str]:
    """Return the pairs that are right: those that earn something alone, or all that are declared."""
    candidates = list(dict.fromkeys([*response.right, *response.mapping]))
    right = [pair for pair in candidates if (item.earned({name: [pair]}) or 0) > 0]
    if right:
        item.best = item.earned({name: right})
        item.report_declared(response, right)
        return right
    item.check_key({name: response.right})
    return response.right or [pair for pair, worth in response.mapping.items() if worth > 0]


def _matching(item: Item, interaction: Element, response: Response) -> Data:
    sets = list(interaction.iter("{*}simpleMatchSet"))
    if len(sets) != 2:  # noqa: PLR2004 — the specification's
        raise UnreadableError("it does not have two sets to match")
    _refuse_twins(item, [c for s in sets for c in s])
    texts = {c.get("identifier", ""): item.text(c, inline=True) for s in sets for c in s}
    targets = {c.get("identifier", ""): texts[c.get("identifier", "")] for c in sets[1]}
    goes: dict[str, list[str]] = {}
    for value in _scoring_pairs(item, interaction.get("responseIdentifier", ""), response):
        source, _, target = value.partition(" ")
        goes.setdefault(source, []).append(target.strip())
    sources = [c.get("identifier", "") for c in sets[0]]
    for source in sources:
        if len(goes.get(source, [])) != 1:
            raise UnreadableError(
                f"`{texts[source]}` is matched with {len(goes.get(source, []))} entries, not with one"
            )
        if goes[source][0] not in targets:
            raise UnreadableError(f"`{texts[source]}` is matched with `{goes[source][0]}`, which is missing")
    pairs = []
    for source in sources:
        said = [f for f in item.said if f.get("identifier") == f"said_{source}"]
        feedback = item.joined(said) or None
        pairs.append(Pair(source=texts[source], target=goes[source][0], feedback=feedback))
    fields = pairing(pairs, targets, item.at)
    _report_worths(item, response)
    wrong = -response.default / (worth_of(response) / max(1, len(pairs))) if item.maps() else Decimal(0)
    if wrong:
        fields["penalty"] = min(Decimal(1), wrong.quantize(HUNDREDTH, ROUND_HALF_UP).normalize() + 0)
    return fields | ({} if item.maps() else {"credit": "all-or-nothing"})


def _refuse_twins(item: Item, choices: list[Element]) -> None:
    """Refuse choices with the same identifier: nothing says which of them is right."""
    seen: set[str] = set()
    for each in choices:
        identifier = each.get("identifier", "")
        if identifier in seen:
            raise UnreadableError(f"two of its choices have the identifier `{identifier}`", place(item.file, each))
        seen.add(identifier)


def _report_worths(item: Item, response: Response) -> None:
    if not are_alike(response.mapping.values()) and item.maps():
        item.bank.lost("the different points of its pairs: each earns an equal share", item.at)


def _order(item: Item, interaction: Element, response: Response) -> Data:
    choices = list(interaction.iter("{*}simpleChoice"))
    _refuse_twins(item, choices)
    texts = {c.get("identifier", ""): item.text(c, inline=True) for c in choices}
    if sorted(response.right) != sorted(texts):
        raise UnreadableError("its right order does not name every item once")
    item.check_key({interaction.get("responseIdentifier", ""): response.right})
    fields = sequencing([texts[name] for name in response.right], item.at)
    return fields | ({} if any(mentions(item.root, "NEIGHBOURS")) else {"credit": "all-or-nothing"})


def _gap_match(item: Item, interaction: Element, response: Response) -> Data:
    """Return a text whose gaps take words from a list, as a fill-in."""
    listed = list(interaction.iter("{*}gapText"))
    _refuse_twins(item, listed)
    words = {w.get("identifier", ""): " ".join("".join(w.itertext()).split()) for w in listed}
    if any(True for _ in interaction.iter("{*}gapImg")):
        raise UnreadableError("images are put into its gaps")
    pairs = _scoring_pairs(item, interaction.get("responseIdentifier", ""), response)
    goes: dict[str, list[str]] = {}
    for value in pairs:
        word, _, gap_name = value.partition(" ")
        goes.setdefault(gap_name.strip(), []).append(word)
    gaps: dict[str, Gap] = {}
    found = list(interaction.iter("{*}gap"))
    for name, gap in zip(characters(len(found)), found, strict=True):
        right = [word for word in goes.get(gap.get("identifier", ""), []) if word in words]
        if not right:
            raise UnreadableError(f"no word is right in its gap `{gap.get('identifier')}`")
        written = [
            Written(
                text=text,
                fraction=ALL if key in right else Decimal(0),
                feedback=None,
                at=place(item.file, gap),
                wild=False,
            )
            for key, text in words.items()
        ]
        gaps[name] = Gap(Decimal(1), "choice", written)
        replace_by(gap, BLANK_OPEN + name + BLANK_CLOSE)
    _report_worths(item, response)
    if response.default and item.maps():
        item.bank.lost(f"{plainly(response.default)} points for any other word: it earns nothing here", item.at)
    prompt = interaction.find("{*}prompt")
    gone = [*interaction.iter("{*}gapText"), *([prompt] if prompt is not None else [])]
    fields = with_gaps(item, item.text(interaction, without=gone), gaps)
    if fields["prompt"]:
        fields["text"] = f"{fields.pop('prompt')}\n\n{fields['text']}"
    return fields


def _extended_text(item: Item, interaction: Element, response: Response) -> Data:
    model, criteria = "", []
    for rubric in item.root.iter("{*}rubricBlock"):
        if "scorer" not in rubric.get("view", "").split():
            continue
        item.placed.add(rubric)
        listed = rubric.find("{*}ul[@class='criteria']")
        criteria += [item.text(each, inline=True) for each in (listed if listed is not None else ())]
        model += item.text(rubric, without=[listed] if listed is not None else ())
    for text in response.right:
        item.bank.lost(
            f"its `correctResponse`: {text}", item.at, "write what learners may compare their texts with as `model`"
        )
    length = decimal(interaction.get("expectedLength"))
    fields: Data = {"type": "long-answer"}
    worth = item.points()
    if criteria and model:
        fields["points"] = points(item.bank, worth, item.at)
    elif worth:
        nobody_grades(item.bank, worth, item.at)
    if length:
        fields["length"] = max(Decimal(1), min(length, Decimal(2000)))
    named = [{"id": n, "text": t} for n, t in zip(characters(len(criteria)), criteria, strict=True)]
    return fields | {"model": model or None, "criteria": named or None}


_READERS: dict[str, Callable[[Item, Element, Response], Data]] = {
    "choiceInteraction": choice,
    "matchInteraction": _matching,
    "orderInteraction": _order,
    "gapMatchInteraction": _gap_match,
    "hotspotInteraction": hotspot,
    "extendedTextInteraction": _extended_text,
}
"""How each kind of interaction is read; kinds that are not here have no counterpart."""
