"""An authority of a test's own, and servers it vouches for."""

import ssl
from pathlib import Path

import trustme


def server_as(name: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return what a server called `name` (a host or an address) speaks TLS with, and a file with who vouches for it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    file = folder / f"{name}.pem"
    authority.cert_pem.write_to_path(file)
    return context, file
