"""Where tables live: schemas, connection, store."""
