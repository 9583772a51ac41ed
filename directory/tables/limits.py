"""Counters for limits, shared by all web processes."""

from piccolo.columns import Integer, Timestamptz, Varchar
from piccolo.table import Table


class LimitCounter(Table, tablename="limit_counter"):
    """How often something was done in one window; `key` is scope and keyed hash, never an address."""

    key = Varchar(length=120, primary_key=True, default="")
    amount = Integer()
    until = Timestamptz()
