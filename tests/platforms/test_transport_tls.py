"""Somebody between us and Meta: a certificate that nobody vouches for gets neither call nor token."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from platforms.meta import errors
from platforms.meta.graph import GraphClient, MetaApp

TOKEN = SecretStr("EAAsandboxUserToken")


@pytest.fixture
def impostor(tmp_path: Path) -> ssl.SSLContext:
    """TLS with a certificate for ``localhost`` that its own holder has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "impostor.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_refused(impostor: ssl.SSLContext) -> None:
    heard = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{"data":[]}')
        writer.close()

    server = await asyncio.start_server(listen, "localhost", 0, ssl=impostor)
    async with server:
        url = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        app = MetaApp("1200000000000001", SecretStr("sandbox_app_secret"), graph_url=url, timeout_seconds=5)
        async with GraphClient(app) as graph:
            with pytest.raises(errors.Transient, match="no connection"):
                await graph.agencies(TOKEN, "1")
        assert heard == b"", "not even the address"
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        async with GraphClient(app, httpx.AsyncHTTPTransport(verify=context)) as careless:
            assert await careless.agencies(TOKEN, "1") is not None
        assert TOKEN.get_secret_value().encode() in heard, "without the check it would have got the token"
