/** Starts the player: reads the course, opens the tracking and ties the session, the view and the browser together. */
import { focusMain, shell } from "./dom.ts";
import { createNotices } from "./notices.ts";
import type {} from "../on_demand/languages.ts";
import { createSession } from "../learner/session.ts";
import { statesOf } from "../learner/state.ts";
import type { CourseData } from "../course.ts";
import type { Kept, Mode, Opened, OpenTracking, SaveStatus } from "../tracking/tracking.ts";
import { loadEnding } from "./pages.ts";
import { createView, type Around, type View } from "./view.ts";
import { speaker } from "./words.ts";

declare global {
  interface Window {
    /** Set by early.ts and called once, with whether the player works: what was pressed before happens now. */
    playerStarted?: (works: boolean) => void;
  }
}

/** How the record stands when all that was said is held outside this window. */
const HELD: readonly SaveStatus[] = ["saved", "sent", "device"];
/** How the record can stand when leaving would lose something. */
const HELD_BACK: readonly SaveStatus[] = ["unsaved", "refused", "signed-out"];

let stopped = false;

export function start(openTracking: OpenTracking): void {
  try {
    run(openTracking);
  } catch (error) {
    stop(error);
  }
  window.playerStarted?.(!stopped);
}

/** Whatever went wrong, the course stays readable: say so, and let links lead to the plain pages. */
function stop(error: unknown): void {
  console.error(error);
  stopped = true;
  const notice = document.getElementById("notice");
  if (!notice) return;
  notice.textContent = notice.dataset.broken ?? "";
  notice.hidden = false;
}

/**
 * LMSs and browsers put scripts of their own into a page: what goes wrong there is not the course's. Nor does what goes wrong in
 * `lrs.js` concern the LMS's record.
 */
function watchErrors(): void {
  const own = ["player.js", "quiz.js", "ending.js"].map((name) => new URL(name, document.baseURI).href);
  const isOwn = (place: string): boolean => own.some((url) => place.includes(url));
  addEventListener("error", ({ error, filename }) => {
    // A script that is none brings a SyntaxError: a login page, say, in the place of quiz.js.
    if (error && !(error instanceof SyntaxError) && isOwn(filename)) stop(error);
  });
  addEventListener("unhandledrejection", ({ reason }) => {
    const [thrown = ""] = /^.*:\d+:\d+.*$/m.exec(reason instanceof Error ? (reason.stack ?? "") : "") ?? [];
    if (isOwn(thrown)) stop(reason);
  });
}

