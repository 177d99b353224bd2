"""The grader graded: blank, reference, right and wrong solutions against the tests of an assignment."""
