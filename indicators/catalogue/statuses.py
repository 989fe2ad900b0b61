"""The observation statuses in use (pure)."""

STATUSES = "ABDEGIKMOPU"
"""SDMX CL_OBS_STATUS letters in use; a status code is an index into this string."""
