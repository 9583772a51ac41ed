"""Who is asking: the address of the person, also behind proxies, and which of our names was asked for."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from directory.settings import Settings

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
ANY_HOST = ("/healthz", "/readyz")  # asked by machines that know us by number only
MOST_HOPS = 20


def client_address(peer: str, forwarded_for: str, settings: Settings) -> str:
    """Return the address of who asks; `forwarded_for` counts only behind trusted proxies.

    The rightmost address that is not a trusted proxy's is the person's: what stands left of it is hearsay.
    An address that cannot be read ends the walk.
    """
    found = peer
    hops = [hop.strip() for hop in forwarded_for.split(",")[-MOST_HOPS:]] if forwarded_for else []
    while hops and _trusted(found, settings):
        following = hops.pop()
        if _address(following) is None:
            break
        found = following
    return found


def neighbourhood(address: str) -> str:
    """Return what limits count by: an IPv4 address, or the /64 that one IPv6 connection owns."""
    found = _address(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, 64), strict=False))
    return str(found) if found else address[:64]


def known_host(host: str, path: str, settings: Settings) -> bool:
    """Tell whether a request names us; development and the demo are also called by local names."""
    if path in ANY_HOST:
        return True
    name = host.strip().lower()
    standard_port = ":443" if settings.secure else ":80"
    if name.removesuffix(standard_port) == settings.host.lower().removesuffix(standard_port) != "":
        return True
    return settings.shows_sign_in_links and _host_name(name) in LOCAL_NAMES


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _trusted(address: str, settings: Settings) -> bool:
    found = _address(address)
    return found is not None and any(found in network for network in settings.trusted_proxies)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
