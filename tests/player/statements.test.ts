import assert from "node:assert/strict";
import { test } from "node:test";
import { quizStatements, type QuizStatements } from "../../scorm_export/player/src/record/quiz_statements.ts";
import { formatResponse } from "../../scorm_export/player/src/record/responses.ts";
import { createStatements, duration, type SessionInfo, type Stamp, type Statement, type Statements } from "../../scorm_export/player/src/record/statements.ts";
import type { Interaction, VideoEvent } from "../../scorm_export/player/src/reports.ts";
import { videoStatements } from "../../scorm_export/player/src/record/video_statements.ts";
import { choice, truthful } from "./course.ts";
import { brief } from "./fake_lrs.ts";
import { COURSE, courseActivities, pageActivities } from "./web.ts";

const template = {
  contextActivities: { grouping: [{ id: "https://lms.example.org/g" }], category: [{ id: "https://lms.example.org/c" }] },
  extensions: { "https://lms.example.org/session": "s" },
  language: "de",
};
const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5";
const MOVEON = "https://w3id.org/xapi/cmi5/context/categories/moveon";
const VIDEO = "https://w3id.org/xapi/video/extensions";

type AllStatements = Statements & QuizStatements & { watched(event: VideoEvent): Statement[] };

function statements(changes: Partial<SessionInfo> = {}): AllStatements {
  let number = 0;
  const stamp: Stamp = (name) => ({ id: name ? JSON.stringify(name) : `random-${++number}`, timestamp: "2024-02-29T11:30:00.000Z" });
  const { id, definition } = courseActivities.course;
  const about = {
    actor: { mbox: "mailto:a@b.example" }, registration: "r", root: { id, definition }, activities: courseActivities,
    pageActivities: (page: string) => pageActivities[page], ...changes,
  };
  const told = createStatements(about, stamp);
  return { ...told, ...quizStatements(told.parts), watched: videoStatements(told.parts) };
}

const underCmi5 = (masteryScore: number | null = null) =>
  statements({ root: { id: "https://lms.example.org/7" }, cmi5: { contextTemplate: template, masteryScore } });

const interaction: Interaction = {
  quiz: "check", question: "which-loops", name: "check_which-loops_2", attempt: 2, attemptId: "aB3", type: "choice", text: "?", response: choice("a", "d"), correct: [], counts: true,
  points: 400, earned: 133, least: 0, objectives: ["loops"], time: new Date(0), latency: 4.256,
};

const one = (list: readonly Statement[]): Statement => {
  assert.equal(list.length, 1);
  return list[0] as Statement;
};
const list = (statement: Statement, name: "parent" | "grouping" | "category" | "other") =>
  (statement.context.contextActivities?.[name] ?? []).map(({ id }) => id.replace(`${COURSE}/`, ""));

test("each statement names the language of its moment: learners change it after the launch", () => {
  const activities = { ...courseActivities, language: "fr" };
  const told = statements({ activities });
  assert.equal(one(told.visited("what-is-learning")).context.language, "fr");
  activities.language = "ar";
  assert.equal(one(told.visited("what-is-learning")).context.language, "ar");
});

test("points that an answer deducts are a score below 0, with the fewest that an answer earns as its least", () => {
  const said = one(statements().answered({ ...interaction, earned: -100, least: -400 }));
  assert.deepEqual(said.result, { score: { scaled: -0.25, raw: -1, min: -4, max: 4 }, success: false, response: "a[,]d", duration: "PT4.26S" });
});

test("the statement about a question says what was asked, answered and earned, and where it is in the course", () => {
  const said = one(statements().answered(interaction));
  assert.equal(brief(said), "answered quizzes/check/questions/which-loops");
  assert.deepEqual(said.object, pageActivities["check"]?.["which-loops"]);
  assert.deepEqual(said.result, { score: { scaled: 0.3325, raw: 1.33, min: 0, max: 4 }, success: false, response: "a[,]d", duration: "PT4.26S" });
  assert.deepEqual(list(said, "parent"), ["quizzes/check"]);
  assert.deepEqual(list(said, "grouping"), [COURSE, "modules/m1"]);
  assert.deepEqual(list(said, "other"), ["objectives/loops"]);
  const { registration, revision, language, platform, extensions } = said.context;
  assert.deepEqual([registration, revision, language, platform], ["r", "1.0.0", "en", "scorm-export 1"]);
  assert.deepEqual(extensions, { "http://id.tincanapi.com/extension/attempt-id": "2" });
});

