/**
 * The State document of one learner's record at the LRS (xAPI 1.0.3, Communication 2.3). Fields are merged by POST. Where
 * the LRS takes no POST, or wants a precondition, the document is read, merged and put back under its ETag; without ETags,
 * a device that writes between the two loses its field until it writes again or is launched: it has its copy.
 */
import { parseObject } from "../guarded.ts";
import { isDone, isRefusal, isTransient, type Answer, type Lrs } from "./lrs.ts";
import type { Document } from "./state_document.ts";

export interface StateResource {
  read(): Promise<Answer>;
  merge(fields: Document): Promise<Answer>;
}

/** The only id of a State document that every platform keeps. */
const STATE_ID = "suspendData";
/** How often the document is read for a PUT whose precondition fails. */
const MAX_READS = 3;
const FIRST_READ_MS = 1000;
const LAST_READ_MS = 60_000;
/** The interval of requests to an LRS whose answer is not expected to change soon. */
export const UNLIKELY_RETRY_MS = 300_000;

/** The precondition failed, or the LRS wants one. */
export const isConflict = ({ status }: Answer): boolean => status === 409 || status === 412;

/** The LRS has no State resource, or not this method. */
export const isUnsupported = ({ status }: Answer): boolean => [404, 405, 501].includes(status);

export function createStateResource(lrs: Lrs): StateResource {
  let byPut = false;

  async function merge(fields: Document): Promise<Answer> {
    const posted = byPut ? null : await lrs.mergeState(STATE_ID, fields);
    if (posted && ![400, 405, 501].includes(posted.status) && !isConflict(posted)) return posted;
    const answer = await replace(fields);
    byPut ||= isDone(answer);
    return answer;
  }

  async function replace(fields: Document): Promise<Answer> {
    for (let reads = 1; ; reads++) {
      const found = await lrs.readState(STATE_ID);
      if (!isDone(found) && found.status !== 404) return found;
      const document = { ...parseObject(found.text), ...fields };
      const answer = await lrs.replaceState(STATE_ID, document, found.status === 404 ? null : (found.etag ?? "*"));
      if (!isConflict(answer) || reads === MAX_READS) return answer;
    }
  }

  return { read: () => lrs.readState(STATE_ID), merge };
}

/** Reads the document, again and again until there is one, none, or a refusal, or `onFailure` returns false. */
export async function readUntilKnown(page: Window, resource: StateResource, onFailure: (answer: Answer) => boolean): Promise<Answer> {
  for (let ms = FIRST_READ_MS; ; ms = Math.min(ms * 2, LAST_READ_MS)) {
    const answer = await resource.read();
    if (isDone(answer) || answer.status === 404 || isRefusal(answer) || !onFailure(answer)) return answer;
    const wait = isTransient(answer) ? Math.max(ms, answer.wait) : UNLIKELY_RETRY_MS;
    await new Promise<void>((resolve) => page.setTimeout(resolve, wait));
  }
}
