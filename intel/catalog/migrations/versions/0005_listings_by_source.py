"""A source's listings are found without reading those of all others."""

from alembic import op

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    op.create_index("listing_source", "listing", ["source_id"])


def downgrade() -> None:
    op.drop_index("listing_source", table_name="listing")
