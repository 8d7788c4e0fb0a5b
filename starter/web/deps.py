"""What the creator pages need, handed in by the composition root (``__main__.py``) or by a test."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client

from platforms.meta.app import MetaApp
from settings import Settings
from starter.client import CollaborationClient
from store.session import Store


@dataclass(frozen=True)
class WebDeps:
    settings: Settings
    collaborations: CollaborationClient
    temporal: Client
    store: Store
    meta: MetaApp
    answer_within: timedelta = timedelta(seconds=5)
    """How long a creator looks at a blank page before we say that the service does not answer."""
    sign_in_within: timedelta = timedelta(seconds=30)
    """How long the return from Facebook waits for the worker to inspect the login."""
