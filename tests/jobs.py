"""Doing here and now what a worker would do."""

from core import jobs
from core.models import Job


def run_waiting(kind: str) -> int:
    """Run every waiting job of a kind; how many."""
    waiting = Job.objects.filter(kind=kind, state=Job.State.WAITING).order_by("pk")
    numbers = list(waiting.values_list("pk", flat=True))
    for pk in numbers:
        jobs.run(pk)
    return len(numbers)
