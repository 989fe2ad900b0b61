"""A job's progress on the terminal: a bar where one is watching, plain lines in a log."""

from __future__ import annotations

from time import sleep
from typing import TYPE_CHECKING

from tqdm import tqdm

from core.job_progress import job_state
from core.models import Job

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

EVERY = 0.2


def follow(job: Job, out: OutputWrapper) -> Job:
    """Show the job's progress until it is finished, and return it as it ended."""
    last_step = ""
    with tqdm(
        total=1, file=out, disable=not out.isatty(), bar_format="{desc} {bar} {n}/{total}"
    ) as bar:
        while True:
            state = job_state(job.pk)
            if state["total"]:
                bar.total, bar.n = state["total"], state["done"]
            if state["step"] != last_step:
                last_step = state["step"]
                bar.set_description_str(last_step[:60])
                if not out.isatty() and last_step:
                    out.write(f"  {last_step}")
            bar.refresh()
            if state["finished"]:
                return Job.objects.get(pk=job.pk)
            sleep(EVERY)
