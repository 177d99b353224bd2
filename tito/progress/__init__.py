"""A student's course folder: what was fetched, what was written, what runs, and what stands in the record.

Nothing is imported here, because `inside` runs in the process of a student's notebook and wants no company.
"""
