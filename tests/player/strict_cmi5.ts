/**
 * A strict LMS that launches cmi5 content. It issues the token once, serves LaunchData and the learner's
 * preferences, checks every request and statement against the specification, and judges by moveOn. Violations
 * are recorded with their section and, where an LMS must, refused with 400, 401 or 403.
 */
import { isDeepStrictEqual } from "node:util";
import type { Statement } from "../../scorm_export/player/src/record/statements.ts";
import { ENDPOINT, fakeLrs, readRequest, STATE, type Asked, type FakeLrs } from "./fake_lrs.ts";
import { answered, COURSE, newTab, webPage, type Answered, type Tab, type WebPage } from "./web.ts";

export interface Cmi5Options {
  readonly launchMode?: "Normal" | "Browse" | "Review";
  readonly masteryScore?: number;
  readonly returnURL?: string;
  readonly moveOn?: "Passed" | "Completed" | "CompletedAndPassed" | "CompletedOrPassed" | "NotApplicable";
  /** Replaces LaunchData, for platforms that leave out parts of it. */
  readonly launchData?: Readonly<Record<string, unknown>>;
  readonly actor?: Readonly<Record<string, unknown>>;
  /** The learner's preferences; none by default. */
  readonly preferences?: string;
  readonly registration?: string;
}

