/** Finds the API object of the LMS, the same way in both versions of SCORM. */
import { attempt } from "../../guarded.ts";

/** LMSs may nest frames deeply; some nest them in a loop. */
const MAX_WINDOWS = 100;
const EVERY_MS = 200;
const FOR_MS = 5000;

/**
 * The API object called `name` that has `method`: on the page's own window, then its parents, then its opener and the
 * opener's parents. Without the method it may be an element that has the name as its id.
 */
export function findApi<Api>(page: Window, name: string, method: keyof Api & string): Api | null {
  const openers = [attempt(() => page.opener as Window | null), attempt(() => page.top?.opener as Window | null)];
  for (const start of [page, ...openers]) {
    const api = start && searchUpwards<Api>(start, name, method);
    if (api) return api;
  }
  return null;
}

function searchUpwards<Api>(start: Window, name: string, method: string): Api | null {
  let at = start;
  for (let n = 0; n < MAX_WINDOWS; n++) {
    const api = attempt(() => (at as unknown as Record<string, Record<string, unknown> | undefined>)[name]);
    if (attempt(() => typeof api?.[method] === "function")) return api as Api;
    const parent = attempt(() => at.parent);
    if (!parent || parent === at) return null;
    at = parent;
  }
  return null;
}

/** Asks at once and then every 200 ms for 5 s until there is an answer: some LMSs create their API after the page. */
export function poll<T>(page: Window, ask: () => T | null, stopped: () => boolean): Promise<T | null> {
  return new Promise((resolve) => {
    const look = (waited: number) => {
      const answer = stopped() ? null : ask();
      if (answer !== null || waited >= FOR_MS || stopped()) resolve(answer);
      else page.setTimeout(() => look(waited + EVERY_MS), EVERY_MS);
    };
    look(0);
  });
}
