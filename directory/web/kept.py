"""What was typed into a form that could not be taken now, carried along so that it can be sent once more."""

from litestar.datastructures import Cookie

from directory import tokens
from directory.web.cookies import LINKS, LINKS_SECONDS, SESSION, cookie, read_cookie
from directory.web.exchange import Connection, exchange
from directory.web.forms import Form
from directory.web.guards import FIELD

# Forms of people without an account; some have only a button.
OPEN_TO_ALL = ("rediger", "organisasjon", "meld-feil", "kode", "ny-lenke", "angre", "adresse", "samtykke")

OPENED_BY_LINK = ("rediger", "samtykke")


def sent_again(request: Connection) -> dict[str, list[str]] | None:
    """Return the fields of the form at hand but for its token, None where it is not to be sent once more.

    Only for a form that a page of ours is known to have sent: sending it once more is one press away.
    """
    here = exchange(request)
    if not isinstance(here.form, Form) or here.path.split("/")[1] not in OPEN_TO_ALL:
        return None
    return {name: list(values) for name, values in here.form.fields.items() if name != FIELD}


def begin_visit(request: Connection) -> Cookie | None:
    """Begin a visit with nothing opened in it and return its cookie; None where one goes on, or no link opens the page.

    A form that is shown to be sent once more is bound to it like any other, and whoever opens a link again goes on
    with the same visit: the form that waits in another window then is theirs already.
    """
    here = exchange(request)
    if here.path.split("/")[1] not in OPENED_BY_LINK or read_cookie(request, SESSION):
        return None
    if here.keys.read(LINKS, read_cookie(request, LINKS)):
        return None
    here.begun = tokens.random_id()
    return cookie(here.settings, LINKS, here.keys.sign(LINKS, f"{here.begun}~"), LINKS_SECONDS)


def typed_again(request: Connection) -> dict[str, list[str]]:
    """Return the fields as `sent_again`, empty when there are none or nothing was typed into them."""
    fields = sent_again(request) or {}
    return fields if any(values != [""] for name, values in fields.items() if name != "version") else {}
