/**
 * What the strict LMSs of both versions of SCORM share: they record every call, keep what was committed between
 * sessions, and can be made to fail. They need neither Node nor a browser, so that a page can use them as its LMS too.
 */

export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly answer: unknown;
  /** "0" without an error. */
  readonly error: string;
}

export type Mode = "normal" | "browse" | "review";

export interface LmsOptions {
  readonly mode?: Mode;
  readonly credit?: "credit" | "no-credit";
  /** Returns numbers and booleans where the standard has strings, as some LMSs do. */
  readonly loose?: boolean;
  /** Elements or beginnings of elements that this LMS does not have (error 401). */
  readonly without?: readonly string[];
  /** Values from the manifest, by element. */
  readonly given?: Readonly<Record<string, string>>;
  /** Values of earlier sessions, by element. */
  readonly stored?: Readonly<Record<string, string>>;
}

/** false: calls answer "false" or "" with error 101. throw: calls throw. */
export type Trouble = "none" | "false" | "throw";

export interface StrictLms {
  readonly API: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  /** The API, by its name in a window. */
  readonly window: Readonly<Record<string, unknown>>;
  readonly log: Call[];
  /** Calls with an error, as text; empty when the SCO made no error. */
  mistakes(): string[];
  /** A committed value. */
  stored(element: string): string;
  /** All committed values, by element. */
  durable(): Record<string, string>;
  /** From now on, or for so many calls, calls whose name or element contains `only` fail. */
  trouble(kind: Trouble, calls?: number, only?: string): void;
  /** A new launch with what was committed, in the given mode. */
  relaunch(mode?: Mode): void;
  /** Adds a line of prose to the transcript. */
  note(text: string): void;
  /** Every call, one per line. */
  transcript(): string;
}

export type Check = (value: string, lms: Context, path: Path) => boolean;

export interface Context {
  readonly get: (element: string) => string | undefined;
}

/** `cmi.interactions.0.objectives.1.id` is shape `cmi.interactions.n.objectives.n.id` with indexes 0 and 1. */
export interface Path {
  readonly element: string;
  readonly shape: string;
  readonly indexes: readonly number[];
}

export interface Rule {
  readonly access: "r" | "w" | "rw";
  readonly check: Check;
}

export const matching = (pattern: RegExp): Check => (value) => pattern.test(value);
export const text = (most: number): Check => (value) => value.length <= most;
export const oneOf = (...words: string[]): Check => (value) => words.includes(value);
export const r: Rule = { access: "r", check: () => false };
export const rw = (check: Check): Rule => ({ access: "rw", check });
export const w = (check: Check): Rule => ({ access: "w", check });

export function pathOf(element: unknown): Path {
  const words = String(element);
  const indexes = [...words.matchAll(/\.(\d+)(?=\.)/g)].map((found) => Number(found[1]));
  return { element: words, shape: words.replace(/\.\d+(?=\.)/g, ".n"), indexes };
}

/** The number of entries in a list of the data model. */
export function countOf(model: ReadonlyMap<string, string>, list: string): number {
  const indexes = [...model.keys()]
    .filter((element) => element.startsWith(`${list}.`))
    .map((element) => Number(element.slice(list.length + 1).split(".")[0]));
  return new Set(indexes.filter((index) => !Number.isNaN(index))).size;
}

/** The length of the outer or inner list in a path, and the index in it. */
export function placesOf(model: ReadonlyMap<string, string>, { element, indexes }: Path): { index: number; count: number }[] {
  const parts = element.split(".");
  return indexes.map((index, depth) => ({ index, count: countOf(model, parts.slice(0, 2 + 2 * depth).join(".")) }));
}

/** Whether another entry of the same list has this id. */
export function repeatsId(model: ReadonlyMap<string, string>, { element }: Path, value: unknown): boolean {
  const list = element.replace(/\.\d+\.id$/, "");
  const isId = (other: string) => other.startsWith(`${list}.`) && /^\.\d+\.id$/.test(other.slice(list.length));
  return [...model].some(([other, id]) => isId(other) && other !== element && id === value);
}

