"""The whole day of a course in browsers, by clicking what people click.

`make test-hub` runs this, with each version of JupyterHub. Pictures of every step stay where TITO_SCREENSHOTS says.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from day_people import Person
from hub_client import PATIENCE, Browser
from hub_house import course_at
from hub_real import NO_NODE, RealHub
from nbgrader.api import Gradebook
from playwright.sync_api import Browser as Chrome
from playwright.sync_api import Page, expect, sync_playwright

from tito.hub.owners import am_root

NAME = "01_numbers"
WRONG = "#| export\ndef double(x: float) -> float:\n    return x * 3.0"
RIGHT = "#| export\ndef double(x: float) -> float:\n    return 2.0 * x"
ROOT = "#| export\nclass Root:\n    def of(self, x: float) -> float:\n        return math.sqrt(double(x) / 2.0)"
ANSWER = "Adding took 20 ns here and multiplying 21, so the cost is nearly the same."
COMMENT = "Measured, and well: but on how many numbers?"
BROKEN = "this is no notebook"
EMPTY = "No response."  # nbgrader's comment on a cell that was left as it was
ROWS = {
    "ada": {"score": 9.0, "penalty": 0.0, "late": False, "comments": {"answer-numbers-1": COMMENT}},
    "ben": {"score": 0.0, "penalty": 3.0, "late": True, "comments": {"root": EMPTY, "answer-numbers-1": EMPTY}},
    "cleo": {
        "score": 0.0, "penalty": 0.0, "late": True,
        "comments": {"double": EMPTY, "root": EMPTY, "answer-numbers-1": EMPTY},
    },
}  # fmt: skip
"""What the gradebook holds when the day is over: ada's second submission counts, ben is late, cleo's cannot be read."""

pytestmark = pytest.mark.skipif(NO_NODE, reason="Node.js, on which the hub's proxy runs, is missing")


def chromium() -> str:
    """Debian's own; root gets it from the system's packages."""
    if shutil.which("chromium") is None and am_root() and shutil.which("apt-get"):
        for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(
                ["apt-get", "-qq", *words], env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False
            )
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("chromium, in which the day is played, is missing: apt-get install chromium")
    return found


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("TITO_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    print(f"screenshots: {folder}")
    return folder


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """Two courses in which late work earns nothing: one for the browsers, one for the command line."""
    root = tmp_path_factory.mktemp("day")
    for name in ("tiny", "other"):
        folder = course_at(root / name, name)
        (folder / "gradebook.db").unlink()
        toml = folder / "course.toml"
        toml.write_text(toml.read_text().replace('late = "none"', 'late = "zero"'))
    found = RealHub(root)
    yield found
    assert found.stop(signal.SIGINT) == 0, found.said


def rows(folder: Path) -> dict[str, dict[str, object]]:
    """What the gradebook holds, a line for each student."""
    found = {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for one in gradebook.assignment_submissions(NAME):
            comments = {c.name: c.comment for book in one.notebooks for c in book.comments if c.comment}
            found[one.student.id.removesuffix("-other")] = {
                "score": max(0.0, one.score - one.late_submission_penalty), "penalty": one.late_submission_penalty,
                "late": one.total_seconds_late > 0, "comments": comments,
            }  # fmt: skip
    return found


class Day:
    """Who takes part, each in a browser of their own."""

    def __init__(self, chrome: Chrome, hub: RealHub, pictures: Path) -> None:
        self._chrome, self._hub, self._pictures = chrome, hub, pictures
        self.people: dict[str, Person] = {}

    def comes(self, name: str) -> Person:
        """Somebody logs in."""
        person = self.people[name] = Person(self._chrome, self._hub.url, name, self._pictures)
        person.log_in(self._hub.passwords[name])
        person.look("logged-in")
        return person


def releases(ines: Person) -> None:
    """The instructor generates and releases, by formgrader's buttons."""
    ines.open_formgrader()
    assert "Successfully created the student version" in ines.press(NAME, "education")
    assert "Successfully released" in ines.press(NAME, "cloud-upload")
    assert "released" in ines.row(NAME).inner_text()


def begins(student: Person) -> None:
    """A student finds the assignment, and fetches it."""
    assert student.menu("Nbgrader") == ["Assignment List"]
    student.page.keyboard.press("Escape")
    student.open_assignments()
    student.fetch(NAME)
    student.look("fetched")


def opens(student: Person) -> None:
    """A student opens the notebook from the list."""
    student.open_notebook(NAME)
    student.look("notebook")


