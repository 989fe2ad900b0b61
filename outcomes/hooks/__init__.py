"""What outcomes show on pages of other apps."""
