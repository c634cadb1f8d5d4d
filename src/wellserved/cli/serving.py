"""`serve` and `worker`."""

import json

import typer
from rich.console import Console

from wellserved.platform.serving.address import Address
from wellserved.platform.serving.supervisor import Plan
from wellserved.platform.serving.supervisor import serve as supervise


def register(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(worker)


def serve(
    host: str = typer.Option("127.0.0.1", help="The address to listen on."),
    port: int = typer.Option(8000, min=1, max=65535, help="The port to listen on."),
    workers: int = typer.Option(1, min=1, max=64, help="How many web workers share the port."),
    no_worker: bool = typer.Option(
        False, "--no-worker", help="Leave the jobs to `wellserved worker` elsewhere."
    ),
    as_json: bool = typer.Option(
        False, "--json", help="Print the address as JSON when the first page answers."
    ),
) -> None:
    """Serve the pages, run the jobs and, without WELLSERVED_DATABASE_URL, the database."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)

    def ready(url: str) -> None:
        typer.echo(
            json.dumps({"address": url}) if as_json else f"Wellserved answers at {url} (Ctrl-C stops it)"
        )

    plan = Plan(address=Address(host=host, port=port), web_workers=workers, job_worker=not no_worker)
    supervise(plan, say=console.print, ready=ready)


def worker() -> None:
    """Run jobs only. Any number of workers may run beside each other."""
    from wellserved.platform.serving.worker import main  # noqa: PLC0415  Django loads only for this command

    main()
