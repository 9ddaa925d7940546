"""How answers get out: the report as one HTML file, and its tables as a workbook."""

from surveytools.reports.writing import write_report

__all__ = ["write_report"]
