"""Rules for the behaviour of a SCO, which is launched, left, launched again, and launched in an LMS that cannot save.

In packages of other tools nothing is clicked, so what depends on answers, such as a score, is not checked. In those of
this compiler three learners work (`learners.py`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from scorm_export.limits import MOST_STATE_SCORM12
from scorm_export.verify.content import Launch, launches
from scorm_export.verify.descriptor import Descriptor, Kind, child, file_of, text
from scorm_export.verify.findings import Findings, quoted, some
from scorm_export.verify.package import Package
from scorm_export.verify.play.accessibility import Barriers
from scorm_export.verify.play.learner_records import LrsRecord, ScormRecord
from scorm_export.verify.play.learners import Records, check_learners, work_of
from scorm_export.verify.play.lrs_visits import Heard, listen, own_store
from scorm_export.verify.play.record_store import RecordStore, store_beside
from scorm_export.verify.play.visits import Act, Visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST_LAUNCHES = 20
"""The most SCOs of a package to launch."""
_LEARNERS = 3
_STATUS = ("cmi.core.lesson_status", "cmi.completion_status")
_VERDICTS = (*_STATUS, "cmi.success_status")
_FINISHED = frozenset({"passed", "completed"})
_STATE = ("cmi.suspend_data", "cmi.core.lesson_location", "cmi.location")
_EXIT = ("cmi.core.exit", "cmi.exit")


def check_play(started: Browser, package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Launch each SCO (RTE 1.2, 3; RTE 2004, 3 and 4), unit or xAPI activity and report what goes wrong; at most 20."""
    if descriptor.kind in (Kind.XAPI, Kind.CMI5):
        _check_units(started, package, descriptor, found)
        return
    if not descriptor.is_scorm:
        found.note("play-not-played", f"`--play` launches SCORM, xAPI and cmi5, and this is {descriptor.label}")
        return
    version = "1.2" if descriptor.kind is Kind.SCORM12 else "2004"
    played = [launch for launch in launches(descriptor) if launch.is_sco and launch.file in package.files]
    for launch in played[:MOST_LAUNCHES]:
        with _reporting_the_end(launch.file, found):
            _check_sco(started, package, version, launch, found)
    _note_the_rest(len(played), found)


@contextmanager
def _reporting_the_end(name: str, found: Findings) -> Iterator[None]:
    """Report a page that closes itself or crashes, which ends everything that is done in it."""
    from playwright.sync_api import Error  # noqa: PLC0415 — an extra

    try:
        yield
    except Error as problem:
        found.error("play-hangs", f"the page ended during a launch: {quoted(str(problem).splitlines()[0])}", name)


def _note_the_rest(launches: int, found: Findings) -> None:
    if launches > MOST_LAUNCHES:
        found.note("play-not-played", f"{launches - MOST_LAUNCHES} of {launches} launches were not tried")


