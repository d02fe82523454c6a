"""Run the migrations on the connection that `cardscan.store.opening` passes in, inside its transaction."""

from alembic import context

from cardscan.store.schema import metadata

VERSION_TABLE = "cardscan_schema"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    # SQLite alters a table by copying it.
    render_as_batch=True,
)
context.run_migrations()