/** The value of `_children`. */
export function childrenOf(rules: Readonly<Record<string, Rule>>, parent: string): string {
  const shape = parent.replace(/\.\d+/g, ".n");
  const start = [`${shape}.n.`, `${shape}.`].find((one) => Object.keys(rules).some((rule) => rule.startsWith(one))) ?? "";
  const children = Object.keys(rules).filter((rule) => rule.startsWith(start)).map((rule) => rule.slice(start.length).split(".")[0]);
  return [...new Set(children)].filter((child) => !child?.startsWith("_")).join(",");
}

/** What distinguishes the versions. */
interface Words {
  readonly get: string;
  readonly set: string;
  /** The elements that a lenient LMS returns as numbers. */
  readonly numbers: RegExp;
  readonly errors: Readonly<Record<string, string>>;
  /** The longest prefix of an element. */
  readonly width: number;
}

/** Handles every call: records it, makes it fail if requested, and formats the answer. */
export function createDesk(words: Words, loose: boolean) {
  const log: Call[] = [];
  const lines: string[] = [];
  let lastError = "0";
  let kind: Trouble = "none";
  let callsLeft = 0;
  let troubled = "";

  function fail(code: string, answer = "false"): string {
    lastError = code;
    return answer;
  }

  function call(name: string, work: (...args: unknown[]) => string) {
    return (...args: unknown[]): unknown => {
      lastError = "0";
      if (isTroubled(name, args)) {
        lastError = "101";
        if (kind === "throw") return written(name, args, () => { throw new Error("The LMS is not there"); });
        return written(name, args, () => (name === words.get ? "" : "false"));
      }
      return written(name, args, () => work(...args));
    };
  }

  function isTroubled(name: string, args: readonly unknown[]): boolean {
    if (kind === "none" || callsLeft <= 0 || !`${name} ${String(args[0])}`.includes(troubled)) return false;
    callsLeft--;
    return true;
  }

  function written(name: string, args: readonly unknown[], work: () => string): unknown {
    try {
      const answer = manner(name, args, work());
      note(name, args, answer);
      return answer;
    } catch (error) {
      if (lastError === "0") lastError = "101";
      note(name, args, "(throws)");
      throw error;
    }
  }

  function note(name: string, args: readonly unknown[], answer: unknown): void {
    log.push({ name, args, answer, error: lastError });
    const sign = name === words.set ? ` := ${String(args[1])}` : name === words.get ? ` = ${String(answer)}` : "";
    const wrong = `   ! ${lastError} ${words.errors[lastError] ?? ""}${answer === "(throws)" ? " (throws)" : ""}`;
    lines.push(`  ${name.padEnd(words.width)} ${String(args[0] ?? "")}${sign}${lastError === "0" ? "" : wrong}`.trimEnd());
  }

  function manner(name: string, args: readonly unknown[], answer: string): unknown {
    if (!loose) return answer;
    if (name === words.get) return words.numbers.test(String(args[0])) && answer !== "" ? Number(answer) : answer;
    return answer === "true" || answer === "false" ? answer === "true" : answer;
  }

  return {
    call,
    fail,
    log,
    lastError: () => (loose ? Number(lastError) : lastError),
    mistakes: () => log.filter(({ error }) => error !== "0").map((one) => `${one.name}(${one.args.join(", ")}): ${one.error}`),
    errorText: (code: unknown) => words.errors[String(code)] ?? "",
    note: (prose: string) => lines.push("", prose),
    transcript: () => `${lines.join("\n").trim()}\n`,
    trouble(next: Trouble, calls = Infinity, only = "") {
      kind = next;
      callsLeft = calls;
      troubled = only;
    },
    forget() {
      lastError = "0";
    },
  };
}
