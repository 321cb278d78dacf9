-- Metric filters by what they miss, those that miss most first
-- Each filter whose pattern lets required records of a control pass, the part of it that does, and the records.
WITH latest AS (
  SELECT * FROM breaks QUALIFY run = max(run) OVER (PARTITION BY account, control)
)
SELECT
  b.name AS filter,
  b.control,
  b.code,
  len(b.records) AS missed,
  b.records,
  b.detail ->> '$.clause.text' AS because_of,
  count(DISTINCT b.account) AS accounts,
  b.resource
FROM latest AS b
WHERE b.link = 'metric_filter' AND b.code LIKE 'filter_%' AND b.code <> 'filter_none' AND b.resource LIKE '%:metric-filter:%'
GROUP BY ALL
ORDER BY missed DESC, b.resource, b.control, b.code, b.records;
