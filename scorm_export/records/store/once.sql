DELETE FROM incoming WHERE id IN (SELECT id FROM erased);

DELETE FROM incoming WHERE id IN (SELECT id FROM statements);

CREATE OR REPLACE TEMP TABLE again AS
SELECT incoming.rowid AS row, row_number() OVER (PARTITION BY id ORDER BY incoming.rowid) AS occurrence
FROM incoming
WHERE id IN (SELECT id FROM incoming GROUP BY id HAVING count(*) > 1);

DELETE FROM incoming WHERE rowid IN (SELECT row FROM again WHERE occurrence > 1);

DROP TABLE again;
