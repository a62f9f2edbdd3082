"""The tables. Keys are UUIDs as text, times are UTC, and a track takes everything of it along when it goes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Utc(TypeDecorator[datetime]):
    """A moment in UTC, on databases that know time zones and on those that do not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Put the zone back that SQLite leaves out."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new key."""
    return str(uuid4())


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(
        naming_convention={  # so that a later migration can name what it changes
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain dict
        str: String(),
        datetime: Utc(),
        dict[str, Any]: JSON(),
    }


class TrackRow(Base):
    """A song."""

    __tablename__ = "tracks"
    __table_args__ = (Index("ix_tracks_newest", "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    title: Mapped[str]
    artist: Mapped[str | None]
    album: Mapped[str | None]
    duration_ms: Mapped[int | None]
    spotify_url: Mapped[str | None]
    #: What the song is made of (``sha256:…``, ``spotify:…``, ``demo:…``): the same twice is the same track.
    content_key: Mapped[str] = mapped_column(unique=True)
    #: Somebody chose the title: tags do not change it.
    title_given: Mapped[bool] = mapped_column(default=False)
    #: Title, artist and album in folded case, for the search.
    search: Mapped[str] = mapped_column(default="")
    #: The rate of the newest pack, frames per second; None while there is none.
    pack_rate: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class JobRow(Base):
    """A piece of work for a track; the queues are this table."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_queue", "kind", "status", "priority", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default="queued", index=True)
    #: Lower goes first.
    priority: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    step: Mapped[str | None]
    error: Mapped[str | None]
    #: Deliveries so far; counted before the run, so that a run that takes its worker along counts too.
    attempt: Mapped[int] = mapped_column(default=0)
    #: What exactly is to be done; each kind knows its own fields.
    request: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: Content, step, model and version; held by the job that stands for this work at present.
    unique_key: Mapped[str | None] = mapped_column(unique=True)
    #: Not before that job is completed.
    after_id: Mapped[str | None] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    #: The worker process that runs it, and until when that is believed without a sign of life.
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    #: When a message was last sent for it, where a message broker is used.
    woken_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012 - SQLAlchemy's own way


class StemRow(Base):
    """One stem file of a track."""

    __tablename__ = "stems"
    __table_args__ = (UniqueConstraint("track_id", "stem_type"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"))
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    stem_type: Mapped[str] = mapped_column(String(32))
    model: Mapped[str]
    preview: Mapped[bool] = mapped_column(default=False)
    lufs: Mapped[float | None]
    #: Bytes; a long stem passes what 32 bits can count.
    file_size: Mapped[int | None] = mapped_column(BigInteger)


class AnalysisRow(Base):
    """What was measured of a track; beats stand in its file."""

    __tablename__ = "analysis_results"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id", ondelete="CASCADE"), unique=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    #: The summary: tempo, key, energy and the rest.
    features: Mapped[dict[str, Any]]


class EventRow(Base):
    """Something to tell, written in the transaction in which it happened."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class CounterRow(Base):
    """The number of the newest event: one row, so that numbers are given in the order of the commits."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class MarkRow(Base):
    """Something that is done once in a library's life, such as making the demo songs."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
