"""Sources -> readers -> ingest -> observations -> compute -> runs and values -> a release -> tables.

One path leads from a provider's file to a published figure; each step can be traced back.
"""
