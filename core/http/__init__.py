"""Answers over HTTP: files, validators, kept answers, browser policies, limits; and requests to addresses of others."""
