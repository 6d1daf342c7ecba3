"""Run the command line with ``python -m veedor``."""

from veedor.cli.main import main

main()
