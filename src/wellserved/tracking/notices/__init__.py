"""What a notice says, and how it goes out."""
