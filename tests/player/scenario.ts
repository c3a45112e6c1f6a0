/** What a learner does in four sessions, independent of any standard; all transcripts are of this scenario. */
import type { CourseData, Question, Reporting } from "../../scorm_export/player/src/course.ts";
import type { OpenTracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { choice, course, lesson, multiple, quiz, single, tracked, truth, truthful } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { fakePage, type FakePage } from "./page.ts";


const check: readonly Question[] = [
  single("single-loop", 1, 2000, ["loops"]),
  multiple("which-loops", 2, 4000, ["loops"]),
  truth("why-learn", 3, 4000, ["why"]),
];

const activities = [
  lesson("what-is-learning", "L01"),
  lesson("three-loops", "L02"),
  quiz("check", "Q01", { attempts: 3, objectives: { loops: 6000, why: 4000 } }),
];

export interface Lms {
  /** The properties that the LMS adds to the page's window. */
  readonly window?: Readonly<Record<string, unknown>>;
  /** The page to use, for LMSs that launch by its address. */
  open?(): FakePage;
  /** The script of an activity has loaded. */
  brings?(page: Window, id: string): void;
  note(text: string): void;
  relaunch(mode?: "review"): void;
}

export async function learn(lms: Lms, openTracking: OpenTracking, reporting?: Reporting): Promise<void> {
  const visit = visits(course(activities, reporting && { reporting }));
  lms.note("First visit: two lessons; a quiz is begun and the tab closed.");
  const first = await visit(lms, openTracking);
  first.open("what-is-learning");
  await first.pass(60);
  first.open("three-loops");
  first.session.moved("three-loops/4");
  await first.pass(120);
  first.open("check");
  first.session.answer("check", "single-loop", choice("b"));
  await first.pass(20);
  first.session.answer("check", "which-loops", choice("a"));
  lms.note("The tab is hidden, then closed.");
  first.session.hidden();
  first.session.close();

  await first.pass(0);
  lms.relaunch();
  lms.note("Second visit: the quiz goes on where it was and is handed in with a question left out: 40 of 100 points.");
  const second = await visit(lms, openTracking);
  second.open("check");
  await second.pass(8);
  second.session.handIn("check");
  lms.note("Save and exit.");
  second.session.hidden();
  second.session.close();

  await second.pass(0);
  lms.relaunch();
  lms.note("Third visit: a new attempt with everything right: 100 points.");
  const third = await visit(lms, openTracking);
  third.open("check");
  third.session.retry("check");
  await third.pass(12.25);
  third.session.answer("check", "single-loop", choice("b"));
  third.session.answer("check", "which-loops", choice("a", "c"));
  third.session.answer("check", "why-learn", truthful(true));
  third.session.handIn("check");
  third.session.moved("result");
  lms.note("The page goes away.");
  third.session.close();

  await third.pass(0);
  lms.relaunch("review");
  lms.note("Fourth visit: the LMS only shows the course.");
  const fourth = await visit(lms, openTracking);
  fourth.open("three-loops");
  fourth.session.close();
  await fourth.pass(0);
}

interface Visit {
  readonly session: Session;
  open(id: string): void;
  pass(seconds: number): Promise<void>;
}

const visits = (data: CourseData) => async (lms: Lms, openTracking: OpenTracking): Promise<Visit> => {
  const { page, pass, clock } = lms.open?.() ?? fakePage(lms.window ?? {});
  const tracking = openTracking(page, () => {}, tracked(data));
  const session = createSession(data, tracking, clock);
  session.open(await tracking.open());
  return {
    session,
    open(id) {
      session.visit(id);
      lms.brings?.(page, id);
      if (id === "check") session.loaded(id, check);
    },
    pass: (seconds) => pass(seconds * 1000),
  };
};