def works_twice(ada: Person) -> None:
    """Ada hands in something wrong, hears of it from Validate, and hands in what is right."""
    opens(ada)
    ada.write("def double", WRONG)
    ada.write("class Root", ROOT)
    ada.save()
    said = ada.validate()
    assert "twice two is four" in said and "Got 6, expected 4" in said and "Success" not in said
    ada.submit(NAME, 1)
    ada.open_tab(f"{NAME}.ipynb")
    ada.write("def double", RIGHT)
    ada.write_answer(ANSWER)
    ada.save()
    assert "Success! Your notebook passes all the tests." in ada.validate()
    ada.submit(NAME, 2)
    ada.look("submitted-twice")


def works_late(ben: Person) -> None:
    """Ben solves one exercise of two, after the deadline."""
    opens(ben)
    ben.write("def double", RIGHT)
    ben.save()
    assert "did not provide a response" in ben.validate()
    ben.submit(NAME, 1)
    assert "late" in ben.run("tito exchange receipt")


def spoils(cleo: Person) -> None:
    """Cleo hands in a file that is no notebook."""
    assert "ended:0" in cleo.run(f"echo {BROKEN} > {NAME}/{NAME}.ipynb")
    cleo.submit(NAME, 1)


def grades(ines: Person) -> None:
    """The instructor collects and grades the first with a button, and the others in a terminal."""
    ines.open_tab("Formgrader")
    assert "Successfully collected" in ines.press(NAME, "cloud-download")
    ines.row(NAME).get_by_role("link", name="3", exact=True).click()
    ines.row("ada").wait_for()
    ines.look("submissions")
    assert "Successfully autograded" in ines.press("ada", "flash")
    said = ines.run("tito grade 01")
    assert "ended:0" in said and "Traceback" not in said, said
    ines.open_tab("Formgrader")
    ines.formgrader.get_by_role("link", name="Manage Assignments").click()
    ines.row(NAME).get_by_role("link", name="3", exact=True).click()
    ines.row("ben").wait_for()
    ines.look("graded")


def assists(ta: Person) -> None:
    """The assistant goes by the hub's page to the graders' service, and marks ada's written answer."""
    assert ta.menu("Nbgrader") == ["Assignment List"]
    ta.page.keyboard.press("Escape")
    with ta.page.context.expect_page() as opened:
        ta.choose("File", "Hub Control Panel")
    page = opened.value
    page.get_by_text("Services").click()
    ta.look("services", page)
    assert page.locator(".dropdown-menu:visible a").all_inner_texts() == ["formgrader-tiny"]
    page.get_by_role("link", name="formgrader-tiny").click()
    page.get_by_role("link", name="Manage Assignments").click()
    page.locator("#main-table tr", has_text=NAME).wait_for()
    ta.look("assignments", page)
    expect(page.get_by_text("draft").first).to_be_hidden()  # without the exchange nobody here knows what is released
    for icon in ("education", "cloud-upload", "cloud-download", "remove", "comment", "envelope"):
        expect(page.locator(f".glyphicon-{icon}:visible")).to_have_count(0)
    page.get_by_role("link", name="Manual Grading").first.click()
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name=NAME).last.click()
    page.get_by_role("link", name="Submission #").first.wait_for()
    ta.look("submissions", page)
    waiting = page.locator("#main-table tr", has=page.locator("td:nth-child(7) .glyphicon-ok"))
    expect(waiting).to_have_count(1)
    waiting.get_by_role("link").first.click()
    marks(ta, page)


def marks(ta: Person, page: Page) -> None:
    """Type points and a comment below the written answer that waits."""
    box = page.locator("#answer-numbers-1")
    box.wait_for()
    assert "Rubric (4 points)" in page.locator("body").inner_text()
    with page.expect_response(lambda got: got.request.method == "PUT" and "/api/grade/" in got.url):
        box.fill("3")
        box.press("Tab")
    with page.expect_response(lambda got: got.request.method == "PUT" and "/api/comment/" in got.url):
        page.locator("#answer-numbers-1-comment").fill(COMMENT)
        page.locator("#answer-numbers-1-comment").blur()
    ta.look("marked", page)


def returns(ines: Person) -> None:
    """The instructor writes and releases feedback, by formgrader's buttons."""
    ines.formgrader.get_by_role("link", name="Manage Assignments").click()
    assert "Successfully generated feedback" in ines.press(NAME, "comment")
    assert "Successfully released feedback" in ines.press(NAME, "envelope")


def reads(student: Person, submissions: int) -> str:
    """A student fetches feedback, sees to which submission it belongs, and reads it."""
    lines = student.fetch_feedback(NAME)
    assert len(lines) == submissions and "(view feedback)" in lines[-1]
    assert not any("feedback" in line for line in lines[:-1])
    said = student.read_feedback(NAME)
    day, second = lines[-1].split()[0], lines[-1].split()[1].partition(".")[0]
    assert f"arrived on {day} at {second} UTC" in said
    return said


