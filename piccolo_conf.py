"""For Piccolo's own command line in a checkout (`piccolo migrations new directory --auto`)."""

from directory.database import ENGINE
from directory.piccolo_conf import APP_REGISTRY
from directory.settings import from_environment

ENGINE.config = {"dsn": from_environment().database_url}
DB = ENGINE

__all__ = ["APP_REGISTRY", "DB"]
