"""What evaluations show on pages and in letters of workshops, through hooks that the settings name."""
