"""Writes the workbook of a form, and an uploaded one with its findings marked."""
