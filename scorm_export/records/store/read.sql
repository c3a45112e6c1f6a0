CREATE OR REPLACE TEMP TABLE incoming AS
SELECT
    * EXCLUDE ("grouping"),
    ' ' || nullif(
        array_to_string(
            list_sort(
                list_filter(
                    "grouping",
                    lambda one: one NOT LIKE '% %' AND one <> course
                        AND (NOT starts_with(one, course || '/') OR starts_with(one, course || '/runs/'))
                )
            ),
            ' '
        ),
        ''
    ) || ' ' AS around
FROM (SELECT
    TRY_CAST(id AS UUID) AS id,
    make_timestamp_ms(epoch_ms(TRY_CAST(timestamp AS TIMESTAMPTZ))) AS moment,
    TRY_CAST(
        epoch(TRY_CAST(stored AS TIMESTAMPTZ)) - epoch(TRY_CAST(timestamp AS TIMESTAMPTZ)) AS INTEGER
    ) AS delay,
    coalesce(
        actor.mbox,
        'sha1:' || actor.mbox_sha1sum,
        actor.openid,
        actor.account.homePage || ' ' || actor.account.name
    ) AS account,
    actor.name AS learner_name,
    verb.id AS verb_iri,
    coalesce(object.id, lower(object.objectType)) AS object_iri,
    object.objectType AS object_type,
    object.definition AS definition,
    coalesce(
        list_filter(context.contextActivities."grouping", lambda one: one.definition.type LIKE '%/activities/course')[1].id,
        CASE WHEN object.definition->>'type' LIKE '%/activities/course' THEN object.id END,
        CASE WHEN object.id LIKE '%/units/%' THEN object.id END,
        context.contextActivities."grouping"[1].id,
        context.contextActivities.parent[1].id,
        object.id
    ) AS course,
    list_transform(context.contextActivities."grouping", lambda one: one.id) AS "grouping",
    context.registration AS registration,
    context.revision AS edition,
    coalesce(context.platform LIKE 'scorm-export %', false) AS own,
    TRY_CAST(context.extensions."http://id.tincanapi.com/extension/attempt-id" AS SMALLINT) AS attempt,
    result.score.raw AS raw,
    result.score.max AS most,
    result.score.scaled AS scaled,
    result.success AS success,
    coalesce(
        TRY_CAST(regexp_extract(result.duration, '^PT([0-9.]+)S$', 1) AS DOUBLE),
        86400 * coalesce(TRY_CAST(regexp_extract(result.duration, '([0-9.]+)D', 1) AS DOUBLE), 0)
        + 3600 * coalesce(TRY_CAST(regexp_extract(result.duration, 'T.*?([0-9.]+)H', 1) AS DOUBLE), 0)
        + 60 * coalesce(TRY_CAST(regexp_extract(result.duration, 'T.*?([0-9.]+)M', 1) AS DOUBLE), 0)
        + coalesce(TRY_CAST(regexp_extract(result.duration, 'T.*?([0-9.]+)S', 1) AS DOUBLE), 0)
    ) + CASE WHEN result.duration IS NULL THEN NULL ELSE 0 END AS duration,
    coalesce(
        result.extensions."https://w3id.org/xapi/cmi5/result/extensions/progress",
        result.extensions."https://w3id.org/xapi/video/extensions/progress"
    ) AS progress,
    result.response AS response,
    result.extensions."https://w3id.org/xapi/video/extensions/played-segments" AS segments,
    context.extensions."https://w3id.org/xapi/video/extensions/length" AS length
FROM read_json(
    $files,
    format = 'newline_delimited',
    ignore_errors = true,
    maximum_object_size = 67108864,
    columns = {
        id: 'VARCHAR',
        timestamp: 'VARCHAR',
        stored: 'VARCHAR',
        actor: 'STRUCT(
            name VARCHAR, mbox VARCHAR, mbox_sha1sum VARCHAR, openid VARCHAR,
            account STRUCT(homePage VARCHAR, name VARCHAR)
        )',
        verb: 'STRUCT(id VARCHAR)',
        object: 'STRUCT(objectType VARCHAR, id VARCHAR, definition JSON)',
        result: 'STRUCT(
            score STRUCT(scaled DOUBLE, raw DOUBLE, max DOUBLE),
            success BOOLEAN, duration VARCHAR, response VARCHAR,
            extensions STRUCT(
                "https://w3id.org/xapi/cmi5/result/extensions/progress" DOUBLE,
                "https://w3id.org/xapi/video/extensions/progress" DOUBLE,
                "https://w3id.org/xapi/video/extensions/played-segments" VARCHAR
            )
        )',
        context: 'STRUCT(
            registration VARCHAR, revision VARCHAR, platform VARCHAR,
            contextActivities STRUCT(
                "grouping" STRUCT(id VARCHAR, definition STRUCT(type VARCHAR))[], parent STRUCT(id VARCHAR)[]
            ),
            extensions STRUCT(
                "http://id.tincanapi.com/extension/attempt-id" VARCHAR,
                "https://w3id.org/xapi/video/extensions/length" DOUBLE
            )
        )'
    }
));
