import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test, type TestContext } from "node:test";
import { createLrs } from "../../scorm_export/player/src/record/lrs.ts";
import { createQueue, type Queue } from "../../scorm_export/player/src/record/queue.ts";
import { sha1 } from "../../scorm_export/player/src/record/sha1.ts";
import { stamper } from "../../scorm_export/player/src/record/stamps.ts";
import type { Statement } from "../../scorm_export/player/src/record/statements.ts";
import type { StatementStore } from "../../scorm_export/player/src/record/storage.ts";
import type { SaveStatus } from "../../scorm_export/player/src/tracking/tracking.ts";
import { ENDPOINT, fakeLrs, HANGS, type FakeLrs } from "./fake_lrs.ts";
import { settled } from "./page.ts";
import { LOADED, webPage, type WebPage } from "./web.ts";

interface Run {
  readonly lrs: FakeLrs;
  readonly page: WebPage;
  readonly queue: Queue;
  readonly statuses: SaveStatus[];
  readonly details: (string | undefined)[];
  readonly store: Map<string, Statement>;
  /** The statements reported as arrived. */
  readonly arrived: Statement[];
  /** Creates statements and puts them into the queue. */
  add(count: number, padding?: number): Statement[];
}

async function run(left: readonly Statement[] = [], lrs: FakeLrs = fakeLrs(), keeps = true): Promise<Run> {
  const page = webPage("", lrs.fetch);
  const stamp = stamper(page.page);
  const statuses: SaveStatus[] = [];
  const details: (string | undefined)[] = [];
  const arrived: Statement[] = [];
  const store = new Map(left.map((statement) => [statement.id, statement]));
  const kept: StatementStore = {
    put(list) {
      if (keeps) list.forEach((statement) => store.set(statement.id, statement));
      return Promise.resolve(keeps);
    },
    remove: (list) => list.forEach(({ id }) => store.delete(id)),
    all: () => Promise.resolve([...store.values()]),
  };
  const access = { endpoint: ENDPOINT, authorization: "Basic a2V5", activityId: "a:b", agent: "{}", registration: null };
  const client = createLrs(page.page, access);
  function onSaveStatus(status: SaveStatus, detail?: string): void {
    if (status === statuses.at(-1) && detail === details.at(-1)) return;
    statuses.push(status);
    details.push(detail);
  }
  const queue = createQueue(page.page, client, kept, left, { onSaveStatus, onArrived: (list) => arrived.push(...list) });
  await settled();
  const add = (count: number, padding = 0): Statement[] => {
    const made = Array.from({ length: count }, () => statement(stamp(), padding));
    queue.add(made);
    return made;
  };
  return { lrs, page, queue, statuses, details, store, arrived, add };
}

function statement(stamp: { id: string; timestamp: string }, padding: number): Statement {
  const object = { id: "a:b", padding: "x".repeat(padding) };
  return { ...stamp, actor: {}, verb: { id: "a:verb", display: { en: "did" } }, object, context: {} };
}

const ids = (statements: readonly Statement[]) => statements.map(({ id }) => id);
const posts = ({ lrs }: Run) => lrs.asked.map(({ body }) => [body].flat().length);

/** After any faults: everything arrived once, in order, nothing is left, and the status is right. */
function assertDelivered({ lrs, store, statuses, arrived }: Run, made: readonly Statement[]): void {
  assert.ok(made.every((statement) => arrived.includes(statement)));
  assert.deepEqual(ids(lrs.statements), ids(made));
  assert.deepEqual(lrs.statements, made);
  assert.equal(store.size, 0);
  assert.equal(statuses.at(-1), "saved");
}

function quiet(context: TestContext) {
  return context.mock.method(console, "warn", () => {}).mock;
}

test("statements go together a second after the first", async () => {
  const told = await run();
  const made = [...told.add(1), ...told.add(2)];
  assert.deepEqual(posts(told), []);
  await told.page.pass(1000);
  assert.deepEqual(posts(told), [3]);
  assertDelivered(told, made);
  assert.deepEqual(told.statuses, ["saving", "saved"]);
});

test("a flush sends at once; an empty queue sends nothing", async () => {
  const told = await run();
  told.queue.flush();
  const made = told.add(2);
  told.queue.flush();
  await settled();
  assertDelivered(told, made);
  await told.page.pass(100_000);
  assert.deepEqual(posts(told), [2]);
});

test("what comes while a batch is on its way follows it in order", async () => {
  const told = await run();
  const made = told.add(2);
  told.queue.flush();
  made.push(...told.add(3));
  await settled();
  assertDelivered(told, made);
  assert.deepEqual(posts(told), [2, 3]);
});

