"""Pages of organisers, a module for each noun."""
