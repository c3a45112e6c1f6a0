"""`verify`: a sound package has no finding, and one that is broken has that of its rule and no other."""

from __future__ import annotations

import json
import random
import struct
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from scorm_export import TARGETS, Diagnostics, build, check_course, rules
from scorm_export.commands.main import main
from scorm_export.commands.new import STARTER
from scorm_export.lms.profile import Claim, Profile
from scorm_export.verify import Verified, verify
from sound import FAMILIES, files_of, zipped
from sources import fences, without_fences

PAGES = {rule: rules.page(rule) for rule in rules.package_names()}
COURSES = Path(__file__).parent.parent / "course_source"
LAUNCHED = [name for name, target in TARGETS.items() if target.is_launched]
EXAMPLES = {rule: found for rule, text in PAGES.items() if (found := fences(text))}


def found_in(path: Path, profile: Profile | None = None) -> list[str]:
    return sorted({d.rule for d in verify(path, profile).found})


@pytest.mark.parametrize("family", FAMILIES)
def test_a_sound_package_has_no_finding(family: str, tmp_path: Path) -> None:
    assert found_in(zipped(tmp_path / "p.zip", files_of(family))) == []


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_wrong_example_of_a_page_is_found_by_its_rule_and_by_nothing_else(rule: str, tmp_path: Path) -> None:
    wrong, right = EXAMPLES[rule]
    family, _, name = right.path.partition("/")
    files = files_of(family)
    before = files[name].decode()
    assert before.count(right.text) == 1
    files[name] = before.replace(right.text, wrong.text).encode()
    assert found_in(zipped(tmp_path / "p.zip", files)) == [rule]


def add(name: str, content: bytes = b"x") -> Callable[[Path], None]:
    """Add a file, and list it: what is wrong is the file itself."""

    def spoil(path: Path) -> None:
        files = files_of("scorm12")
        listed = f'<file href="{name.replace(" ", "%20")}"/>\n    </resource>\n  </resources>'
        manifest = files["imsmanifest.xml"].replace(b"</resource>\n  </resources>", listed.encode())
        zipped(path, files | {"imsmanifest.xml": manifest, name: content})

    return spoil


def after(change: Callable[[zipfile.ZipFile], None]) -> Callable[[Path], None]:
    """Write a sound package, and then something else into its zip."""

    def spoil(path: Path) -> None:
        zipped(path, files_of("scorm12"))
        with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
            warnings.simplefilter("ignore")
            change(archive)

    return spoil


def bytes_changed(change: Callable[[bytearray], None], *, method: int = zipfile.ZIP_STORED) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        data = bytearray(zipped(path, files_of("scorm12"), method).read_bytes())
        change(data)
        path.write_bytes(data)

    return spoil


def encrypt(data: bytearray) -> None:
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    data[data.index(b"PK\x03\x04") + 6] |= 1


def damage(data: bytearray) -> None:
    data[data.index(b"Know your way out")] ^= 1


def not_utf8(path: Path) -> None:
    add("uebung.html")(path)
    data = path.read_bytes().replace(b"uebung.html", "übung.html".encode())
    path.write_bytes(data)


def many(path: Path) -> None:
    zipped(path, files_of("scorm12"))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", data, at + 8, 65_000, 65_000)
    path.write_bytes(data)


IN_ZIP: dict[str, Callable[[Path], None]] = {
    "zip-damaged": bytes_changed(damage),
    "zip-bomb": many,
    "zip-unsafe-name": after(lambda z: z.writestr("../outside.html", b"x")),
    "zip-encrypted": bytes_changed(encrypt),
    "zip-method": lambda path: zipped(path, files_of("scorm12"), zipfile.ZIP_LZMA) and None,
    "zip-backslash": after(lambda z: z.writestr("media\\plan.html", b"x")),
    "zip-name-twice": after(lambda z: z.writestr("style.css", b"x")),
    "zip-name-case": add("Style.css"),
    "zip-name-risky": add("fire plan.html"),
    "zip-path-long": add("plans/" * 20 + "plan.html"),
    "zip-litter": after(lambda z: z.writestr("__MACOSX/._basics.html", b"x")),
    "zip-folder": lambda path: zipped(path, {f"course/{n}": c for n, c in files_of("scorm12").items()}) and None,
    "descriptor-missing": lambda path: zipped(path, {"index.html": b"x"}) and None,
    "content-server-file": add("save.php"),
    "content-dead-technology": add("film.swf"),
}