test("a question without an answer has no response and no time", () => {
  const said = one(statements().answered({ ...interaction, response: null, earned: 0, latency: null }));
  assert.deepEqual(said.result, { score: { scaled: 0, raw: 0, min: 0, max: 4 }, success: false });
});

test("responses are spelt as the pattern is", () => {
  assert.equal(formatResponse(choice("b")), "b");
  assert.equal(formatResponse(choice("a", "c")), "a[,]c");
  assert.equal(formatResponse(truthful(false)), "false");
});

test("a quiz is completed, and passed or failed where the course has a pass mark", () => {
  const attempt = { quiz: "check", attempt: 1, attemptId: "aB3", earned: 750, total: 1000, seconds: 61.005 };
  assert.deepEqual(statements().handedIn({ ...attempt, status: "failed" }).map(brief), ["completed quizzes/check", "failed quizzes/check"]);
  assert.deepEqual(statements().handedIn({ ...attempt, status: "completed" }).map(brief), ["completed quizzes/check"]);
  const [completed, passed] = statements().handedIn({ ...attempt, status: "passed" });
  const score = { scaled: 0.75, raw: 7.5, min: 0, max: 10 };
  assert.deepEqual(completed?.result, { score, duration: "PT61.01S", completion: true });
  assert.deepEqual(passed?.result, { score, duration: "PT61.01S", success: true });
});

test("an attempt has one verdict: the statement of another device has the id that the LRS has already", () => {
  const attempt = { quiz: "check", attempt: 1, attemptId: "aB3", earned: 750, total: 1000, seconds: 61 };
  const [, passed] = statements().handedIn({ ...attempt, status: "passed" });
  const [, failed] = statements().handedIn({ ...attempt, earned: 300, status: "failed" });
  assert.deepEqual([failed].map((one) => one && brief(one)), ["failed quizzes/check"]);
  assert.equal(failed?.verb.display["en"], "failed the quiz");
  assert.equal(failed?.id, passed?.id);
});

test("a statement about a part never displays like the course's own verdict", () => {
  const attempt = { quiz: "check", attempt: 1, attemptId: "aB3", earned: 1, total: 1, seconds: 1, status: "passed" } as const;
  const displays = statements().handedIn(attempt).map(({ verb }) => verb.display["en"]);
  assert.deepEqual(displays, ["completed the quiz", "passed the quiz"]);
  const own = [...statements().completed(1), ...statements().judged("passed", null, 1)];
  assert.deepEqual(own.map(({ verb }) => [verb.display["en"], verb.display["en-US"]]), [["completed", "completed"], ["passed", "passed"]]);
});

test("an objective has a score, and success once it is judged", () => {
  const result = { id: "loops", earned: 2, total: 3, progress: 1 } as const;
  assert.deepEqual(one(statements().objective({ ...result, status: "incomplete" }, "aB3")).result, { score: { scaled: 0.6666, raw: 0.02, min: 0, max: 0.03 } });
  const judged = one(statements().objective({ ...result, status: "failed" }, "aB3"));
  assert.deepEqual((judged.result as { success: boolean }).success, false);
});

test("a mark just missed never reads as reached", () => {
  const said = one(statements().judged("failed", { earned: 79_999, total: 100_000 }, 1));
  assert.deepEqual((said.result as { score: unknown }).score, { scaled: 0.7999, raw: 799.99, min: 0, max: 1000 });
});

test("parts that the compiler did not define are not reported", () => {
  const told = statements();
  assert.deepEqual([...told.visited("x"), ...told.attempted("x", 1, "aB3"), ...told.answered({ ...interaction, question: "x" })], []);
});

test("cmi5: the template is kept whole and first, the registration added", () => {
  for (const said of [one(underCmi5().initialized("")), one(underCmi5().answered(interaction))]) {
    assert.equal(list(said, "grouping")[0], "https://lms.example.org/g");
    assert.equal(list(said, "category")[0], "https://lms.example.org/c");
    assert.equal(said.context["language"], "de");
    assert.equal(said.context.extensions?.["https://lms.example.org/session"], "s");
    assert.equal(said.context.registration, "r");
  }
});

