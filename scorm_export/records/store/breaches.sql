INSERT INTO breaches
SELECT id, rule
FROM found
WHERE id IN (SELECT id FROM statements)
    AND NOT EXISTS (SELECT 1 FROM breaches AS known WHERE known.id = found.id AND known.rule = found.rule);

DROP TABLE found;
