"""What a new edition of a package changes for learners who have begun the old one."""

from __future__ import annotations

from dataclasses import dataclass

from scorm_export.verify.findings import some
from scorm_export.verify.inspection import Inspection, Unit
from scorm_export.verify.learner_work import LearnerWork


@dataclass(frozen=True, slots=True)
class Change:
    """A difference that affects learners or reports; a harmful one loses records or results."""

    harms: bool
    text: str


def changes(old: Inspection, new: Inspection) -> list[Change]:
    """Return the differences. LMSs store records by the identifiers of launches (RTE 2004, 2.1)."""
    found = []
    if old.standard != new.standard:
        found.append(
            Change(harms=True, text=f"the standard was {old.standard} and is now {new.standard}; saved work is lost")
        )
    if old.identifier != new.identifier:
        found.append(
            Change(
                harms=True,
                text=f"the identifier was `{old.identifier}` and is `{new.identifier}`; some LMSs see a new course",
            )
        )
    before, after = _launched(old), _launched(new)
    lost, added = before.keys() - after.keys(), after.keys() - before.keys()
    if lost:
        found.append(Change(harms=True, text=f"launches removed, with learners' work in them: {some(lost)}"))
    if added:
        found.append(Change(harms=False, text=f"launches added: {some(added)}"))
    for identifier in [each for each in before if each in after]:
        found += _changed(before[identifier], after[identifier])
    if old.tool and new.tool and old.tool != new.tool:
        found.append(
            Change(harms=True, text=f"made with {old.tool}, now with {new.tool}, whose scripts cannot read saved work")
        )
    if old.work is not None and new.work is not None:
        found += _of_work(old.work, new.work)
    gone = set(old.reports) - set(new.reports)
    if gone:
        found.append(Change(harms=False, text=f"no longer named in the scripts: {some(gone)}"))
    return found


def _launched(inspection: Inspection) -> dict[str, Unit]:
    return {unit.identifier: unit for unit in inspection.units if unit.launch}


def _changed(old: Unit, new: Unit) -> list[Change]:
    found = []
    if old.pass_mark != new.pass_mark:
        marks = f"{old.pass_mark or 'none'} to {new.pass_mark or 'none'}"
        found.append(Change(harms=True, text=f"the pass mark of `{new.identifier}` changed from {marks}"))
    if old.rules != new.rules:
        found.append(Change(harms=False, text=f"the sequencing of `{new.identifier}` changed"))
    if old.title != new.title:
        found.append(Change(harms=False, text=f"`{new.identifier}` has the new title “{new.title}”"))
    return found


def _of_work(old: LearnerWork, new: LearnerWork) -> list[Change]:
    """Return what happens to the saved work of learners: a saved state is read by its keys (`learner/state.ts`)."""
    before, after = old.recorded, new.recorded
    both = sorted(before.keys() & after.keys())
    unread = [name for name, key in old.states.items() if new.states.get(name) != key]
    moved = [n for n in both if before[n].launch != after[n].launch and before[n].launch in new.states]
    harm = [
        (unread, "saved work is not read any more in"),
        (moved, "moved to another launch, where earlier work is not found"),
        (before.keys() - after.keys(), "ids removed, with learners' work in them"),
        ([n for n in both if before[n].kind != after[n].kind], "of another type, so saved answers no longer fit"),
        ([n for n in both if before[n].key != after[n].key], "saved under other keys, so the work is not found"),
        (
            [n for n in both if before[n].key == after[n].key and before[n].short != after[n].short],
            "saved under other short keys, so in SCORM 1.2 the work may not be found",
        ),
    ]
    found = [Change(harms=True, text=f"{what}: {some(names)}") for names, what in harm if names]
    found += [
        Change(harms=True, text=f"`{name}` had {before[name].points:g} points and has {after[name].points:g}")
        for name in both
        if before[name].points != after[name].points
    ]
    found += [
        Change(harms=True, text=f"`{name}` was passed with {was} points and is passed with {new.passing[name]}")
        for name, was in old.passing.items()
        if new.passing.get(name, was) != was
    ]
    if added := after.keys() - before.keys():
        found.append(Change(harms=False, text=f"ids added, not done yet by learners who have begun: {some(added)}"))
    if not any(change.harms for change in found):
        found.append(Change(harms=False, text="saved work is kept: learners go on where they were"))
    return found
