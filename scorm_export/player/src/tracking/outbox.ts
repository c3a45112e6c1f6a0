/**
 * What is to be sent to the LMS. Values wait by element, and the last one applies; entries of lists (interactions,
 * objectives) wait in order. What the LMS does not accept waits for the next flush.
 */

/** done: accepted. failed: to be tried again. refused: this LMS will never accept it. */
export type Unsent = "failed" | "refused";
export type Answer = "done" | Unsent;
export type Sets = readonly (readonly [element: string, value: string])[];

export interface Lms {
  set(element: string, value: string): Answer;
  commit(): boolean;
}

export interface Outbox {
  /** The LMS holds this value already. */
  holds(element: string, value: string): void;
  put(element: string, value: string): void;
  /** For an element that the LMS need not have: it is dropped when the LMS refuses it. */
  putOptional(element: string, value: string): void;
  /** For a list that the LMS need not have: when one of its values is refused, nothing more is sent of the list. */
  record(feature: string, sets: () => Sets | Unsent): void;
  /** All values that were put, whether the LMS accepted them or not. */
  values(): Readonly<Record<string, string>>;
  pending(): boolean;
  /** Sends what waits. done: nothing waits any more. refused: only what the LMS refuses. */
  send(): Answer;
  /** Sends what waits and commits. Makes no call when there is nothing to do. */
  flush(): Answer;
}

interface Entry {
  readonly feature: string;
  readonly sets: () => Sets | Unsent;
  /** The values still to be sent; null until the index in the list is known. */
  rest: Sets | null;
}

/** `forgets`: whether the LMS may treat values of a failed commit as stored, and leave them out of the next one. */
export function createOutbox(lms: Lms, forgets: () => boolean = () => false): Outbox {
  const held = new Map<string, string>();
  /** The values that the last successful commit stored, of elements that were set since. */
  const stored = new Map<string, string>();
  const values = new Map<string, string>();
  const all = new Map<string, string>();
  const optional = new Set<string>();
  const ended = new Set<string>();
  let entries: Entry[] = [];
  let uncommitted = false;
  /** Whether the last commit failed. */
  let failed = false;
  /** How many values were refused when values were last sent. */
  let refused = 0;

  function put(element: string, value: string): void {
    all.set(element, value);
    if (held.get(element) === value) values.delete(element);
    else values.set(element, value);
  }

  function set(element: string, value: string): Answer {
    const answer = lms.set(element, value);
    if (answer === "done") uncommitted = true;
    return answer;
  }

  function sendRecords(): void {
    for (let entry = entries[0]; entry; entry = entries[0]) {
      const answer = sendRecord(entry);
      if (answer === "failed") return;
      if (answer === "refused") end(entry.feature);
      else entries.shift();
    }
  }

  function sendRecord(entry: Entry): Answer {
    const sets = entry.rest ?? entry.sets();
    if (typeof sets === "string") return sets;
    entry.rest = sets;
    for (const [element, value] of sets) {
      const answer = set(element, value);
      if (answer !== "done") return answer;
      entry.rest = entry.rest.slice(1);
    }
    return "done";
  }

  function end(feature: string): void {
    ended.add(feature);
    entries = entries.filter((entry) => entry.feature !== feature);
  }

  function sendValues(): void {
    refused = 0;
    for (const [element, value] of values) {
      const answer = set(element, value);
      if (answer === "refused" && !optional.has(element)) refused++;
      if (answer === "done" && !stored.has(element)) stored.set(element, held.get(element) ?? "");
      if (answer === "done") held.set(element, value);
      if (answer === "done" || (answer === "refused" && optional.has(element))) values.delete(element);
      if (answer === "refused" && optional.has(element)) ended.add(element);
    }
  }

  /** Sends the values of a failed commit again. The stored values are committed in between, so that the LMS detects a change. */
  function resendFailed(): void {
    const again = [...stored].map(([element, before]) => [element, before, held.get(element) ?? ""] as const);
    for (const [element, before] of again) lms.set(element, before);
    lms.commit();
    for (const [element, , value] of again) lms.set(element, value);
  }

  function commit(): boolean {
    if (failed && forgets()) resendFailed();
    failed = !lms.commit();
    if (!failed) stored.clear();
    return !failed;
  }

  const pending = () => entries.length > 0 || values.size > 0 || uncommitted;

  function send(): Answer {
    sendRecords();
    sendValues();
    if (!entries.length && !values.size) return "done";
    return !entries.length && refused === values.size ? "refused" : "failed";
  }

  return {
    holds: (element, value) => held.set(element, value),
    put,
    putOptional(element, value) {
      optional.add(element);
      if (!ended.has(element)) put(element, value);
    },
    record(feature, sets) {
      if (!ended.has(feature)) entries.push({ feature, sets, rest: null });
    },
    values: () => Object.fromEntries(all),
    pending,
    send,
    flush() {
      const sent = send();
      if (uncommitted && commit()) uncommitted = false;
      return uncommitted ? "failed" : sent;
    },
  };
}
