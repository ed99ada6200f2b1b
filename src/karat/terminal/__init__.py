"""`make build` as a person reads it: dbt's run on one screen, and what came out of it.

dbt runs in this process by its own Python interface and writes its whole log to its log file, as
ever; what it tells of itself while it runs, the screen makes its lines of. Plain `dbt build` knows
nothing of all this.
"""
