"""Which object a value is, without asking it: a student's class may have a hash of its own."""

identity = object.__hash__
"""As `id`, one number for each living object. But the interpreter reports each call of `id` to audit hooks, and the
look at run time is one: ten for each question, at twenty times the price of a look-up."""
