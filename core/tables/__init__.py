"""Tables: one in memory, many renderings; tables that people upload; rows in bulk."""
