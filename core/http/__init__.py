"""Answers over HTTP: files, validators, kept answers, browser policies."""
