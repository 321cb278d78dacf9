-- Alarms that nobody receives, and why
-- An alarm is left out where a topic that it tells has a confirmed subscription. Where that cannot be told, why says so.
-- Of several looks each is told, the first first. A composite alarm may tell what this one does not: named_by has those whose rule names it.
WITH told AS (
  SELECT run, id, unnest(actions) AS topic FROM alarms
),
reach AS (
  SELECT
    told.run,
    told.id,
    count(*) FILTER (WHERE told.topic LIKE 'arn:%:sns:%') AS topics,
    count(*) FILTER (WHERE told.topic LIKE 'arn:%:sns:%' AND topics.id IS NULL) AS not_given,
    count(*) FILTER (WHERE list_contains(topics.unknowns, 'subscriptions')) AS not_read,
    count(*) FILTER (WHERE EXISTS (
      SELECT 1 FROM subscriptions AS s WHERE s.run = told.run AND s.topic = told.topic AND s.state = 'confirmed'
    )) AS heard
  FROM told LEFT JOIN topics ON topics.run = told.run AND topics.id = told.topic
  GROUP BY ALL
)
SELECT
  a.account,
  a.region,
  a.name,
  CASE
    WHEN coalesce(reach.heard, 0) > 0 THEN 'its actions are disabled'
    WHEN list_contains(a.unknowns, 'actions') THEN 'not all of its actions are known'
    WHEN len(a.actions) = 0 THEN 'it has no action'
    WHEN coalesce(reach.topics, 0) = 0 THEN 'no action is a topic'
    WHEN reach.not_given > 0 THEN 'nothing given tells of its topic'
    WHEN reach.not_read > 0 THEN 'not all subscriptions of its topic are known'
    ELSE 'its topic has no confirmed subscription'
  END AS why,
  list_sort(coalesce(
    (SELECT list(c.name) FROM alarms AS c
     WHERE c.run = a.run AND c.account = a.account AND c.region = a.region AND c.kind = 'composite'
       AND (contains(c.rule, a.id) OR contains(c.rule, '(' || a.name || ')') OR contains(c.rule, '"' || a.name || '"'))),
    []
  )) AS named_by,
  a.id
FROM alarms AS a LEFT JOIN reach ON reach.run = a.run AND reach.id = a.id
WHERE coalesce(reach.heard, 0) = 0 OR a.actions_enabled IS FALSE
ORDER BY a.run, a.account, a.region, a.name, a.id;
