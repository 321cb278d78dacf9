-- What changed since the last run: verdicts of the first look beside those of the last
-- Give two looks, the older first: trailgate query changed_since_last_run june.json july.json
WITH
looks AS (
  SELECT min(run) AS older, max(run) AS newer FROM results
),
old AS (
  SELECT r.* FROM results AS r, looks WHERE r.run = looks.older
),
new AS (
  SELECT r.* FROM results AS r, looks WHERE r.run = looks.newer
)
SELECT
  coalesce(new.account, old.account) AS account,
  coalesce(new.account_name, old.account_name) AS account_name,
  coalesce(new.number, old.number) AS number,
  coalesce(new.control, old.control) AS control,
  CASE
    WHEN old.control IS NULL THEN 'new'
    WHEN new.control IS NULL THEN 'gone'
    WHEN old.standing = new.standing THEN 'another cause'
    WHEN old.standing IN ('reaches', 'holds') THEN 'worse'
    WHEN new.standing IN ('reaches', 'holds') THEN 'better'
    WHEN old.status = 'pass' AND new.status <> 'pass' THEN 'worse'
    WHEN new.status = 'pass' AND old.status <> 'pass' THEN 'better'
    WHEN old.outcome <> 'fail' AND new.outcome = 'fail' THEN 'worse'
    WHEN old.outcome = 'fail' AND new.outcome <> 'fail' THEN 'better'
    ELSE 'different'
  END AS change,
  old.standing AS stood,
  new.standing AS stands,
  old.cause AS caused_by,
  new.cause AS now_caused_by
FROM old FULL JOIN new ON old.account IS NOT DISTINCT FROM new.account AND old.control = new.control
WHERE (old.standing IS DISTINCT FROM new.standing OR old.cause IS DISTINCT FROM new.cause)
  AND (SELECT CASE WHEN older = newer THEN error('one look alone. Name an older report before it') ELSE true END FROM looks)
ORDER BY account, control, stood, stands, caused_by, now_caused_by;
