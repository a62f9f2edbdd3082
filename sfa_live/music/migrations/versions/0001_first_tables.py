"""The first tables: songs, stems, analyses, jobs, and what there is to tell."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_UTC: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them."""
    _songs()
    _work()
    _made()
    _telling()


def _telling() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.execute(sa.text("INSERT INTO counters (name, value) VALUES ('events', 0)"))
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", _UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["at"])


def _songs() -> None:
    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("at", _UTC, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )
    op.create_table(
        "tracks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("artist", sa.String()),
        sa.Column("album", sa.String()),
        sa.Column("duration_ms", sa.Integer()),
        sa.Column("spotify_url", sa.String()),
        sa.Column("content_key", sa.String(), nullable=False),
        sa.Column("title_given", sa.Boolean(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("pack_rate", sa.Integer()),
        sa.Column("created_at", _UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tracks"),
        sa.UniqueConstraint("content_key", name="uq_tracks_content_key"),
    )
    op.create_index("ix_tracks_newest", "tracks", ["created_at", "id"])


def _work() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("track_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("step", sa.String()),
        sa.Column("error", sa.String()),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("unique_key", sa.String()),
        sa.Column("after_id", sa.String(length=36)),
        sa.Column("owner", sa.String(length=64)),
        sa.Column("lease_until", _UTC),
        sa.Column("woken_at", _UTC),
        sa.Column("created_at", _UTC, nullable=False),
        sa.Column("started_at", _UTC),
        sa.Column("ended_at", _UTC),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["jobs.id"], name="fk_jobs_after_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_jobs_track_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("unique_key", name="uq_jobs_unique_key"),
    )
    op.create_index("ix_jobs_after_id", "jobs", ["after_id"])
    op.create_index("ix_jobs_queue", "jobs", ["kind", "status", "priority", "created_at"])
    op.create_index("ix_jobs_status", "jobs", ["status"])
    op.create_index("ix_jobs_track_id", "jobs", ["track_id"])


def _made() -> None:
    op.create_table(
        "analysis_results",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("track_id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_analysis_results_job_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_analysis_results_track_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_results"),
        sa.UniqueConstraint("track_id", name="uq_analysis_results_track_id"),
    )
    op.create_index("ix_analysis_results_job_id", "analysis_results", ["job_id"])
    op.create_table(
        "stems",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("track_id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("stem_type", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("preview", sa.Boolean(), nullable=False),
        sa.Column("lufs", sa.Double()),
        sa.Column("file_size", sa.BigInteger()),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_stems_job_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_stems_track_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_stems"),
        sa.UniqueConstraint("track_id", "stem_type", name="uq_stems_track_id"),
    )
    op.create_index("ix_stems_job_id", "stems", ["job_id"])