export interface StrictCmi5 {
  readonly lrs: FakeLrs;
  readonly tokens: number;
  readonly activityId: string;
  readonly actor: Readonly<Record<string, unknown>>;
  readonly registration: string;
  mistakes(): readonly string[];
  /** Starts a new session of the registration, and abandons the one before (9.3.8). */
  launch(changes?: Cmi5Options): void;
  /** The page that the last launch opens, in a new tab or an open one. */
  open(tab?: Tab, more?: Readonly<Record<string, unknown>>): WebPage;
  /** Whether the AU is satisfied (10.2.4). */
  satisfied(): boolean;
  verbs(): readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const FETCH = "https://lms.example.org/fetch";
const CMI5 = "https://w3id.org/xapi/cmi5/context";
const CATEGORY = `${CMI5}/categories/cmi5`;
const MOVEON = `${CMI5}/categories/moveon`;
const MASTERY = `${CMI5}/extensions/masteryscore`;
const DEFINED = ["initialized", "completed", "passed", "failed", "terminated"];
const JUDGING = ["completed", "passed", "failed"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function strictCmi5(options: Cmi5Options = {}): StrictCmi5 {
  const lrs = fakeLrs();
  const found: string[] = [];
  const activityId = "https://lms.example.org/units/7";
  const actor = options.actor ?? { objectType: "Agent", name: "A learner", account: { homePage: "https://lms.example.org", name: "l-1" } };
  const registration = options.registration ?? "7a1f8d6e-52f0-4b9e-9a53-0c7f0f6d3c11";
  /** Of the registration. */
  const judged: string[] = [];
  let settings = options;
  let session = 0;
  let fetched = 0;
  let tokens = 0;
  let data: Json = {};
  let told: string[] = [];
  let read = new Set<string>();
  let closing = false;

  const token = () => btoa(`session-${session}:secret`);
  const wrong = (rule: string) => void found.push(rule);
  const rule = (holds: boolean, text: string) => void (holds || wrong(text));

  function launch(changes: Cmi5Options = {}): void {
    settings = { ...settings, ...changes };
    session += 1;
    fetched = 0;
    told = [];
    read = new Set();
    closing = false;
    const { launchMode = "Normal", masteryScore, returnURL, moveOn = "CompletedAndPassed" } = settings;
    data = settings.launchData ?? {
      contextTemplate: {
        contextActivities: { grouping: [{ id: COURSE, objectType: "Activity" }] },
        extensions: { [`${CMI5}/extensions/sessionid`]: `session-${session}` },
      },
      launchMode,
      moveOn,
      ...(masteryScore === undefined ? {} : { masteryScore }),
      ...(returnURL ? { returnURL } : {}),
    };
  }

  async function respond(url: string, init: RequestInit): Promise<Answered> {
    const asked = readRequest(url, init);
    if (url.startsWith(FETCH)) return fetchToken(asked, url);
    const refused = lrs.fault(asked) === null ? refusal(asked) : null;
    const before = lrs.fault;
    if (refused !== null) lrs.fault = () => refused;
    const launchData = asked.resource === STATE && asked.query["stateId"] === "LMS.LaunchData";
    if (launchData) lrs.documents.set(JSON.stringify([STATE, asked.query]), { body: JSON.stringify(data), etag: '"1"' });
    const profile = asked.resource === "agents/profile" && settings.preferences;
    if (profile) lrs.documents.set(JSON.stringify([asked.resource, asked.query]), { body: profile, etag: '"1"' });
    const { length } = lrs.statements;
    const answer = lrs.fetch(url, init);
    lrs.fault = before;
    // Even if the answer is lost.
    accept(lrs.statements.slice(length));
    return answer;
  }

  function fetchToken({ method }: Asked, url: string): Answered {
    if (!url.endsWith(`=${session}`)) return answered(200, JSON.stringify({ "error-code": "1", "error-text": "the session is over" }));
    fetched += 1;
    rule(method === "POST", "8.2.1 the fetch URL is asked by POST");
    rule(fetched === 1, "8.2.2 the token is fetched once");
    lrs.line(`  ${method} ${url}`);
    if (fetched > 1) return answered(200, JSON.stringify({ "error-code": "1", "error-text": "already used" }));
    tokens += 1;
    return answered(200, JSON.stringify({ "auth-token": token() }));
  }

  /** The status with which an LMS refuses a request; null when it is allowed. */
  function refusal({ method, resource, query, headers, body }: Asked): number | null {
    if (headers["Authorization"] !== `Basic ${token()}`) return 403;
    rule(headers["X-Experience-API-Version"]?.startsWith("1.0") ?? false, "9 every request says its version");
    if (resource === "statements") return method === "GET" ? null : refuseStatements(method === "PUT" ? [body as Statement] : (body as Statement[]));
    if (resource === "agents/profile") {
      rule(query["agent"] === JSON.stringify(actor), "11 the agent is the launch's, unchanged");
      rule(method === "GET" || told.length > 0, "11.0 the learner's preferences are read first");
      read.add("preferences");
      return null;
    }
    rule(query["agent"] === JSON.stringify(actor), "10 the agent is the launch's, unchanged");
    rule(query["activityId"] === activityId, "10 State is that of the launched activity");
    rule(query["registration"] === registration, "10 State is that of the registration");
    if (query["stateId"] === "LMS.LaunchData") {
      read.add("launch data");
      rule(method === "GET", "10.2 LaunchData is the LMS's");
      return method === "GET" ? null : 403;
    }
    if (method !== "GET" && closing) {
      wrong("9.3.8 nothing is written after terminated");
      return 403;
    }
    return null;
  }

  function refuseStatements(sent: readonly Statement[]): number | null {
    // A statement that the LRS has already: it answers 409.
    const statements = sent.filter(({ id }) => lrs.statements.every((one) => one.id !== id));
    if (closing && statements.length) {
      wrong("9.3.8 nothing follows terminated");
      return 403;
    }
    const count = found.length;
    const seen = [...told];
    for (const statement of statements) {
      check(statement, seen);
      if (isDefined(statement)) seen.push(name(statement));
    }
    return found.length > count ? 400 : null;
  }

  function accept(statements: readonly Statement[]): void {
    for (const statement of statements.filter(isDefined)) {
      told.push(name(statement));
      if (JUDGING.includes(name(statement))) judged.push(name(statement));
      closing ||= name(statement) === "terminated";
    }
  }

  function check(statement: Statement, seen: readonly string[]): void {
    const { context, object } = statement;
    const result = (statement.result ?? {}) as Json;
    rule(read.has("launch data"), "10.2 LaunchData is read before the first statement");
    rule(read.has("preferences"), "11.0 the learner's preferences are read before the first statement");
    rule(UUID.test(statement.id), "9.1 a statement has an id");
    rule(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(statement.timestamp), "9.7 a timestamp is in UTC");
    rule(isDeepStrictEqual(statement.actor, actor), "9.2 the actor is the launch's, unchanged");
    rule(context.registration === registration, "9.6.1 a statement names the registration");
    rule(name(statement) !== "voided", "6.3 content voids nothing");
    checkTemplate(statement);
    rule(!seen.includes("terminated"), "9.3.8 nothing follows terminated");
    rule(seen.length > 0 || (name(statement) === "initialized" && isDefined(statement)), "9.3.2 initialized comes first");
    const own = (object as Json)["id"] === activityId;
    if (!isDefined(statement)) return rule(!(own && DEFINED.includes(name(statement))), "9.6.2.1 a defined statement has the cmi5 category");
    rule(own, "9.4 the object of a defined statement is the launched activity");
    rule(DEFINED.includes(name(statement)), "9.3 the verb of a defined statement is one of five");
    checkResult(statement, result);
    checkOrder(name(statement), [...judged, ...seen.slice(told.length)], seen);
  }

  function checkTemplate({ context }: Statement): void {
    const template = (data["contextTemplate"] ?? {}) as Json;
    for (const [key, value] of Object.entries(template)) {
      if (key !== "contextActivities") {
        const kept = { ...(context[key] as Json) };
        const whole = Object.entries(value as Json).every(([part, wanted]) => isDeepStrictEqual(kept[part], wanted));
        rule(whole, `10.2.1 the template's ${key} are kept`);
      }
    }
    for (const [list, wanted] of Object.entries((template["contextActivities"] ?? {}) as Record<string, readonly unknown[]>)) {
      const kept = (context.contextActivities as Record<string, readonly unknown[]> | undefined)?.[list] ?? [];
      rule(isDeepStrictEqual(kept.slice(0, wanted.length), wanted), `10.2.1 the template's ${list} are kept and first`);
    }
  }

  function checkResult(statement: Statement, result: Json): void {
    const verb = name(statement);
    const ids = (statement.context.contextActivities?.category ?? []).map(({ id }) => id);
    const judging = "success" in result || "completion" in result;
    rule(ids.includes(MOVEON) === judging, "9.6.2.2 the moveon category goes with success and completion, and only with them");
    rule(!("success" in result) || verb === "passed" || verb === "failed", "9.5.2 success goes with passed and failed");
    rule(verb !== "passed" || result["success"] === true, "9.5.2 passed is a success");
    rule(verb !== "failed" || result["success"] === false, "9.5.2 failed is none");
    rule((verb === "completed") === (result["completion"] === true), "9.5.3 completion goes with completed");
    rule(verb === "initialized" || /^PT\d+(\.\d+)?S$/.test(String(result["duration"])), `9.5.4 ${verb} has a duration`);
    const score = result["score"] as Readonly<Record<string, number>> | undefined;
    rule(!score || verb === "passed" || verb === "failed", "9.5.1 score goes with passed and failed");
    if (score) checkScore(score);
    if (verb !== "passed" && verb !== "failed") return;
    const mastery = data["masteryScore"] as number | undefined;
    const extension = statement.context.extensions?.[MASTERY];
    rule(extension === mastery, "9.6.3.2 a verdict names the masteryScore of LaunchData");
    if (mastery === undefined || !score) return;
    rule(verb !== "passed" || (score["scaled"] ?? 0) >= mastery, "9.3.4 passed needs the masteryScore");
    rule(verb !== "failed" || (score["scaled"] ?? 1) < mastery, "9.3.5 failed stays below the masteryScore");
  }

  function checkScore(score: Readonly<Record<string, number>>): void {
    const { scaled = 0, raw, min, max } = score;
    rule(scaled >= 0 && scaled <= 1, "9.5.1 a scaled score lies between 0 and 1");
    rule([raw, min, max].every((part) => part === undefined || Number.isInteger(part)), "9.5.1 raw, min and max are whole");
    rule(raw === undefined || (min !== undefined && max !== undefined), "9.5.1 raw has min and max");
  }

  /** `before`: earlier statements of the registration. */
  function checkOrder(verb: string, before: readonly string[], seen: readonly string[]): void {
    rule(verb !== "initialized" || !seen.includes("initialized"), "9.3.2 initialized comes once");
    const mode = data["launchMode"] ?? "Normal";
    rule(mode === "Normal" || !JUDGING.includes(verb), `10.2.2 nothing is judged in ${String(mode)}`);
    rule(verb !== "completed" || !before.includes("completed"), "9.3.3 completed comes once in a registration");
    rule(verb !== "passed" || !before.includes("passed"), "9.3.4 passed comes once in a registration");
    rule(verb !== "failed" || !before.includes("passed"), "9.3.5 failed does not follow passed");
    const verdict = seen.some((one) => one === "passed" || one === "failed");
    rule((verb !== "passed" && verb !== "failed") || !verdict, "9.3 a session has one verdict");
  }

  function satisfied(): boolean {
    const completed = judged.includes("completed");
    const passed = judged.includes("passed");
    const moveOn = settings.moveOn ?? "CompletedAndPassed";
    if (moveOn === "CompletedAndPassed") return completed && passed;
    if (moveOn === "CompletedOrPassed") return completed || passed;
    return moveOn === "NotApplicable" || (moveOn === "Passed" ? passed : completed);
  }

  launch();
  return {
    lrs,
    get tokens() {
      return tokens;
    },
    activityId,
    actor,
    registration,
    mistakes: () => found,
    launch,
    open(tab = newTab(), more = {}) {
      const parameters = { endpoint: ENDPOINT, fetch: `${FETCH}?session=${session}`, actor: JSON.stringify(actor), registration, activityId };
      return webPage(`?${new URLSearchParams(parameters).toString()}`, respond, tab, more);
    },
    satisfied,
    verbs: () => lrs.statements.filter(isDefined).map(name),
  };
}

export function isDefined({ context }: Statement): boolean {
  return (context.contextActivities?.category ?? []).some(({ id }) => id === CATEGORY);
}

export function name({ verb }: Statement): string {
  return verb.id.split("/").at(-1) ?? "";
}
