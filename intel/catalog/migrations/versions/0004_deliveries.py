"""Deliveries of events to the owner's channels, and how far events were put before the rules."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id", "rule"),
    )
    op.create_index(
        "delivery_waiting", "delivery", ["channel", "due_at"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_index("delivery_key", "delivery", ["key"])
    op.create_table(
        "outbox",
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reader"),
    )
    # What happened before there were rules is no news.
    op.execute("INSERT INTO outbox (reader, event_id) SELECT 'rules', COALESCE(MAX(id), 0) FROM event")


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_index("delivery_key", table_name="delivery")
    op.drop_index("delivery_waiting", table_name="delivery")
    op.drop_table("delivery")
