"""Tables of studies, read with the place of every problem."""
