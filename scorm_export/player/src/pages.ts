/** The articles of the activities. Each comes once, as a script: that works from disk and under a strict CSP. */
import type { QuestionType } from "./questions/index.ts";
import { provideQuestionTypes } from "./questions/registry.ts";
import type { mountQuiz } from "./quiz.ts";
import type { Activity, Question } from "./types.ts";

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
    /** What `quiz.js` brings. */
    courseQuiz?: { readonly questionType: (name: string) => QuestionType; readonly mountQuiz: typeof mountQuiz };
  }
}

/** A function that brings the page of an activity; after a failure it may be asked again. */
export function pageLoader(): (activity: Activity) => Promise<Page> {
  const arrived = new Map<string, Page>();
  const asked = new Map<string, Promise<Page>>();
  window.coursePage = (id, html, questions = []) => arrived.set(id, { html, questions });

  async function load({ id, kind }: Activity): Promise<Page> {
    await Promise.all([runScript(`page-${id}.js`), kind === "quiz" ? loadQuizzes() : undefined]);
    const page = arrived.get(id);
    if (!page) throw new Error(`page-${id}.js brought no page ${id}`);
    return page;
  }

  return (activity) => {
    const page = asked.get(activity.id) ?? load(activity);
    asked.set(activity.id, page);
    page.catch(() => asked.delete(activity.id));
    return page;
  };
}

/** Once, with the first quiz: who only reads needs none of it. */
async function loadQuizzes(): Promise<void> {
  if (!window.courseQuiz) await runScript("quiz.js");
  provideQuestionTypes((name) => {
    if (!window.courseQuiz) throw new Error("quiz.js brought nothing");
    return window.courseQuiz.questionType(name);
  });
}

function runScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${url} did not load`));
    document.head.append(script);
  });
}
