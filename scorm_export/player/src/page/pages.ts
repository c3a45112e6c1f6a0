/** The articles of the activities. Each comes once, as a script. */
import { provideQuizPart, type QuizPart } from "../on_demand/quiz.ts";
import { bring } from "./scripts.ts";
import type { Activity, Question } from "../course.ts";

export interface Page {
  /** Written by the compiler, so it may be parsed as HTML. */
  readonly html: string;
  /** Empty for a lesson. */
  readonly questions: readonly Question[];
}

declare global {
  interface Window {
    /** What a `page-<id>.js` calls. */
    coursePage?: (id: string, html: string, questions?: readonly Question[]) => void;
  }
}

/** Brings the page of an activity, and with a quiz's what quizzes need, or rejects with a NotBroughtError; after that it may be asked again. */
export function pageLoader(): (activity: Activity) => Promise<Page> {
  const arrived = new Map<string, Page>();
  const asked = new Map<string, Promise<Page>>();
  window.coursePage = (id, html, questions = []) => arrived.set(id, { html, questions });

  async function load({ id, kind }: Activity): Promise<Page> {
    const [page] = await Promise.all([bring(window, `page-${id}.js`, () => arrived.get(id)), kind === "quiz" ? loadQuizzes() : undefined]);
    return page;
  }

  return (activity) => {
    const page = asked.get(activity.id) ?? load(activity);
    asked.set(activity.id, page);
    page.catch(() => asked.delete(activity.id));
    return page;
  };
}

/** Once, with the first quiz or the results: who only reads needs none of it. Rejects with a NotBroughtError. */
export async function loadQuizzes(): Promise<QuizPart> {
  const part = window.courseQuiz ?? (await bring(window, "quiz.js", () => window.courseQuiz));
  provideQuizPart(part);
  return part;
}
