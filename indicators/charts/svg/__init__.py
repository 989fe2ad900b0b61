"""Charts drawn by the server as SVG, for what needs no library: they work without scripts (pure)."""
