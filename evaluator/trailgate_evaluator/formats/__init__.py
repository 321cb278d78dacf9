"""The formats of a report: a table of names, and one module each with a pure `render(report, page)`."""
