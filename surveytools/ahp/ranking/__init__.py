"""Alternatives ranked by weighted criteria, and what the ranking depends on."""
