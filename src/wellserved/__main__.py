"""`python -m wellserved` is the command line."""

from wellserved.cli import main

if __name__ == "__main__":
    main()
