"""The module that Piccolo itself looks up: the engine and the apps."""

from piccolo.conf.apps import AppRegistry

from directory.database import ENGINE

DB = ENGINE
APP_REGISTRY = AppRegistry(apps=["directory.piccolo_app"])
