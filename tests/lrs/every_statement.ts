/** Every statement that a course's player can send. Reads what it is told about as JSON, and writes them as JSON. */
import { readFileSync } from "node:fs";
import type { CourseActivities, InteractionDefinition, PageActivities } from "../../scorm_export/player/src/record/activity_types.ts";
import { quizStatements } from "../../scorm_export/player/src/record/quiz_statements.ts";
import { createStatements, type SessionInfo, type Statement } from "../../scorm_export/player/src/record/statements.ts";
import { stamper } from "../../scorm_export/player/src/record/stamps.ts";
import { videoStatements } from "../../scorm_export/player/src/record/video_statements.ts";

interface Told {
  readonly activities: CourseActivities;
  readonly pages: Readonly<Record<string, PageActivities>>;
  /** The points of each question, in hundredths; those that nobody judges have none. */
  readonly points: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly registration: string;
  readonly learner: unknown;
  readonly cmi5?: SessionInfo["cmi5"];
}

const { activities, pages, points, registration, learner, cmi5 } = JSON.parse(readFileSync(0, "utf-8")) as Told;
const told = { actor: learner, registration, root: activities.course, activities, pageActivities: (id: string) => pages[id] };
const about: SessionInfo = cmi5 ? { ...told, cmi5 } : told;
const own = createStatements(about, stamper(globalThis as unknown as Window));
const say = { ...own, ...quizStatements(own.parts), watched: videoStatements(own.parts) };
const ofType = (name: string) => Object.keys(activities.activities).filter((id) => activities.activities[id]?.definition.type.endsWith(`/${name}`));
const [lessons = [], quizzes = [], surveys = []] = ["lesson", "assessment", "survey"].map(ofType);

function answers(quiz: string): Statement[] {
  return Object.entries(pages[quiz] ?? {}).filter(([, { definition }]) => "interactionType" in definition).flatMap(([question, { definition }], n) => {
    const { interactionType: type, choices = [] } = definition as InteractionDefinition;
    const yesOrNo = type === "true-false";
    const response = yesOrNo ? { kind: "boolean", value: true } : { kind: "choice", ids: choices.slice(0, 1).map(({ id }) => id) };
    const worth = points[quiz]?.[question] ?? 0;
    const given = { quiz, question, attempt: 1, type, text: "", correct: n ? [response] : [], points: worth, counts: true, attemptId: "one" };
    const rest = { objectives: Object.keys(activities.objectives), time: new Date(), latency: n ? 1.5 : null };
    return say.answered({ ...given, ...rest, response: n ? response : null, earned: n ? worth : 0 } as never);
  });
}

function videos(lesson: string): Statement[] {
  return Object.entries(pages[lesson] ?? {}).filter(([, { definition }]) => definition.type.endsWith("/video")).flatMap(([video]) => {
    const where = { lesson, video, time: 9.5, from: 2, length: 10, played: [[0, 9.5]] as const, progress: 0.95 };
    const kinds = ["initialized", "played", "seeked", "paused", "completed", "terminated"] as const;
    return kinds.flatMap((kind) => say.watched({ ...where, kind }));
  });
}

const score = { earned: 800, total: 1000 };
const attempt = { attempt: 1, earned: 250, total: 500, seconds: 61.5 };
const objectives = Object.keys(activities.objectives);
const all = [
  ...say.initialized(""),
  ...lessons.flatMap((id) => say.visited(id)),
  ...lessons.flatMap(videos),
  ...[...quizzes, ...surveys].flatMap((id) => say.attempted(id, 1, "one")),
  ...[...quizzes, ...surveys, ...lessons].flatMap(answers),
  ...surveys.flatMap((quiz) => say.handedIn({ ...attempt, total: 0, attemptId: "sent", quiz, status: "completed" })),
  ...quizzes.flatMap((quiz) => (["passed", "failed", "completed"] as const).flatMap((status) => say.handedIn({ ...attempt, attemptId: status, quiz, status }))),
  ...objectives.flatMap((id) => (["incomplete", "passed", "failed"] as const).flatMap((status) => say.objective({ id, earned: 3, total: 5, status }, "one"))),
  ...say.progressed(50),
  ...say.scored(score, "one"),
  ...say.judged("failed", score, 60),
  ...say.judged("passed", score, 60),
  ...say.completed(60),
  ...say.terminated(60),
];
process.stdout.write(JSON.stringify(all));
