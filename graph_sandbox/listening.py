"""The socket a sandbox answers on."""

import socket


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 takes any free one. ``OSError`` when that cannot be.

    The protocol is given by name on purpose: asyncio switches Nagle's algorithm off only for sockets that
    say they are TCP, and with it on every answer costs 40 ms (``socket.create_server`` does not say so).
    """
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)[
        0
    ]
    listener = socket.socket(family, kind, proto)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener
