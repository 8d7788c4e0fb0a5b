"""What Alembic runs. The connection comes from ``store.migrate``, already in its transaction."""

from alembic import context

from store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,  # a failed migration leaves nothing behind, on SQLite as well
)
with context.begin_transaction():
    context.run_migrations()
