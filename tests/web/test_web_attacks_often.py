"""Attacks by number: hammering from one address, from many, on one link, and under borrowed addresses."""

import pytest
from starlette.datastructures import Headers

from contracts.vocabulary import Stage
from settings import Settings, SettingsRefused
from starter.links import make_link, make_overview_link
from starter.web import gate, limits, proxies
from starter.web.app import create_app
from starter.web.deps import WebDeps
from starter.web.limits import Kind, Limit, Limits
from tests.cast import Creator, status_of
from tests.web.web_attacker import SOMEWHERE, both_ways, invited, visiting, with_settings

TRIES = 5
"""What one address may do in a minute, in these tests."""


@both_ways
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", gate.START), ("GET", gate.CALLBACK), ("POST", "/c/x/end"), ("GET", "/c/x"), ("GET", "/o/x/evidence")],
)
async def test_one_address_hammers(
    deps: WebDeps, monkeypatch: pytest.MonkeyPatch, method: str, path: str, defended: bool
) -> None:
    monkeypatch.setattr(limits, "LOOKS", 1)
    deps = with_settings(deps, client_limit=TRIES if defended else 0)
    app = create_app(deps)
    async with visiting(deps, app=app) as attacker, visiting(deps, "198.51.100.7", app) as other:
        answers = [await attacker.http.request(method, path, params={"state": f"guess{n}"}) for n in range(TRIES + 3)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert len(refused) == (3 if defended else 0)
        for answer in refused:
            assert 1 <= int(answer.headers["retry-after"]) <= 60
            assert "Too many tries at once" in answer.text
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert (await other.http.request(method, path)).status_code != 429, "everybody has a limit of their own"
        assert (await attacker.http.get("/healthz")).status_code == 200


@both_ways
async def test_many_addresses_hammer_one_link(
    deps: WebDeps, creator: Creator, monkeypatch: pytest.MonkeyPatch, defended: bool
) -> None:
    """Whoever got hold of a link cannot fill the store with sign-ins, from however many addresses."""
    few = {Kind.SIGN_IN: Limit(burst=3, a_minute=1), Kind.FORM: Limit(burst=2, a_minute=1)} if defended else {}
    monkeypatch.setattr(limits, "FOR_A_LINK", few)
    deps = with_settings(deps)
    app = create_app(deps)
    async with visiting(deps, app=app) as owner:
        page = await invited(owner, deps, creator)
        got = []
        for n in range(6):
            async with visiting(deps, f"198.51.100.{n}", app) as one:
                one.http.cookies = owner.http.cookies
                got.append((await one.submit(page, "authorize")).status_code)
        assert got == ([303] * 3 + [429] * 3 if defended else [303] * 6)
        assert (await owner.submit(page, "decline")).status_code == 303, "what is of another kind goes on"
    assert (await status_of(creator.stack.temporal.get_workflow_handle(creator.started[0]))).stage is Stage.ENDED


@both_ways
@pytest.mark.parametrize(
    ("kind", "of_creator", "path"),
    [(Kind.LOOK, False, ""), (Kind.LOOK, True, "/end?scope=all"), (Kind.RECORD, True, "/evidence.json")],
)
async def test_many_addresses_look_at_one_link(
    deps: WebDeps, monkeypatch: pytest.MonkeyPatch, kind: Kind, of_creator: bool, path: str, defended: bool
) -> None:
    """A look asks the worker; whoever got hold of a link cannot keep it busy, from however many addresses."""
    monkeypatch.setattr(limits, "FOR_A_LINK", {kind: Limit(burst=2, a_minute=1)} if defended else {})
    deps = with_settings(deps)
    app = create_app(deps)
    mine, other = (
        make_overview_link(deps.settings, f"cr-{name}") if of_creator else make_link(deps.settings, name, "cr-none")
        for name in ("looked-at", "another")
    )
    got = []
    for n in range(4):
        async with visiting(deps, f"198.51.100.{n}", app) as one:
            got.append((await one.http.get(mine + path)).status_code)
    answer = got[0]
    assert answer in (200, 404), "nothing of that name was ever started"
    assert got == ([answer] * 2 + [429] * 2 if defended else [answer] * 4)
    async with visiting(deps, app=app) as somebody:
        assert (await somebody.http.get(other + path)).status_code == answer, "every link has a limit of its own"
        for _ in range(5):
            assert (await somebody.http.get(f"{other}x{path}")).status_code == 404, "a forged one has none"


@both_ways
async def test_an_address_that_is_only_claimed(deps: WebDeps, defended: bool) -> None:
    """``X-Forwarded-For`` from anybody but a named proxy would give every request a limit of its own."""
    named = "127.0.0.1" if defended else f"127.0.0.1,{SOMEWHERE}"
    deps = with_settings(deps, client_limit=TRIES, trusted_proxies=named)
    async with visiting(deps) as attacker:
        claims = [{"x-forwarded-for": f"198.51.100.{n}"} for n in range(10)]
        got = [(await attacker.http.get(gate.CALLBACK, headers=claim)).status_code for claim in claims]
    assert (429 in got) is defended


async def test_visitors_behind_a_named_proxy_have_limits_of_their_own(deps: WebDeps) -> None:
    deps = with_settings(deps, client_limit=1, trusted_proxies="10.0.0.0/8")
    async with visiting(deps, "10.1.2.3") as proxy:
        for n in range(5):
            answer = await proxy.http.get(gate.CALLBACK, headers={"x-forwarded-for": f"198.51.100.{n}"})
            assert answer.status_code == 400
        spoofed = {"x-forwarded-for": "198.51.100.77, 198.51.100.4"}  # the last entry is the proxy's own
        assert (await proxy.http.get(gate.CALLBACK, headers=spoofed)).status_code == 429


@pytest.mark.parametrize(
    ("peer", "heard", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.9, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.9", "198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, garbage"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, "], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["[2001:db8:1:2:3::4]:443"], "2001:db8:1:2::/64"),
        ("fd00::1", ["2001:db8:1:2:aaaa::1"], "2001:db8:1:2::/64"),
        ("a unix socket", ["198.51.100.1"], "unknown"),
        (None, [], "unknown"),
    ],
)
def test_who_the_client_is(peer: str | None, heard: list[str], client: str) -> None:
    named = proxies.trusted_proxies(Settings(_env_file=None, trusted_proxies=" 10.0.0.0/8, fd00::/8 ,"))
    headers = Headers(raw=[(b"x-forwarded-for", each.encode()) for each in heard])
    assert proxies.client_of(peer, headers, named) == client


