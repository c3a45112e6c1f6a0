-- The store's tables from statements as Ralph keeps them in ClickHouse, which Aspects uses too: a row has event_id,
-- emission_time and event, the statement's text. The columns are those of schema.sql, and mean what add.sql and read.sql
-- say. Only statements that mention the course are read, and voiding statements.

-- incoming
SELECT
    toString(event_id) AS id,
    said,
    dateDiff('second', said, stored) AS delay,
    if(said < toDateTime64('2010-01-01 00:00:00', 3, 'UTC') AND delay > 0, stored, said) AS moment,
    coalesce(
        nullIf(JSONExtractString(event, 'actor', 'mbox'), ''),
        'sha1:' || nullIf(JSONExtractString(event, 'actor', 'mbox_sha1sum'), ''),
        nullIf(JSONExtractString(event, 'actor', 'openid'), ''),
        JSONExtractString(event, 'actor', 'account', 'homePage') || ' '
            || nullIf(JSONExtractString(event, 'actor', 'account', 'name'), '')
    ) AS account,
    nullIf(JSONExtractString(event, 'actor', 'name'), '') AS learner_name,
    JSONExtractString(event, 'verb', 'id') AS verb_iri,
    coalesce(
        nullIf(JSONExtractString(event, 'object', 'id'), ''), lower(JSONExtractString(event, 'object', 'objectType'))
    ) AS object_iri,
    JSONExtractString(event, 'object', 'definition', 'type') AS object_type,
    JSONExtractKeysAndValues(event, 'object', 'definition', 'name', 'String')[1].2 AS object_name,
    JSONExtractString(event, 'object', 'definition', 'interactionType') AS interaction,
    JSONExtractString(event, 'object', 'definition', 'correctResponsesPattern', 1) AS pattern,
    JSONExtractArrayRaw(event, 'context', 'contextActivities', 'grouping') AS groups,
    arrayMap(one -> JSONExtractString(one, 'id'), groups) AS group_ids,
    coalesce(
        nullIf(
            arrayFirst(
                one -> one != '',
                arrayMap(
                    one -> if(endsWith(JSONExtractString(one, 'definition', 'type'), '/activities/course'), JSONExtractString(one, 'id'), ''),
                    groups
                )
            ),
            ''
        ),
        if(endsWith(object_type, '/activities/course') OR object_iri LIKE '%/units/%', object_iri, NULL),
        nullIf(group_ids[1], ''),
        nullIf(JSONExtractString(event, 'context', 'contextActivities', 'parent', 1, 'id'), ''),
        object_iri
    ) AS course,
    arrayStringConcat(
        arraySort(
            arrayFilter(
                one -> one NOT LIKE '% %' AND one != course
                    AND (NOT startsWith(one, course || '/') OR startsWith(one, course || '/runs/')),
                group_ids
            )
        ),
        ' '
    ) AS joined,
    if(joined = '', NULL, ' ' || joined || ' ') AS around,
    nullIf(JSONExtractString(event, 'context', 'registration'), '') AS registration,
    nullIf(JSONExtractString(event, 'context', 'revision'), '') AS edition,
    startsWith(JSONExtractString(event, 'context', 'platform'), 'scorm-export ') AS own,
    toInt32OrNull(
        JSONExtractString(event, 'context', 'extensions', 'http://id.tincanapi.com/extension/attempt-id')
    ) AS attempt,
    JSONExtract(event, 'result', 'score', 'raw', 'Nullable(Float64)') AS raw,
    JSONExtract(event, 'result', 'score', 'max', 'Nullable(Float64)') AS most,
    JSONExtract(event, 'result', 'score', 'scaled', 'Nullable(Float64)') AS scaled,
    JSONExtract(event, 'result', 'success', 'Nullable(Bool)') AS success,
    JSONExtractString(event, 'result', 'duration') AS period,
    if(
        period = '',
        NULL,
        86400 * coalesce(toFloat64OrNull(extract(period, '([0-9.]+)D')), 0)
            + 3600 * coalesce(toFloat64OrNull(extract(period, 'T.*?([0-9.]+)H')), 0)
            + 60 * coalesce(toFloat64OrNull(extract(period, 'T.*?([0-9.]+)M')), 0)
            + coalesce(toFloat64OrNull(extract(period, 'T.*?([0-9.]+)S')), 0)
    ) AS duration,
    coalesce(
        JSONExtract(event, 'result', 'extensions', 'https://w3id.org/xapi/cmi5/result/extensions/progress', 'Nullable(Float64)'),
        JSONExtract(event, 'result', 'extensions', 'https://w3id.org/xapi/video/extensions/progress', 'Nullable(Float64)')
    ) AS progress,
    JSONExtract(event, 'result', 'response', 'Nullable(String)') AS response,
    JSONExtract(
        event, 'result', 'extensions', 'https://w3id.org/xapi/video/extensions/played-segments', 'Nullable(String)'
    ) AS segments,
    JSONExtract(event, 'context', 'extensions', 'https://w3id.org/xapi/video/extensions/length', 'Nullable(Float64)') AS length
