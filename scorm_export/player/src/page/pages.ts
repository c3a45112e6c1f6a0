/** The articles of the activities. Each comes once, as a script: that works from disk and under a strict CSP. */
import { provideQuizPart, type QuizPart } from "../on_demand/quiz.ts";
import { isSignedOut } from "../tracking/signed_out.ts";
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

/** A script did not bring what it is there for. */
export class NotBroughtError extends Error {
  /** Whether the platform answered with the page on which one signs in. */
  readonly signedOut: boolean;

  constructor(url: string, signedOut: boolean) {
    super(`${url} did not bring what it is there for`);
    this.signedOut = signedOut;
  }
}

/** Brings the page of an activity, and with a quiz's what quizzes need, or rejects with a NotBroughtError; after that it may be asked again. */
export function pageLoader(): (activity: Activity) => Promise<Page> {
  const arrived = new Map<string, Page>();
  const asked = new Map<string, Promise<Page>>();
  window.coursePage = (id, html, questions = []) => arrived.set(id, { html, questions });

  async function load({ id, kind }: Activity): Promise<Page> {
    const [page] = await Promise.all([bring(`page-${id}.js`, () => arrived.get(id)), kind === "quiz" ? loadQuizzes() : undefined]);
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
  const part = window.courseQuiz ?? (await bring("quiz.js", () => window.courseQuiz));
  provideQuizPart(part);
  return part;
}

/** What a script brings. One that is no script, such as a page on which to sign in, runs to an error or brings nothing. */
async function bring<T>(url: string, found: () => T | undefined): Promise<T> {
  await runScript(url);
  const brought = found();
  if (brought === undefined) throw new NotBroughtError(url, await isSignedOut(window, url));
  return brought;
}

/** Resolves when it has run or has failed to. */
function runScript(url: string): Promise<void> {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = script.onerror = () => {
      script.remove();
      resolve();
    };
    document.head.append(script);
  });
}
