/** Starts the player: reads the course, opens the tracking and ties the session, the view and the browser together. */
import { shell } from "./dom.ts";
import { createNotices } from "./notices.ts";
import { createSession } from "./session.ts";
import type { CourseData, Mode, OpenTracking, SaveStatus } from "./types.ts";
import { createView } from "./view.ts";
import { speaker } from "./words.ts";

let stopped = false;

export function start(openTracking: OpenTracking): void {
  try {
    run(openTracking);
  } catch (error) {
    stop(error);
  }
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

function run(openTracking: OpenTracking): void {
  const course = JSON.parse(shell("course-data").textContent ?? "") as CourseData;
  const say = speaker(course.words, course.language);
  const notices = createNotices(say);
  let status: SaveStatus = "saving";
  let mode: Mode = "normal";
  const tracking = openTracking(window, (now) => {
    status = now;
    if (mode === "normal") notices.status(now);
  });
  const clock = { ms: () => performance.now(), date: () => new Date(), random: Math.random };
  const session = createSession(course, tracking, clock);
  const view = createView(course, session, say, notices, goOn);
  const exit = shell("exit");

  async function leave(): Promise<void> {
    view.ending();
    session.hidden();
    await tracking.settled?.();
    if (status === "unsaved") return view.left(say("left_unsaved"), leave);
    const recorded = status !== "untracked" && status !== "refused" && mode === "normal";
    session.close();
    exit.hidden = true;
    view.left(say(recorded ? "left_saved" : "left_untracked"));
  }

  /** The next part is the LMS's to launch: ask it to, or say where to find it. Some say yes to a part that is shut. */
  function goOn(title: string): void {
    session.hidden();
    if (status === "saved" && session.opensNext() && tracking.next?.()) {
      session.close();
      exit.hidden = true;
      view.left(say("left_onward"), undefined, title);
    } else {
      notices.withdraw("notice_onward");
      notices.show("notice_onward", { title });
    }
  }

  exit.addEventListener("click", () => void leave());
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
  addEventListener("error", (event) => {
    if (event.error) stop(event.error);
  });
  addEventListener("unhandledrejection", (event) => stop(event.reason));

  view.start();
  void tracking.open().then((opened) => {
    const { kind, location } = session.open(opened);
    mode = opened.mode;
    exit.hidden = !opened.tracked;
    if (!opened.tracked && status === "untracked") notices.show("notice_untracked");
    else if (kind === "lost") notices.show("notice_fresh");
    if (mode === "browse") notices.status("browsing");
    if (mode === "review") notices.status("reviewing");
    if (mode !== "normal") notices.show(`notice_${mode}`);
    if (opened.muted) view.mute();
    view.opened(location);
  });
}
