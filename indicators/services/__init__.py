"""Writes of the indicators app: each service owns its transaction, lock and rule."""
