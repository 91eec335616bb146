-- The terms of rules/city, as anybody can write them in a page of SQL; whole fen, no floats. What SQL windows cannot
-- say is not here: units that change inside a year, days without rules, facts that change, and no row is validated. `$bills`, `$enrolments` and `$out` are files.
COPY (
WITH
bill AS (
    SELECT bill_id, member_id, category, hospital_level, admission::DATE AS admission, discharge::DATE AS discharge,
           settled_on::DATE AS settled_on, COALESCE(stay_id, '') AS stay_id,
           fen(total) - fen(pool_paid) - fen(critical_paid) - fen(assistance_paid) - fen(other_paid) AS unpaid,
           fen(out_of_catalogue) AS outside
    FROM read_csv('$bills', all_varchar = true)
),
stay AS (
    SELECT *, CASE WHEN stay_id = '' THEN admission
                   ELSE MIN(admission) OVER (PARTITION BY member_id, stay_id) END AS began
    FROM bill
),
period AS (
    SELECT member_id, start::DATE AS start, "end"::DATE AS until, units::BIGINT AS units,
           LAG("end"::DATE) OVER (PARTITION BY member_id ORDER BY start::DATE) AS before
    FROM read_csv('$enrolments', all_varchar = true) WHERE plan = 'city'
),
covered AS (
    SELECT stay.*, units, year(began) AS of_year,
           GREATEST(0, unpaid - outside) AS base, GREATEST(0, unpaid) AS may_be_paid,
           CASE hospital_level WHEN '2' THEN 95 WHEN '3' THEN 90 ELSE 100 END AS factor,
           CASE WHEN category = 'inpatient' THEN GREATEST(0, discharge - GREATEST(admission, began + 3)) ELSE 0 END AS days
    FROM stay JOIN period USING (member_id)
    WHERE began BETWEEN start AND until
      AND (began >= start + 30 OR start - before - 1 <= 31)
),
summed AS (
    SELECT *, SUM(base) OVER running AS cost, SUM(days) OVER running AS days_so_far
    FROM covered
    WINDOW running AS (PARTITION BY member_id, of_year ORDER BY settled_on, bill_id ROWS UNBOUNDED PRECEDING)
),
shared AS (
    SELECT *, half_up((banded(above(cost)) - banded(above(cost - base))) * factor) AS share,
           LEAST(90, days_so_far) - LEAST(90, days_so_far - days) AS granted
    FROM summed
),
limited AS (
    SELECT *, SUM(share) OVER running AS shares, units * 2000000 AS ceiling
    FROM shared
    WINDOW running AS (PARTITION BY member_id, of_year ORDER BY settled_on, bill_id ROWS UNBOUNDED PRECEDING)
),
paid AS (
    SELECT *, LEAST(shares, ceiling) - LEAST(shares - share, ceiling) AS reimbursement FROM limited
)
SELECT bill_id, member_id, reimbursement, LEAST(granted * 3000, may_be_paid - reimbursement) AS per_diem
FROM paid
) TO '$out' (HEADER);
