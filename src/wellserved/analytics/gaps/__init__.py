"""The measures, each once: Ibis expressions, table in and table out, the same on every engine.

The gap model: A. Parasuraman, V. A. Zeithaml, L. L. Berry, "A Conceptual Model of Service Quality and Its
Implications for Future Research", Journal of Marketing 49 (1985), 41-50.
"""
