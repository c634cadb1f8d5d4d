"""Questionnaires in from other programs' files, and answers out into files."""
