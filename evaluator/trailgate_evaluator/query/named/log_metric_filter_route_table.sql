-- As Powerpipe's log_metric_filter_route_table: route table changes
-- One row for each account, with Powerpipe's columns and states and our verdict: ok is a pass, alarm a fail, error cannot tell,
-- skip is waived, attested or not this change's business. An ok that would reach nobody says so in its reason.
SELECT
  'arn:' || coalesce(partition, 'aws') || ':::' || coalesce(account, 'unknown') AS resource,
  CASE outcome WHEN 'pass' THEN if(status = 'pass', 'ok', 'skip') WHEN 'fail' THEN 'alarm' WHEN 'unknown' THEN 'error' ELSE 'skip' END AS status,
  coalesce(cause || '. ', '') || sentence AS reason,
  account AS account_id
FROM results
WHERE control = 'route-table-change-alarm'
QUALIFY run = max(run) OVER (PARTITION BY account)
ORDER BY account_id, input;
