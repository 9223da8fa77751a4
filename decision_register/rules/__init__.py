"""The rules: each is one generator function that yields a breach where a notice breaks it.

A rule has a code, a readable name that states the fault, a scope and a docstring. The docstring is also its page in
the handbook and what `explain` prints; its Bad and Good examples run as tests.
"""
