"""Backups of the whole portal, and restoring one into an empty installation."""
