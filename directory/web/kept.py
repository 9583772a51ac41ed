"""What was typed into a form that could not be taken now, carried along so that it can be sent once more."""

from directory.web.exchange import Connection, exchange
from directory.web.forms import Form
from directory.web.guards import FIELD

OPEN_TO_ALL = ("rediger", "organisasjon", "meld-feil")  # long forms of people without an account


def typed_again(request: Connection) -> dict[str, list[str]]:
    """Return the fields of the form at hand, empty when there is none or nothing was typed into it.

    Only for a form that a page of ours is known to have sent: sending it once more is one press away.
    """
    here = exchange(request)
    if not isinstance(here.form, Form) or here.path.split("/")[1] not in OPEN_TO_ALL:
        return {}
    fields = {name: list(values) for name, values in here.form.fields.items() if name != FIELD}
    return fields if any(values != [""] for name, values in fields.items() if name != "version") else {}
