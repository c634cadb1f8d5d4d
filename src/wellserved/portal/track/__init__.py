"""The public page of a parcel, a return, a repair."""
