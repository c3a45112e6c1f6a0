/** The articles of the activities. Each comes once, as a script: that works from disk and under a strict CSP. */
import type { Question } from "./types.ts";

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

/** A function that brings the page of an activity; after a failure it may be asked again. */
export function pageLoader(): (id: string) => Promise<Page> {
  const arrived = new Map<string, Page>();
  const asked = new Map<string, Promise<Page>>();
  window.coursePage = (id, html, questions = []) => arrived.set(id, { html, questions });

  async function load(id: string): Promise<Page> {
    await runScript(`page-${id}.js`);
    const page = arrived.get(id);
    if (!page) throw new Error(`page-${id}.js brought no page ${id}`);
    return page;
  }

  return (id) => {
    const page = asked.get(id) ?? load(id);
    asked.set(id, page);
    page.catch(() => asked.delete(id));
    return page;
  };
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
