"""Alembic's entry: the migrations run on the connection, and in the transaction, that the caller holds."""

from __future__ import annotations

from alembic import context

from sfa_live.music.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