@pytest.mark.parametrize("wrong", ["everybody", "*", "10.0.0.1/8", "10.0.0.1 10.0.0.2", "300.1.1.1"])
def test_a_wrong_proxy_is_named_in_one_line(wrong: str) -> None:
    with pytest.raises(SettingsRefused, match="ADACCESS_TRUSTED_PROXIES is wrong") as refused:
        proxies.trusted_proxies(Settings(_env_file=None, trusted_proxies=f"10.0.0.1,{wrong}"))
    assert len(str(refused.value).splitlines()) == 1


def test_a_bucket_fills_up_again() -> None:
    now = [0.0]
    counted = Limits(Limit(burst=2, a_minute=6), clock=lambda: now[0])

    def ask() -> int:
        return counted.client(Kind.FORM, SOMEWHERE)

    assert [ask(), ask(), ask()] == [0, 0, 10]
    now[0] += 9.9
    assert ask() == 1, "and asking too early costs nothing"
    now[0] += 0.2
    assert [ask(), ask()] == [0, 10]
    now[0] += 3600
    assert [ask(), ask(), ask()] == [0, 0, 10], "never more than the burst"
    assert counted.client(Kind.SIGN_IN, SOMEWHERE) == 0, "each kind is counted apart"


@both_ways
def test_addresses_without_number_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch, defended: bool) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 100 if defended else 10_000)
    counted = Limits(Limit(burst=1, a_minute=1))
    for n in range(1000):
        counted.client(Kind.FORM, f"address {n}")
    assert (sum(map(len, counted._buckets.values())) <= 100) is defended
    assert counted.client(Kind.FORM, "address 999") > 0, "the latest are remembered"


def test_meta_may_call_in_bursts() -> None:
    counted = limits.limits_of(300)
    assert not any(counted.client(Kind.PLATFORM, "a server of Meta") for _ in range(3000))
    assert gate.kind_of({"method": "POST", "path": f"{gate.FROM_META}deauthorize"}) is Kind.PLATFORM
