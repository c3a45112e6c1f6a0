"""What assistive technology is given, in Chromium's accessibility tree, on the way by keys to the certificate."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Frame, Page, expect
from test_ending import WAYS, with_certificate

from answering import answer
from conftest import Packages
from learner import Learner
from lms import Lms
from scorm_export.course import Lesson

pytestmark = pytest.mark.browser
Start = Callable[..., Lms]
STATES = {
    "checkbox": "checked",
    "radio": "checked",
    "DisclosureTriangle": "expanded",
    "DisclosureTriangleGrouped": "expanded",
    "combobox": "expanded",
}
"""The state that each role of a control has."""
ROLES = {"button", "link", "textbox", "spinbutton", "slider", "tab", "listbox", "option", *STATES}
SCROLLED = "group"
"""What wide tables are in, to be scrolled by keys."""
PLACES = """function (order) {
    this.order = order;
    const { tabIndex, ariaExpanded: expands } = this;
    const { top, bottom } = this.getBoundingClientRect();
    const isStuck = this.closest(".course-bar, #outline, .skip-link, .quiz-bar");
    return { html: this.outerHTML.slice(0, 120), top, bottom, isStuck: Boolean(isStuck), tabIndex, expands };
}"""


class Tree:
    """The controls of a page in the order in which assistive technology reads them."""

    def __init__(self, page: Page, frame: Frame) -> None:
        self.page, self.frame = page, frame
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("DOM.enable")
        (child,) = self.session.send("Page.getFrameTree")["frameTree"]["childFrames"]
        self.name = child["frame"]["id"]

    def controls(self) -> list[dict[str, Any]]:
        """Return role, name, states and place of each control, in reading order."""
        nodes = self.session.send("Accessibility.getFullAXTree", {"frameId": self.name})["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}
        waiting = [node["nodeId"] for node in nodes if "parentId" not in node]
        controls: list[dict[str, Any]] = []
        while waiting:
            node = by_id.get(waiting.pop())
            if not node:
                continue
            waiting += reversed(node.get("childIds", []))
            states = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
            role = node.get("role", {}).get("value")
            if node["ignored"] or not (states.get("focusable") or role in ROLES) or role == "RootWebArea":
                continue
            (found,) = (self.session.send("DOM.resolveNode", {"backendNodeId": node["backendDOMNodeId"]}),)
            call = {"functionDeclaration": PLACES, "objectId": found["object"]["objectId"], "returnByValue": True}
            place = self.session.send("Runtime.callFunctionOn", call | {"arguments": [{"value": len(controls)}]})
            if place["result"]["value"]["tabIndex"] < 0 and role not in ROLES:
                continue  # no control: the script focuses it to say where the learner is
            name = node.get("name", {}).get("value", "").strip()
            controls.append({"role": role, "name": name, "states": states} | place["result"]["value"])
        return controls

    def tabbed(self, number: int) -> list[int]:
        """Return the places in reading order of what Tab reaches, from the beginning of the page; focus stays."""
        focused = self.frame.evaluate_handle("document.activeElement")
        self.frame.locator(".skip-link").focus()
        orders: list[int] = [self.frame.evaluate("document.activeElement.order")]
        for _ in range(number + 1):
            self.page.keyboard.press("Tab")
            order = self.frame.evaluate("document.hasFocus() ? document.activeElement.order ?? null : null")
            if order is None or order in orders:
                break
            orders.append(order)
        focused.evaluate("element => element.focus()")
        return orders

    def faults(self) -> list[str]:
        """Return what is wrong with the controls on display."""
        controls = self.controls()
        found = [f"role {each['role']}: {each['html']}" for each in controls if each["role"] not in ROLES | {SCROLLED}]
        found += [f"no name: {each['html']}" for each in controls if not each["name"]]
        for each in controls:
            state = STATES.get(each["role"]) or ("expanded" if each["expands"] else None)
            if state and state not in each["states"]:
                found.append(f"not {state}: {each['html']}")
        in_text = [each for each in controls if not each["isStuck"]]
        for before, after in pairwise(in_text):
            if after["bottom"] < before["top"]:
                found.append(f"read after what is below it: {after['html']}")
        orders = self.tabbed(len(controls))
        if orders != sorted(orders):
            found.append(f"Tab goes another way than the text: {orders}")
        reached = {controls[order]["html"] for order in orders}
        for order, each in enumerate(controls):
            # Arrow keys lead to the other options of a question; what is disabled is read, and not reached.
            if each["role"] != "radio" and not each["states"].get("disabled") and order not in orders:
                found.append(f"Tab never reaches {each['html']} among {len(reached)}")
        return found


@pytest.mark.parametrize("width", [352, 1280])
def test_by_keys_alone_to_the_certificate_and_everything_has_role_name_state_and_order(
    width: int, tmp_path: Path, packages: Packages, context: BrowserContext, lms_for: Start
) -> None:
    course, package = packages(with_certificate(tmp_path / "course").root, "scorm12")
    learner = Learner(context, lms_for(package, "scorm12"), course, "strict")
    frame = learner.launch(width=width)
    page = learner.page
    assert page
    tree = Tree(page, frame)
    found: dict[str, list[str]] = {"home": tree.faults()}

    def tab_to(selector: str) -> None:
        for _ in range(120):
            if frame.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {selector}")

    def enter(selector: str) -> None:
        tab_to(selector)
        page.keyboard.press("Enter")

    enter("#resume")
    for activity in course.activities:
        expect(frame.locator(f"#page article[data-activity='{activity.id}'] h1")).to_be_focused()
        found[activity.id] = tree.faults()
        if not isinstance(activity, Lesson):
            for question in activity.questions:
                fieldset = f"fieldset[data-question='{question.id}']"
                tab_to(f"{fieldset} :is(input, select, button, textarea)")
                answer(frame.locator(fieldset), question, "right", "keyboard")
            enter("#page form [data-action=hand-in]")
            expect(frame.locator("#page .quiz-result:focus-within, #page .quiz-result:focus")).to_be_visible()
            if activity is list(course.quizzes)[-1]:  # the way to the certificate opens in the contents
                expect(frame.locator(f"#outline {WAYS}")).to_have_count(1)
            found[f"{activity.id}, handed in"] = tree.faults()
            judged = [each for each in tree.controls() if each["role"] in ("radio", "checkbox")]
            assert judged
            assert all(each["states"].get("disabled") or each["states"].get("readonly") for each in judged)
        enter("#page nav.pager a[rel=next]")
    expect(frame.locator("#result h1")).to_be_focused()
    found["result"] = tree.faults()
    enter("#result [data-certificate]")
    expect(frame.locator("#certificate h1")).to_be_focused()
    found["certificate"] = tree.faults()

    assert {state: faults for state, faults in found.items() if faults} == {}
    assert learner.mistakes() == []


def test_what_is_wrong_is_found(starter: tuple[Any, Path], context: BrowserContext, lms_for: Start) -> None:
    course, package = starter
    learner = Learner(context, lms_for(package), course, "strict")
    frame = learner.launch()
    assert learner.page
    frame.evaluate("""() => document.querySelector("#home").insertAdjacentHTML("beforeend", `
        <button type="button" class="nameless"></button>
        <div class="roleless" tabindex="0">Press</div>
        <a class="first" href="#/" tabindex="1">First</a>
        <button type="button" class="unreachable" tabindex="-1">Never</button>
        <a class="above" href="#/" style="position: absolute; inset-block-start: 0">Above</a>`)""")

    found = "\n".join(Tree(learner.page, frame).faults())

    assert 'no name: <button type="button" class="nameless"' in found
    assert 'role generic: <div class="roleless"' in found
    assert 'Tab never reaches <a class="first"' in found
    assert 'Tab never reaches <button type="button" class="unreachable"' in found
    assert 'read after what is below it: <a class="above"' in found
