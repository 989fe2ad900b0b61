"""What workshops show on pages of other apps."""
