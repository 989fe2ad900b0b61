"""Outcomes in the reader's language: values, sentences, tables as files."""
