CREATE TABLE IF NOT EXISTS settings (name VARCHAR, value VARCHAR);
CREATE TABLE IF NOT EXISTS learners (learner INTEGER, account VARCHAR, name VARCHAR);
CREATE TABLE IF NOT EXISTS verbs (verb SMALLINT, iri VARCHAR, name VARCHAR);
CREATE TABLE IF NOT EXISTS objects (
    object INTEGER, iri VARCHAR, kind VARCHAR, name VARCHAR, interaction VARCHAR, pattern VARCHAR, components VARCHAR
);
CREATE TABLE IF NOT EXISTS contexts (context INTEGER, course VARCHAR, registration VARCHAR, edition VARCHAR, around VARCHAR);
CREATE TABLE IF NOT EXISTS statements (
    id UUID,
    moment TIMESTAMP_MS,
    delay INTEGER,
    learner INTEGER,
    verb SMALLINT,
    object INTEGER,
    context INTEGER,
    attempt SMALLINT,
    raw DOUBLE,
    most DOUBLE,
    scaled DOUBLE,
    success BOOLEAN,
    duration DOUBLE,
    progress DOUBLE,
    response VARCHAR,
    segments VARCHAR,
    length DOUBLE
);
CREATE TABLE IF NOT EXISTS others (id UUID, raw VARCHAR);
CREATE TABLE IF NOT EXISTS voided (id UUID, voiding UUID);
CREATE TABLE IF NOT EXISTS erased (id UUID);
CREATE TABLE IF NOT EXISTS profiles (version VARCHAR, text VARCHAR);
CREATE TABLE IF NOT EXISTS breaches (id UUID, rule VARCHAR);
CREATE TABLE IF NOT EXISTS pulls (
    pull INTEGER, source VARCHAR, moment TIMESTAMP_MS, read BIGINT, added BIGINT, duplicates BIGINT, unreadable BIGINT
);
CREATE TABLE IF NOT EXISTS unreadable (pull INTEGER, place VARCHAR, reason VARCHAR);
CREATE TABLE IF NOT EXISTS cursors (source VARCHAR, stored VARCHAR, more VARCHAR);
