"""The JSON of Pages, businesses and shares as Meta writes it, and its way into our models."""

from typing import Final

from contracts.vocabulary import InstagramLink

from .models import Agency, Business, InstagramAccount, Page
from .wire import Secret, Wire

_CORE: Final = "id,name,tasks,access_token,is_published"
_INSTAGRAM: Final = "instagram_business_account{id,username},connected_instagram_account{id,username}"

PAGE_FIELDS: Final = (f"{_CORE},owner_business,{_INSTAGRAM}", f"{_CORE},{_INSTAGRAM}", _CORE)
"""From all we want down to what every login may read. A field that is not allowed (code 200 for ``owner_business``
without business_management) or not known fails the whole call, so each rung asks for less."""

BUSINESS_FIELDS: Final = ("id,name,two_factor_type", "id,name")
"""``two_factor_type`` is shown to those who belong to the business."""

AGENCY_FIELDS: Final = "id,name,permitted_tasks,access_status"


class _Instagram(Wire):
    id: str
    username: str = ""

    def account(self) -> InstagramAccount:
        return InstagramAccount(id=self.id, username=self.username)


class _Owner(Wire):
    id: str


class WirePage(Wire):
    """A Page node. Missing links, tokens and tasks are left out by Meta, not null."""

    id: str
    name: str = ""
    tasks: frozenset[str] = frozenset()
    access_token: Secret | None = None
    is_published: bool | None = None
    owner_business: _Owner | None = None
    instagram_business_account: _Instagram | None = None
    connected_instagram_account: _Instagram | None = None

    def page(self) -> Page:
        """Only ``instagram_business_account`` proves a professional account, so it goes before the connected one."""
        if self.instagram_business_account:
            instagram, link = self.instagram_business_account.account(), InstagramLink.BUSINESS
        elif self.connected_instagram_account:
            instagram, link = self.connected_instagram_account.account(), InstagramLink.CONNECTED
        else:
            instagram, link = None, InstagramLink.NONE
        return Page(
            id=self.id,
            name=self.name,
            tasks=self.tasks,
            token=self.access_token,
            instagram=instagram,
            link=link,
            is_published=self.is_published,
            owner_business_id=self.owner_business.id if self.owner_business else None,
        )


class WirePages(Wire):
    """One page of ``/me/accounts``."""

    data: tuple[WirePage, ...]


class WireBusiness(Wire):
    """A Business node."""

    id: str
    name: str = ""
    two_factor_type: str | None = None

    def business(self) -> Business:
        return Business(id=self.id, name=self.name, two_factor_type=self.two_factor_type)


class _Agency(Wire):
    id: str
    name: str | None = None
    permitted_tasks: frozenset[str] = frozenset()
    access_status: str | None = None

    def agency(self) -> Agency:
        return Agency(business_id=self.id, name=self.name, tasks=self.permitted_tasks, status=self.access_status)


class WireAgencies(Wire):
    """One page of ``/{page}/agencies``."""

    data: tuple[_Agency, ...]

    def agencies(self) -> tuple[Agency, ...]:
        return tuple(entry.agency() for entry in self.data)


class WireSuccess(Wire):
    """The answer to a share or unshare: a yes, which is not yet a proof."""

    success: bool
    requires_admin_approval: bool = False