test("cmi5: categories of defined and of allowed statements", () => {
  const told = underCmi5();
  const categories = (statement: Statement) => list(statement, "category").slice(1);
  assert.deepEqual(categories(one(told.initialized(""))), [CMI5]);
  assert.deepEqual(categories(one(told.terminated(1, ""))), [CMI5]);
  assert.deepEqual(categories(one(told.completed(1))), [CMI5, MOVEON]);
  assert.deepEqual(categories(one(told.judged("passed", null, 1))), [CMI5, MOVEON]);
  for (const allowed of [told.progressed(50), told.visited("three-loops"), told.answered(interaction)]) assert.deepEqual(categories(one(allowed)), []);
  assert.deepEqual(told.scored({ earned: 1, total: 2 }, "aB3"), []);
});

test("cmi5: a verdict names the LMS's mastery score, and points only when they are whole", () => {
  const said = one(underCmi5(0.8).judged("passed", { earned: 8550, total: 10_000 }, 1));
  assert.deepEqual((said.result as { score: unknown }).score, { scaled: 0.855 });
  assert.equal(said.context.extensions?.["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"], 0.8);
  const whole = one(underCmi5().judged("passed", { earned: 8500, total: 10_000 }, 1));
  assert.deepEqual((whole.result as { score: unknown }).score, { scaled: 0.85, raw: 85, min: 0, max: 100 });
});

test("xAPI: no cmi5 category anywhere, and the launch's grouping beside the course", () => {
  const told = statements({ grouping: [{ id: "a:g" }] });
  assert.deepEqual(list(one(told.completed(1)), "category"), []);
  assert.deepEqual(list(one(told.completed(1)), "grouping"), ["a:g"]);
  assert.deepEqual(list(one(told.visited("three-loops")), "grouping"), [COURSE, "a:g"]);
});

test("every statement is in the course's run and names its profile, unless the launch is about another activity", () => {
  const run = { objectType: "Activity", id: "a:run", definition: { type: "a:event", name: { en: "autumn" } } } as const;
  const activities = { ...courseActivities, profile: "a:profile/1.0.0", around: [run] };
  const told = statements({ activities, grouping: [{ id: "a:g" }] });
  for (const said of [one(told.completed(1)), one(told.visited("three-loops")), one(told.answered(interaction))]) {
    assert.deepEqual(list(said, "category"), ["a:profile/1.0.0"]);
    assert.deepEqual(list(said, "grouping").filter((id) => /^a:/.test(id)), ["a:run", "a:g"]);
  }
  const other = statements({ activities, root: { id: "https://lms.example.org/7" } });
  assert.deepEqual(list(one(other.completed(1)), "category"), []);
});

test("a view of a video: one session id from beginning to end, played segments and progress", () => {
  const event: VideoEvent = { kind: "initialized", lesson: "three-loops", video: "video-loops", time: 0, from: 0, length: 90, played: [], progress: 0, covered: 0 };
  const told = statements();
  const played = [[0, 12], [14, 21.0004]] as const;
  const said = [
    told.watched(event),
    told.watched({ ...event, kind: "played" }),
    told.watched({ ...event, kind: "seeked", from: 12, time: 14 }),
    told.watched({ ...event, kind: "paused", time: 21.0004, played, progress: 0.21115 }),
    told.watched({ ...event, kind: "completed", time: 90, played, progress: 1 }),
    told.watched({ ...event, kind: "terminated", time: 90, played, progress: 1 }),
  ].map(one);
  const [first, , seeked, paused, completed] = said;
  assert.deepEqual([...new Set(said.map(({ context }) => context.extensions?.[`${VIDEO}/session-id`]))], [first?.id]);
  assert.deepEqual(first?.context.extensions, { [`${VIDEO}/length`]: 90, [`${VIDEO}/completion-threshold`]: 0.95, [`${VIDEO}/session-id`]: first?.id });
  assert.deepEqual(seeked?.result, { extensions: { [`${VIDEO}/time-from`]: 12, [`${VIDEO}/time-to`]: 14 } });
  const segments = "0.000[.]12.000[,]14.000[.]21.000";
  assert.deepEqual(paused?.result, { extensions: { [`${VIDEO}/time`]: 21, [`${VIDEO}/progress`]: 0.211, [`${VIDEO}/played-segments`]: segments } });
  const { completion, duration: length } = completed?.result as Record<string, unknown>;
  assert.deepEqual([completion, length], [true, "PT19S"]);
  assert.ok(said.every((statement) => list(statement, "category").includes("https://w3id.org/xapi/video")));
  assert.equal(told.watched(event).length, 1);
});

