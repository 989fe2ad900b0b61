"""`make run`: the portal with a PostgreSQL and a Valkey of its own, on one machine."""
