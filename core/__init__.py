"""What several apps use and no domain noun names: users, jobs, letters, tables, downloads, languages, errors."""