FROM (
    SELECT
        event_id,
        event,
        coalesce(
            parseDateTime64BestEffortOrNull(JSONExtractString(event, 'timestamp'), 3, 'UTC'), toDateTime64(emission_time, 3, 'UTC')
        ) AS said,
        parseDateTime64BestEffortOrNull(JSONExtractString(event, 'stored'), 3, 'UTC') AS stored
    FROM {events}
    WHERE position(event, {course}) > 0 OR position(event, 'http://adlnet.gov/expapi/verbs/voided') > 0
    LIMIT 1 BY event_id
);

-- learners
SELECT toInt32(row_number() OVER (ORDER BY account)) AS learner, account, name
FROM (SELECT account, min(learner_name) AS name FROM records_incoming WHERE account IS NOT NULL GROUP BY account);

-- verbs
SELECT toInt32(row_number() OVER (ORDER BY iri)) AS verb, iri, extract(iri, '[^/#]*$') AS name
FROM (SELECT DISTINCT verb_iri AS iri FROM records_incoming);

-- objects
SELECT
    toInt32(row_number() OVER (ORDER BY object_iri)) AS object,
    object_iri AS iri,
    transform(
        extract(kind_iri, '[^/#]*$'),
        ['course', 'module', 'lesson', 'assessment', 'survey', 'cmi.interaction', 'objective', 'video'],
        ['course', 'module', 'lesson', 'quiz', 'quiz', 'question', 'objective', 'video'],
        'other'
    ) AS kind,
    nullIf(title, '') AS name,
    nullIf(kind_of_answer, '') AS interaction,
    nullIf(right_answer, '') AS pattern
FROM (
    SELECT
        object_iri,
        max(object_type) AS kind_iri,
        max(object_name) AS title,
        max(records_incoming.interaction) AS kind_of_answer,
        max(records_incoming.pattern) AS right_answer
    FROM records_incoming
    GROUP BY object_iri
);

-- contexts
SELECT toInt32(row_number() OVER (ORDER BY course, registration, edition, around)) AS context, course, registration, edition, around
FROM (SELECT DISTINCT course, registration, edition, around FROM records_incoming);

-- voided
SELECT DISTINCT toString(toUUIDOrNull(object_iri)) AS id, records_incoming.id AS voiding
FROM records_incoming
WHERE verb_iri = 'http://adlnet.gov/expapi/verbs/voided' AND toUUIDOrNull(object_iri) IS NOT NULL;

-- statements
SELECT
    incoming.id AS id, moment, delay, learner, verb, object, context, attempt, raw, most, scaled, success, duration, progress,
    response, segments, length
FROM records_incoming AS incoming
LEFT JOIN records_learners AS learners ON learners.account = incoming.account
LEFT JOIN records_verbs AS verbs ON verbs.iri = verb_iri
LEFT JOIN records_objects AS objects ON objects.iri = object_iri
LEFT JOIN records_contexts AS contexts
    ON contexts.course = incoming.course
    AND coalesce(contexts.registration, '') = coalesce(incoming.registration, '')
    AND coalesce(contexts.edition, '') = coalesce(incoming.edition, '')
    AND coalesce(contexts.around, '') = coalesce(incoming.around, '');

-- others
SELECT id FROM records_incoming WHERE NOT own;

-- pulls
SELECT
    toInt32(1) AS pull, now64(3, 'UTC') AS moment, toInt64(count() - uniqExact(event_id)) AS duplicates, toInt64(0) AS unreadable
FROM {events}
WHERE position(event, {course}) > 0;

-- breaches
SELECT id FROM records_incoming WHERE 0;
