/** The strict cmi5 LMS detects every rule that an assignable unit can break. Each case is a correct unit with one fault. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ENDPOINT, STATE } from "./fake_lrs.ts";
import { strictCmi5, type Cmi5Options, type StrictCmi5 } from "./strict_cmi5.ts";
import type { Answered } from "./web.ts";

type Json = Record<string, unknown>;

const CONTEXT = "https://w3id.org/xapi/cmi5/context";
const ids = Array.from({ length: 40 }, (_, n) => `00000000-0000-4000-8000-0000000000${String(n).padStart(2, "0")}`);

/** A unit that sends given statements; `fault` changes each of its requests or statements. */
class Unit {
  readonly strict: StrictCmi5;
  private readonly fetch: (url: string, init: RequestInit) => Promise<Answered>;
  private readonly tokenUrl: string;
  private token = "";
  private count = 0;

  constructor(options: Cmi5Options = {}) {
    this.strict = strictCmi5(options);
    const { page } = this.strict.open();
    this.fetch = (page as unknown as { fetch: (url: string, init: RequestInit) => Promise<Answered> }).fetch;
    this.tokenUrl = new URLSearchParams(page.location.search).get("fetch") ?? "";
  }

  async getToken(method = "POST"): Promise<void> {
    const found = JSON.parse(await (await this.fetch(this.tokenUrl, { method })).text()) as Json;
    this.token = String(found["auth-token"] ?? this.token);
  }

  ask(method: string, resource: string, query: Json, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const sent = { Authorization: `Basic ${this.token}`, "X-Experience-API-Version": "1.0.3", ...headers };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return this.fetch(`${ENDPOINT}${resource}?${search.toString()}`, { method, headers: sent, ...text });
  }

  state(method: string, stateId: string, changes: Json = {}, body?: unknown): Promise<Answered> {
    const { activityId, registration } = this.strict;
    const agent = JSON.stringify(this.strict.actor);
    return this.ask(method, STATE, { activityId, agent, registration, stateId, ...changes }, body);
  }

  preferences(): Promise<Answered> {
    return this.ask("GET", "agents/profile", { agent: JSON.stringify(this.strict.actor), profileId: "cmi5LearnerPreferences" });
  }

  async begin(): Promise<void> {
    await this.getToken();
    await this.state("GET", "LMS.LaunchData");
    await this.preferences();
  }

  /** A correct statement with the verb, then changed. */
  async say(verb: string, change: (statement: Json) => unknown = (statement) => statement): Promise<number> {
    const judging = ["completed", "passed", "failed"].includes(verb);
    const score = { scaled: verb === "passed" ? 0.9 : 0.1, raw: verb === "passed" ? 9 : 1, min: 0, max: 10 };
    const verdict = verb === "passed" || verb === "failed" ? { score, success: verb === "passed" } : {};
    const result = { ...verdict, ...(verb === "completed" ? { completion: true } : {}), duration: "PT5.25S" };
    const category = [{ id: `${CONTEXT}/categories/cmi5` }, ...(judging ? [{ id: `${CONTEXT}/categories/moveon` }] : [])];
    const mastery = "success" in result ? { [`${CONTEXT}/extensions/masteryscore`]: 0.5 } : {};
    const statement: Json = {
      id: ids[this.count++],
      timestamp: "2024-02-29T12:00:00.000Z",
      actor: this.strict.actor,
      verb: { id: `http://adlnet.gov/expapi/verbs/${verb}`, display: { en: verb } },
      object: { objectType: "Activity", id: this.strict.activityId },
      ...(verb === "initialized" ? {} : { result }),
      context: {
        registration: this.strict.registration,
        contextActivities: { grouping: [{ id: "https://example.org/a-course", objectType: "Activity" }], category },
        extensions: { [`${CONTEXT}/extensions/sessionid`]: "session-1", ...mastery },
      },
    };
    return (await this.ask("POST", "statements", {}, [change(statement)])).status;
  }
}

const result = (changes: Json) => (s: Json) => ({ ...s, result: { ...(s["result"] as Json), ...changes } });
const context = (changes: Json) => (s: Json) => ({ ...s, context: { ...(s["context"] as Json), ...changes } });
const activities = (changes: Json) => (s: Json) =>
  context({ contextActivities: { ...((s["context"] as Json)["contextActivities"] as Json), ...changes } })(s);
