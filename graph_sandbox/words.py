"""The platform's fixed vocabulary: permissions the dialog knows, Page tasks, lapse subcodes, lifetimes.

Sources: graph-api.md 1.1 (scopes), 2.5 (tasks), 4.3 (subcodes), 1.6 (lifetimes).
"""

from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

API_VERSION: Final = "v26.0"

CODE_LIFE: Final = 600  # seconds; Meta publishes no figure, ten minutes is the facts sheet's reasonable value
SHORT_LIFE: Final = 3600  # seconds; "about 1-2 h"
LONG_LIFE: Final = 5_184_000  # seconds; "about 60 days"
DATA_ACCESS_LIFE: Final = 7_776_000  # seconds; 90 days since the person last used the app

# What Facebook Login may be asked for. ``instagram_business_*`` belongs to Instagram Login and is
# an invalid scope here, which is a mistake real integrations make.
SCOPES: Final = frozenset(
    {
        "ads_management",
        "ads_read",
        "business_management",
        "catalog_management",
        "email",
        "instagram_basic",
        "instagram_branded_content_ads_brand",
        "instagram_branded_content_brand",
        "instagram_branded_content_creator",
        "instagram_content_publish",
        "instagram_manage_comments",
        "instagram_manage_insights",
        "instagram_manage_messages",
        "leads_retrieval",
        "openid",
        "pages_manage_ads",
        "pages_manage_cta",
        "pages_manage_engagement",
        "pages_manage_instant_articles",
        "pages_manage_metadata",
        "pages_manage_posts",
        "pages_messaging",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_show_list",
        "public_profile",
        "publish_video",
        "read_insights",
    }
)

# What a brand's system user is granted here (graph-api.md 3.2).
SYSTEM_USER_SCOPES: Final = ("business_management", "pages_show_list", "pages_manage_metadata")

ALWAYS_GRANTED: Final = "public_profile"  # every login carries it; it is never offered as a choice

TASKS: Final = (
    "ADVERTISE",
    "ANALYZE",
    "CASHIER_ROLE",
    "CREATE_CONTENT",
    "GLOBAL_STRUCTURE_MANAGEMENT",
    "MANAGE",
    "MANAGE_JOBS",
    "MANAGE_LEADS",
    "MESSAGING",
    "MODERATE",
    "MODERATE_COMMUNITY",
    "PAGES_MESSAGING",
    "PAGES_MESSAGING_SUBSCRIPTIONS",
    "PROFILE_PLUS_ADVERTISE",
    "PROFILE_PLUS_ANALYZE",
    "PROFILE_PLUS_CREATE_CONTENT",
    "PROFILE_PLUS_CREATIVE_MANAGEMENT",
    "PROFILE_PLUS_CREATOR_MANAGEMENT",
    "PROFILE_PLUS_FACEBOOK_ACCESS",
    "PROFILE_PLUS_FULL_CONTROL",
    "PROFILE_PLUS_GLOBAL_STRUCTURE_MANAGEMENT",
    "PROFILE_PLUS_MANAGE",
    "PROFILE_PLUS_MANAGE_LEADS",
    "PROFILE_PLUS_MESSAGING",
    "PROFILE_PLUS_MODERATE",
    "PROFILE_PLUS_MODERATE_DELEGATE_COMMUNITY",
    "PROFILE_PLUS_REVENUE",
    "READ_PAGE_MAILBOXES",
    "VIEW_MONETIZATION_INSIGHTS",
)

CONTROLLING_TASKS: Final = frozenset({"MANAGE", "PROFILE_PLUS_MANAGE", "PROFILE_PLUS_FULL_CONTROL"})

EXPIRED: Final = 463
APP_REMOVED: Final = 458
PASSWORD_CHANGED: Final = 460
ROLE_LOST: Final = 492

# The words of ``PATCH /_sandbox/people/{id} {"token": ...}`` and the subcode each gives.
LAPSES: Final = {"expired": EXPIRED, "logged_out": 467, "checkpoint": 459, "unconfirmed": 464}


def profile_plus(task: str) -> str:
    """The name a new-experience Page reads a task back under (graph-api.md 3.1: tasks may be renamed)."""
    return task if task.startswith("PROFILE_PLUS_") else f"PROFILE_PLUS_{task}"
