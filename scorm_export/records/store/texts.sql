CREATE OR REPLACE TEMP TABLE texts AS
SELECT json FROM read_ndjson_objects($files, ignore_errors = true, maximum_object_size = 67108864);
