INSERT INTO learners
SELECT (SELECT coalesce(max(learner), 0) FROM learners) + row_number() OVER (ORDER BY account), account, name
FROM (
    SELECT account, min(learner_name) AS name
    FROM incoming
    WHERE account IS NOT NULL AND account NOT IN (SELECT account FROM learners)
    GROUP BY account
);

INSERT INTO verbs
SELECT (SELECT coalesce(max(verb), 0) FROM verbs) + row_number() OVER (ORDER BY iri), iri, regexp_extract(iri, '[^/#]*$')
FROM (SELECT DISTINCT verb_iri AS iri FROM incoming WHERE verb_iri IS NOT NULL AND verb_iri NOT IN (SELECT iri FROM verbs));

INSERT INTO objects
SELECT
    (SELECT coalesce(max(object), 0) FROM objects) + row_number() OVER (ORDER BY iri),
    iri,
    CASE regexp_extract(definition->>'type', '[^/#]*$')
        WHEN 'course' THEN 'course'
        WHEN 'module' THEN 'module'
        WHEN 'lesson' THEN 'lesson'
        WHEN 'assessment' THEN 'quiz'
        WHEN 'survey' THEN 'quiz'
        WHEN 'cmi.interaction' THEN 'question'
        WHEN 'objective' THEN 'objective'
        WHEN 'video' THEN 'video'
        ELSE 'other'
    END,
    map_values(TRY_CAST(definition->'name' AS MAP(VARCHAR, VARCHAR)))[1],
    definition->>'interactionType',
    definition->>'$.correctResponsesPattern[0]',
    CAST(list_concat(
        coalesce(CAST(definition->'choices' AS JSON[]), []),
        coalesce(CAST(definition->'scale' AS JSON[]), []),
        coalesce(CAST(definition->'source' AS JSON[]), []),
        coalesce(CAST(definition->'target' AS JSON[]), []),
        coalesce(CAST(definition->'steps' AS JSON[]), [])
    ) AS JSON)
FROM (
    SELECT object_iri AS iri, any_value(definition) AS definition
    FROM incoming
    WHERE object_iri IS NOT NULL AND object_iri NOT IN (SELECT iri FROM objects)
    GROUP BY object_iri
);

INSERT INTO contexts
SELECT
    (SELECT coalesce(max(context), 0) FROM contexts) + row_number() OVER (ORDER BY course, registration, edition, around),
    course, registration, edition, around
FROM (
    SELECT course, registration, edition, around FROM incoming WHERE id IS NOT NULL
    EXCEPT SELECT course, registration, edition, around FROM contexts
);

INSERT INTO voided
SELECT DISTINCT TRY_CAST(object_iri AS UUID), id
FROM incoming
WHERE verb_iri = 'http://adlnet.gov/expapi/verbs/voided'
    AND object_type = 'StatementRef'
    AND TRY_CAST(object_iri AS UUID) IS NOT NULL
    AND id NOT IN (SELECT voiding FROM voided);

INSERT INTO statements
SELECT
    incoming.id,
    CASE WHEN moment < TIMESTAMP '2010-01-01' AND delay > 0 THEN moment + to_seconds(delay) ELSE moment END,
    delay, learners.learner, verbs.verb, objects.object, contexts.context,
    attempt, raw, most, scaled, success, duration, progress, response, segments, length
FROM incoming
LEFT JOIN learners USING (account)
LEFT JOIN verbs ON verbs.iri = verb_iri
LEFT JOIN objects ON objects.iri = object_iri
LEFT JOIN contexts
    ON contexts.course IS NOT DISTINCT FROM incoming.course
    AND contexts.registration IS NOT DISTINCT FROM incoming.registration
    AND contexts.edition IS NOT DISTINCT FROM incoming.edition
    AND contexts.around IS NOT DISTINCT FROM incoming.around;
