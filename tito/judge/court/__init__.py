"""The court: a process with pristine builtins and NumPy that runs the test cells of one notebook."""
