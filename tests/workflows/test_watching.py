"""When a creator's logins are asked about, what a change of them is, and who is warned of an expiry."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.authorization import Account, AuthorizationMemory, LoginView, Subscription
from contracts.vocabulary import LapseCause
from workflows import watching

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAGES = ("100000000000001", "100000000000002")


def login(
    login_id: str = "l-1", *, days: float | None = None, working: bool = True, pages: tuple[str, ...] = PAGES[:1]
) -> LoginView:
    """A login that expires so many days from now."""
    return LoginView(
        login_id=login_id,
        name="Mia Baker",
        working=working,
        cause=None if working else LapseCause.EXPIRED,
        expires_at=None if days is None else NOW + days * DAY,
        consented_at=NOW,
        accounts=tuple(Account(page_id=page, instagram_username="mia.cooks") for page in pages),
    )


def memory(*logins: LoginView, **ends: float) -> AuthorizationMemory:
    """What an Authorization knows; ``ends`` are its subscribers and the days to the end of their terms."""
    subscribers = {
        name: Subscription(
            creator_id="cr-7", collaboration_id=name, instagram_username="mia.cooks", ends_at=NOW + days * DAY
        )
        for name, days in ends.items()
    }
    return AuthorizationMemory(creator_id="cr-7", subscribers=subscribers, logins=logins)


@pytest.mark.parametrize(
    ("logins", "expected"),
    [
        ((), DAY),
        ((login(),), DAY),
        ((login(days=60),), DAY),
        ((login(days=14.5),), DAY / 2),
        ((login(days=7.25),), DAY / 4),
        ((login(days=0.25),), DAY / 4 + watching.AFTER_EXPIRY),
        ((login(days=-1),), DAY),
        ((login(days=0.25, working=False),), DAY),
        ((login("a", days=3.5), login("b", days=1.25)), DAY / 4),
    ],
)
def test_the_next_check_is_within_a_day_and_when_something_falls_due(
    logins: tuple[LoginView, ...], expected: timedelta
) -> None:
    assert watching.next_check(logins, NOW) - NOW == expected


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.booleans(), st.none() | st.floats(-40, 80, width=32)), max_size=20))
def test_the_next_check_always_lies_ahead(facts: list[tuple[bool, float | None]]) -> None:
    """Not now or before: a check that is due at once would go round and round."""
    logins = tuple(login(str(n), days=days, working=working) for n, (working, days) in enumerate(facts))
    assert timedelta(0) < watching.next_check(logins, NOW) - NOW <= watching.DAILY


def given_over_time(start: AuthorizationMemory, days: int) -> list[int]:
    """How many days ahead of now warnings are given, when it is checked three times a day."""
    at, given_on = start, []
    for third in range(days * 3):
        at, notice = watching.warning(at, NOW + third * DAY / 3)
        given_on += [third // 3] if notice else []
    return given_on


def test_a_creator_is_warned_14_7_3_and_1_days_ahead_once_each() -> None:
    assert given_over_time(memory(login(days=30), c1=60), 31) == [16, 23, 27, 29]


def test_who_comes_late_is_warned_of_the_nearest_only() -> None:
    assert given_over_time(memory(login(days=5), c1=60), 6) == [0, 2, 4]


@pytest.mark.parametrize(
    "nothing_to_warn_of",
    [
        memory(login(days=5)),
        memory(login(days=5), c1=5),
        memory(login(), c1=60),
        memory(login(days=5, working=False), c1=60),
        memory(login("a", days=5), login("b", days=90), c1=60),
        memory(login("a", days=5), login("b"), c1=60),
    ],
    ids=["no subscriber", "outlives the term", "never expires", "lapsed", "another lives longer", "another never ends"],
)
def test_nothing_is_warned_of_that_does_no_harm(nothing_to_warn_of: AuthorizationMemory) -> None:
    assert given_over_time(nothing_to_warn_of, 6) == []


def test_another_login_without_the_page_is_no_comfort() -> None:
    wide, narrow = login("a", days=5, pages=PAGES), login("b", pages=PAGES[:1])
    assert given_over_time(memory(wide, narrow, c1=60), 1) == [0]


def test_one_digest_names_all_that_is_concerned() -> None:
    known = memory(login("a", days=5), login("b", days=2), c1=60, c2=10, c3=3, c4=1)
    after, notice = watching.warning(known, NOW)
    assert notice is not None
    assert notice.text.count("connect again") == 2
    assert "06 December 2026" in notice.text
    assert "concerns c1, c2." in notice.text
    assert "concerns c1, c2, c3." in notice.text
    assert watching.warning(after, NOW) == (after, None)


def test_what_was_warned_of_survives_continue_as_new() -> None:
    after, _ = watching.warning(memory(login(days=5), c1=60), NOW)
    again = AuthorizationMemory.model_validate_json(after.model_dump_json())
    assert watching.warning(again, NOW) == (again, None)


def test_coverage_is_of_working_logins_only() -> None:
    logins = (login("a", pages=PAGES), login("b", pages=()), login("c", working=False))
    assert watching.coverage(logins) == {("a", ""), ("a", PAGES[0]), ("a", PAGES[1]), ("b", "")}
