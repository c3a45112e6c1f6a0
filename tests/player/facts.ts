/** Random facts of a small course, as several devices may have recorded them from the same start. */
import { summaryOf } from "../../scorm_export/player/src/learner/attempts.ts";
import { attemptsAfter, type Answer, type Attempt, type Earned, type Totals, type QuizFacts, type State, type Version } from "../../scorm_export/player/src/learner/facts.ts";
import { judgeCourse } from "../../scorm_export/player/src/learner/rules.ts";
import type { Quiz } from "../../scorm_export/player/src/course.ts";
import { course, lesson, long, quiz } from "./course.ts";
import type { Random } from "./random.ts";

export const studied = course([
  lesson("l1", "L01"),
  lesson("l2", "L02"),
  lesson("l3", "L03"),
  quiz("best", "Q01", { points: 6000, attempts: 3, objectives: { why: 2000, loops: 4000 } }),
  quiz("mean", "Q02", { points: 3000, counts: "average", objectives: { loops: 3000 } }),
  quiz("last", "Q03", { points: 1000, counts: "last", time: 600, wait: 60 }),
  quiz("first", "Q04", { points: 500, attempts: 1, purpose: "pretest", objectives: { why: 500 } }),
]);

const QUIZZES = studied.activities.filter((activity): activity is Quiz => activity.kind === "quiz");
/** One is from another edition. */
const KEYS = [...QUIZZES.map(({ key }) => key), long("ZZZ")];
const IDS = ["AAA", "AAB", "AAC", "AAD"];

export function randomState(random: Random): State {
  return {
    mark: "mar",
    visited: new Set(random.some([long("L01"), long("L02"), long("L03"), long("NEW")], random.below(5))),
    quizzes: new Map(random.some(KEYS, random.below(KEYS.length + 1)).map((key) => [key, randomFacts(random)])),
  };
}

function randomFacts(random: Random): QuizFacts {
  const attempts = random.some(IDS, random.below(IDS.length + 1)).map((id) => randomAttempt(random, id));
  const totals = random.below(4) ? null : randomTotals(random);
  return { totals, attempts: attemptsAfter(totals?.upTo ?? 0, new Map(attempts.map((attempt) => [attempt.id, attempt]))) };
}

function randomTotals(random: Random): Totals {
  const [best, first, last, sum] = [randomEarned(random), randomEarned(random), randomEarned(random), randomEarned(random)];
  return { upTo: 1 + random.below(3), count: 1 + random.below(5), best, first, last, sum, latest: null };
}

function randomEarned(random: Random): Earned {
  const points = random.below(60) * 100;
  const objectives = random.below(2) ? null : new Map([[long("lo"), random.below(points + 1)], [long("wh"), random.below(99)]]);
  return { points, objectives };
}

function randomAttempt(random: Random, id: string): Attempt {
  const result = random.below(2) ? null : { ...randomEarned(random), automatic: !random.below(3), answers: randomJudged(random) };
  return {
    id,
    // An attempt has the same number on all devices.
    number: 1 + IDS.indexOf(id),
    turn: 1,
    lastStamp: 1 + random.below(40),
    begun: result || random.below(3) ? null : random.below(1000),
    ended: result && !random.below(3) ? random.below(1000) : null,
    answers: result ? new Map() : new Map(random.some([1, 2, 3, 4], random.below(5)).map((key) => [key, randomAnswer(random)])),
    result,
  };
}

function randomJudged(random: Random): Map<number, string> | null {
  return random.below(3) ? new Map(random.some([1, 2, 3], random.below(4)).map((key) => [key, "ab".charAt(random.below(2))])) : null;
}

/** The same text for the same session and stamp. */
function randomAnswer(random: Random): Answer {
  const tags = random.below(2) ? [""] : ["x", "yy", "z"].slice(0, 1 + random.below(3));
  const known = new Map(tags.map((tag) => [tag, 1 + random.below(6)]));
  const versions = [...known].filter((_, n) => n === 0 || random.below(2)).map(([tag, stamp]) => version(tag, stamp));
  const judged = random.below(4) ? null : { stamp: 1 + random.below(6), text: "ab".charAt(random.below(2)) };
  return { versions: versions.sort((a, b) => b.stamp - a.stamp || (a.tag < b.tag ? 1 : -1)), known, judged };
}

function version(tag: string, stamp: number): Version {
  return { tag, stamp, text: stamp % 5 ? `${tag}${stamp}` : null };
}

/** What counts for the learner in a state. */
export function standing(state: State): unknown {
  const quizzes = QUIZZES.map((one) => {
    const { attempts, points, objectives } = summaryOf(studied, state, one);
    return [attempts, points, [...objectives]];
  });
  return [judgeCourse(studied, state, "incomplete"), quizzes];
}
