"""The words of the service as enums: stages, outcomes, causes, findings, owners, tasks.

Values are stable: they are in workflow histories, in the database, in search attributes and in other programs.
"""

from enum import StrEnum


class Task(StrEnum):
    """What a business may do with a shared Page, as terms may ask for it (Graph API ``Page.PermittedTasks``)."""

    ADVERTISE = "ADVERTISE"
    ANALYZE = "ANALYZE"
    CREATE_CONTENT = "CREATE_CONTENT"
    MANAGE = "MANAGE"
    MESSAGING = "MESSAGING"
    MODERATE = "MODERATE"


class Stage(StrEnum):
    """Where a collaboration stands. docs/lifecycle.md has the picture."""

    AWAITING_AUTHORIZATION = "awaiting_authorization"
    CHECKING = "checking"
    BLOCKED = "blocked"
    SCHEDULED = "scheduled"
    GRANTING = "granting"
    ACTIVE = "active"
    UNMANAGED = "unmanaged"
    IMPAIRED = "impaired"
    ENDING = "ending"
    REVOKE_BLOCKED = "revoke_blocked"
    ENDED = "ended"


class Outcome(StrEnum):
    """How an ended collaboration ended."""

    REVOKED = "revoked"
    KEPT_FOR_OTHER = "kept_for_other"
    LEFT_FOREIGN = "left_foreign"
    NEVER_GRANTED = "never_granted"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
    INELIGIBLE = "ineligible"
    CANCELLED = "cancelled"


class LapseCause(StrEnum):
    """Why a login stopped working. A transient error, a throttle or a 5xx is never one of these."""

    EXPIRED = "expired"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (a cause, not a password)
    LOGGED_OUT = "logged_out"
    APP_REMOVED = "app_removed"
    CHECKPOINT = "checkpoint"
    UNCONFIRMED = "unconfirmed"
    TWO_FACTOR = "two_factor"
    ROLE_LOST = "role_lost"
    PERMISSION_REMOVED = "permission_removed"
    PAGE_DESELECTED = "page_deselected"
    DATA_ACCESS_EXPIRED = "data_access_expired"
    UNKNOWN = "unknown"


class AuthorizationState(StrEnum):
    """Whether a working login covers the requested account."""

    NONE = "none"
    VALID = "valid"
    LAPSED = "lapsed"


class FindingCode(StrEnum):
    """What one eligibility check is about."""

    WRONG_FACEBOOK_LOGIN = "wrong_facebook_login"
    PAGE_NOT_SELECTED = "page_not_selected"
    PERMISSION_DECLINED = "permission_declined"
    INSTAGRAM_NOT_LINKED = "instagram_not_linked"
    INSTAGRAM_NOT_PROFESSIONAL = "instagram_not_professional"
    PAGE_ROLE_MISSING = "page_role_missing"
    PAGE_NOT_PUBLISHED = "page_not_published"
    PAGE_OWNED_BY_OTHER_BUSINESS = "page_owned_by_other_business"
    TWO_FACTOR_REQUIRED = "two_factor_required"
    ACCOUNT_CHECKPOINT = "account_checkpoint"
    BUSINESS_NOT_FOUND = "business_not_found"
    BUSINESS_OWNS_PAGE = "business_owns_page"
    APP_NOT_APPROVED = "app_not_approved"
    PLATFORM_UNAVAILABLE = "platform_unavailable"
    FOREIGN_SHARE_TOO_NARROW = "foreign_share_too_narrow"
    SHARE_PENDING = "share_pending"


class Owner(StrEnum):
    """Who can do the next step."""

    CREATOR = "creator"
    BRAND = "brand"
    OPERATOR = "operator"
    PLATFORM = "platform"


class InstagramLink(StrEnum):
    """How an Instagram account hangs on a Page: by the professional conversion, by Page settings only, or not."""

    BUSINESS = "business"
    CONNECTED = "connected"
    NONE = "none"


class LeaseState(StrEnum):
    """What the ledger believes of one (Page, business) pair. ``*_UNCERTAIN`` is a doubt that a read-back settles."""

    ABSENT = "absent"
    SHARING = "sharing"
    PRESENT = "present"
    UNSHARING = "unsharing"
    SHARE_UNCERTAIN = "share_uncertain"
    UNSHARE_UNCERTAIN = "unshare_uncertain"
    FOREIGN = "foreign"
    OWNED = "owned"
    MISSING = "missing"
