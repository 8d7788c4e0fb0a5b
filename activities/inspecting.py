"""From what the platform shows of a login to what we keep of it, and why a Page is refused to it."""

from pydantic import SecretStr

from activities import clock
from activities.findings import missing_permissions
from contracts.vocabulary import LapseCause
from platforms.meta import errors as meta
from platforms.meta.graph import GraphClient
from platforms.meta.models import LoginInspection
from store.logins import AccountRecord, LoginRecord, PageAccess
from store.session import Store

SHARING_PERMISSIONS = frozenset({"pages_show_list", "pages_manage_metadata", "business_management"})
"""Without these nothing can be shared or taken back; the others are for reading (graph-api 3.1)."""


def record_of(seen: LoginInspection, token: SecretStr) -> LoginRecord:
    """What the store keeps of an inspected, working login."""
    assert seen.person is not None, "a working login has a person"
    accounts = tuple(
        AccountRecord(
            page_id=page.id,
            page_name=page.name,
            tasks=page.tasks,
            page_token=page.token,
            instagram_id=page.instagram.id if page.instagram else None,
            instagram_username=page.instagram.username or None if page.instagram else None,
            link=page.link,
        )
        for page in seen.pages
    )
    return LoginRecord(
        facebook_user_id=seen.person.id,
        name=seen.person.name,
        token=token,
        expires_at=seen.info.expires_at,
        data_access_expires_at=seen.info.data_access_expires_at,
        scopes=seen.info.scopes,
        missing_permissions=missing_permissions(seen),
        accounts=accounts,
    )


async def inspect(store: Store, graph: GraphClient, login_id: str, token: SecretStr) -> LoginInspection:
    """Look at a login in full and keep what was seen: its Pages when it works, the cause when it does not.

    A permission for sharing that was there at the last look and is gone now counts as a lapse. Raises MetaError.
    """
    asked_at = clock.now()
    try:
        seen = await graph.inspect(token)
    except meta.Lapsed as lapsed:  # died while we looked, or its data access is over though it still counts as valid
        await store.logins.lapse(login_id, lapsed.cause, asked_at)
        raise
    if seen.info.lapse is not None:
        await store.logins.lapse(login_id, seen.info.lapse, asked_at)
        return seen
    before = await store.logins.view(login_id)
    await store.logins.refresh(login_id, record_of(seen, token), asked_at)
    gone = set(missing_permissions(seen)) - set(before.missing_permissions)
    if gone & SHARING_PERMISSIONS:
        await store.logins.lapse(login_id, LapseCause.PERMISSION_REMOVED, clock.now())
    return seen


async def why_refused(store: Store, graph: GraphClient, access: PageAccess, page_id: str) -> LapseCause | None:
    """The platform refused a Page to a login that covered it: what was lost? None if nothing is found to be lost.

    What was lost is written down, so that the next look does not offer this login for this Page again.
    """
    try:
        seen = await inspect(store, graph, access.login_id, access.user_token)
    except meta.Lapsed as lapsed:
        return lapsed.cause
    except meta.MetaError:
        return None
    if seen.info.lapse is not None:
        return seen.info.lapse
    if set(missing_permissions(seen)) & SHARING_PERMISSIONS:
        await store.logins.lapse(access.login_id, LapseCause.PERMISSION_REMOVED, clock.now())
        return LapseCause.PERMISSION_REMOVED
    page = next((page for page in seen.pages if page.id == page_id), None)
    if page is not None and page.controls_page:
        return None
    await store.logins.lose_page(access.login_id, page_id)
    return LapseCause.PAGE_DESELECTED if page is None else LapseCause.ROLE_LOST