function run(openTracking: OpenTracking): void {
  const course = JSON.parse(shell("course-data").textContent ?? "") as CourseData;
  const say = speaker(course);
  const notices = createNotices(say, goOnHere);
  let status: SaveStatus = "saving";
  let detail: string | undefined;
  let mode: Mode = "normal";
  /** A page of the course came as the platform's page on which one signs in. */
  let asksToSignIn = false;
  let entered = false;
  let endAsking = (): void => {};
  /** What a later version of this software saved is left as it is. */
  let frozen = false;
  const tracking = openTracking(window, heard, {
    id: `${course.iri} ${course.id}`,
    formerId: course.id,
    shared: course.sharedDevices ?? false,
    keepAlive: !course.letsSessionsExpire,
    answersEarly: course.answersEarly ?? false,
    ...(course.reporting?.interactions && { interactions: course.reporting.interactions }),
    states: statesOf(course),
  });
  const clock = { ms: () => performance.now(), date: () => new Date(), random: Math.random };
  const session = createSession(course, tracking, clock, () => HELD.includes(status));
  const recorded = (): boolean => mode !== "normal" || (HELD.includes(status) && status !== "device");
  const around: Around = { onward: goOn, signedOut, recorded, shown: () => tracking.shown?.() };
  const show = (): View => createView(course, session, say, notices, around);
  let view = show();
  const exit = shell("exit");
  exit.onclick = () => void leave(false);

  function heard(now: SaveStatus, said?: string): void {
    const givenAway = entered && now === "elsewhere" && mode === "normal";
    status = now;
    detail = said;
    tell();
    if (entered) view.stood();
    if (!givenAway) return;
    mode = "elsewhere";
    endAsking();
    session.yield();
    view.refreshed();
    // Nothing can be answered here any more; the learner is at the other window.
    focusMain();
  }

  function tell(): void {
    if (mode === "browse") return notices.word("browsing");
    if (mode === "review") return notices.word("reviewing");
    if (frozen) return notices.word("untracked");
    notices.status(status, detail);
    // What was done before is as safe as it was; what comes now is not.
    if (asksToSignIn && (status === "saving" || HELD.includes(status))) notices.word("signed-out");
  }

  function signedOut(is: boolean): void {
    if (asksToSignIn === is) return;
    asksToSignIn = is;
    tell();
  }

  function enter(opened: Opened): void {
    const { kind, location } = session.open(opened);
    entered = true;
    frozen = kind === "newer";
    mode = opened.mode;
    exit.hidden = !opened.tracked;
    tell();
    if (!opened.tracked && status === "untracked") notices.show("notice_untracked");
    else if (frozen) notices.show("notice_newer");
    else if (kind === "lost") notices.show("notice_fresh");
    if (mode === "browse" || mode === "review") notices.show(`notice_${mode}`);
    if (opened.alone) notices.show("notice_one_window");
    if (opened.muted) view.mute();
    view.opened(location);
    if (opened.kept || session.core.otherMarks().length) void settleOthers(opened.kept).catch(() => {});
  }

  /** The learner is asked about work of another attempt; if this does not come, at the next launch. */
  async function settleOthers(kept: Kept | undefined): Promise<void> {
    const { askAboutKept, takeUpNotes } = await loadEnding();
    const takeUp = (): void => takeUpNotes(window, course, session.core.state().mark, session.core.otherMarks(), Date.now());
    takeUp();
    view.refreshed();
    if (!kept || mode !== "normal") return;
    endAsking = askAboutKept(kept, say, notices, (taken) => {
      const place = taken ? session.continueWith(kept) : "";
      takeUp();
      tracking.decideKept?.(taken);
      view.opened(place);
      focusMain();
    });
  }

  async function goOnHere(): Promise<void> {
    const opened = mode === "elsewhere" ? await tracking.takeOver?.() : undefined;
    // Who presses twice takes over once; and another window may have asked for the record in the meantime.
    if (!opened || mode !== "elsewhere" || opened.mode === "elsewhere") return;
    enter(opened);
    focusMain();
  }

  async function leave(anyway: boolean): Promise<void> {
    view.ending();
    session.hidden();
    if (!anyway) {
      const stays = view.waiting();
      await tracking.settled?.();
      if (!stays()) return;
    }
    const held = status === "saving" ? "unsaved" : status;
    if (!anyway && mode === "normal" && !frozen && HELD_BACK.includes(held)) {
      return view.held(say(`leaving_${held}`), () => void leave(false), () => void leave(true));
    }
    session.close();
    exit.hidden = true;
    // The last words of the session may be on their way to an LRS.
    view.left(say("saving"));
    await tracking.settled?.();
    view.left(say(`left_${standing(held)}`));
  }

  /** How the record stands now that the session is closed; `before` is how it stood. */
  function standing(before: SaveStatus): SaveStatus {
    if (mode !== "normal" || frozen) return mode === "elsewhere" ? "elsewhere" : "untracked";
    if (status === "closed") return before === "sent" ? "sent" : "saved";
    return status === "saving" ? "unsaved" : status;
  }

  function renew(change: () => void): View {
    view.ending();
    change();
    view = show();
    view.start();
    return view;
  }

  /** The next part is the LMS's to launch: ask it to, or say where to find it. Some say yes to a part that is shut. */
  function goOn(title: string): void {
    session.hidden();
    if ((status === "saved" || status === "sent") && session.opensNext() && tracking.next?.()) {
      session.close();
      exit.hidden = true;
      view.left(say("left_onward"), title);
    } else {
      notices.withdraw("notice_onward");
      notices.show("notice_onward", { title });
    }
  }

  addEventListener("hashchange", () => view.routed());
  addEventListener("pagehide", () => {
    view.ending();
    session.close();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    view.leaving();
    session.hidden();
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const plain = !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (link && plain && !stopped && !event.defaultPrevented && view.follow(link)) event.preventDefault();
  });
  watchErrors();

  view.start();
  const opening = tracking.open();
  void (window.courseLanguages?.(session, say, notices, opening, tell, renew) ?? opening).then(enter);
}
