INSERT INTO others
SELECT id, any_value(raw)
FROM (
    SELECT TRY_CAST(json->>'id' AS UUID) AS id, CAST(json AS VARCHAR) AS raw
    FROM read_ndjson_objects($files, ignore_errors = true, maximum_object_size = 67108864)
)
WHERE id IN (SELECT id FROM incoming WHERE NOT own)
GROUP BY id;
