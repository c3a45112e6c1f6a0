/** For any questions, points and answers, the reported parts add up to the reported total in every standard. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CourseActivities, PageActivities } from "../../scorm_export/player/src/record/activity_types.ts";
import type { Statement } from "../../scorm_export/player/src/record/statements.ts";
import { cmi5 } from "../../scorm_export/targets/cmi5/tracking.ts";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import type { CourseData, Question } from "../../scorm_export/player/src/course.ts";
import type { Response } from "../../scorm_export/player/src/reports.ts";
import type { OpenTracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { choice, course, multiple, question, quiz, sealed, single, tracked, truth, truthful } from "./course.ts";
import { ENDPOINT, fakeLrs } from "./fake_lrs.ts";
import { createSession } from "./learner.ts";
import { fakePage, type FakePage } from "./page.ts";
import { random, type Random } from "./random.ts";
import { name, strictCmi5 } from "./strict_cmi5.ts";
import { SCORM12, SCORM2004 } from "./tracking.ts";
import { COURSE, courseActivities, newTab, webPage } from "./web.ts";

interface Asked {
  readonly question: Question;
  readonly response: Response | null;
}

/** The questions of each quiz, by its id, and what the learner answers. */
type Asks = Readonly<Record<string, readonly Asked[]>>;

const QUIZZES = ["first", "second", "third"];
const OBJECTIVES = ["why", "loops"];

function anyQuestion(next: Random, id: string, key: number): Asked {
  const points = 1 + next.below(700);
  const objectives = next.some(OBJECTIVES, 1);
  const pairs = question({
    id, key, type: "matching", points, objectives,
    sources: ["a", "b", "c"], targets: ["x", "y", "z"], right: sealed("a.x", "b.y", "c.z"), credit: "partial", penalty: next.below(101),
  });
  const given: readonly Asked[] = [
    { question: single(id, key, points, objectives), response: choice(next.some(["a", "b", "c"], 1)[0] ?? "a") },
    { question: multiple(id, key, points, objectives), response: choice(...next.some(["a", "b", "c", "d"], 1 + next.below(4))) },
    { question: truth(id, key, points, objectives), response: truthful(next.below(2) === 0) },
    { question: pairs, response: { kind: "pairs", pairs: ["a", "b", "c"].map((source): [string, string] => [source, next.some(["x", "y", "z"], 1)[0] ?? "x"]) } },
  ];
  const one = given[next.below(given.length)];
  assert.ok(one);
  return next.below(6) ? one : { ...one, response: null };
}

function anyAsks(next: Random): Asks {
  const ids = QUIZZES.slice(0, 1 + next.below(QUIZZES.length));
  return Object.fromEntries(
    ids.map((id) => [id, Array.from({ length: 1 + next.below(6) }, (_, n) => anyQuestion(next, `${id}-${n}`, n + 1))]),
  );
}

/** Ten questions worth a tenth. */
const tenths: Asks = {
  first: Array.from({ length: 10 }, (_, n) => ({ question: single(`tenth-${n}`, n + 1, 10, ["why"]), response: choice("b") })),
};

const worth = (asked: readonly Asked[]) => asked.reduce((sum, { question: { points } }) => sum + points, 0);

function courseOf(asks: Asks): CourseData {
  return course(
    Object.entries(asks).map(([id, asked], n) => {
      const objectives: Record<string, number> = {};
      for (const { question: { points, objectives: [name = ""] } } of asked) objectives[name] = (objectives[name] ?? 0) + points;
      return quiz(id, `Q0${n}`, { points: worth(asked), attempts: 1, objectives });
    }),
  );
}

/** Take every quiz and close the course. */
async function take(asks: Asks, openTracking: OpenTracking, { page, pass, clock }: FakePage): Promise<void> {
  const data = courseOf(asks);
  const tracking = openTracking(page, () => {}, tracked(data));
  const session = createSession(data, tracking, clock);
  session.open(await tracking.open());
  for (const [id, asked] of Object.entries(asks)) {
    session.visit(id);
    page.pageActivities?.(id, activitiesOf(id, asked));
    session.loaded(id, asked.map(({ question }) => question));
    for (const { question, response } of asked) if (response) session.answer(id, question.id, response);
    session.handIn(id);
    await pass(1000);
  }
  session.close();
  await pass(1000);
}

const activity = (path: string, type: string) => ({
  objectType: "Activity" as const,
  id: `${COURSE}/${path}`,
  definition: { name: { en: path }, type: `http://adlnet.gov/expapi/activities/${type}` },
});

function activitiesOf(quizId: string, asked: readonly Asked[]): PageActivities {
  const of = ({ question: { id } }: Asked) => activity(`quizzes/${quizId}/questions/${id}`, "cmi.interaction");
  return Object.fromEntries(
    asked.map((one) => [one.question.id, { ...of(one), definition: { ...of(one).definition, interactionType: "other" } }]),
  );
}

