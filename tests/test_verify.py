"""`verify`: a sound package has no finding, and one that is broken has that of its rule and no other."""

from __future__ import annotations

import json
import random
import struct
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
from scorm_export.diagnostics import Severity
from scorm_export.lms.evidence import Claim, Evidence, Level
from scorm_export.lms.profile import Profile, profile
from scorm_export.verify import verify
from sound import FAMILIES, files_of, zipped
from sources import fences, without_fences

PAGES = {rule: rules.page(rule) for rule in rules.package_names()}
COURSES = Path(__file__).parent.parent / "course_source"
LAUNCHED = [name for name, target in TARGETS.items() if target.is_launched]
STATIC = [rule for rule in PAGES if not rule.startswith("play-")]
"""The others are tried in a browser: tests/browser/test_play.py."""
EXAMPLES = {rule: found for rule in STATIC if (found := fences(PAGES[rule]))}


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


MANIFESTS = {
    "an entity": ("<manifest ", '<!DOCTYPE manifest [<!ENTITY co "Acme">]><manifest ', "<title>", "<title>&co; "),
    "a file of the system": (
        *("<manifest ", '<!DOCTYPE manifest [<!ENTITY co SYSTEM "file:///etc/passwd">]><manifest '),
        *("<title>", "<title>&co; "),
    ),
    "attributes": ("<organizations", "<organizations " + " ".join(f'a{n}=""' for n in range(100_000)), "", ""),
    "elements": ("</organization>", "<item/>" * 60_000 + "</organization>", "", ""),
}


@pytest.mark.parametrize("what", MANIFESTS)
def test_a_manifest_that_importers_cannot_read_is_refused_and_the_next_package_is_judged(
    what: str, tmp_path: Path
) -> None:
    files, (old, new, title, changed) = files_of("scorm12"), MANIFESTS[what]
    text = files["imsmanifest.xml"].decode().replace(old, new, 1).replace(title, changed, 1)
    zipped(tmp_path / "a.zip", files | {"imsmanifest.xml": text.encode()})
    add("film.swf")(tmp_path / "b.zip")
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "a.zip"), str(tmp_path / "b.zip")])
    for rule in ("descriptor-unreadable", "content-dead-technology"):
        assert rule in result.output
    assert "root:" not in result.output


TOLERATED: dict[str, tuple[bytes, bytes, dict[str, bytes]]] = {
    "a comment in a title": (b"<title>", b"<title><!-- of an item -->", {}),
    "a space in the name of a file": (
        b'<file href="style.css"',
        b'<file href="a b.css"/><file href="style.css"',
        {"a b.css": b""},
    ),
}


@pytest.mark.parametrize("what", TOLERATED)
def test_what_importers_take_is_no_error(what: str, tmp_path: Path) -> None:
    files, (old, new, more) = files_of("scorm12"), TOLERATED[what]
    assert old in files["imsmanifest.xml"]
    zipped(tmp_path / "p.zip", files | more | {"imsmanifest.xml": files["imsmanifest.xml"].replace(old, new)})
    assert [d.rule for d in verify(tmp_path / "p.zip").found if d.severity is Severity.ERROR] == []


def lms(**settings: object) -> Profile:
    guess = Evidence(level=Level.GUESS, source=None)
    claims = {name: Claim(value=value, reason="it is so", evidence=guess) for name, value in settings.items()}
    return Profile(name="some", label="Some LMS", claims=claims)


FOR_LMS = {
    "lms-standard": lms(refuses=["scorm12"]),
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


@pytest.mark.parametrize(("name", "edition"), [("docebo", "4th"), ("talentlms", "3rd")])
def test_an_lms_that_does_not_take_an_edition(name: str, edition: str, tmp_path: Path) -> None:
    targets = [TARGETS[f"scorm2004-{edition}"], TARGETS["scorm12"]]
    checked = check_course(STARTER, targets, Diagnostics())
    assert checked
    refused, taken = build(checked, STARTER, targets, tmp_path)
    assert found_in(refused.path, profile(name)) == ["lms-standard"]
    assert found_in(taken.path, profile(name)) == []


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
    assert set(STATIC) == {*EXAMPLES, *IN_ZIP, *FOR_LMS, *in_tests}
    assert len(STATIC) >= 40


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


@pytest.mark.parametrize("course", ["starter", *sorted(path.parent.name for path in COURSES.glob("*/course.yaml"))])
def test_our_own_packages_have_no_finding(course: str, tmp_path: Path) -> None:
    source = STARTER if course == "starter" else COURSES / course
    targets = [TARGETS[name] for name in LAUNCHED]
    checked = check_course(source, targets, Diagnostics())
    assert checked
    for built in build(checked, source, targets, tmp_path):
        verified = verify(built.path)
        assert [d.message for d in verified.found if d.severity is not Severity.NOTE] == []
        assert verified.tool == "scorm-export"
        assert verified.label == {"xapi": "xAPI", "cmi5": "cmi5"}.get(built.target.name, built.target.label)


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


def test_build_gives_a_package_its_name_when_it_has_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound, spoilt = tmp_path / "sound", tmp_path / "spoilt"
    assert run("build", str(STARTER), "--verify", "--output", str(sound))[0] == 0
    assert [path.suffix for path in sound.iterdir()] == [".zip"]
    monkeypatch.setattr("scorm_export.targets.content_packaging.MANIFEST", "manifest.xml")
    assert run("build", str(STARTER), "--verify", "--output", str(spoilt))[0] == 1
    assert list(spoilt.iterdir()) == []
