"""Claims, decisions and what each decision used up. Every key begins with the family."""

from django.db import models
from django.db.models.functions import Now

from coverwell.records.members.family_key import family_key


class Claim(models.Model):
    """An accepted claim. `content` is the claim in our words (JSON); amounts are cents."""

    pk = models.CompositePrimaryKey("family_id", "id")
    family = family_key("claims")
    id = models.BigIntegerField()
    number = models.CharField(max_length=16)
    person = models.SmallIntegerField()
    patient_first = models.CharField(max_length=35)
    patient_last = models.CharField(max_length=60)
    birth_date = models.DateField()
    member_id = models.CharField(max_length=11)
    kind = models.CharField(max_length=1)
    tax_id = models.CharField(max_length=9)
    billing_npi = models.CharField(max_length=10)
    patient_account = models.CharField(max_length=38)
    received_on = models.DateField()
    first_on = models.DateField()
    last_on = models.DateField()
    charge = models.BigIntegerField()
    frequency = models.CharField(max_length=1)
    replaces = models.BigIntegerField(null=True)
    edition = models.ForeignKey(
        "cw_plans.PlanEdition", on_delete=models.PROTECT, null=True, db_index=False
    )
    intake = models.BigIntegerField(null=True)
    content = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["tax_id", "patient_account"]),
            models.Index(fields=["tax_id", "received_on"]),
        ]

    def __str__(self) -> str:
        return f"claim {self.number}"


class ClaimNumber(models.Model):
    """The directory from a public claim number to its family, with the scope of who may ask."""

    number = models.CharField(max_length=16, primary_key=True)
    family = models.BigIntegerField()
    claim = models.BigIntegerField()
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9)

    def __str__(self) -> str:
        return self.number


class ToDecide(models.Model):
    """The inbox: accepted claims that wait for a decision. A batch deletes what it decides."""

    pk = models.CompositePrimaryKey("family_id", "claim")
    family = family_key("to_decide")
    claim = models.BigIntegerField()
    file = models.BigIntegerField(null=True)
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"to decide {self.family_id}-{self.claim}"


