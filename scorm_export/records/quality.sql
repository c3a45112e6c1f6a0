WITH ours AS (
    SELECT statements.*, verbs.name AS said, objects.iri, objects.kind, contexts.registration, contexts.edition
    FROM statements
    JOIN contexts USING (context)
    LEFT JOIN objects USING (object)
    LEFT JOIN verbs USING (verb)
    WHERE (contexts.course = $course OR starts_with(contexts.course, $course || '/units/'))
        AND statements.id NOT IN (SELECT id FROM voided)
),
sessions AS (
    SELECT
        count(*) FILTER (WHERE said = 'initialized') AS begun, count(*) FILTER (WHERE said = 'terminated') AS ended
    FROM ours
    WHERE iri = $course
    GROUP BY learner, registration
),
verdicts AS (
    SELECT learner
    FROM ours
    WHERE iri = $course AND said IN ('passed', 'failed')
    GROUP BY learner
    HAVING count(DISTINCT said) = 2
),
handed_in AS (
    SELECT DISTINCT learner, registration, iri AS quiz, attempt FROM ours WHERE kind = 'quiz' AND said = 'completed'
),
answers AS (
    SELECT learner, registration, regexp_replace(iri, '/questions/[^/]*$', '') AS quiz, attempt
    FROM ours
    WHERE kind = 'question' AND said = 'answered'
),
names AS (
    SELECT lower(trim(coalesce(name, regexp_replace(account, '^.* ', '')))) AS spelled, count(*) AS accounts
    FROM learners
    WHERE learner IN (SELECT learner FROM ours)
    GROUP BY 1
)
SELECT 'statements' AS check, (SELECT count(*) FROM ours) AS n
UNION ALL SELECT 'duplicates', (SELECT coalesce(sum(duplicates), 0) FROM pulls)
UNION ALL SELECT 'unreadable', (SELECT coalesce(sum(unreadable), 0) FROM pulls)
UNION ALL SELECT 'voided', (SELECT count(*) FROM statements WHERE id IN (SELECT id FROM voided))
UNION ALL SELECT 'other', (SELECT count(*) FROM others)
UNION ALL SELECT 'unknown', (
    SELECT count(*)
    FROM ours
    WHERE starts_with(iri, $course || '/') AND NOT starts_with(iri, $course || '/units/') AND NOT list_contains($entries, iri)
)
UNION ALL SELECT 'no_learner', (SELECT count(*) FROM ours WHERE learner IS NULL)
UNION ALL SELECT 'no_end', (SELECT coalesce(sum(greatest(begun - ended, 0)), 0) FROM sessions)
UNION ALL SELECT 'no_attempt', (
    SELECT count(*)
    FROM answers
    LEFT JOIN handed_in
        ON answers.learner = handed_in.learner
        AND answers.registration IS NOT DISTINCT FROM handed_in.registration
        AND answers.quiz = handed_in.quiz
        AND answers.attempt IS NOT DISTINCT FROM handed_in.attempt
    WHERE handed_in.quiz IS NULL
)
UNION ALL SELECT 'two_verdicts', (SELECT count(*) FROM verdicts)
UNION ALL SELECT 'clocks', (
    SELECT count(*)
    FROM ours
    WHERE moment < TIMESTAMP '2010-01-01' OR delay < -300 OR delay > 31536000 OR moment > (SELECT max(moment) + INTERVAL 1 DAY FROM pulls)
)
UNION ALL SELECT 'scores', (SELECT count(*) FROM ours WHERE abs(scaled) > 1 OR raw > most)
UNION ALL SELECT 'two_accounts', (SELECT coalesce(sum(accounts), 0) FROM names WHERE accounts > 1)
UNION ALL SELECT 'editions', (SELECT count(DISTINCT edition) FROM ours);
