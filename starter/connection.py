"""One way to reach Temporal: the SDK's own environment configuration, else the development stack's address."""

import asyncio

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

from settings import Settings

_PATIENCE = 10.0
"""Seconds; something that accepts connections and is no Temporal server would let us wait for ever."""


class NotReachable(Exception):
    """Temporal does not answer; the text is one line that says what to do."""


async def connect(settings: Settings) -> Client:
    """Connect as TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS, API key and temporal.toml profiles say.

    Raises NotReachable when nothing answers there or the configuration is wrong.
    """
    try:
        config = ClientConfig.load_client_connect_config()
    except (RuntimeError, ValueError, OSError) as error:
        raise NotReachable(f"the Temporal configuration is wrong: {error}") from None
    address = config.get("target_host") or settings.temporal_address or "127.0.0.1:7233"
    config["target_host"] = address
    try:
        async with asyncio.timeout(_PATIENCE):
            return await Client.connect(**config, data_converter=pydantic_data_converter)
    except (RuntimeError, RPCError, OSError, TimeoutError):
        raise NotReachable(
            f"no Temporal server answers at {address}; start one with `adaccess dev`, or set TEMPORAL_ADDRESS"
        ) from None
