/** The articles of the activities. Each comes once, as a script. */
import type { EndingPart } from "../on_demand/ending.ts";
import type { Behaviour } from "../on_demand/blocks.ts";
import { provideQuizPart, type QuizPart } from "../on_demand/quiz.ts";
import type {} from "../on_demand/videos.ts";
import { loadScript } from "../on_demand/load_script.ts";
import type { Activity, Question } from "../course.ts";

export interface Page {
  /** Written by the compiler, so it may be parsed as HTML. */
  readonly html: string;
  /** Of a quiz, or the checks of a lesson. */
  readonly questions: readonly Question[];
  /** What the blocks in it do. */
  readonly behaviours: readonly Behaviour[];
}

declare global {
  interface Window {
    /** What a `page-<id>.js` calls. */
    coursePage?: (id: string, html: string, questions?: readonly Question[], blocks?: readonly string[]) => void;
  }
}

/** Brings the page of an activity, and with questions what quizzes need, or rejects with a ScriptError; after that it may be asked again. `end`: that of the language's names. */
export function pageLoader(end = ""): (activity: Activity) => Promise<Page> {
  const arrived = new Map<string, Omit<Page, "behaviours"> & { readonly blocks: readonly string[] }>();
  const asked = new Map<string, Promise<Page>>();
  window.coursePage = (id, html, questions = [], blocks = []) => arrived.set(id, { html, questions, blocks });

  async function load(activity: Activity): Promise<Page> {
    const { id } = activity;
    // A lesson is shown without: its checks wait for it.
    const quizzes = activity.kind === "quiz" && loadQuizzes();
    const watching = activity.kind === "lesson" && activity.items?.some((item) => item.kind === "video") && loadVideos();
    const [page] = await Promise.all([loadScript(window, `page-${id}${end}.js`, () => arrived.get(id)), watching, quizzes]);
    return { ...page, behaviours: (await Promise.all(page.blocks.map(behaviour))).flat() };
  }

  return (activity) => {
    const page = asked.get(activity.id) ?? load(activity);
    asked.set(activity.id, page);
    page.catch(() => asked.delete(activity.id));
    return page;
  };
}

/** Whether learners answer or write something there. */
export const asks = (activity: Activity): boolean => activity.kind === "quiz" || !!activity.practice;

/** What a block does; nothing where its script does not come: everything in the block can be read without. */
function behaviour(block: string): Behaviour | Promise<Behaviour | []> {
  const found = (): Behaviour | undefined => window.courseBlocks?.[block];
  return found() ?? loadScript(window, `block-${block}.js`, found).catch(() => []);
}

/** Once, with the first lesson that asks for videos. Where an LRS is told of them, what follows them came with the page. */
async function loadVideos(): Promise<void> {
  if (!window.courseVideos) await loadScript(window, "videos.js", () => window.courseVideos);
}

/** Once, with the results, the certificate, or work of another attempt. Rejects with a ScriptError. */
export async function loadEnding(): Promise<EndingPart> {
  return window.courseEnding ?? (await loadScript(window, "ending.js", () => window.courseEnding));
}

/** Once, with the first quiz, or after the first lesson with checks. Rejects with a ScriptError. */
export async function loadQuizzes(): Promise<QuizPart> {
  const part = window.courseQuiz ?? (await loadScript(window, "quiz.js", () => window.courseQuiz));
  provideQuizPart(part);
  return part;
}
