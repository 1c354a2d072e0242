"""The SQL of a batch: each statement serves all its families at once."""

# FOR NO KEY UPDATE is the lock of a family: two deciders exclude each other, while claims may
# still be accepted (their foreign keys take FOR KEY SHARE).
LOCK = """
SELECT f.id FROM cw_members_family f
WHERE f.id IN (
  SELECT t.family_id FROM cw_claims_todecide t
  WHERE t.family_id %% %s = %s ORDER BY t.family_id LIMIT %s)
ORDER BY f.id FOR NO KEY UPDATE
"""

LOCK_ONE = "SELECT f.id FROM cw_members_family f WHERE f.id = %s FOR NO KEY UPDATE"

# OFFSET 0 keeps the claims behind their key: without statistics the planner would sort them all.
WAITING = """
SELECT t.family_id, t.claim, c.person, c.member_id, c.content, c.edition_id, c.replaces,
  coalesce((SELECT max(d.decision_no) FROM cw_claims_decision d
            WHERE d.family_id = t.family_id AND d.claim = t.claim), 0),
  t.file,
  (SELECT json_agg(json_build_array(r.rule, r.line, r.denial, r.signed, r.reviewed_by)
     ORDER BY r.line, r.rule) FROM cw_claims_review r
   WHERE r.family_id = t.family_id AND r.claim = t.claim)
FROM cw_claims_todecide t
CROSS JOIN LATERAL (
  SELECT person, member_id, content, edition_id, replaces FROM cw_claims_claim
  WHERE family_id = t.family_id AND id = t.claim OFFSET 0) c
WHERE t.family_id = ANY (%s) ORDER BY t.family_id, t.claim
"""

FAMILIES = """
SELECT f.id, f.subscriber_number, f.next_order,
  json_build_array(a.employees, a.funding, a.state),
  (SELECT json_agg(json_build_array(p.number, p.birth_date, p.sex, p.relationship)
     ORDER BY p.number) FROM cw_members_person p WHERE p.family_id = f.id),
  (SELECT json_agg(json_build_array(s.person, s.plan_key, s.coverage_tier, s.first_on,
     s.last_on, s.pcp_npi, s.known_at::date) ORDER BY s.first_on, s.id)
     FROM cw_members_coveragespan s WHERE s.family_id = f.id),
  (SELECT json_agg(json_build_array(o.person, o.payer, o.facts, o.first_on, o.last_on,
     o.verified_on IS NOT NULL) ORDER BY o.id)
     FROM cw_members_othercoverage o WHERE o.family_id = f.id),
  (SELECT json_agg(json_build_array(u.number, u.person, u.codes, u.tax_id, u.first_on, u.last_on,
     u.units, u.nobody_inside, u.npis) ORDER BY u.id)
     FROM cw_authorizations_authorization u WHERE u.family_id = f.id),
  (SELECT json_agg(json_build_array(r.number, r.person, r.from_npi, r.to_tax_id, r.first_on,
     r.last_on, r.visits) ORDER BY r.id)
     FROM cw_authorizations_referral r WHERE r.family_id = f.id),
  (SELECT json_agg(json_build_array(b.person, b.what, b.side, b.period, b.amount))
     FROM cw_claims_accumulatorbalance b WHERE b.family_id = f.id)
FROM cw_members_family f JOIN cw_members_account a ON a.id = f.account_id
WHERE f.id = ANY (%s) ORDER BY f.id
"""

# In force: the newest decision of its claim, neither pended nor reversed. Asked for by key, one
# family after the other: a plan without statistics would read the whole table.
HISTORY = """
SELECT d.family_id, d.claim, l.line, l.person, l.first_on, l.last_on, l.procedure, l.modifiers,
  l.revenue, l.units, l.place, l.tax_id, l.rendering_npi, l.diagnosis, l.status, l.care,
  l.amounts, l.counted, l.admitted_on, l.units_paid, l.spots
FROM cw_claims_decision d
CROSS JOIN LATERAL (
  SELECT * FROM cw_claims_decisionline WHERE family_id = d.family_id AND claim = d.claim
  AND decision_no = d.decision_no OFFSET 0) l
WHERE d.family_id = ANY (%s) AND d.outcome IN ('paid', 'denied') AND d.decision_no = (
  SELECT max(n.decision_no) FROM cw_claims_decision n
  WHERE n.family_id = d.family_id AND n.claim = d.claim)
ORDER BY d.family_id, d.benefit_order, d.claim, l.line
"""

OFFICES = """
SELECT g.tax_id,
  (SELECT array_agg(p.npi) FROM cw_providers_practitioner p
   WHERE p.group_id = g.id AND p.npi = ANY (%s)),
  (SELECT json_agg(json_build_array(c.network, c.tier, c.first_on, c.last_on,
     c.timely_filing_days, c.terms) ORDER BY c.tier, c.id)
   FROM cw_providers_contract c WHERE c.group_id = g.id),
  (SELECT json_agg(json_build_array(p.npi, p.first_on, p.last_on, p.networks, p.sanctioned_on))
   FROM cw_providers_practitioner p WHERE p.group_id = g.id AND (p.sanctioned_on IS NOT NULL
     OR p.last_on IS NOT NULL OR p.first_on > %s OR p.networks <> '{}'))
FROM cw_providers_group g
WHERE g.tax_id = ANY (%s) OR g.npi = ANY (%s)
  OR g.id IN (SELECT p.group_id FROM cw_providers_practitioner p WHERE p.npi = ANY (%s))
"""

PLACED = """
SELECT d.family_id, d.claim, d.decision_no, d.benefit_order, d.person, d.edition, d.outcome,
  c.member_id, c.content, c.replaces,
  (SELECT json_agg(json_build_array(l.line, l.status, l.amounts, l.adjustments, l.care, l.side,
     l.column, l.counted) ORDER BY l.line) FROM cw_claims_decisionline l
   WHERE l.family_id = d.family_id AND l.claim = d.claim AND l.decision_no = d.decision_no),
  (SELECT json_agg(json_build_array(e.person, e.what, e.side, e.period, e.amount, e.line)
     ORDER BY e.entry) FROM cw_claims_accumulatorentry e
   WHERE e.family_id = d.family_id AND e.claim = d.claim AND e.decision_no = d.decision_no)
FROM cw_claims_decision d
CROSS JOIN LATERAL (
  SELECT member_id, content, replaces FROM cw_claims_claim
  WHERE family_id = d.family_id AND id = d.claim OFFSET 0) c
WHERE d.family_id = ANY (%s) AND d.decision_no = (
  SELECT max(n.decision_no) FROM cw_claims_decision n
  WHERE n.family_id = d.family_id AND n.claim = d.claim)
"""

# One statement ends a batch: the inbox is emptied, the families move on, the balances follow.
FINISH = """
WITH gone AS (
  DELETE FROM cw_claims_todecide t USING unnest(%s::bigint[], %s::bigint[]) AS d(family, claim)
  WHERE t.family_id = d.family AND t.claim = d.claim),
moved AS (
  UPDATE cw_members_family f SET next_order = o.next_order
  FROM unnest(%s::bigint[], %s::int[]) AS o(family, next_order) WHERE f.id = o.family)
INSERT INTO cw_claims_accumulatorbalance AS b (family_id, person, what, side, period, amount)
SELECT * FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::date[], %s::bigint[])
ON CONFLICT (family_id, person, what, side, period)
DO UPDATE SET amount = b.amount + excluded.amount
"""
