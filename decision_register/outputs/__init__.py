"""What the site holds beside its pages: the search index, the feed, open data, the site map, redirects, headers.

Each module makes outputs from the register and the settings alone.
"""