class Decision(models.Model):
    """One decision on a claim; a correction is a new row that reverses or follows it.

    `sequence` is the order in which the family's decisions were made, `benefit_order` the place
    among them that a replacement keeps. `pend_reason` lists line, rule and what would release it.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original"
        REPLACEMENT = "replacement"
        REVERSAL = "reversal"

    class Outcome(models.TextChoices):
        PAID = "paid"
        DENIED = "denied"
        PENDED = "pended"
        REVERSED = "reversed"

    pk = models.CompositePrimaryKey("family_id", "claim", "decision_no")
    family = family_key("decisions")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()
    sequence = models.IntegerField()
    benefit_order = models.IntegerField()
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9)
    kind = models.CharField(max_length=11, choices=Kind)
    outcome = models.CharField(max_length=8, choices=Outcome)
    payee = models.CharField(max_length=8)
    edition = models.BigIntegerField(null=True)
    rulebook = models.CharField(max_length=16)
    code = models.CharField(max_length=16)
    charge = models.BigIntegerField()
    allowed = models.BigIntegerField()
    cost_share_base = models.BigIntegerField()
    deductible = models.BigIntegerField()
    copay = models.BigIntegerField()
    coinsurance = models.BigIntegerField()
    not_covered = models.BigIntegerField()
    not_covered_member = models.BigIntegerField()
    beyond_limit = models.BigIntegerField()
    penalty = models.BigIntegerField()
    balance_bill = models.BigIntegerField()
    write_off = models.BigIntegerField()
    other_payer = models.BigIntegerField()
    plan_paid = models.BigIntegerField()
    member_share = models.BigIntegerField()
    member_owes = models.BigIntegerField()
    pend_reason = models.TextField(blank=True)
    trace = models.TextField()
    decided_on = models.DateField()
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["family", "sequence"], name="cw_decision_sequence")
        ]

    def __str__(self) -> str:
        return f"decision {self.family_id}-{self.claim}-{self.decision_no}"


class Review(models.Model):
    """A person's answer to one reason why a decision waits: it no longer stands in the way.

    `denial` is the rule by which the line is denied instead ('' : it goes on), `signed` the
    clinician who stands for a denial on clinical grounds.
    """

    pk = models.CompositePrimaryKey("family_id", "claim", "decision_no", "line", "rule")
    family = family_key("reviews")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()
    line = models.SmallIntegerField()
    rule = models.CharField(max_length=60)
    reviewed_by = models.CharField(max_length=150)
    why = models.TextField()
    denial = models.CharField(max_length=60, blank=True, db_default="")
    signed = models.CharField(max_length=120, blank=True, db_default="")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"review {self.family_id}-{self.claim}-{self.decision_no} {self.rule}"


class DecisionLine(models.Model):
    """One line of a decision: its amounts, its adjustments, and what later claims ask of it.

    `amounts` are cents, comma between, in the order of the kernel's `Totals`. `adjustments` are
    `CO-45:1200 PR-1:500`, then `|` and the remark codes. `column` is the cell that was used.
    `units_paid` is set where a policy left fewer units than were billed. `spots` are teeth and
    areas of the mouth, a bar between.
    """

    pk = models.CompositePrimaryKey("family_id", "claim", "decision_no", "line")
    family = family_key("decision_lines")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()
    line = models.SmallIntegerField()
    person = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9)
    first_on = models.DateField()
    last_on = models.DateField()
    procedure = models.CharField(max_length=15)
    modifiers = models.CharField(max_length=12, blank=True)
    revenue = models.CharField(max_length=4)
    place = models.CharField(max_length=2, blank=True)
    diagnosis = models.CharField(max_length=8, blank=True)
    rendering_npi = models.CharField(max_length=10)
    units = models.DecimalField(max_digits=15, decimal_places=3)
    units_paid = models.DecimalField(max_digits=15, decimal_places=3, null=True)
    spots = models.CharField(max_length=200, default="", db_default="")
    admitted_on = models.DateField(null=True)
    care = models.CharField(max_length=60)
    side = models.CharField(max_length=16)
    column = models.CharField(max_length=16, blank=True)
    counted = models.IntegerField(default=0)
    status = models.CharField(max_length=8)
    amounts = models.TextField()
    adjustments = models.TextField()

    def __str__(self) -> str:
        return f"line {self.family_id}-{self.claim}-{self.decision_no}-{self.line}"


class AccumulatorEntry(models.Model):
    """What one line of one decision used (cents or a count); a reversal has the contra entry."""

    pk = models.CompositePrimaryKey("family_id", "claim", "decision_no", "entry")
    family = family_key("accumulator_entries")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()
    entry = models.SmallIntegerField()
    line = models.SmallIntegerField()
    person = models.SmallIntegerField()
    what = models.CharField(max_length=80)
    side = models.CharField(max_length=16)
    period = models.DateField()
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"entry {self.family_id}-{self.claim}-{self.decision_no}-{self.entry}"


class AccumulatorBalance(models.Model):
    """The sum of the entries of a key: a cache that the nightly check recomputes."""

    pk = models.CompositePrimaryKey("family_id", "person", "what", "side", "period")
    family = family_key("balances")
    person = models.SmallIntegerField()
    what = models.CharField(max_length=80)
    side = models.CharField(max_length=16)
    period = models.DateField()
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"balance {self.family_id} {self.what}"


class ToPay(models.Model):
    """The outbox: decisions whose money has yet to move; a payment run deletes what it takes."""

    pk = models.CompositePrimaryKey("family_id", "claim", "decision_no")
    family = family_key("to_pay")
    claim = models.BigIntegerField()
    decision_no = models.SmallIntegerField()
    tax_id = models.CharField(max_length=9)
    payee = models.CharField(max_length=8)
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"to pay {self.family_id}-{self.claim}-{self.decision_no}"
