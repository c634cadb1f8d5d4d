"""The staff side of questionnaires: begun, written with the telephone beside it, translated, published."""