test("batches keep within fifty statements and thirty thousand characters", async () => {
  const many = await run();
  const made = many.add(120);
  many.queue.flush();
  await settled();
  assert.deepEqual(posts(many), [50, 50, 20]);
  assertDelivered(many, made);

  const large = await run();
  const heavy = large.add(7, 9000);
  large.queue.flush();
  await settled();
  assert.deepEqual(posts(large), [3, 3, 1]);
  assertDelivered(large, heavy);
});

for (const status of [500, 503, 429, 408, 0]) {
  test(`${status || "no answer"} is waited out, later and later, and said`, async () => {
    const told = await run();
    const made = told.add(3);
    told.lrs.fault = () => status;
    await told.page.pass(1000);
    await told.page.pass(2000 + 4000 + 8000 + 16_000);
    assert.equal(told.lrs.asked.length, 5);
    assert.deepEqual(told.statuses, ["saving", "device"]);
    told.queue.flush();
    await settled();
    assert.equal(told.lrs.asked.length, 5);
    made.push(...told.add(2));
    told.lrs.fault = () => null;
    await told.page.pass(32_000);
    assertDelivered(told, made);
  });
}

test("an LRS that answers 500 for ten statements and then recovers has all of them once", async () => {
  const told = await run();
  let failures = 10;
  told.lrs.fault = () => (failures-- > 0 ? 500 : null);
  const made: Statement[] = [];
  for (let n = 0; n < 20; n++) {
    made.push(...told.add(1));
    told.queue.flush();
    await told.page.pass(30_000);
  }
  await told.page.pass(60_000);
  assertDelivered(told, made);
});

test("offline for a minute: the browser's word that it is back is taken at once", async () => {
  const told = await run();
  told.lrs.fault = () => 0;
  const made = told.add(4);
  await told.page.pass(60_000);
  told.lrs.fault = () => null;
  told.page.hear("online");
  await settled();
  assertDelivered(told, made);
});

test("a request without an answer for half a minute is given up and made again", async () => {
  const hanging = await run();
  let attempts = 0;
  const page = hanging.page.page as unknown as { fetch(url: string, init: RequestInit): unknown };
  const { fetch } = page;
  page.fetch = (url, init) =>
    ++attempts > 1 ? fetch(url, init) : new Promise((_, reject) => init.signal?.addEventListener("abort", reject));
  const made = hanging.add(1);
  await hanging.page.pass(1000 + 30_000);
  assert.deepEqual(hanging.lrs.statements, []);
  await hanging.page.pass(2000);
  assertDelivered(hanging, made);
});

test("an answer that was lost: the same statements again are a conflict, and count as delivered", async () => {
  const told = await run();
  let answers = 0;
  told.lrs.lost = () => (answers++ ? null : 0);
  const made = told.add(3);
  await told.page.pass(1000);
  await told.page.pass(2000);
  assert.deepEqual(posts(told), [3, 3, 1, 1, 1]);
  assertDelivered(told, made);
});

test("a batch with some that are known loses none of the new ones", async () => {
  const told = await run();
  const made = told.add(4);
  told.lrs.statements.push(...made.slice(0, 2));
  await told.page.pass(1000);
  assert.deepEqual(posts(told), [4, 1, 1, 1, 1]);
  assertDelivered(told, made);
});

test("one bad statement in a batch: the others arrive in order; the bad one is reported, kept, and sent again until the LRS accepts it", async (context) => {
  const warned = quiet(context);
  const told = await run();
  const made = told.add(5);
  const [, , bad] = made as [Statement, Statement, Statement, ...Statement[]];
  told.lrs.bad.add(bad.id);
  await told.page.pass(1000);
  const others = made.filter(({ id }) => id !== bad.id);
  assert.deepEqual(told.lrs.statements, others);
  assert.deepEqual([...told.store.keys()], [bad.id]);
  assert.deepEqual([told.statuses.at(-1), told.details.at(-1)], ["refused", "400 a bad statement"]);
  assert.equal(warned.callCount(), 1);

  made.push(...told.add(1));
  await told.page.pass(1000);
  assert.deepEqual(told.lrs.statements, made.filter(({ id }) => id !== bad.id));
  assert.equal(told.statuses.at(-1), "refused");
  const asked = told.lrs.asked.length;
  await told.page.pass(60_000);
  assert.equal(told.lrs.asked.length, asked + 1);

  told.lrs.bad.clear();
  await told.page.pass(120_000);
  assert.deepEqual(new Set(told.lrs.statements), new Set(made));
  assert.equal(told.store.size, 0);
  assert.equal(told.statuses.at(-1), "saved");
});

