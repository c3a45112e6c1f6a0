"""Import sheets in a browser: accessible, on a phone, and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser
from test_pages import violations

from scorm_export.commands.main import main
from scorm_export.commands.new import STARTER

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("fr", "dark"), ("ar", "light")])
def test_a_sheet_is_accessible_and_fits_a_phone(language: str, scheme: str, browser: Browser, tmp_path: Path) -> None:
    asked = ["build", str(STARTER), "--lms", "moodle", "--sheet-language", language, "-o", str(tmp_path)]
    assert CliRunner().invoke(main, asked).exit_code == 0
    (sheet,) = tmp_path.glob("*.html")
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    try:
        page.goto(sheet.as_uri())
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    finally:
        page.close()
