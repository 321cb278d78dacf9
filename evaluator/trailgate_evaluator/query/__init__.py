"""Questions in SQL over results and accounts (`trailgate query`): DuckDB, with nothing within its reach but our tables.

`statement` refuses what is no question, `database` holds the tables, `limits` ends what takes too much, `looks` finds out what
is given, `loading` fills the tables that a question names, `naming` has the questions that are shipped, `writing` the formats.
"""
