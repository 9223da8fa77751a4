"""Helps authors: begins a notice, shows it while it is written, mends what needs no judgement, looks at the machine."""
