"""Every route, tried by everybody: who may pass is a table, and nobody else does."""

import json

import anyio
import httpx
import pytest
from exchange_hub import PEOPLE, StubHub
from exchange_service import Running, archive, seeded

from tito.exchange.identity import Hub

COURSE = "/courses/tiny"
ASSIGNMENT = f"{COURSE}/assignments/ps1"
MEMBERS = {"ada", "ben", "tess", "ines"}
STUDENTS, GRADERS, INSTRUCTORS = {"ada", "ben"}, {"tess", "ines"}, {"ines"}
# method, path with {ada} for her submission, who may, and what a member gets who may not see it
ROUTES = [
    ("GET", f"{COURSE}/assignments", MEMBERS, 403),
    ("GET", f"{ASSIGNMENT}/release", MEMBERS, 403),
    ("POST", f"{ASSIGNMENT}/release?force=true", INSTRUCTORS, 403),
    ("GET", f"{ASSIGNMENT}/deadlines", INSTRUCTORS, 403),
    ("PUT", f"{ASSIGNMENT}/deadlines/due", INSTRUCTORS, 403),
    ("PUT", f"{ASSIGNMENT}/deadlines/extensions/ada", INSTRUCTORS, 403),
    ("POST", f"{ASSIGNMENT}/submissions", STUDENTS, 403),
    ("GET", f"{COURSE}/submissions", MEMBERS, 403),
    ("GET", f"{COURSE}/submissions/ADA", {"ada"} | GRADERS, 404),
    ("GET", f"{COURSE}/submissions/ADA/archive", {"ada"} | GRADERS, 404),
    ("PUT", f"{COURSE}/submissions/ADA/collected", INSTRUCTORS, 403),
    ("POST", f"{COURSE}/submissions/ADA/feedback", INSTRUCTORS, 403),
    ("GET", f"{COURSE}/submissions/ADA/feedback", {"ada"}, 404),
    ("DELETE", f"{ASSIGNMENT}/release", INSTRUCTORS, 403),
]
REFUSED = {"narrow": 403, "path": 403, "bot": 403}


@pytest.fixture(scope="module")
def routes(shared: Running) -> set[tuple[str, str]]:
    """Every route that OpenAPI knows, beside /health and /me."""
    paths = httpx.get(f"{shared.url}/openapi.json", trust_env=False).json()["paths"]
    found = {(method.upper(), path.removeprefix("/services/exchange")) for path in paths for method in paths[path]}
    return found - {("GET", "/health"), ("GET", "/me")}


def test_the_table_has_every_route(routes: set[tuple[str, str]]) -> None:
    names = {
        "/tiny/": "/{course}/", "/ps1": "/{assignment}", "/ADA": "/{identifier}",
        "extensions/ada": "extensions/{student}",
    }  # fmt: skip
    tried = set()
    for method, path, _, _ in ROUTES:
        path = path.split("?")[0]
        for real, general in names.items():
            path = path.replace(real, general)
        tried.add((method, path))
    assert tried == routes


@pytest.mark.parametrize("who", [None, "stranger", *(name for name in PEOPLE if name not in MEMBERS)])
def test_who_belongs_elsewhere_passes_nowhere(shared: Running, ids: dict[str, str], who: str | None) -> None:
    _try_everything(shared, ids, who)


@pytest.mark.parametrize("who", sorted(MEMBERS))
def test_a_member_passes_where_the_table_says(service: Running, who: str) -> None:
    _try_everything(service, seeded(service), who)


def _try_everything(service: Running, ids: dict[str, str], who: str | None) -> None:
    for method, path, allowed, otherwise in ROUTES:
        body = {"content": _body(path)} if method == "POST" else {}
        answer = service.ask(who, method, path.replace("ADA", ids["ada"]), **body)
        if who in allowed:
            assert answer.is_success, (who, method, path, answer.text)
            continue
        assert answer.status_code == _expected(who, path, otherwise), (who, method, path, answer.text)
        assert set(answer.json()) == {"detail"}
        assert ids["ada"] not in answer.text


