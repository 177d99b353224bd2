"""Feedback: one small HTML page for each notebook of a submission, with nothing in it that runs or gives a test away.

    write_all(db_url, root, "01_tensor", students, executor)      # tito.feedback.writing: a cohort

or, in steps: `sheets.Sheets` reads the gradebook once, `page.render` makes a page of a sheet in any process, and
`writing.write` puts it where nbgrader would. nbgrader's own commands come to the same `page.render` through the
exporter in `tito.plugins.feedback`, and write the same bytes.
"""
