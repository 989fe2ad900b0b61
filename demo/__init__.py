"""Example content and accounts of all apps, marked as examples wherever they are shown."""