for (const status of [400, 404, 405, 413, 422]) {
  test(`an LRS that answers ${status} to everything: 0 statements delivered, all kept, and the learner does not read "saved"`, async (context) => {
    quiet(context);
    const told = await run();
    const text = `<html>${"x".repeat(400)}`;
    told.lrs.fault = () => ({ status, text });
    const made = told.add(3);
    await told.page.pass(1000);
    assert.deepEqual(told.arrived, []);
    assert.deepEqual(ids([...told.store.values()]), ids(made));
    assert.ok(!told.statuses.includes("saved"));
    assert.deepEqual([told.statuses.at(-1), told.details.at(-1)], ["refused", `${status} ${text.slice(0, 300)}`]);

    told.lrs.fault = () => null;
    const next = await run([...told.store.values()], told.lrs);
    assertDelivered(next, made);
  });
}

test("an LRS that answers 200 to a POST and drops it: each goes by PUT, and from then on at once", async () => {
  const told = await run();
  told.lrs.dropsPosts = true;
  const made = told.add(3);
  await told.page.pass(1000);
  assertDelivered(told, made);
  made.push(...told.add(2));
  await told.page.pass(1000);
  assertDelivered(told, made);
  assert.deepEqual(told.lrs.asked.map(({ method }) => method), ["POST", "PUT", "PUT", "PUT", "PUT", "PUT"]);
  assert.deepEqual(told.lrs.asked.slice(1).map(({ query }) => query["statementId"]), ids(made));
});

for (const body of ["", "OK", "{}", "[]", '["00000000-0000-4000-8000-000000000000"]']) {
  test(`200 with "${body}" does not say that a statement was stored`, async () => {
    const told = await run();
    told.lrs.fault = ({ method }) => (method === "POST" ? { status: 200, text: body } : null);
    const made = told.add(2);
    await told.page.pass(1000);
    assertDelivered(told, made);
  });
}

const waits: readonly [header: string, ms: number][] = [
  ["120", 120_000],
  [new Date(LOADED + 181_000).toUTCString(), 180_000],
  ["0", 2000],
  ["soon", 2000],
  [new Date(LOADED - 1_000_000).toUTCString(), 2000],
  ["999999999", 3_600_000],
];

for (const [retryAfter, ms] of waits) {
  for (const status of [429, 503]) {
    test(`${status} with Retry-After: ${retryAfter} is asked again after ${ms / 1000} s, and not before`, async () => {
      const told = await run();
      told.lrs.fault = () => ({ status, retryAfter });
      const made = told.add(2);
      await told.page.pass(1000);
      told.lrs.fault = () => null;
      told.page.hear("online");
      if (ms > 2000) await told.page.pass(ms - 1000);
      assert.equal(told.lrs.asked.length, ms > 2000 ? 1 : 2);
      await told.page.pass(1000);
      assertDelivered(told, made);
    });
  }
}

test("a Retry-After is ignored only by a page that is unloaded with statements that are kept nowhere", async () => {
  for (const keeps of [true, false]) {
    const told = await run([], fakeLrs(), keeps);
    told.lrs.fault = () => ({ status: 429, retryAfter: "600" });
    told.add(1);
    await told.page.pass(1000);
    told.queue.flush(true);
    await settled();
    assert.equal(told.lrs.asked.length, keeps ? 1 : 2);
    assert.equal(told.statuses.at(-1), keeps ? "device" : "unsaved");
  }
});

test("a statement is not added twice, even when it comes from another window", async () => {
  const told = await run();
  const made = told.add(2);
  told.queue.add(made);
  await told.page.pass(1000);
  told.queue.add(made);
  await told.page.pass(1000);
  assert.deepEqual(posts(told), [2]);
  assertDelivered(told, made);
});

test("a window that gives the record away sends nothing more and answers what may not have arrived", async () => {
  const told = await run();
  const made = told.add(1);
  told.lrs.fault = () => HANGS;
  told.queue.flush();
  made.push(...told.add(1));
  assert.deepEqual(told.queue.halt(), made);
  const { length } = told.statuses;
  told.add(1);
  told.queue.flush(true);
  await told.page.pass(1_000_000);
  assert.equal(told.lrs.asked.length, 1);
  assert.equal(told.statuses.length, length);
});

for (const status of [401, 403]) {
  test(`${status} ends it: the learner is told, nothing more is sent, and the store keeps the rest`, async () => {
    const told = await run();
    const made = told.add(2);
    await told.page.pass(1000);
    told.lrs.fault = () => status;
    const kept = told.add(3);
    await told.page.pass(1000);
    kept.push(...told.add(1));
    told.queue.flush(true);
    await told.page.pass(1_000_000);
    assert.deepEqual(posts(told), [2, 3]);
    assert.deepEqual(told.lrs.statements, made);
    assert.deepEqual([...told.store.keys()], ids(kept));
    assert.deepEqual([told.statuses.at(-1), told.details.at(-1)], ["refused", String(status)]);
  });
}