const activities: CourseActivities = {
  ...courseActivities,
  activities: Object.fromEntries(QUIZZES.map((id) => [id, activity(`quizzes/${id}`, "assessment")])),
  moduleOf: Object.fromEntries(QUIZZES.map((id) => [id, "m1"])),
};

/** A number of a standard, in hundredths. */
const hundredths = (number: number | string) => Math.round(Number(number) * 100);
const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);

/** What was reported: the points of each question, and the last total. */
interface Told {
  readonly parts: readonly number[];
  /** How many questions were reported before it. */
  readonly before: number;
  /** Of all points, in whole hundredths of a per cent, cut. */
  readonly perCent: number;
}

async function toldInScorm(asks: Asks, version: typeof SCORM12): Promise<Told> {
  const strict = version.lms();
  await take(asks, version.tracking, fakePage(strict.window));
  assert.deepEqual(strict.mistakes(), []);
  const held = strict.durable();
  const parts: number[] = [];
  for (let n = 0; `cmi.interactions.${n}.id` in held; n++) {
    const result = held[`cmi.interactions.${n}.result`] ?? "";
    const all = held[`cmi.interactions.${n}.weighting`] ?? "";
    parts.push(result === "correct" ? hundredths(all) : /^[\d.]+$/.test(result) ? hundredths(result) : 0);
  }
  return { parts, before: parts.length, perCent: hundredths(held[`${version.score}.raw`] ?? "") };
}

interface Said {
  readonly verb: string;
  readonly object: string;
  readonly score: { readonly scaled: number; readonly raw?: number } | undefined;
}

function read(statement: Statement): Said {
  const { id } = statement.object as { readonly id: string };
  return { verb: name(statement), object: id, score: (statement.result as { readonly score?: Said["score"] } | undefined)?.score };
}

const raw = ({ score }: Said) => hundredths(score?.raw ?? assert.fail("a score without points"));

/** The points in statements; those of quizzes and objectives must add up to the same total as those of questions. */
function toldIn(statements: readonly Statement[], course: string): Told {
  const said = statements.map(read);
  const last = said.findLastIndex(({ object, score }) => object === course && score);
  const before = said.slice(0, last);
  const answers = (some: readonly Said[]) => some.filter(({ verb }) => verb === "answered").map(raw);
  const quizzes = before.filter(({ verb, object }) => verb === "completed" && object.startsWith(`${COURSE}/quizzes/`));
  assert.equal(sum(quizzes.map(raw)), sum(answers(before)));
  const objectives = OBJECTIVES.flatMap((id) => before.findLast(({ object }) => object === `${COURSE}/objectives/${id}`) ?? []);
  assert.equal(sum(objectives.map(raw)), sum(answers(before)));
  return { parts: answers(said), before: answers(before).length, perCent: Math.round((said[last]?.score?.scaled ?? NaN) * 10_000) };
}

async function toldInXapi(asks: Asks): Promise<Told> {
  const lrs = fakeLrs();
  const actor = JSON.stringify({ mbox: "mailto:learner@example.org" });
  const launch = { endpoint: ENDPOINT, auth: "Basic a2V5", actor, registration: "7a1f8d6e-52f0-4b9e-9a53-0c7f0f6d3c11", activity_id: COURSE };
  const search = `?${new URLSearchParams(launch).toString()}`;
  await take(asks, xapi, webPage(search, lrs.fetch, newTab(), { courseActivities: activities }));
  const told = toldIn(lrs.statements, COURSE);
  assert.equal(sum(told.parts.slice(told.before)), 0);
  return told;
}

async function toldInCmi5(asks: Asks): Promise<Told> {
  const strict = strictCmi5({ masteryScore: 0.8 });
  strict.launch();
  const fake = strict.open();
  Object.assign(fake.page, { courseActivities: activities });
  await take(asks, cmi5, fake);
  assert.deepEqual(strict.mistakes(), []);
  return toldIn(strict.lrs.statements, strict.activityId);
}

const standards: Readonly<Record<string, (asks: Asks) => Promise<Told>>> = {
  "SCORM 1.2": (asks) => toldInScorm(asks, SCORM12),
  "SCORM 2004": (asks) => toldInScorm(asks, SCORM2004),
  xAPI: toldInXapi,
  cmi5: toldInCmi5,
};

for (const [standard, told] of Object.entries(standards)) {
  test(`${standard}: ten questions worth a tenth make one`, async () => {
    const { parts, perCent } = await told(tenths);
    assert.deepEqual(parts, Array<number>(10).fill(10));
    assert.equal(perCent, 10_000);
  });

  test(`${standard}: the parts make the whole`, async () => {
    const next = random(29);
    for (let round = 0; round < 60; round++) {
      const asks = anyAsks(next);
      const { parts, before, perCent } = await told(asks);
      assert.equal(parts.length, sum(Object.values(asks).map((asked) => asked.length)));
      assert.equal(perCent, Math.floor((sum(parts.slice(0, before)) * 10_000) / sum(Object.values(asks).map(worth))));
    }
  });
}
