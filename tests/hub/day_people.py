"""Somebody at a browser of their own, who clicks through the hub's, JupyterLab's and nbgrader's pages."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FrameLocator, Locator, Page, WebSocket, expect

_LONG = 120_000  # milliseconds; machines that run tests do other things as well
_ENDED = re.compile(r"ended:(\d+)")
_COLOURS = re.compile(r"\x1b(\[[0-9;?]*[a-zA-Z]|\][^\x07]*\x07)")

expect.set_options(timeout=_LONG)


class Person:
    """One person, in a browser context that shares nothing with anybody else's.

    Attributes:
        complaints: every answer of a server that says it could not or would not.
    """

    def __init__(self, chrome: Browser, url: str, name: str, pictures: Path) -> None:
        context = chrome.new_context(viewport={"width": 1400, "height": 900})
        context.set_default_timeout(_LONG)
        self.url, self.name, self._pictures = url, name, pictures
        self.complaints: list[str] = []
        self._shell: WebSocket | None = None
        self._heard = ""
        context.on("page", self._watch)
        self.page = context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("response", lambda got: self.complaints.append(f"{got.status} {got.url}") if got.status > 399 else None)

    def look(self, what: str, page: Page | None = None) -> None:
        """Take a picture of what is on the screen."""
        number = len(list(self._pictures.glob("*.png")))
        (page or self.page).screenshot(path=self._pictures / f"{number:02}-{self.name}-{what}.png")

    def log_in(self, password: str) -> None:
        """Fill in the form, and wait for JupyterLab."""
        self.page.goto(self.url)
        self.page.get_by_label("Username").fill(self.name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.locator(".jp-Launcher").wait_for()

    def menu(self, name: str) -> list[str]:
        """Open a menu of JupyterLab's; what stands in it."""
        self.page.get_by_role("menuitem", name=name, exact=True).click()
        found = self.page.locator(".lm-Menu:visible .lm-Menu-itemLabel").all_inner_texts()
        return [name for name in found if name]  # what is hidden has no text

    def choose(self, *names: str) -> None:
        """Go through a menu to an entry."""
        self.menu(names[0])
        for name in names[1:-1]:
            self._entry(name).hover()
        self._entry(names[-1]).click()

    def _entry(self, name: str) -> Locator:
        label = self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(name)}$"))
        return self.page.locator(".lm-Menu:visible .lm-Menu-item", has=label)

    # ------------------------------------------------------------------------------------------------ students

    def open_assignments(self) -> None:
        """Open the assignment list, or come back to it."""
        tab = self.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text="Assignments")
        if tab.count():
            tab.click()
        else:
            self.choose("Nbgrader", "Assignment List")

    def fetch(self, assignment: str) -> None:
        """Press Fetch, and wait until it is there."""
        self._listed("released", assignment).get_by_role("button", name="Fetch").click()
        self._listed("fetched", assignment).wait_for()

    def _listed(self, which: str, assignment: str) -> Locator:
        return self.page.locator(f"#{which}_assignments_list > .list_item", has_text=assignment)

    def open_notebook(self, assignment: str) -> None:
        """Unfold the assignment in the list, and open its notebook."""
        row = self._listed("fetched", assignment)
        row.locator(".assignment-notebooks-link").click()
        row.locator(".nested_list_item a", has_text=assignment).click()
        expect(self.notebook.locator(".jp-Cell")).not_to_have_count(0)
        self.notebook.get_by_role("button", name="Validate").wait_for()
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("Idle")

    @property
    def notebook(self) -> Locator:
        """The notebook that is in front."""
        return self.page.locator(".jp-NotebookPanel:visible")

    def open_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=name).click()

    def write(self, having: str, text: str) -> None:
        """Replace the text of the code cell that has some text in it."""
        self._type(self.notebook.locator(".jp-CodeCell", has_text=having), text)

    def write_answer(self, text: str) -> None:
        """Replace the written answer, which is the notebook's last cell."""
        cell = self.notebook.locator(".jp-MarkdownCell").last
        cell.dblclick()
        self._type(cell, text)
        self.page.keyboard.press("Shift+Enter")

    def _type(self, cell: Locator, text: str) -> None:
        cell.locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def save(self) -> None:
        """Press the keys for it, and wait until the server has it."""
        with self.page.expect_response(lambda got: got.request.method == "PUT" and "/api/contents/" in got.url):
            self.page.keyboard.press("ControlOrMeta+s")

    def validate(self) -> str:
        """Press Validate; what it says."""
        self.notebook.get_by_role("button", name="Validate").click()
        box = self.page.locator(".jp-Dialog", has_text="Validation Results")
        box.wait_for()
        self.look("validate")
        said = box.inner_text()
        box.get_by_role("button", name="Ok").click()
        box.wait_for(state="hidden")
        return said

    def submit(self, assignment: str, times: int) -> None:
        """Press Submit in the assignment list, and wait until as many submissions stand there."""
        self.open_assignments()
        self._listed("fetched", assignment).get_by_role("button", name="Submit").click()
        expect(self.submissions(assignment)).to_have_count(times)

    def submissions(self, assignment: str) -> Locator:
        """The submissions that the list has."""
        return self._listed("submitted", assignment).locator(".nested_list_item")

    def fetch_feedback(self, assignment: str) -> list[str]:
        """Press Fetch Feedback; what stands at each submission."""
        self.open_assignments()
        self.page.get_by_title("Refresh assignments list").click()
        waiting = self._listed("submitted", assignment).get_by_text("(feedback available to fetch)")
        waiting.wait_for()
        self.look("feedback-waits")
        self._listed("submitted", assignment).get_by_role("button", name="Fetch Feedback").click()
        self._listed("submitted", assignment).get_by_text("(view feedback)").wait_for()
        return self.submissions(assignment).all_inner_texts()

    def read_feedback(self, assignment: str) -> str:
        """Follow the list's link, open the page that lies there, and read it."""
        self._listed("submitted", assignment).get_by_text("(view feedback)").click()
        self.page.locator(".jp-DirListing-item", has_text=f"{assignment}.html").dblclick()
        page = self.page.frame_locator(".jp-HTMLViewer:visible iframe")
        page.locator("h1").wait_for()
        self.look("feedback")
        return page.locator("body").inner_text()

    # --------------------------------------------------------------------------------------------- everybody

    def run(self, command: str) -> str:
        """Type a command into a terminal of JupyterLab's, and read what comes."""
        shell = self._terminal()
        self._heard = ""
        with shell.expect_event("framereceived", lambda _: _ENDED.search(self._heard)):
            self.page.locator(".jp-Terminal:visible .xterm-screen").click()
            self.page.keyboard.type(f"{command}; echo ended:$?\n")
        self.look("terminal")
        return _COLOURS.sub("", self._heard).replace("\r\n", "\n")

    def _terminal(self) -> WebSocket:
        if self._shell is None:
            with self.page.expect_websocket(lambda socket: "/terminals/" in socket.url) as found:
                self.choose("File", "New", "Terminal")
            self._shell = found.value
            self._shell.on("framereceived", self._hear)
            self.page.locator(".jp-Terminal:visible .xterm-screen").wait_for()
        else:
            self.open_tab("Terminal 1")
        return self._shell

    def _hear(self, frame: Any) -> None:
        kind, *words = json.loads(frame)
        self._heard += words[0] if kind == "stdout" else ""

    # ----------------------------------------------------------------------------------------------- graders

    def open_formgrader(self) -> None:
        """Open formgrader from the menu."""
        self.choose("Nbgrader", "Formgrader")
        self.row("01_numbers").wait_for()

    @property
    def formgrader(self) -> FrameLocator:
        """The frame in which JupyterLab shows it."""
        return self.page.frame_locator("iframe[src*='/formgrader']")

    def row(self, name: str) -> Locator:
        """The line of formgrader's table that has a name in it."""
        return self.formgrader.locator("#main-table tr", has_text=name)

    def press(self, name: str, icon: str) -> str:
        """Press a button of a line; what the box says that opens then."""
        self.row(name).locator(f".glyphicon-{icon}").click()
        box = self.formgrader.locator(".modal.in", has=self.page.locator(".modal-body"))
        box.wait_for()
        said = box.inner_text()
        self.look(icon)
        box.locator(".modal-footer button").last.click()
        box.wait_for(state="hidden")
        return said
