-- Accounts by the first broken link, the most first
-- Of each control: at which link and how the chain breaks, is not known, or reaches nobody, in how many accounts, and which.
-- Of an account that was looked at more than once the last look counts.
WITH latest AS (
  SELECT * FROM results QUALIFY run = max(run) OVER (PARTITION BY account, control)
)
SELECT
  number,
  control,
  broken_link,
  broken_code,
  standing,
  count(DISTINCT account) AS accounts,
  list(DISTINCT account ORDER BY account) AS which
FROM latest
WHERE broken_link IS NOT NULL
GROUP BY ALL
ORDER BY accounts DESC, control, broken_link, broken_code, standing;
