"""What a new edition of a package changes for learners who have begun the old one."""

from __future__ import annotations

from dataclasses import dataclass

from scorm_export.verify.findings import some
from scorm_export.verify.inspection import Inspection, Unit


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
