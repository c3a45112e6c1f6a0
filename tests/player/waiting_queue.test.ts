/** Statements before the queue that sends them is loaded: kept on the device, sent in order, each once, by this page or the next. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { createLrs } from "../../scorm_export/player/src/record/lrs.ts";
import { createQueue, type Queue } from "../../scorm_export/player/src/record/queue.ts";
import { stamper } from "../../scorm_export/player/src/record/stamps.ts";
import type { Statement } from "../../scorm_export/player/src/record/statements.ts";
import { noStore, type StatementStore } from "../../scorm_export/player/src/record/storage.ts";
import { createWaitingQueue, type OpenQueue } from "../../scorm_export/player/src/record/waiting_queue.ts";
import { ENDPOINT, fakeLrs, type FakeLrs } from "./fake_lrs.ts";
import { settled } from "./page.ts";
import { webPage, type WebPage } from "./web.ts";

interface Launch {
  readonly page: WebPage;
  readonly queue: Queue;
  /** How many times the queue that sends was requested. */
  asked(): number;
  /** The queue was loaded, or could not be. */
  arrives(): Promise<void>;
  fails(): Promise<void>;
}

/** What a device keeps. */
function deviceStore(): StatementStore & { readonly kept: Map<string, Statement> } {
  const kept = new Map<string, Statement>();
  return {
    kept,
    put(list) {
      list.forEach((statement) => kept.set(statement.id, statement));
      return Promise.resolve(true);
    },
    remove: (list) => list.forEach(({ id }) => kept.delete(id)),
    all: () => Promise.resolve([...kept.values()]),
  };
}

async function launch(lrs: FakeLrs, store: StatementStore): Promise<Launch> {
  const page = webPage("", lrs.fetch);
  const access = { endpoint: ENDPOINT, authorization: "Basic a2V5", activityId: "a:b", agent: "{}", registration: null };
  const requests: { resolve(open: OpenQueue): void; reject(error: Error): void }[] = [];
  const connect = () => new Promise<OpenQueue>((resolve, reject) => requests.push({ resolve, reject }));
  const listener = { onSaveStatus() {}, onArrived() {} };
  return {
    page,
    queue: createWaitingQueue(store, await store.all(), connect),
    asked: () => requests.length,
    async arrives() {
      requests.at(-1)?.resolve((left) => createQueue(page.page, createLrs(page.page, access), store, left, listener));
      await page.pass(1000);
    },
    async fails() {
      requests.at(-1)?.reject(new Error("lrs.js did not provide what it was loaded for"));
      await settled();
    },
  };
}

function made({ page }: Launch, count = 1): Statement[] {
  const stamp = stamper(page.page);
  const about = { actor: {}, verb: { id: "a:verb", display: { en: "did" } }, object: { id: "a:b" }, context: {} };
  return Array.from({ length: count }, () => ({ ...stamp(), ...about }));
}

const quiet = (context: TestContext) => context.mock.method(console, "warn", () => {});

test("statements are on the device at once, and sent when the queue that sends is there", async () => {
  const [lrs, store] = [fakeLrs(), deviceStore()];
  const here = await launch(lrs, store);
  const statements = made(here, 3);
  here.queue.add(statements);
  here.queue.add(statements);
  assert.deepEqual([...store.kept.values()], statements);
  assert.equal(here.asked(), 0);
  here.queue.flush();
  here.queue.flush();
  assert.equal(here.asked(), 1);
  await here.arrives();
  assert.deepEqual(lrs.statements, statements);
  assert.equal(store.kept.size, 0);
});

test("the queue that sends is requested again after it could not be loaded", async (context) => {
  quiet(context);
  const [lrs, store] = [fakeLrs(), deviceStore()];
  const here = await launch(lrs, store);
  const statements = made(here);
  here.queue.add(statements);
  here.queue.flush();
  await here.fails();
  assert.equal(here.asked(), 1);
  here.queue.flush();
  assert.equal(here.asked(), 2);
  await here.arrives();
  assert.deepEqual(lrs.statements, statements);
});

test("statements of a page that was left before are sent by the next one, first and once", async () => {
  const [lrs, store] = [fakeLrs(), deviceStore()];
  const first = await launch(lrs, store);
  const before = made(first, 2);
  first.queue.add(before);
  first.queue.flush(true);

  const second = await launch(lrs, store);
  second.queue.add(before);
  const after = made(second);
  second.queue.add(after);
  second.queue.flush();
  await second.arrives();
  assert.deepEqual(lrs.statements, [...before, ...after]);
  assert.equal(store.kept.size, 0);
  await (await launch(lrs, store)).queue.settled();
  assert.equal(lrs.statements.length, 3);
});

test("a window that gave its record away sends nothing: the other one finds all in the store", async () => {
  const [lrs, store] = [fakeLrs(), deviceStore()];
  const here = await launch(lrs, store);
  const statements = made(here, 2);
  here.queue.add(statements);
  here.queue.flush();
  assert.deepEqual(here.queue.halt(), statements);
  here.queue.add(made(here));
  await here.arrives();
  assert.deepEqual(lrs.asked, []);
  assert.deepEqual(await store.all(), statements);
});

test("on a shared device statements wait in the page alone, and are sent when the queue that sends is there", async () => {
  const lrs = fakeLrs();
  const here = await launch(lrs, noStore);
  const statements = made(here, 2);
  here.queue.add(statements);
  here.queue.flush();
  await here.arrives();
  assert.deepEqual(lrs.statements, statements);
});
