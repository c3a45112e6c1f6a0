CREATE TABLE settings (name VARCHAR, value VARCHAR);
CREATE TABLE learners (learner INTEGER, account VARCHAR, name VARCHAR);
CREATE TABLE verbs (verb SMALLINT, iri VARCHAR, name VARCHAR);
CREATE TABLE objects (
    object INTEGER, iri VARCHAR, kind VARCHAR, name VARCHAR, interaction VARCHAR, pattern VARCHAR, components VARCHAR
);
CREATE TABLE contexts (context INTEGER, course VARCHAR, registration VARCHAR, edition VARCHAR, around VARCHAR);
CREATE TABLE statements (
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
CREATE TABLE others (id UUID, raw VARCHAR);
CREATE TABLE voided (id UUID, voiding UUID);
CREATE TABLE erased (id UUID);
CREATE TABLE pulls (
    pull INTEGER, source VARCHAR, moment TIMESTAMP_MS, read BIGINT, added BIGINT, duplicates BIGINT, unreadable BIGINT
);
CREATE TABLE unreadable (pull INTEGER, place VARCHAR, reason VARCHAR);
CREATE TABLE cursors (source VARCHAR, stored VARCHAR, more VARCHAR);
