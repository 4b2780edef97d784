"""The annual report of a body: the form as data, its rules, the workbook and the checks. No pages, no tables.

The interface, in the order of use (docs/annual-report.md tells it with examples):

* `loading.definition()`: the form as frozen data.
* `facts.Facts`: what the house knows of the body; `law.Counting`: days of law.
* `writing.workbook.write(...)`: the workbook to fill in. `reading.read(...)`: what an uploaded file says.
* `answers.Answers`, `answers.Rows`: what a body says, as plain data, to JSON and back.
* `checking.check(...)`: the findings, and the answers with what could be computed filled in.
* `findings.as_csv(...)`, `writing.marked.mark(...)`: the list, and the same workbook with its cells marked.
* `publishing.dictionary(...)`, `publishing.json_schema(...)`: what large bodies build against.
"""