def _check_units(started: Browser, package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Launch what reports to a record store: a unit of cmi5 says first that it begins (cmi5, 9.3.2)."""
    is_cmi5 = descriptor.kind is Kind.CMI5
    elements = descriptor.root.iter("{*}au") if is_cmi5 else descriptor.root.iter("{*}activity")
    ids = {file_of(text(child(e, "url" if is_cmi5 else "launch"))): e.get("id") or "" for e in elements}
    played = [launch for launch in launches(descriptor) if launch.file in package.files]
    for launch in played[:MOST_LAUNCHES]:
        with _reporting_the_end(launch.file, found):
            _check_unit(started, package, launch, ids.get(launch.file, ""), found, is_cmi5=is_cmi5)
    _note_the_rest(len(played), found)


def _check_unit(
    started: Browser, package: Package, launch: Launch, activity: str, found: Findings, *, is_cmi5: bool
) -> None:
    name, barriers = launch.file, Barriers()
    heard = listen(started, package, launch, activity, is_cmi5=is_cmi5, act=barriers.look)
    if heard.hung:
        found.error("play-hangs", "the page does not respond", name)
        return
    _check_page(heard, name, found)
    barriers.report(name, found)
    if is_cmi5:
        _check_session(heard, name, found)
    elif not heard.store.statements:
        found.error("play-no-statement", "the page was opened and left, and sent no statement", name, _refused(heard))
    if data := work_of(package, launch):

        def play(store: RecordStore, act: Act) -> Heard:
            return listen(started, package, launch, activity, is_cmi5=is_cmi5, store=store, act=act)

        records: list[Records] = [(LrsRecord(own_store(), activity, is_cmi5, play), None) for _ in range(_LEARNERS)]
        check_learners(data, records, name, found)


def _check_session(heard: Heard, name: str, found: Findings) -> None:
    verbs = heard.verbs
    if heard.store.fetched != 1:
        found.error("play-cmi5-fetch", f"the token was asked for {heard.store.fetched} times; it is given once", name)
    if verbs[:1] != ["initialized"]:
        said = f"`{verbs[0]}` came first" if verbs else "no statement was sent"
        found.error("play-no-statement", f"a unit begins with `initialized`; {said}", name, _refused(heard))


def _check_sco(started: Browser, package: Package, version: str, launch: Launch, found: Findings) -> None:
    name = launch.file
    barriers = Barriers()
    first = visit(started, package, version, launch, _stored(version, {}), act=barriers.look)
    if first.hung:
        found.error("play-hangs", "the page does not respond", name)
        return
    _check_page(first, name, found)
    barriers.report(name, found)
    if not any(call.name == "Initialize" and call.answer == "true" for call in first.calls):
        found.error(
            "play-no-initialize", "the SCO did not call Initialize, so nothing is recorded", name, _refused(first)
        )
        return
    _check_calls(first, name, found)
    _check_state(first, version, name, found)
    again = visit(started, package, version, launch, _stored(version, first.stored))
    kept = [each for each in _STATE if any(first.values(each))]
    read = {call.given[0] for call in again.calls if call.name == "GetValue" and call.given}
    if kept and not read & set(kept):
        found.warn("play-state-not-read", f"the SCO saved {some(kept)}, but did not read it at the next launch", name)
    passed = visit(started, package, version, launch, _stored(version, first.stored, passed=True))
    if worse := [value for value in passed.values(*_VERDICTS) if value not in _FINISHED]:
        said = f"a learner whom the LMS holds as passed is set to {quoted(worse[0])}"
        if any(first.values("cmi.suspend_data")):
            # It is that of a learner who has only opened the SCO, and contradicts the status.
            found.note("play-status-goes-back", f"{said}, by a state in which nothing is done", name)
        else:
            found.warn("play-status-goes-back", said, name)
    unsaved = visit(started, package, version, launch, _stored(version, {}), refuses_to_save=True)
    if more := set(unsaved.errors) - set(first.errors):
        found.warn("play-fails-unsaved", f"a script fails when the LMS cannot save: {some(more)}", name)
    if data := work_of(package, launch):

        def play(store: RecordStore | None, stored: Mapping[str, Any], act: Act) -> Visit:
            return visit(started, package, version, launch, _stored(version, dict(stored)), beside=store, act=act)

        whole = data["scoring"]["total"] / part["whole"] if data["scoring"] and (part := data.get("part")) else 1
        records = list[Records]()
        for _ in range(_LEARNERS):
            store, course = store_beside(package, launch)
            # In a part, statements about the course are those of all parts.
            also = LrsRecord(store, course) if store and "part" not in data else None
            records.append((ScormRecord(partial(play, store), version == "1.2", whole), also))
        check_learners(data, records, name, found)


def _refused(seen: Visit) -> str:
    """Return why a page may have said nothing."""
    return "it may need files from other hosts, which were refused here" if seen.hosts else ""


def _check_page(seen: Visit, name: str, found: Findings) -> None:
    if seen.missing:
        found.error(
            "play-file-missing", f"the page requests files that are not in the package: {some(set(seen.missing))}", name
        )
    if seen.hosts:
        found.warn("play-other-host", f"the page requests files from other hosts: {some(set(seen.hosts))}", name)
    if seen.errors:
        found.warn("play-script-error", f"a script fails: {some(set(seen.errors))}", name)


def _check_calls(seen: Visit, name: str, found: Findings) -> None:
    for call in seen.calls:
        if call.name == "SetValue" and call.error != "0":
            element, value = (*call.given, "", "")[:2]
            found.error(
                "play-refused-value", f"{quoted(element)} set to {quoted(value)}: error {call.error}, {call.why}", name
            )
    if not any(call.name == "Terminate" for call in seen.calls):
        found.error("play-no-terminate", "the SCO did not call Terminate when it was left", name)
    set_on_open = [c.given[1] for c in seen.calls[: seen.opened] if c.name == "SetValue" and c.given[0] in _VERDICTS]
    if _FINISHED & set(set_on_open):
        found.warn("play-status-on-open", "the SCO is finished as soon as it is launched", name)
    if not seen.values(*_STATUS):
        found.warn("play-no-status", "the SCO set no status before it was left", name)
    if any(seen.values("cmi.suspend_data")) and (seen.values(*_EXIT) or [""])[-1] != "suspend":
        found.warn("play-exit", "the SCO saved its state, but did not set `exit` to `suspend`", name)


def _check_state(seen: Visit, version: str, name: str, found: Findings) -> None:
    longest = max(map(len, seen.values("cmi.suspend_data")), default=0)
    if version == "1.2" and longest > MOST_STATE_SCORM12:
        message = (
            f"`cmi.suspend_data` set to {longest:,} characters; SCORM 1.2 keeps {MOST_STATE_SCORM12:,} (RTE 1.2, 3.4.4)"
        )
        found.error("play-refused-value", message, name)


def _stored(version: str, stored: dict[str, Any], *, passed: bool = False) -> dict[str, Any]:
    """Return the data model for a launch: of a new learner, or from the last visit."""
    model = copy.deepcopy(stored)
    is_new = not stored
    if version == "1.2":
        core = model.setdefault("core", {})
        core |= {"student_id": "l1", "student_name": "Learner, A.", "credit": "credit", "lesson_mode": "normal"}
        core["entry"] = "ab-initio" if is_new else "resume"
        core["lesson_status"] = "passed" if passed else core.get("lesson_status") or "not attempted"
    else:
        model |= {"learner_id": "l1", "learner_name": "Learner, A.", "credit": "credit", "mode": "normal"}
        model["entry"] = "ab-initio" if is_new else "resume"
        if passed:
            model |= {"completion_status": "completed", "success_status": "passed"}
    return model
