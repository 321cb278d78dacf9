"""Work shared among the workers of a Dask cluster: whoever has one judges more than a machine can.

Nothing of Dask is imported before somebody asks for a scheduler.
"""
