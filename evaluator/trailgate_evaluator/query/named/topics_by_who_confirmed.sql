-- Topics by who confirmed that they want to hear
-- Each topic with the endpoints of its confirmed subscriptions, and of those that nobody has confirmed; those without any first.
-- Of several looks each is told.
SELECT
  t.account,
  t.region,
  t.name,
  count(s.id) FILTER (WHERE s.state = 'confirmed') AS confirmed,
  coalesce(list(s.protocol || ':' || s.endpoint ORDER BY s.protocol, s.endpoint) FILTER (WHERE s.state = 'confirmed'), []) AS who,
  coalesce(list(s.protocol || ':' || s.endpoint ORDER BY s.protocol, s.endpoint)
    FILTER (WHERE s.state IN ('pending', 'needs_confirmation')), []) AS not_confirmed,
  NOT list_contains(t.unknowns, 'subscriptions') AS all_known,
  t.id
FROM topics AS t LEFT JOIN subscriptions AS s ON s.run = t.run AND s.topic = t.id
GROUP BY t.run, t.account, t.region, t.name, t.unknowns, t.id
ORDER BY confirmed, t.run, t.account, t.region, t.name, t.id;
