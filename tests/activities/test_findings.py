"""What follows from what the platform shows: worlds on the left, findings on the right."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from activities import findings
from activities.eligibility import _unknown_yet, _verdict
from contracts.eligibility import Finding
from contracts.terms import parse_terms
from contracts.vocabulary import FindingCode, InstagramLink, LapseCause, Owner
from platforms.meta.login import REQUIRED_PERMISSIONS
from platforms.meta.models import Business, InstagramAccount, LoginInspection, Page, Person, TokenInfo

NOW = datetime(2026, 12, 1, tzinfo=UTC)
BRAND, AGENCY = "900000000000777", "900000000000888"
TERMS = parse_terms(
    {
        "collaboration_id": "c-1",
        "creator_id": "cr-7",
        "brand_name": "Brand GmbH",
        "business_id": BRAND,
        "instagram_username": "mia.cooks",
        "ends_at": NOW + timedelta(days=60),
    },
    NOW,
)
MIAS = InstagramAccount(id="17841400000000001", username="Mia.Cooks")
PAGE = Page(
    id="100000000000001",
    name="Mia Cooks",
    tasks=frozenset({"MANAGE", "ADVERTISE"}),
    token=SecretStr("page-token"),
    instagram=MIAS,
    link=InstagramLink.BUSINESS,
    is_published=True,
    owner_business_id=None,
)
BARE = PAGE.model_copy(update={"id": "100000000000002", "name": "Bare", "instagram": None, "link": InstagramLink.NONE})
TOMS = PAGE.model_copy(
    update={"id": "100000000000003", "name": "Tom", "instagram": InstagramAccount(id="1", username="tom.bakes")}
)
ALL_GRANTED = dict.fromkeys(REQUIRED_PERMISSIONS, "granted")
Code = FindingCode


@dataclass(frozen=True)
class World:
    """What a login shows. ``ticked`` is None where the person allowed all Pages, also future ones."""

    pages: tuple[Page, ...] = (PAGE,)
    ticked: frozenset[str] | None = None
    permissions: dict[str, str] = field(default_factory=lambda: dict(ALL_GRANTED))
    scopes: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def seen(self) -> LoginInspection:
        granted = [name for name, state in self.permissions.items() if state == "granted"]
        info = TokenInfo(
            is_valid=True,
            lapse=None,
            app_id="1",
            user_id="7",
            type="USER",
            scopes=frozenset(granted),
            granular={**dict.fromkeys(granted, self.ticked), **self.scopes},
            expires_at=None,
            data_access_expires_at=None,
        )
        person = Person(id="7", name="Mia Baker")
        return LoginInspection(
            info=info, person=person, permissions=self.permissions, pages=self.pages, request_id="r-1"
        )


def page(**change: object) -> World:
    return World(pages=(PAGE.model_copy(update=change),))


def without(*permissions: str, state: str = "declined") -> World:
    return World(permissions={**ALL_GRANTED, **dict.fromkeys(permissions, state)})


def codes(world: World, ok: bool | None) -> list[FindingCode]:
    _, found = findings.of_login(TERMS, world.seen())
    return [finding.code for finding in found if finding.ok is ok]


WRONG: dict[str, tuple[World, list[FindingCode]]] = {
    "all is well": (World(), []),
    "well, with a new-experience Page": (page(tasks=frozenset({"PROFILE_PLUS_FULL_CONTROL"})), []),
    "well, that Page ticked": (World(ticked=frozenset({PAGE.id})), []),
    "well, whether it is published not shown": (page(is_published=None), []),
    "well, the Instagram scope names the account": (
        World(ticked=frozenset({PAGE.id}), scopes={"instagram_basic": frozenset({MIAS.id})}),
        [],
    ),
    "another person": (World(pages=(TOMS,)), [Code.WRONG_FACEBOOK_LOGIN]),
    "another Page ticked": (
        World(pages=(TOMS,), ticked=frozenset({TOMS.id})),
        [Code.WRONG_FACEBOOK_LOGIN, Code.PAGE_NOT_SELECTED],
    ),
    "no Page at all": (World(pages=()), [Code.WRONG_FACEBOOK_LOGIN]),
    "no Page ticked": (World(pages=(), ticked=frozenset()), [Code.PAGE_NOT_SELECTED]),
    "the Page is missing for one scope": (
        World(ticked=frozenset({PAGE.id}), scopes={"pages_manage_metadata": frozenset({BARE.id})}),
        [Code.PAGE_NOT_SELECTED],
    ),
    "a permission declined": (without("pages_manage_metadata"), [Code.PERMISSION_DECLINED]),
    "a permission expired": (without("instagram_basic", state="expired"), [Code.PERMISSION_DECLINED]),
    "declined, so that no Page is shown": (
        replace(without("pages_show_list"), pages=()),
        [Code.PERMISSION_DECLINED],
    ),
    "declined, so that no account is shown": (
        replace(without("instagram_basic"), pages=(BARE,)),
        [Code.PERMISSION_DECLINED],
    ),
    "a Page without an account": (World(pages=(BARE,)), [Code.INSTAGRAM_NOT_LINKED]),
    "linked in the Page's settings only": (page(link=InstagramLink.CONNECTED), [Code.INSTAGRAM_NOT_PROFESSIONAL]),
    "no control of the Page": (page(tasks=frozenset({"ANALYZE"})), [Code.PAGE_ROLE_MISSING]),
    "no token of the Page": (page(token=None), [Code.PAGE_ROLE_MISSING]),
    "no control, another business owns it": (
        page(tasks=frozenset({"ADVERTISE"}), owner_business_id=AGENCY),
        [Code.PAGE_OWNED_BY_OTHER_BUSINESS],
    ),
    "control, although another business owns it": (page(owner_business_id=AGENCY), []),
    "not published": (page(is_published=False), [Code.PAGE_NOT_PUBLISHED]),
    "several things": (
        page(is_published=False, tasks=frozenset(), link=InstagramLink.CONNECTED),
        [Code.INSTAGRAM_NOT_PROFESSIONAL, Code.PAGE_ROLE_MISSING, Code.PAGE_NOT_PUBLISHED],
    ),
    "two Pages with the account, one of them sound": (
        World(pages=(PAGE.model_copy(update={"id": "100000000000009", "link": InstagramLink.CONNECTED}), PAGE)),
        [],
    ),
}


@pytest.mark.parametrize("world", WRONG)
def test_what_is_wrong(world: str) -> None:
    shown, wrong = WRONG[world]
    assert codes(shown, False) == wrong


@pytest.mark.parametrize("world", WRONG)
def test_every_condition_has_one_finding_and_what_is_wrong_comes_first(world: str) -> None:
    shown, _ = WRONG[world]
    _, found = findings.of_login(TERMS, shown.seen())
    assert len({finding.code for finding in found}) == len(found)
    assert {finding.code for finding in found} >= set(findings._ABOUT_LOGIN)
    wrongs = [finding.ok is False for finding in found]
    assert wrongs == sorted(wrongs, reverse=True)
    assert all(finding.message and finding.next_step for finding in found if finding.ok is False)
    assert all(finding.message for finding in found if finding.ok is None)


@pytest.mark.parametrize(
    "world", [World(pages=()), World(pages=(TOMS,)), World(pages=(BARE,))], ids=["none", "toms", "bare"]
)
def test_of_a_page_that_is_not_shown_nothing_else_is_claimed(world: World) -> None:
    """I11: what cannot be known is called unknown, not well."""
    hidden = {Code.INSTAGRAM_NOT_PROFESSIONAL, Code.PAGE_ROLE_MISSING, Code.PAGE_NOT_PUBLISHED}
    assert hidden <= set(codes(world, None))


def test_the_page_that_is_shown_is_the_one_that_carries_the_account() -> None:
    found, _ = findings.of_login(TERMS, World(pages=(TOMS, BARE, PAGE)).seen())
    assert found == PAGE
    assert findings.of_login(TERMS, World(pages=(TOMS, BARE)).seen())[0] is None


def test_a_page_that_the_brand_owns_needs_no_share_and_is_no_failure() -> None:
    _, found = findings.of_login(TERMS, page(owner_business_id=BRAND).seen())
    (owns,) = [finding for finding in found if finding.code is Code.BUSINESS_OWNS_PAGE]
    assert owns.ok
    assert owns.message
    assert not [finding for finding in found if finding.ok is False]


def test_words_name_what_is_missing_and_what_was_shown() -> None:
    def first(world: World) -> Finding:
        return findings.of_login(TERMS, world.seen())[1][0]

    assert "Missing: business_management." in first(without("business_management")).message
    assert "Mia Baker shows @tom.bakes, requested is @mia.cooks." in first(World(pages=(TOMS,))).message
    assert "“Bare”" in first(World(pages=(BARE,))).message


@pytest.mark.parametrize(
    ("two_factor", "expected"),
    [
        (None, {Code.BUSINESS_NOT_FOUND: True}),
        ("none", {Code.BUSINESS_NOT_FOUND: True}),
        ("admin_required", {Code.BUSINESS_NOT_FOUND: True, Code.TWO_FACTOR_REQUIRED: None}),
        ("all_required", {Code.BUSINESS_NOT_FOUND: True, Code.TWO_FACTOR_REQUIRED: None}),
    ],
)
def test_a_business(two_factor: str | None, expected: dict[FindingCode, bool | None]) -> None:
    found = findings.of_business(Business(id=BRAND, name="Brand GmbH", two_factor_type=two_factor))
    assert {finding.code: finding.ok for finding in found} == expected


def test_a_business_that_does_not_exist() -> None:
    (found,) = findings.of_business(None)
    assert (found.code, found.ok, found.owner) == (Code.BUSINESS_NOT_FOUND, False, Owner.BRAND)


def test_without_a_login_nothing_is_known() -> None:
    unknown = _unknown_yet(None)
    assert unknown.eligible is None
    assert {finding.ok for finding in unknown.findings} == {None}
    blocked = _unknown_yet(LapseCause.CHECKPOINT)
    assert blocked.eligible is False
    assert blocked.first_failure is not None
    assert blocked.first_failure.code is Code.ACCOUNT_CHECKPOINT


def test_a_verdict() -> None:
    good, bad = findings.passed(Code.PAGE_NOT_PUBLISHED), findings.failed(Code.PAGE_NOT_SELECTED)
    open_ = findings.unknown(Code.BUSINESS_NOT_FOUND)
    assert _verdict((good,)) is True
    assert _verdict((good, open_)) is None
    assert _verdict((good, open_, bad)) is False


@pytest.mark.parametrize("code", FindingCode)
def test_every_finding_says_who_does_what_next(code: FindingCode) -> None:
    finding = findings.failed(code, "x" * 1000)
    assert finding.next_step
    assert len(finding.message) <= 500
    assert findings.failed(code).message.endswith(".")
