"""Writes of the studies app: each service owns its transaction, lock and rule."""
