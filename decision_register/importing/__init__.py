"""Brings decisions in from elsewhere: Word forms, web pages, copied text and spreadsheets become notices.

Nothing is lost and nothing is mended in silence: each word of a source is in the notice or in the report of the import.
"""
