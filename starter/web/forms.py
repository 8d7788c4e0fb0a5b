"""Reading a posted form: small, flat, URL-encoded, and nothing else."""

from urllib.parse import parse_qsl

from fastapi import Request

LARGEST_BYTES = 16 * 1024
"""Our longest form is a link, a token and a reason; whatever is larger is not one of ours."""


class FormRefused(Exception):
    """The body is no form of ours."""


async def read_form(request: Request) -> dict[str, str]:
    """The fields, the last one winning where a name repeats. Raises FormRefused."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise FormRefused
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise FormRefused
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="replace"))
    except ValueError:
        raise FormRefused from None
