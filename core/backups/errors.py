"""What backups and restores are refused for."""


class BackupError(Exception):
    """Something lacks or is wrong; the text says what, for the person at the terminal."""
