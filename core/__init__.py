"""What several apps use and no domain noun names: users, tables, errors, access."""
