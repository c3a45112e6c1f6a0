"""What a course says of devices and sessions reaches the player."""

from __future__ import annotations

import pytest

from scorm_export.interface.words import words_for
from scorm_export.lms.profile import Settings
from scorm_export.render.player_data import course_data
from sources import Source


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", {}),
        ("shared_devices: false\n", {}),
        ("shared_devices: true\n", {"sharedDevices": True}),
        ("keep_signed_in: true\n", {}),
        ("keep_signed_in: false\n", {"letsSessionsExpire": True}),
    ],
)
def test_where_work_is_kept_and_whether_sessions_are(line: str, told: dict[str, bool], starter: Source) -> None:
    starter.write("course.yaml", starter.text("course.yaml") + line)
    assert starter.shown() == []
    assert starter.checked

    course = starter.checked.course
    data = course_data(course, course.parts[0], words_for("en"), Settings())

    assert {name: data[name] for name in ("sharedDevices", "letsSessionsExpire") if name in data} == told
