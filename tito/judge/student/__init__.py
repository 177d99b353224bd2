"""What runs inside the sandbox, on the student's side: the cells, their outputs, and the objects that answer tests."""