const score = (changes: Json) => (s: Json) => result({ score: { ...((s["result"] as Json)["score"] as Json), ...changes } })(s);
const cmi5 = { id: `${CONTEXT}/categories/cmi5` };
const moveon = { id: `${CONTEXT}/categories/moveon` };

/** After a correct start and `initialized`. */
const faults: readonly [mistake: string, status: number, act: (unit: Unit) => Promise<number>][] = [
  ["9.1 a statement has an id", 400, (unit) => unit.say("completed", (s) => ({ ...s, id: "1" }))],
  ["9.7 a timestamp is in UTC", 400, (unit) => unit.say("completed", (s) => ({ ...s, timestamp: "2024-02-29T12:00:00+01:00" }))],
  ["9.2 the actor is the launch's, unchanged", 400, (unit) => unit.say("completed", (s) => ({ ...s, actor: { account: unit.strict.actor["account"] } }))],
  ["9.6.1 a statement names the registration", 400, (unit) => unit.say("completed", context({ registration: ids[0] }))],
  ["6.3 content voids nothing", 400, (unit) => unit.say("voided", activities({ category: [] }))],
  ["10.2.1 the template's extensions are kept", 400, (unit) => unit.say("completed", context({ extensions: {} }))],
  ["10.2.1 the template's grouping are kept and first", 400, (unit) => unit.say("completed", activities({ grouping: [] }))],
  ["10.2.1 the template's grouping are kept and first", 400, (unit) =>
    unit.say("completed", activities({ grouping: [{ id: "a:b" }, { id: "https://example.org/a-course", objectType: "Activity" }] }))],
  ["9.6.2.1 a defined statement has the cmi5 category", 400, (unit) => unit.say("completed", activities({ category: [moveon] }))],
  ["9.4 the object of a defined statement is the launched activity", 400, (unit) => unit.say("completed", (s) => ({ ...s, object: { id: "a:b" } }))],
  ["9.3 the verb of a defined statement is one of five", 400, (unit) => unit.say("progressed")],
  ["9.6.2.2 the moveon category goes with success and completion, and only with them", 400, (unit) => unit.say("completed", activities({ category: [cmi5] }))],
  ["9.5.2 success goes with passed and failed", 400, (unit) => unit.say("completed", result({ success: true }))],
  ["9.5.2 passed is a success", 400, (unit) => unit.say("passed", result({ success: false }))],
  ["9.5.2 failed is none", 400, (unit) => unit.say("failed", result({ success: true }))],
  ["9.5.3 completion goes with completed", 400, (unit) => unit.say("passed", result({ completion: true }))],
  ["9.5.3 completion goes with completed", 400, (unit) => unit.say("completed", result({ completion: false }))],
  ["9.5.4 completed has a duration", 400, (unit) => unit.say("completed", result({ duration: undefined }))],
  ["9.5.4 terminated has a duration", 400, (unit) => unit.say("terminated", result({ duration: "5 s" }))],
  ["9.5.1 score goes with passed and failed", 400, (unit) => unit.say("completed", result({ score: { scaled: 1 } }))],
  ["9.5.1 a scaled score lies between 0 and 1", 400, (unit) => unit.say("passed", score({ scaled: 1.5 }))],
  ["9.5.1 raw, min and max are whole", 400, (unit) => unit.say("passed", score({ raw: 9.5 }))],
  ["9.5.1 raw has min and max", 400, (unit) => unit.say("passed", score({ min: undefined }))],
  ["9.6.3.2 a verdict names the masteryScore of LaunchData", 400, (unit) =>
    unit.say("passed", context({ extensions: { [`${CONTEXT}/extensions/sessionid`]: "session-1" } }))],
  ["9.3.4 passed needs the masteryScore", 400, (unit) => unit.say("passed", score({ scaled: 0.4 }))],
  ["9.3.5 failed stays below the masteryScore", 400, (unit) => unit.say("failed", score({ scaled: 0.6 }))],
  ["9.3.2 initialized comes once", 400, (unit) => unit.say("initialized")],
  ["9.3.3 completed comes once in a registration", 400, async (unit) => (await unit.say("completed"), unit.say("completed"))],
  ["9.3.4 passed comes once in a registration", 400, async (unit) => (await unit.say("passed"), unit.say("passed"))],
  ["9.3.5 failed does not follow passed", 400, async (unit) => (await unit.say("passed"), unit.say("failed"))],
  ["9.3 a session has one verdict", 400, async (unit) => (await unit.say("failed"), unit.say("passed"))],
  ["9.3.8 nothing follows terminated", 403, async (unit) => (await unit.say("terminated"), unit.say("completed"))],
  ["9.3.8 nothing is written after terminated", 403, async (unit) =>
    (await unit.say("terminated"), (await unit.state("POST", "suspendData", {}, { a: 1 })).status)],
  ["10.2 LaunchData is the LMS's", 403, async (unit) => (await unit.state("POST", "LMS.LaunchData", {}, { a: 1 })).status],
  ["10 the agent is the launch's, unchanged", 404, async (unit) => (await unit.state("GET", "suspendData", { agent: "{}" })).status],
  ["10 State is that of the launched activity", 404, async (unit) => (await unit.state("GET", "suspendData", { activityId: "a:b" })).status],
  ["10 State is that of the registration", 404, async (unit) => (await unit.state("GET", "suspendData", { registration: ids[0] })).status],
  ["11 the agent is the launch's, unchanged", 404, async (unit) =>
    (await unit.ask("GET", "agents/profile", { agent: "{}", profileId: "cmi5LearnerPreferences" })).status],
  ["9 every request says its version", 200, async (unit) =>
    (await unit.ask("GET", STATE, { activityId: unit.strict.activityId, agent: JSON.stringify(unit.strict.actor),
      registration: unit.strict.registration, stateId: "LMS.LaunchData" }, undefined, { "X-Experience-API-Version": "" })).status],
];

