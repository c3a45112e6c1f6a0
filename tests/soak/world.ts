/**
 * One learner with up to three devices, before a record that may fail in every way: plays a schedule and watches that no
 * promise is broken. A standard's world says how a window is launched and what the record holds.
 */
import assert from "node:assert/strict";
import { statesOf } from "../../scorm_export/player/src/learner/state.ts";
import type { CourseData } from "../../scorm_export/player/src/course.ts";
import type { Interaction } from "../../scorm_export/player/src/reports.ts";
import type { Opened, SaveStatus, TrackedCourse, Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { fakeBrowser, type Browser } from "../player/browser.ts";
import { choice, truthful } from "../player/course.ts";
import { createSession, type Session } from "../player/learner.ts";
import { settled } from "../player/page.ts";
import { random } from "../player/random.ts";
import { EDITIONS, OLD_STATE, QUESTIONS } from "./course.ts";
import type { Schedule, Step } from "./schedule.ts";

/** What the learner reads once all is well. */
const HELD: readonly SaveStatus[] = ["saved", "sent"];
const MOST_TEXT = 800;

export interface Device {
  readonly browser: Browser;
  /** Milliseconds that its clock is ahead. */
  skew: number;
  /** Storage has worked all the time since the record was reset, so that what it kept is there. */
  storageKept: boolean;
  readonly storage: Storage;
  /** What was seen to be kept here, in the attempt that the record holds. */
  readonly promises: string[];
}

/** What a standard adds to a window. */
export interface Launched {
  readonly page: Window;
  readonly tracking: Tracking;
  readonly clock: { ms(): number; date(): Date };
  pass(ms: number): Promise<void>;
  hear(event: string): void;
  /** Every state text that the record holds, as far as this window could know. */
  holds(): readonly string[];
  /** What the record says beyond the state is what the session says. */
  check(session: Session): void;
}

export interface World {
  launch(device: Device, course: TrackedCourse, onStatus: (status: SaveStatus) => void, now: number): Launched;
  fault(step: Step): void;
  heal(): void;
  reset(): void;
  /** An answer was told; the record must not hold it more often. */
  reported(interaction: Interaction): void;
  /** Whether what was saved from one device is promised on every other. */
  readonly promisesEverywhere: boolean;
  /** Whether it answers as it should, so that a launch finds what was promised. */
  isHealthy(): boolean;
}

interface OpenWindow extends Launched {
  readonly device: Device;
  readonly owner: Readonly<Record<string, unknown>>;
  readonly course: CourseData;
  readonly session: Session;
  opened: Opened | null;
  status: SaveStatus;
  frozen: boolean;
  /** What the session holds, as it said last. */
  last: string;
  /** As it was when it was found to be saved. */
  checked: string;
  /** As it was when this device was seen to keep it. */
  copied: string;
  /** What the record held when this window last said that it is saved. */
  held: readonly string[];
  epoch: number;
  /** The record answered when this window was launched, or took it over. */
  launchedWell: boolean;
  /** It is taking the record over. */
  taking: boolean;
}

/** One in four is as long as it may be. */
function textOf(number: number): string {
  const text = `Text ${number} `;
  return number % 4 ? text : text.repeat(100).slice(0, MOST_TEXT);
}

/** States that a device keeps. */
function copiesOn({ storage: localStorage }: Device): readonly string[] {
  const texts = Array.from({ length: localStorage.length }, (_, n) => localStorage.getItem(localStorage.key(n) ?? "") ?? "");
  return texts.flatMap((text) => (text.startsWith("{") ? [String((JSON.parse(text) as { state?: unknown }).state ?? "")] : []));
}

export async function play(schedule: Schedule, world: World): Promise<void> {
  const devices = [0, 1, 2].map((): Device => {
    const browser = fakeBrowser(schedule.abilities);
    return { browser, skew: 0, storageKept: !schedule.shared, storage: { ...browser.localStorage, get length() { return browser.localStorage.length; } } as Storage, promises: [] };
  });
  const states = statesOf(EDITIONS[1] ?? assert.fail());
  const chance = random(schedule.seed);
  let windows: OpenWindow[] = [];
  let edition = 0;
  let now = Date.UTC(2024, 2, 1);
  let broken: unknown = null;
  /** What was told to be saved, where that is promised on every device. */
  const saved: string[] = [];
  if (schedule.old && world.promisesEverywhere) saved.push(OLD_STATE);
  /** Counts the attempts that the record was reset for. */
  let epoch = 0;

  async function launch(device: Device): Promise<void> {
    const course = EDITIONS[edition] ?? assert.fail();
    const made: { window: OpenWindow | null } = { window: null };
    const onStatus = (status: SaveStatus): void => {
      if (!made.window) return;
      made.window.status = status;
      if (HELD.includes(status)) made.window.held = made.window.holds();
      if (status === "elsewhere") made.window.session.yield();
    };
    const tracked = { id: course.id, shared: schedule.shared, keepAlive: false, answersEarly: schedule.early, states: statesOf(course) };
    const launchedWell = world.isHealthy();
    const launched = world.launch(device, tracked, onStatus, now);
    const { tracking, clock } = launched;
    const watched: Tracking = {
      ...tracking,
      save(location, encode) {
        if (made.window) made.window.last = encode(Infinity);
        tracking.save(location, encode);
      },
      answered(interaction) {
        world.reported(interaction);
        tracking.answered(interaction);
      },
    };
    const session = createSession(course, watched, { ...clock, random: () => chance.below(2 ** 30) / 2 ** 30 }, () => HELD.includes(made.window?.status ?? "saving"));
    const window: OpenWindow = { ...launched, device, owner: launched.page as never, course, session, opened: null, status: "saving", frozen: false, last: "", checked: "", copied: "", held: [], epoch, launchedWell, taking: false };
    made.window = window;
    windows.unshift(window);
    void tracking.open().then((opened) => take(window, opened));
    await pass(0);
  }

  function take(window: OpenWindow, opened: Opened): void {
    if (!windows.includes(window)) return;
    window.opened = opened;
    try {
      takeUp(window, opened);
    } catch (error) {
      broken ??= error;
    }
  }

  /** The session takes up what was found; what was promised must be in it. */
  function takeUp(window: OpenWindow, opened: Opened): void {
    const { session, device } = window;
    session.open(opened);
    if (!opened.tracked || opened.mode !== "normal") return;
    // What attempts of other marks left is offered, one at a launch.
    const offered = opened.kept ? copiesOn(device) : [];
    const found = [...opened.states, ...offered].reduce((one, other) => states.merge(one, other), "");
    const kept = device.storageKept ? device.promises : [];
    for (const promise of window.launchedWell || !world.promisesEverywhere ? [...kept, ...saved] : []) {
      assert.ok(!states.adds(found, promise), `what was told to be saved is not there: ${promise} in ${found}`);
    }
    // A copy that a later launch has read back is let go; SCORM promises no more than that launch.
    const held = window.holds().reduce((one, other) => states.merge(one, other), "");
    device.promises.splice(0, Infinity, ...device.promises.filter((promise) => states.adds(held, promise)));
    if (opened.kept) {
      const taken = chance.below(2) > 0;
      const mark = states.markOf(opened.kept.state);
      if (taken) session.continueWith(opened.kept);
      // What the learner does not want is promised no more.
      else device.promises.splice(0, Infinity, ...device.promises.filter((promise) => states.markOf(promise) !== mark && states.adds(opened.kept?.state ?? "", promise)));
      window.tracking.decideKept?.(taken);
    }
  }

  async function pass(ms: number): Promise<void> {
    now += ms;
    for (const window of windows) if (!window.frozen) await window.pass(ms);
    await settled();
  }

  function killAll(): void {
    for (const window of windows.splice(0)) window.device.browser.kill(window.owner);
  }

  function gone(window: OpenWindow): void {
    windows = windows.filter((other) => other !== window);
  }

  async function perform(step: Step): Promise<void> {
    const window = "window" in step ? windows.filter(({ frozen }) => !frozen || step.do === "wake")[step.window] : undefined;
    if ("window" in step && !window) return;
    if (window) await performIn(window, step);
    else if (step.do === "launch") {
      const device = devices[step.device];
      if (device && windows.length < 4) await launch(device);
    } else if (step.do === "pass") await pass(step.ms);
    else if (step.do === "fault" || step.do === "answers") {
      world.fault(step);
      // Who is still on the way may find nothing any more.
      for (const one of windows) one.launchedWell &&= one.opened?.mode === "normal";
    } else if (step.do === "heal") world.heal();
    else if (step.do === "storage") storage(devices[step.device], step.works, step.forbidden);
    else if (step.do === "clock") {
      const device = devices[step.device];
      if (device) device.skew = step.ms;
    } else if (step.do === "edition") edition = step.edition;
    else if (step.do === "reset") {
      killAll();
      world.reset();
      epoch++;
      devices.forEach((device) => device.promises.splice(0));
      saved.splice(0);
    }
  }

  function storage(device: Device | undefined, works: boolean, forbidden = false): void {
    if (!device) return;
    if (!works) device.storageKept = false;
    const { getItem, setItem, removeItem, key } = device.storage;
    Object.assign(device.browser.localStorage, { getItem, setItem, removeItem, key });
    if (works) return;
    const fails = (): never => {
      throw new DOMException("full or forbidden", "QuotaExceededError");
    };
    Object.assign(device.browser.localStorage, forbidden ? { getItem: fails, setItem: fails, removeItem: fails, key: fails } : { setItem: fails });
  }

  async function performIn(window: OpenWindow, step: Step): Promise<void> {
    const { session, course, tracking } = window;
    const lesson = "lesson" in step ? course.activities.filter(({ kind }) => kind === "lesson")[step.lesson] : undefined;
    const quiz = "quiz" in step ? (["best", "last", "timed", "once", "pre"][step.quiz] ?? "best") : "essay";
    const question = "question" in step ? (QUESTIONS[quiz]?.[step.question]?.id ?? "a") : "a";
    const display = (): void => {
      session.visit(quiz);
      session.loaded(quiz, QUESTIONS[quiz] ?? []);
    };
    switch (step.do) {
      case "visit":
        if (lesson) session.visit(lesson.id);
        session.moved(`${lesson?.id ?? ""}`);
        break;
      case "answer":
        display();
        session.answer(quiz, question, question === "b" ? truthful(step.right) : choice(step.right ? "b" : "a"));
        break;
      case "write":
        display();
        session.answer(quiz, "a", { kind: "essay", text: textOf(step.text), met: null });
        break;
      case "settle":
        display();
        session.settleRival(quiz, "a", step.take);
        break;
      case "takeBack":
        display();
        session.answer(quiz, question, null);
        break;
      case "check":
        display();
        session.check(quiz, question);
        break;
      case "begin":
        display();
        void session.begin(quiz);
        break;
      case "handIn":
      case "retry":
      case "switchDraft":
        display();
        session[step.do](quiz);
        break;
      case "hide":
        session.hidden();
        window.hear("visibilitychange");
        break;
      case "takeOver":
        if (window.status !== "elsewhere" || !tracking.takeOver) break;
        // Who presses again while it is under way begins nothing new.
        if (!window.taking) window.launchedWell = world.isHealthy();
        window.taking = true;
        void tracking.takeOver().then((opened) => {
          window.taking = false;
          if (session.mode() === "elsewhere" && opened.mode !== "elsewhere") take(window, opened);
        });
        // Windows talk to each other in several turns, for which a leap in time leaves no room.
        for (let turn = 0; turn < 10; turn++) await pass(200);
        break;
      case "leave":
        session.hidden();
        await Promise.race([tracking.settled?.(), settled()]);
        note(window);
        session.close();
        gone(window);
        window.device.browser.kill(window.owner);
        break;
      case "close":
        session.close();
        gone(window);
        await settled();
        window.device.browser.kill(window.owner);
        break;
      case "kill":
        gone(window);
        window.device.browser.kill(window.owner);
        break;
      case "freeze":
        window.frozen = true;
        window.device.browser.freeze(window.owner);
        break;
      case "wake":
        window.frozen = false;
        window.device.browser.wake(window.owner);
        break;
      default:
    }
    await settled();
  }

  /** No status says more than what is held. */
  function note(window: OpenWindow): void {
    const { status, session, opened, last, device } = window;
    if (!opened?.tracked || session.mode() !== "normal" || window.frozen || !last || window.epoch !== epoch) return;
    if (schedule.shared) assert.deepEqual(copiesOn(device), [], "a shared device keeps something");
    // Every answer at once, whatever becomes of this window.
    if (device.storageKept && last !== window.copied) device.promises.push((window.copied = last));
    if (HELD.includes(status) && last !== window.checked) {
      window.checked = last;
      const held = window.held.reduce((one, other) => states.merge(one, other), "");
      assert.ok(!states.adds(held, last), `"Saved", but ${last} is not in ${held}`);
      if (world.promisesEverywhere) saved.push(last);
      window.check(session);
    }
    // A launch lets a copy go that it has read back: in a browser without locks and channels, another window may not know of that yet.
    const kept = [...copiesOn(device), ...window.holds()];
    if (status === "device") assert.ok(kept.some((copy) => !states.adds(copy, last)), `"Kept on this device", but ${last} is not`);
  }

  /** No clock and no other device brings more time, a longer wait or another attempt than a quiz grants. */
  function keepRules({ session, course, clock, opened }: OpenWindow): void {
    if (!opened) return;
    for (const quiz of course.activities.filter((activity) => activity.kind === "quiz")) {
      const { opensAt, canRetry } = session.quiz(quiz.id);
      const left = session.secondsLeft(quiz.id);
      assert.ok(left === null || (left >= 0 && left <= (quiz.time ?? 0)), `${quiz.id}: ${left} seconds are left`);
      const wait = opensAt ? opensAt.getTime() - clock.date().getTime() : 0;
      assert.ok(wait <= (quiz.wait ?? 0) * 1000, `${quiz.id}: opens in ${wait} ms`);
      const usedUp = quiz.attempts > 0 && session.standing(quiz.id).attempts >= quiz.attempts;
      assert.ok(!(usedUp && canRetry), `${quiz.id}: another attempt may begin`);
    }
  }

  /** Once all works again, the next launch finds everything and brings the record up to date. */
  async function finish(): Promise<void> {
    killAll();
    world.heal();
    const [device] = devices;
    if (!device) return;
    storage(device, true);
    await launch(device);
    await pass(1000);
    const [window] = windows;
    window?.session.hidden();
    await pass(1_800_000);
    assert.ok(window && HELD.includes(window.status), `healed, but ${window?.status ?? "closed"}`);
    window?.check(window.session);
  }

  for (const [n, step] of [...schedule.steps, null].entries()) {
    try {
      await (step ? perform(step) : finish());
      for (const window of windows) {
        note(window);
        keepRules(window);
      }
      if (broken) throw broken;
    } catch (error) {
      (error as Error).message = `seed ${schedule.seed}, step ${n} ${JSON.stringify(step)}: ${(error as Error).message}`;
      throw error;
    }
  }
}
