"""Scores of benchmarks, estimates of quality, leaders."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on: Any = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("seen_to IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("resolution") as table:
        table.add_column(sa.Column("effort", sa.String(), nullable=True))
    op.execute("UPDATE resolution SET effort = ''")
    with op.batch_alter_table("resolution") as table:
        table.alter_column("effort", existing_type=sa.String(), nullable=False)
    op.create_table(
        "refusal",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "name", "model_id"),
    )
    op.create_table(
        "benchmark_version",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("benchmark", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("scale", sa.String(), nullable=False),
        sa.Column("higher_is_better", sa.Boolean(), nullable=False),
        sa.Column("composite", sa.Boolean(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=True),
        sa.Column("homepage", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("benchmark", "version"),
    )
    op.create_table(
        "score",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("benchmark_version_id", sa.BigInteger(), nullable=False),
        sa.Column("harness", sa.String(), nullable=False),
        sa.Column("effort", sa.String(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.Column("value_nano", sa.BigInteger(), nullable=False),
        sa.Column("lower_nano", sa.BigInteger(), nullable=True),
        sa.Column("upper_nano", sa.BigInteger(), nullable=True),
        sa.Column("interval_ratio", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.Column("cost_nano", sa.BigInteger(), nullable=True),
        sa.Column("cost_items", sa.Integer(), nullable=True),
        sa.Column("input_milli", sa.BigInteger(), nullable=True),
        sa.Column("output_milli", sa.BigInteger(), nullable=True),
        sa.Column("milliseconds", sa.BigInteger(), nullable=True),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("redistributable", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("missed_runs", sa.Integer(), nullable=False),
        sa.Column("seen_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snapshot_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["benchmark_version_id"], ["benchmark_version.id"]),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"]),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "score_open",
        "score",
        ["benchmark_version_id", "source_id", "name", "harness", "effort", "reporter", "origin"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("score_source", "score", ["source_id"])
    op.create_index("score_name", "score", ["name"])
    op.create_table(
        "demand",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"]),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"]),
        sa.PrimaryKeyConstraint("source_id", "name", "on"),
    )
    op.create_table(
        "estimate_run",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inputs", sa.String(), nullable=False),
        sa.Column("baskets", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("editions", sa.Text(), nullable=False),
        sa.Column("scores", sa.Integer(), nullable=False),
        sa.Column("models", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_estimate_run_at", "estimate_run", ["at"])
    op.create_table(
        "estimate",
        sa.Column("estimate_run_id", sa.BigInteger(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("effort", sa.String(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("lower", sa.Float(), nullable=False),
        sa.Column("upper", sa.Float(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("boards", sa.Integer(), nullable=False),
        sa.Column("p_best", sa.Float(), nullable=False),
        sa.Column("ratio_quantiles", sa.JSON(), nullable=False),
        sa.Column("rolled_from", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["estimate_run_id"], ["estimate_run.id"]),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"]),
        sa.PrimaryKeyConstraint("estimate_run_id", "task", "model_id", "effort"),
    )
    op.create_table(
        "leader",
        sa.Column("estimate_run_id", sa.BigInteger(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("p_best", sa.Float(), nullable=False),
        sa.Column("p_beats_next", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["estimate_run_id"], ["estimate_run.id"]),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"]),
        sa.PrimaryKeyConstraint("estimate_run_id", "task", "scope", "model_id"),
    )


def downgrade() -> None:
    op.drop_table("leader")
    op.drop_table("estimate")
    op.drop_index("ix_estimate_run_at", table_name="estimate_run")
    op.drop_table("estimate_run")
    op.drop_table("demand")
    op.drop_index("score_name", table_name="score")
    op.drop_index("score_source", table_name="score")
    op.drop_index("score_open", table_name="score")
    op.drop_table("score")
    op.drop_table("benchmark_version")
    op.drop_table("refusal")
    with op.batch_alter_table("resolution") as table:
        table.drop_column("effort")
