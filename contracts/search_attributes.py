"""Search attributes, declared once: dev server, compose file and the worker's start-up check all read this list."""

from temporalio.common import SearchAttributeKey

ACCESS_STAGE = SearchAttributeKey.for_keyword("AccessStage")
BLOCKED_ON = SearchAttributeKey.for_keyword("BlockedOn")
CREATOR_ID = SearchAttributeKey.for_keyword("CreatorId")
BUSINESS_ID = SearchAttributeKey.for_keyword("BusinessId")
INSTAGRAM_USERNAME = SearchAttributeKey.for_keyword("InstagramUsername")
TERM_END = SearchAttributeKey.for_datetime("TermEnd")
AUTHORIZATION_EXPIRES = SearchAttributeKey.for_datetime("AuthorizationExpires")
NEEDS_ATTENTION = SearchAttributeKey.for_bool("NeedsAttention")

KINDS = {
    "AccessStage": "Keyword",
    "BlockedOn": "Keyword",
    "CreatorId": "Keyword",
    "BusinessId": "Keyword",
    "InstagramUsername": "Keyword",
    "TermEnd": "Datetime",
    "AuthorizationExpires": "Datetime",
    "NeedsAttention": "Bool",
}
"""Name to kind, as `temporal operator search-attribute create` and the dev server's --search-attribute take it."""
