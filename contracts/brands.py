"""A brand that connected: with its own token, access can be taken back from its side."""

from contracts.ids import MetaId
from contracts.model import Instant, Model, ShortText

BRAND_SIDE = "taken back from the brand's side, with the brand's own token"
"""Stands as ``note`` on evidence that the brand's token brought."""


class BrandConnection(Model):
    """What may be told of a connection; its token never leaves the vault."""

    business_id: MetaId
    name: ShortText
    connected_at: Instant
    checked_at: Instant
    """When the platform last said whether the token works."""
    problem: ShortText | None = None
    """Why it was of no use at the last look; null while it works."""
