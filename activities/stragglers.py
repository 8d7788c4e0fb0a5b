"""Calls that land after we stopped waiting for them."""

from datetime import timedelta

LANDS_WITHIN = timedelta(minutes=2)
"""The longest that a call of ours may take to land. We hang up after 10 s; what the platform already has may still be
done later, up to a minute in our tests. Meta names no figure, so this is twice that."""

SENT_WITHIN = timedelta(seconds=5)
"""So soon after it was written down a call is sent, or not at all: from that writing ``LANDS_WITHIN`` counts."""
