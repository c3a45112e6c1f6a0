/**
 * What is to be told to the LMS and has not arrived yet. Values wait by element, the last one wins; records of lists
 * (interactions, objectives) wait in order. Whatever the LMS does not take stays and goes along with the next flush.
 */

/** done: taken. failed: not now, try again. refused: this LMS will never take it. */
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
  /** For an element the LMS need not have: forgotten when it is refused. */
  putOptional(element: string, value: string): void;
  /** A feature the LMS need not have: it ends for the session, with all its records, when a value of it is refused. */
  record(feature: string, sets: () => Sets | Unsent): void;
  /** All values that were put, whether the LMS took them or not. */
  values(): Readonly<Record<string, string>>;
  pending(): boolean;
  /** Send what waits; done when nothing does any more, refused when only what the LMS does not take. */
  send(): Answer;
  /** Send what waits and commit. Makes no call when there is nothing to do. */
  flush(): Answer;
}

interface Entry {
  readonly feature: string;
  readonly sets: () => Sets | Unsent;
  /** What of it is still to be sent; null until the list's index is known. */
  rest: Sets | null;
}

/** `forgets`: whether the LMS may take what a commit failed to store for stored, and leave it out of the next one. */
export function createOutbox(lms: Lms, forgets: () => boolean = () => false): Outbox {
  const held = new Map<string, string>();
  /** What was stored by the last commit that did not fail, by element that was set since. */
  const stored = new Map<string, string>();
  const values = new Map<string, string>();
  const said = new Map<string, string>();
  const optional = new Set<string>();
  const ended = new Set<string>();
  let entries: Entry[] = [];
  let uncommitted = false;
  /** Whether the last commit did. */
  let failed = false;
  /** How many of the values were refused the last time. */
  let refused = 0;

  function put(element: string, value: string): void {
    said.set(element, value);
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

  /** Values of a commit that failed come again; what is stored is set in between, so that the LMS sees something new. */
  function comeAgain(): void {
    const again = [...stored].map(([element, before]) => [element, before, held.get(element) ?? ""] as const);
    for (const [element, before] of again) lms.set(element, before);
    lms.commit();
    for (const [element, , value] of again) lms.set(element, value);
  }

  function commit(): boolean {
    if (failed && forgets()) comeAgain();
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
    values: () => Object.fromEntries(said),
    pending,
    send,
    flush() {
      const sent = send();
      if (uncommitted && commit()) uncommitted = false;
      return uncommitted ? "failed" : sent;
    },
  };
}
