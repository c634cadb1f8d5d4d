"""Rules of drawing a map: pure Python, no Django, no clock, no I/O."""
