"""Runs the creator's web side: settings -> Temporal, store, Meta app -> app -> server."""

import asyncio
import logging
import sys

from platforms.meta.app import MetaApp
from settings import Settings, SettingsRefused, load
from starter.client import CollaborationClient
from starter.connection import NotReachable, connect
from starter.errors import StarterError
from starter.leaving import leave
from starter.links import make_link
from starter.logs import log_to_stderr
from starter.web.app import create_app
from starter.web.browser import is_https
from starter.web.deps import WebDeps
from starter.web.proxies import trusted_proxies
from starter.web.serving import listen, serve_until_stopped
from store.errors import StoreUnavailable, VaultKeyRefused
from store.session import Store
from store.vault import VaultKeys

log = logging.getLogger(__name__)


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way.

    Raises SettingsRefused, VaultKeyRefused, NotReachable, StoreUnavailable or CannotListen, each with one clear line.
    """
    settings.require("vault_keys", "link_keys", "meta_app_id", "meta_app_secret")
    assert settings.vault_keys
    assert settings.meta_app_id
    assert settings.meta_app_secret
    keys = VaultKeys.parse(settings.vault_keys)
    if not trusted_proxies(settings) and is_https(settings):
        log.warning(
            "ADACCESS_TRUSTED_PROXIES is not set: every visitor counts as the proxy in front, and they share its limits"
        )
    make_link(settings, "any", "any")  # keys that are too weak are refused now, not before the first creator
    with listen(settings.web_host, settings.web_port) as listening:
        temporal = await connect(settings)
        store = await Store.open(settings.database_url, keys)
        try:
            meta = MetaApp(
                app_id=settings.meta_app_id,
                app_secret=settings.meta_app_secret,
                graph_url=settings.meta_graph_url,
                dialog_url=settings.meta_dialog_url,
                api_version=settings.meta_api_version,
            )
            app = create_app(WebDeps(settings, CollaborationClient(temporal), temporal, store, meta))
            await serve_until_stopped(app, listening)
        finally:
            await store.aclose()


def write_log() -> None:
    """To standard error: who came and what came of it, and of everybody else what went wrong."""
    log_to_stderr(logging.WARNING)
    logging.getLogger("starter.web").setLevel(logging.INFO)


def main() -> int:
    write_log()
    try:
        asyncio.run(serve(load()))
    except KeyboardInterrupt:
        return 130
    except (SettingsRefused, VaultKeyRefused, NotReachable, StoreUnavailable, StarterError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    leave(main())