for (const [mistake, status, act] of faults) {
  test(`${mistake}: noticed`, async () => {
    const unit = new Unit({ masteryScore: 0.5 });
    await unit.begin();
    assert.equal(await unit.say("initialized"), 200);
    assert.deepEqual(unit.strict.mistakes(), []);
    assert.equal(await act(unit), status);
    assert.ok(unit.strict.mistakes().includes(mistake), unit.strict.mistakes().join("; "));
  });
}

const beginnings: readonly [mistake: string, act: (unit: Unit) => Promise<unknown>][] = [
  ["8.2.1 the fetch URL is asked by POST", (unit) => unit.getToken("GET")],
  ["8.2.2 the token is fetched once", async (unit) => (await unit.getToken(), unit.getToken())],
  ["10.2 LaunchData is read before the first statement", async (unit) => (await unit.getToken(), await unit.preferences(), unit.say("initialized"))],
  ["11.0 the learner's preferences are read before the first statement", async (unit) =>
    (await unit.getToken(), await unit.state("GET", "LMS.LaunchData"), unit.say("initialized"))],
  ["9.3.2 initialized comes first", async (unit) => (await unit.begin(), unit.say("completed"))],
];

for (const [mistake, act] of beginnings) {
  test(`${mistake}: noticed at the beginning`, async () => {
    const unit = new Unit();
    await act(unit);
    assert.ok(unit.strict.mistakes().includes(mistake), unit.strict.mistakes().join("; "));
  });
}

for (const launchMode of ["Browse", "Review"] as const) {
  test(`10.2.2 nothing is judged in ${launchMode}: noticed`, async () => {
    const unit = new Unit({ launchMode });
    await unit.begin();
    await unit.say("initialized");
    const plain = context({ extensions: { [`${CONTEXT}/extensions/sessionid`]: "session-1" } });
    assert.equal(await unit.say("passed", plain), 400);
    assert.deepEqual(unit.strict.mistakes(), [`10.2.2 nothing is judged in ${launchMode}`]);
  });
}

test("a faultless unit makes no mistake, and a foreign token is refused", async () => {
  const unit = new Unit({ masteryScore: 0.5 });
  await unit.begin();
  for (const verb of ["initialized", "passed", "completed", "terminated"]) assert.equal(await unit.say(verb), 200);
  assert.deepEqual(unit.strict.mistakes(), []);
  assert.equal(unit.strict.satisfied(), true);
  unit.strict.launch();
  assert.equal(await unit.say("initialized"), 403);
});
