-- As Powerpipe's securityhub_enabled: Security Hub in every region
-- One row for each account and region, with Powerpipe's columns and states and our verdict: ok is enabled, alarm is not,
-- error cannot tell, skip is waived or attested.
WITH latest AS (
  SELECT * FROM results WHERE control = 'security-hub-enabled' QUALIFY run = max(run) OVER (PARTITION BY account)
),
regions AS (
  SELECT *, if(record = 'other-regions', 'the regions that are not told', record) AS place FROM records
)
SELECT
  'arn:' || coalesce(v.partition, 'aws') || '::' || r.record || ':' || coalesce(v.account, 'unknown') AS resource,
  CASE
    WHEN r.state = 'carried' THEN 'ok'
    WHEN v.outcome IN ('waived', 'attested') THEN 'skip'
    WHEN r.state = 'missing' THEN 'alarm'
    ELSE 'error'
  END AS status,
  CASE r.state
    WHEN 'carried' THEN 'Security Hub is enabled in ' || r.place || '.'
    WHEN 'missing' THEN 'Security Hub is not enabled in ' || r.place || '.'
    ELSE 'Whether Security Hub is enabled in ' || r.place || ' cannot be told.'
  END AS reason,
  r.record AS region,
  v.account AS account_id
FROM latest AS v
JOIN regions AS r ON r.run = v.run AND r.input = v.input AND r.account IS NOT DISTINCT FROM v.account AND r.control = v.control
ORDER BY account_id, region, v.input;