test("durations are ISO 8601 to hundredths of a second", () => {
  assert.deepEqual([0, 0.004, 5.256, 7200, -1].map(duration), ["PT0S", "PT0S", "PT5.26S", "PT7200S", "PT0S"]);
});

const attempt = { quiz: "check", attempt: 1, attemptId: "aB3", earned: 750, total: 1000, seconds: 61, status: "passed" } as const;
const mastered = { id: "loops", earned: 2, total: 3, progress: 1, status: "passed" } as const;
const score = { earned: 80, total: 100 };

/** A statement, then what makes it a different one. */
const once: readonly [what: string, said: (told: AllStatements) => Statement[], others: readonly ((told: AllStatements) => Statement[])[]][] = [
  ["passed", (told) => told.judged("passed", score, 60), [(told) => told.judged("failed", score, 60)]],
  ["completed", (told) => told.completed(60), []],
  ["progressed", (told) => told.progressed(50), [(told) => told.progressed(51)]],
  ["experienced", (told) => told.visited("three-loops"), [(told) => told.visited("what-is-learning")]],
  ["attempted", (told) => told.attempted("check", 1, "aB3"), [(told) => told.attempted("check", 1, "aB4")]],
  ["answered", (told) => told.answered(interaction), [
    (told) => told.answered({ ...interaction, attemptId: "aB4" }),
    (told) => told.answered({ ...interaction, question: "single-loop" }),
  ]],
  ["the quiz's verdict", (told) => told.handedIn(attempt), [(told) => told.handedIn({ ...attempt, attemptId: "aB4" })]],
  ["scored", (told) => told.scored(score, "aB3"), [(told) => told.scored(score, "aB4"), (told) => told.scored({ ...score, earned: 81 }, "aB3")]],
  ["an objective's score", (told) => told.objective(mastered, "aB3"), [
    (told) => told.objective(mastered, "aB4"), (told) => told.objective({ ...mastered, id: "why" }, "aB3"),
  ]],
];

for (const [what, said, others] of once) {
  test(`two devices that say the same say it once: ${what}`, () => {
    const ids = (list: readonly Statement[]) => list.map(({ id }) => id);
    const here = ids(said(statements({ actor: { name: "A", mbox: "mailto:a@b.example" } })));
    const there = ids(said(statements({ actor: { mbox: "mailto:a@b.example", name: "Other spelling" } })));
    assert.deepEqual(here, there);
    const different = [
      ...others.map((other) => ids(other(statements()))),
      ids(said(statements({ registration: "another" }))),
      ids(said(statements({ registration: null }))),
      ids(said(statements({ actor: { mbox: "mailto:c@b.example" } }))),
      ids(said(statements({ root: { id: "a:b" } }))),
      ids(said(statements({ registration: null, attempt: () => "another attempt in the LMS" }))),
    ].flat();
    assert.ok(different.every((id) => !here.includes(id)));
  });
}

test("initialized is sent once in a session of cmi5, and again in the next", () => {
  const ids = ["one", "one", "another", "", ""].map((session) => one(statements().initialized(session)).id);
  assert.equal(ids[0], ids[1]);
  assert.equal(new Set(ids.slice(0, 3)).size, 2);
});

test("statements that may be repeated have random ids, and so have all while the LMS's attempt is not known", () => {
  const told = statements();
  const event: VideoEvent = { kind: "played", lesson: "three-loops", video: "video-loops", time: 0, from: 0, length: 90, played: [], progress: 0, covered: 0 };
  const again = [told.initialized(""), told.initialized(""), told.terminated(1, ""), told.watched(event), told.watched(event)].map(one);
  const early = [statements({ registration: null, attempt: () => "" }).judged("passed", null, 1)].map(one);
  for (const { id } of [...again, ...early]) assert.match(id, /^random-/);
});
