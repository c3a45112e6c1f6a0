SELECT iri, any_value(name), sum(statements)
FROM (
    SELECT regexp_replace(contexts.course, '/units/[^/]*$', '') AS iri, count(*) AS statements
    FROM statements JOIN contexts USING (context)
    WHERE contexts.course IS NOT NULL
    GROUP BY 1
)
LEFT JOIN objects USING (iri)
GROUP BY iri
ORDER BY sum(statements) DESC, iri;
