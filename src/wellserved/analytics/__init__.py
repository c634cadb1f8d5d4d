"""The lake, the engines and the five gaps. Pure Python without Django, usable as a library."""
