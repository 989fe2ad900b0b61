"""Pages and files of indicators, corridors, sources, releases and alerts."""
