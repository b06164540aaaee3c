"""`python -m wip` is the `wip` command."""

from wip.cli import main

if __name__ == "__main__":
    main()
