"""From results to what a reader sees: labels, tables, figures with their text, pages."""