test("what an earlier page left goes first", async () => {
  const earlier = await run();
  const left = earlier.add(2);
  const told = await run(left);
  const made = told.add(1);
  await told.page.pass(1000);
  assertDelivered(told, [...left, ...made]);
});

test("two pages that deliver the same leftovers deliver them once", async () => {
  const earlier = await run();
  const left = earlier.add(3);
  const one = await run(left);
  assertDelivered(one, left);
  const other = await run(left, one.lrs);
  assertDelivered(other, left);
});

test("the last flush does not wait for a failure and sends what is not on its way, able to outlive the page", async () => {
  const told = await run();
  const made = told.add(2);
  told.queue.flush();
  made.push(...told.add(2));
  told.queue.flush(true);
  assert.deepEqual(posts(told), [2, 2]);
  assert.deepEqual(told.lrs.asked.map(({ keepalive }) => keepalive), [true, true]);
  await settled();
  assertDelivered(told, made);

  const failing = await run();
  failing.lrs.fault = () => 500;
  const late = failing.add(1);
  await failing.page.pass(1000);
  failing.lrs.fault = () => null;
  failing.queue.flush(true);
  await settled();
  assertDelivered(failing, late);
});

test("requests that outlive the page keep within 64 KiB in all; the others are made without that", async () => {
  const told = await run();
  const made = told.add(9, 9500);
  told.queue.flush(true);
  const sizes = told.lrs.asked.map(({ body, keepalive }) => (keepalive ? JSON.stringify(body).length : 0));
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 64 * 1024);
  assert.deepEqual(sizes.map((size) => size > 0), [true, true, false]);
  await settled();
  assertDelivered(told, made);
});

test("settled waits for what is on its way, and not for a failure to pass", async () => {
  const told = await run();
  told.add(1);
  await told.queue.settled();
  assert.equal(told.lrs.statements.length, 1);
  await told.queue.settled();
  told.lrs.fault = () => 500;
  told.add(1);
  await told.queue.settled();
  assert.equal(told.statuses.at(-1), "device");
});

test("while a request hangs nothing is saved; after half a minute it counts as failed", async () => {
  const told = await run();
  told.lrs.fault = () => HANGS;
  told.add(1);
  assert.deepEqual(told.statuses, ["saving"]);
  await told.page.pass(1000 + 29_000);
  assert.deepEqual(told.statuses, ["saving"]);
  await told.page.pass(1000);
  assert.deepEqual(told.statuses, ["saving", "device"]);
});

test("an id that follows from a name is a version 5 UUID, the same on every device and another for another name", () => {
  const ids = [["r", 1], ["r", 1], ["r", "1"], ["r", 2]].map((name) => stamper(webPage("", fakeLrs().fetch).page)(name).id);
  assert.equal(ids[0], ids[1]);
  assert.equal(new Set(ids).size, 3);
  ids.forEach((id) => assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
});

test("SHA-1 is that of everybody else, for texts of every length", () => {
  for (let length = 0; length < 200; length++) {
    const data = Uint8Array.from({ length }, (_, n) => (n * 151 + length) % 256);
    assert.equal(Buffer.from(sha1(data)).toString("hex"), createHash("sha1").update(data).digest("hex"));
  }
});

test("ids are version 4 UUIDs, all different, and times never go back", async () => {
  const told = await run();
  const made: Statement[] = [];
  for (let n = 0; n < 50; n++) {
    made.push(...told.add(1));
    await told.page.pass(7);
  }
  assert.equal(new Set(ids(made)).size, 50);
  made.forEach(({ id }) => assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
  const times = made.map(({ timestamp }) => timestamp);
  assert.deepEqual(times, [...times].sort());
  assert.match(times[0] ?? "", /^2024-02-29T11:30:00\.\d{3}Z$/);
});

test("a page on which one signs in is no answer of the LRS: kept on this device, and delivered when it is back", async () => {
  const it = await run();
  it.lrs.fault = () => ({ status: 200, text: "\n<!DOCTYPE html><title>Sign in</title>" });

  const made = it.add(2);
  await it.page.pass(3000);

  assert.equal(it.statuses.at(-1), "device");
  assert.equal(it.store.size, 2);
  it.lrs.fault = () => null;
  await it.page.pass(60_000);
  assertDelivered(it, made);
});

test("waiting for the last statements ends with the status device when this device has them", async () => {
  const it = await run();
  it.lrs.fault = () => 503;
  it.add(1);
  await it.page.pass(1500);
  assert.equal(it.statuses.at(-1), "device");

  it.add(1);
  await it.queue.settled();

  assert.equal(it.statuses.at(-1), "device");
});