def _body(path: str) -> bytes:
    return archive({"p1.html": b"pages"}) if path.endswith("feedback") else archive()


def _expected(who: str | None, path: str, otherwise: int) -> int:
    if who in (None, "stranger"):
        return 401
    if who in REFUSED:
        return REFUSED[who]
    if who not in MEMBERS:
        return 403
    return 403 if path.endswith("/feedback") and who not in STUDENTS else otherwise


def test_a_student_is_shown_their_own_alone(shared: Running, ids: dict[str, str]) -> None:
    for query in ("", "?student=ada", "?student=ben", "?assignment=ps1"):
        found = shared.ask("ben", "GET", f"{COURSE}/submissions{query}").json()
        assert [one["student"] for one in found] == ([] if query == "?student=ada" else ["ben"])
    everybody = shared.ask("tess", "GET", f"{COURSE}/submissions").json()
    assert {one["student"] for one in everybody} == {"ada", "ben"}
    assert ids["sam"] not in json.dumps(everybody)


def test_an_id_is_no_key_to_another_course(shared: Running, ids: dict[str, str]) -> None:
    """Otto is an instructor, and knows ada's id; Ines knows sam's."""
    for who, course, student in (("otto", "other", "ada"), ("ines", "tiny", "sam")):
        for method, tail in (("GET", ""), ("GET", "/archive"), ("PUT", "/collected"), ("POST", "/feedback")):
            content = {"content": _body("feedback")} if method == "POST" else {}
            answer = shared.ask(who, method, f"/courses/{course}/submissions/{ids[student]}{tail}", **content)
            assert answer.status_code == 404, (who, tail)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Basic dG9rZW4tYWRh", "token token-ada", "Bearer token-ada x", "Bearer token-ad\xe9",
     "Bearer " + "x" * 5000, "Bearer ../user", "bearer\ttoken-ada"],
)  # fmt: skip
def test_a_forged_header_is_nobody(shared: Running, header: str) -> None:
    answer = shared.ask(None, "GET", "/me", headers={"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_elsewhere_than_in_the_header_is_not_looked_at(shared: Running) -> None:
    assert shared.ask(None, "GET", "/me?token=token-ada").status_code == 401
    assert shared.ask(None, "GET", "/me", headers={"Cookie": "token=token-ada"}).status_code == 401
    assert shared.ask(None, "GET", "/me", headers={"X-Forwarded-User": "ada", "Remote-User": "ada"}).status_code == 401


def test_a_token_that_has_expired_is_nobodys(service: Running, hub: StubHub) -> None:
    assert service.ask("ada", "GET", "/me").status_code == 200
    model = hub.people.pop("token-ada")
    try:
        assert service.ask("ada", "GET", "/me").status_code == 401
    finally:
        hub.people["token-ada"] = model


@pytest.mark.parametrize(
    "broken",
    [(500, b"{}"), (502, b""), (404, b"{}"), (429, b"{}"), (302, b""), (200, b""), (200, b"<html>"), (200, b"[]"),
     (200, b"null"), (200, b"{}"), (200, b'{"name": "ada"}'), (200, b'{"name": "ada", "kind": "user", "groups": 5}')],
)  # fmt: skip
def test_a_hub_that_fails_lets_nobody_in(service: Running, hub: StubHub, broken: tuple[int, bytes]) -> None:
    hub.broken = broken
    try:
        answer = service.ask("ines", "GET", "/me")
    finally:
        hub.broken = None
    assert answer.status_code == 503
    assert "hub" in answer.json()["detail"]


def test_the_hub_is_believed_for_a_while_and_no_longer(hub: StubHub) -> None:
    now = [0.0]

    async def ask() -> list[int]:
        counts = []
        async with httpx.AsyncClient(trust_env=False) as client:
            asked = Hub(hub.api, frozenset(), client, 10.0, lambda: now[0])
            for moment in (0.0, 9.0, 11.0):
                now[0] = moment
                before = hub.asked
                assert (await asked.person("token-ada")).name == "ada"
                counts.append(hub.asked - before)
        return counts

    assert anyio.run(ask) == [1, 0, 1]