def test_a_day_in_browsers(chrome: Chrome, hub: RealHub, pictures: Path) -> None:
    day = Day(chrome, hub, pictures)
    ines = day.comes("instructor")
    releases(ines)
    ada, ben, cleo = (day.comes(name) for name in ("ada", "ben", "cleo"))
    for student in (ada, ben, cleo):
        begins(student)
    works_twice(ada)
    assert "ended:0" in ines.run('tito exchange due 1 "$(date -Is)"')
    works_late(ben)
    spoils(cleo)
    grades(ines)
    assists(day.comes("ta"))
    returns(ines)
    said = reads(ada, 2)
    assert "Score: 9 / 10" in said and COMMENT in said and "late" not in said
    receipts = re.sub(r"\s+", " ", ada.run("tito exchange receipt"))
    assert receipts.count("this one counts") == 1 and receipts.count("not collected yet") == 1
    said = reads(ben, 1)
    assert "Score: 0 / 10" in said and "Handed in late: 3 points taken off." in said
    said = reads(cleo, 1)
    assert "could not be graded" in said and "is not a notebook" in said
    assert rows(hub.folders[0]) == ROWS
    assert {name: person.complaints for name, person in day.people.items() if person.complaints} == {}


def shell(browser: Browser, line: str) -> str:
    """What a command prints in somebody's server; it has to end well."""
    code = f"import subprocess as s; d = s.run({line!r}, shell=True, capture_output=True, text=True)\n"
    said = browser.run(f"{code}print(d.stdout, d.stderr, 'ended:', d.returncode)")
    assert said.rstrip().endswith("ended: 0") and "Traceback" not in said, said
    return said


def types(student: Browser, **cells: str) -> None:
    """Write cells of the fetched notebook, by their names."""
    named = {name.replace("_", "-"): source for name, source in cells.items()}
    student.run(
        f"import nbformat\npath, named = '{NAME}/{NAME}.ipynb', {named!r}\nbook = nbformat.read(path, 4)\n"
        "for cell in book.cells:\n    name = cell.metadata.get('nbgrader', {}).get('grade_id')\n"
        "    cell.source = named.pop(name, cell.source)\nassert not named, named\nnbformat.write(book, path)"
    )


def marks_by_request(ta: Browser) -> None:
    """What formgrader's page sends when an assistant types points and a comment."""
    path = "/services/formgrader-other/"
    http, base = ta.http, f"{path}formgrader/api"
    assert http.get(f"{path}formgrader/gradebook").status_code == 200
    sent = {"headers": {"X-XSRFToken": ta.xsrf(path)}, "timeout": PATIENCE}
    books = http.get(f"{base}/submitted_notebooks/{NAME}/{NAME}").json()
    book = next(one["id"] for one in books if one["student"] == "ada-other")
    for kind, wanted in (("grade", {"manual_score": 3}), ("comment", {"manual_comment": COMMENT})):
        rows = http.get(f"{base}/{kind}s", params={"submission_id": book}).json()
        row = next(one for one in rows if one["name"] == "answer-numbers-1")
        answer = http.put(f"{base}/{kind}/{row['id']}", json={**row, **wanted}, **sent)
        assert answer.status_code == 200, answer.text


def test_the_same_day_by_command_line_leaves_the_same_rows(hub: RealHub) -> None:
    ines, ada, ben, cleo = (hub.at_work(f"{name}-other") for name in ("instructor", "ada", "ben", "cleo"))
    shell(ines, f"nbgrader generate_assignment {NAME} && nbgrader release_assignment {NAME}")
    for student in (ada, ben, cleo):
        shell(student, f"nbgrader fetch_assignment {NAME}")
    types(ada, double=WRONG, root=ROOT)
    shell(ada, f"nbgrader submit {NAME}")
    types(ada, double=RIGHT, answer_numbers_1=ANSWER)
    assert "Success! Your notebook passes all the tests." in shell(ada, f"nbgrader validate {NAME}/{NAME}.ipynb")
    shell(ada, f"nbgrader submit {NAME}")
    shell(ines, 'tito exchange due 1 "$(date -Is)"')
    types(ben, double=RIGHT)
    shell(ben, f"nbgrader submit {NAME}")
    shell(cleo, f"echo {BROKEN} > {NAME}/{NAME}.ipynb && nbgrader submit {NAME}")
    shell(ines, f"nbgrader collect {NAME} && tito grade 01")
    marks_by_request(hub.browser("ta-other"))
    shell(ines, f"nbgrader generate_feedback {NAME} && nbgrader release_feedback {NAME}")
    for student, score in ((ada, "9 / 10"), (ben, "0 / 10"), (cleo, "could not be graded")):
        shell(student, f"nbgrader fetch_feedback {NAME}")
        assert score in shell(student, f"find {NAME}/feedback -name '*.html' -exec cat {{}} +")
    assert rows(hub.folders[1]) == ROWS
