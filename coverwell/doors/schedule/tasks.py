"""Jobs by the clock; each may run late, twice, or beside another worker's."""

import logging
from typing import Final

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from coverwell.services.acting import ENGINE
from coverwell.services.audit.seal import seal
from coverwell.services.claims.replay import unequal_balances
from coverwell.services.operations.retention import clear_away
from coverwell.services.operations.uptime import WORKER, beat_any
from coverwell.services.payees.notices import tell_old_contact
from coverwell.services.payments.verify import verify


MOST_LIVES: Final = 5
"""How often a job may take its worker down with it before it stays down for a person to look."""
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="schedule.revive_jobs", queue="schedule", pass_context=True)
async def revive_jobs(context: JobContext, /, timestamp: int) -> None:  # noqa: ARG001 - the clock passes it
    """Run again what a worker that was killed had begun: nobody else ever would."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.attempts + 1 < MOST_LIVES:
            await manager.retry_job(job)
            continue
        log.error("Job %s (%s) keeps ending its worker: left to a person.", job.id, job.task_name)
        await manager.finish_job(job, Status.FAILED, delete_job=False)


@app.periodic(cron="* * * * *")
@app.task(name="schedule.beat", queue="schedule", queueing_lock="schedule.beat")
def beat(timestamp: int) -> None:  # noqa: ARG001 - the clock passes it
    """Note that a worker works: batches wait for one."""
    beat_any(WORKER, timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="schedule.seal_audit", queue="schedule", queueing_lock="schedule.seal_audit")
def seal_audit(timestamp: int) -> None:  # noqa: ARG001 - the clock passes it
    """Seal the audit events that are final."""
    seal()


@app.periodic(cron="15 3 * * *")
@app.task(name="schedule.check_books", queue="schedule", queueing_lock="schedule.check_books")
def check_books(timestamp: int) -> None:  # noqa: ARG001 - the clock passes it
    """Recompute every sum and balance; an error in the log names what disagrees, by number."""
    for fault in verify(ENGINE):
        log.error("Check '%s' fails for %s by %s.", fault.check, fault.key, fault.off_by)
    for family in unequal_balances():
        log.error("Family %s: a balance is not the sum of its entries.", family)


@app.periodic(cron="40 4 * * *")
@app.task(name="schedule.clear_away", queue="schedule", queueing_lock="schedule.clear_away")
def clear_away_old(timestamp: int) -> None:  # noqa: ARG001 - the clock passes it
    """Clear away what need not be kept any longer (rulebook/operating_rules)."""
    log.info("Cleared away: %s", clear_away(timezone.now()))


@app.task(name="schedule.tell_old_contact", queue="schedule", retry=5)
def tell_of_changed_account(enrolment: int) -> None:
    """Write to an office's last contact that its account is to change."""
    tell_old_contact(enrolment)
