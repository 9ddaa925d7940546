"""What every answer of the package is made of: errors, warnings, labels, tables, results, figures."""
