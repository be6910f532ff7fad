"""What was seen of a course: observed sessions, and results after an approval."""
