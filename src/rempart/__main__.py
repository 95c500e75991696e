"""`python -m rempart`: the operator's commands."""

from rempart.cli.main import main

if __name__ == "__main__":
    main()
