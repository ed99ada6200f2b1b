"""
A demo sales export with a known truth.

A simulated jeweller whose rules are simple enough that each customer's real chance of coming
back, and each piece's real chance of being taken, can be computed exactly. Everything in it is
made up: names carry «Демо», phone numbers come from a block that nobody has.
"""

from karat.demo.export import (
    DEFAULT_AS_OF,
    DEMO_FILE_NAME,
    write_demo_export,
    write_sales,
    write_stock,
    write_truth,
)
from karat.demo.shop import DEFAULT_SEED, DemoShop, simulate
from karat.demo.worlds import BOUTIQUE, WORLDS, World

__all__ = [
    "BOUTIQUE",
    "DEFAULT_AS_OF",
    "DEFAULT_SEED",
    "DEMO_FILE_NAME",
    "WORLDS",
    "DemoShop",
    "World",
    "simulate",
    "write_demo_export",
    "write_sales",
    "write_stock",
    "write_truth",
]
