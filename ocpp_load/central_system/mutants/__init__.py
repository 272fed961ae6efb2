"""Rules that the central system breaks on purpose, one at a time: mutants.

`mutant` is what one is, `reading` takes them as text, `editing` changes payloads, `in_force`
decides whom they concern. They show that a check of a scenario can fail.
"""