@pytest.mark.parametrize("rule", IN_ZIP)
def test_what_is_wrong_with_the_zip_is_found_by_its_rule_and_by_nothing_else(rule: str, tmp_path: Path) -> None:
    IN_ZIP[rule](tmp_path / "p.zip")
    assert found_in(tmp_path / "p.zip") == [rule]


def lms(**settings: object) -> Profile:
    claims = {name: Claim(value, "it is so", "seen", verified=True) for name, value in settings.items()}
    return Profile(name="some", label="Some LMS", claims=claims)


FOR_LMS = {
    "lms-several-scos": lms(only_one_sco=["scorm12"]),
    "lms-identifier-length": lms(identifier_length=9),
}


@pytest.mark.parametrize("rule", FOR_LMS)
def test_what_an_lms_refuses_is_found_for_it_alone(rule: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", files_of("scorm12"))
    assert found_in(path, FOR_LMS[rule]) == [rule]
    assert found_in(path, lms()) == []


def test_a_package_larger_than_an_lms_takes(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(2 * 1024 * 1024)
    add("film.mp4", noise)(tmp_path / "p.zip")
    assert found_in(tmp_path / "p.zip", lms(upload_limit=1)) == ["lms-upload-limit"]


def test_a_file_of_more_than_100_mb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorm_export.verify.hygiene.MOST_FILE", 5000)
    add("film.mp4", bytes(6000))(tmp_path / "p.zip")
    assert found_in(tmp_path / "p.zip") == ["content-large-file"]


def test_a_name_whose_encoding_is_not_stated(tmp_path: Path) -> None:
    zipped(tmp_path / "p.zip", files_of("scorm12") | {"abung.css": b"x"})
    data = (tmp_path / "p.zip").read_bytes().replace(b"abung.css", b"\x84bung.css")
    (tmp_path / "p.zip").write_bytes(data)
    assert "zip-name-encoding" in found_in(tmp_path / "p.zip")


def test_every_rule_has_a_package_that_breaks_it() -> None:
    in_tests = {"lms-upload-limit", "content-large-file", "zip-name-encoding"}
    assert set(PAGES) == {*EXAMPLES, *IN_ZIP, *FOR_LMS, *in_tests}
    assert len(PAGES) >= 40


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_of_a_package_rule_has_the_shape_of_all(rule: str) -> None:
    lines = without_fences(PAGES[rule]).splitlines()
    headings = [line for line in lines if line.startswith("## ")]
    assert lines[0] == f"# {rule}"
    assert headings in (
        ["## Why it matters", "## What to do"],
        ["## Why it matters", "## Wrong", "## Right", "## What to do"],
    )
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("standard", LAUNCHED)
@pytest.mark.parametrize("course", ["starter", *sorted(path.parent.name for path in COURSES.glob("*/course.yaml"))])
def test_our_own_packages_have_no_finding(course: str, standard: str, tmp_path: Path) -> None:
    source = STARTER if course == "starter" else COURSES / course
    checked = check_course(source, [TARGETS[standard]], Diagnostics())
    assert checked
    (built,) = build(checked, source, [TARGETS[standard]], tmp_path)
    verified = verify(built.path)
    assert [(d.rule, d.message) for d in verified.found] == []
    assert verified.tool == "scorm-export"
    assert verified.label == {"xapi": "xAPI", "cmi5": "cmi5"}.get(standard, TARGETS[standard].label)


def hostile_zip_of_zeros(path: Path) -> None:
    zipped(path, files_of("scorm12") | {"zeros.bin": bytes(64 * 1024 * 1024)})


def hostile_entries(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.html"), b"")


def hostile_overlap(path: Path) -> None:
    files = {f"{number}.bin": b"x" * 40_000 for number in range(50)}
    data = bytearray(zipped(path, files, zipfile.ZIP_STORED).read_bytes())
    start = struct.unpack_from("<I", data, data.rindex(b"PK\x05\x06") + 16)[0]
    path.write_bytes(data[:1_000_000] + data[start:])


def in_manifest(content: bytes) -> Callable[[Path], None]:
    return lambda path: zipped(path, files_of("scorm12") | {"imsmanifest.xml": content}) and None


_LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
_ITEMS = files_of("scorm12")["imsmanifest.xml"].decode()
HOSTILE = {
    "zeros": hostile_zip_of_zeros,
    "30,000 entries": hostile_entries,
    "overlapping entries": hostile_overlap,
    "entities": in_manifest(f'<!DOCTYPE m [<!ENTITY l0 "ha">{_LAUGHS}]><manifest>&l9;</manifest>'.encode()),
    "outside entity": in_manifest(b'<!DOCTYPE m [<!ENTITY e SYSTEM "file:///etc/passwd">]><manifest>&e;</manifest>'),
    "deep": in_manifest(b"<a>" * 200_000),
    "wide": in_manifest(
        _ITEMS.replace("</organization>", '<item identifier="x"/>' * 30_000 + "</organization>").encode()
    ),
    "one long line": in_manifest(b"<manifest>" + b'<resource identifier="a" href="b"/>' * 30_000 + b"</manifest>"),
    "a long name": in_manifest(b'<manifest identifier="' + b"a" * 3_000_000 + b'"/>'),
    "nothing": lambda path: path.write_bytes(b"") and None,
    "not a zip": lambda path: path.write_bytes(b"PK\x05\x06" + bytes(18) + b"x" * 90) and None,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_at_once(what: str, tmp_path: Path) -> None:
    HOSTILE[what](tmp_path / "p.zip")
    verify(zipped(tmp_path / "sound.zip", files_of("scorm12")))
    begun = time.process_time()
    verified = verify(tmp_path / "p.zip")
    assert time.process_time() - begun < 1.5
    assert verified.found.errors
    assert "root:" not in "".join(d.message for d in verified.found)


@pytest.mark.parametrize("seed", range(150))
def test_a_mutated_package_has_a_verdict(seed: int, tmp_path: Path) -> None:
    assert isinstance(verify(mutated(tmp_path / "p.zip", seed)), Verified)


def mutated(path: Path, seed: int) -> Path:
    """Write a package with some bytes changed: of the zip, or of a descriptor before it is zipped."""
    chance = random.Random(seed)
    family = chance.choice(FAMILIES)
    files = files_of(family)
    descriptor = next(name for name in files if name in ("imsmanifest.xml", "cmi5.xml", "tincan.xml"))

    def spoil(content: bytes) -> bytes:
        data = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            at, to = sorted(chance.randrange(len(data)) for _ in range(2))
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : min(to, at + 40)]
                case 2:
                    data[at:at] = data[at : min(to, at + 60)]
                case _:
                    data[at:at] = chance.choice([b"<", b">", b'"', b"&", b"\x00", b"..", b"\\", b"/", b"%", b":", b"["])
        return bytes(data)

    if chance.random() < 0.6:
        files[descriptor] = spoil(files[descriptor])
    zipped(path, files)
    if chance.random() < 0.4:
        path.write_bytes(spoil(path.read_bytes()))
    return path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout


def broken(tmp_path: Path) -> Path:
    files = files_of("scorm12")
    files["imsmanifest.xml"] = files["imsmanifest.xml"].replace(b'identifierref="res_drill"', b'identifierref="drill"')
    return zipped(tmp_path / "broken.zip", files)


def test_the_command_says_what_it_is_and_where_it_is_wrong(tmp_path: Path) -> None:
    status, shown = run("verify", str(broken(tmp_path)))
    assert status == 1
    assert shown.startswith(f"{tmp_path}/broken.zip: SCORM 1.2\n")
    assert f"{tmp_path}/broken.zip/imsmanifest.xml:19:" in shown
    assert "1 error, 0 warnings" in shown


def test_exit_statuses_are_those_of_check(tmp_path: Path) -> None:
    sound = str(zipped(tmp_path / "sound.zip", files_of("cmi5")))
    add("fire plan.html")(tmp_path / "warned.zip")
    assert run("verify", sound)[0] == 0
    assert run("verify", str(tmp_path / "warned.zip"))[0] == 0
    assert run("verify", "--strict", str(tmp_path / "warned.zip"))[0] == 1
    assert run("verify", sound, str(broken(tmp_path)))[0] == 1
    assert run("verify", str(tmp_path / "none.zip"))[0] == 2
    assert run("verify", "--lms", "mooodle", sound)[0] == 2


def test_reports_for_programs(tmp_path: Path) -> None:
    path = str(broken(tmp_path))
    (d,) = json.loads(run("verify", "--format", "json", path)[1])
    assert d["rule"] == "item-resource"
    suite = etree.fromstring(run("verify", "--format", "junit", path)[1].encode())
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    assert suite.find("testcase").get("name") == "item-resource"
    log = json.loads(run("verify", "--format", "sarif", path)[1])
    assert log["version"] == "2.1.0"
    (result,) = log["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("item-resource", "error")
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["id"] == "item-resource"


def test_a_rule_that_is_broken_often_is_shown_20_times(tmp_path: Path) -> None:
    HOSTILE["wide"](tmp_path / "p.zip")
    twice = [d for d in verify(tmp_path / "p.zip").found.found if d.rule == "identifier-twice"]
    assert len(twice) == 20
    assert twice[-1].notes == ("29,979 more like this are not shown",)


def test_inspect_shows_a_package_on_a_screen(tmp_path: Path) -> None:
    status, shown = run("inspect", str(zipped(tmp_path / "p.zip", files_of("scorm2004"))))
    assert status == 0
    assert len(shown.splitlines()) <= 24
    for part in (
        "standard     SCORM 2004 3rd Edition",
        "title        Fire safety",
        "languages    en",
        "reports      cmi.completion_status",
        "launches     2",
        "Basics  [basics; basics.html]",
        "Drill  [drill; drill.html; pass mark 0.8]",
    ):
        assert part in shown


def test_inspect_says_what_a_new_edition_changes(tmp_path: Path) -> None:
    old = zipped(tmp_path / "old.zip", files_of("scorm12"))
    files = files_of("scorm12")
    files["imsmanifest.xml"] = (
        files["imsmanifest.xml"]
        .replace(b'<item identifier="basics"', b'<item identifier="basics2"')
        .replace(b"<adlcp:masteryscore>80", b"<adlcp:masteryscore>90")
    )
    new = zipped(tmp_path / "new.zip", files)
    shown = run("inspect", str(new), "--against", str(old))[1]
    assert "! launches that are gone, with what learners did there: `basics`" in shown
    assert "- launches that are new: `basics2`" in shown
    assert "! the pass mark of `drill` went from 80 to 90" in shown
    facts = json.loads(run("inspect", str(new), "--against", str(old), "--format", "json")[1])
    assert [change["harms"] for change in facts["changes"]] == [True, False, True]
    assert "nothing changes" in run("inspect", str(old), "--against", str(old))[1]


def test_inspect_ends_with_a_message_where_there_is_no_package(tmp_path: Path) -> None:
    assert run("inspect", str(zipped(tmp_path / "p.zip", {"a.txt": b"x"})))[0] == 1
