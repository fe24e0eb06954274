"""Column types shared by the tables."""

from sqlalchemy import BigInteger, Integer

BIG_ID = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit surrogate key. SQLite numbers rows only in a column that is spelt INTEGER (64 bits there too)."""
