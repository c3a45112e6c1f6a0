/** What is on display: home, an activity or the results; how one moves between them, and how one leaves. */
import { all, copied, make, shell } from "./dom.ts";
import type { Notices } from "./notices.ts";
import { attempt } from "../guarded.ts";
import { createOutline } from "./outline.ts";
import { asks, loadEnding, loadQuizzes, pageLoader, type Page } from "./pages.ts";
import { showProgress } from "./progress.ts";
import type {} from "../on_demand/reading.ts";
import { quizPart } from "../on_demand/quiz.ts";
import type { QuizForm } from "../quiz/form.ts";
import type { QuizSession } from "../learner/quiz_session.ts";
import { ScriptError } from "../on_demand/load_script.ts";
import type { Session } from "../learner/session.ts";
import type { Activity, CourseData } from "../course.ts";
import type { Videos } from "./video.ts";
import type {} from "../on_demand/videos.ts";
import type { Say } from "./words.ts";

export interface View {
  /** Display the place that the address names, or home. */
  start(): void;
  /**
   * The session is open: show what it knows, and go to the stored location. Not when the learner already went somewhere,
   * nor when the address named a place from the start: it does after a reload, when the LMS may not have heard the latest.
   */
  opened(location: string): void;
  /** What the session knows has changed: show it. */
  refreshed(): void;
  /** How the record stands has changed. */
  stood(): void;
  /** Videos start without sound. */
  mute(): void;
  /** The address changed. */
  routed(): void;
  /** A link was followed; true when the view went there itself. */
  follow(link: HTMLAnchorElement): boolean;
  /** The page is being hidden or left: take note of the exact place. */
  leaving(): void;
  /** The page goes away for good. */
  ending(): void;
  /** The learner wants to leave: what is shown until it is known how the record stands. Answers whether it is still there. */
  waiting(): () => boolean;
  /** The learner has left: show a text and nothing else. */
  left(text: string, title?: string): void;
  /** Leaving would lose something: show a text, with the ways to try again, to leave all the same, and to stay. */
  held(text: string, retry: () => void, leave: () => void): void;
}

/** What the view asks of whoever made it. */
export interface Around {
  /** Whether the LMS or LRS holds what the session says, as far as it is known. */
  recorded(): boolean;
  /** The learner wants to go on to another part of the course, which has that title. */
  onward(title: string): void;
  /** Whether the platform answered with the page on which one signs in when a page was asked for. */
  signedOut(is: boolean): void;
  /** A lesson or quiz is on display, or the learner stays where they are. */
  shown(): void;
  /** The session of quizzes, which outlives a view. */
  quizzes?: QuizSession | null;
}

/** Where one can be: "" is home, "result", or an activity's id; `anchor` is an id inside the activity. */
interface Place {
  readonly id: string;
  readonly anchor: string;
}

/** Who goes on from home sooner waits for nothing but the next page. */
const STAYING_MS = 5000;

/** How to arrive: where to scroll, and whether to move the focus. */
interface Arrival {
  readonly anchor?: string;
  readonly remembered?: boolean;
  readonly focus?: boolean;
}

export function createView(course: CourseData, session: Session, say: Say, notices: Notices, around: Around): View {
  const home = shell("home");
  const page = shell("page");
  const result = document.getElementById("result");
  const certificate = document.getElementById("certificate");
  const outline = createOutline();
  const load = pageLoader(course.end);
  /** By activity: the first block that was visible when it was last on display. */
  const blocks = new Map<string, number>();
  let here: string | null = null;
  let lastActivity: string | null = null;
  /** There from the first quiz or the first look at the results on. */
  let quizzes: QuizSession | null = null;
  let form: QuizForm | null = null;
  /** There from the first lesson with videos on, where an LRS is told of them. */
  let videos: Videos | null = null;
  /** Videos start without sound; the learner may turn it on. */
  let muted = false;
  /** A link was followed, as opposed to the browser's back and forward. */
  let followed = false;
  /** Counts the places that were asked for; a page that arrives late for an older one is not shown. */
  let moves = 0;
  let gone = false;
  /** A certificate is offered from when the record holds what it says. */
  let isRecorded = false;
  /** The place that the address names was the certificate, which was not offered yet. */
  let isAwaited = false;
  let isDating = false;
  let named = "";

  const activity = (id: string): Activity | undefined => course.activities.find((candidate) => candidate.id === id);

  function refresh(): void {
    showProgress(course, session, say, lastActivity);
    showEnding();
  }

  /** The results and the certificate, and the ways to it. */
  function showEnding(): void {
    const parts = window.courseEnding;
    if (session.undated()) keepDate();
    for (const way of all(document, "[data-certificate]")) way.hidden = !isEarned();
    if (parts && quizzes && result) parts.showResults(result, course, session, quizzes, say);
    if (parts && certificate && isEarned()) parts.showCertificate(certificate, course, session, say);
    if (isAwaited && isEarned()) {
      isAwaited = false;
      void display("certificate", {});
    }
  }

  /** Where the script does not come it is asked for again the next time. */
  function keepDate(): void {
    if (isDating) return;
    isDating = true;
    const kept = loadEnding().then((parts) => parts.dateAchievement(session.core));
    void kept.catch(() => {}).then(() => (isDating = false));
  }

  function isEarned(): boolean {
    if (!certificate || !session.achieved()) return false;
    return (isRecorded ||= around.recorded());
  }

  function openQuizzes(): void {
    quizzes = around.quizzes ??= quizPart()?.createQuizSession(session.core) ?? null;
  }

  /** The place that a hash names; null for a hash that is none of ours, such as a footnote's. */
  function placeOf(hash: string): Place | null {
    const match = /^(?:#\/([^#]*)#?(.*))?$/.exec(hash);
    if (!match) return null;
    const [, named = "", anchor = ""] = match;
    const id = named || (course.part?.home ?? "");
    return !id || (id === "result" && result) || (id === "certificate" && isEarned()) || activity(id) ? { id, anchor } : null;
  }

  /** The address of the place a link leads to; null for the rest of the web. */
  function target(link: HTMLAnchorElement): string | null {
    const href = link.getAttribute("href") ?? "";
    const [, id, anchor = ""] = /^page-([a-z0-9-]+)[\w-]*\.html(#.*)?$/.exec(href) ?? [];
    const hash = id ? `#/${id}${anchor}` : href.replace(/^(?:index|part-)[\w-]*\.html(?=#\/)/, "");
    return hash.startsWith("#/") && placeOf(hash) ? hash : null;
  }

  async function display(id: string, arrival: Arrival): Promise<void> {
    const turn = ++moves;
    isAwaited &&= turn < 2;
    videos?.end();
    here = id;
    form = null;
    const shown = activity(id);
    const ending = shown ? null : id === "result" ? result : id === "certificate" ? certificate : null;
    outline.mark(shown ? `[data-activity="${id}"]` : `[href="#/${id}"]`);
    if (shown) {
      const arrived = await waitFor(id, shown.title, load(shown), turn);
      if (!arrived) return;
      show(shown, arrived);
    } else if (ending) {
      const parts = Promise.all([loadEnding(), ending === result ? loadQuizzes() : null]);
      if (!(await waitFor(id, ending.querySelector("h1")?.textContent ?? "", parts, turn))) return;
      if (ending === result) openQuizzes();
    }
    reveal(shown ? page : (ending ?? home));
    const block = arrival.remembered ? (blocks.get(id) ?? 0) : 0;
    blocks.set(id, block);
    // An edition without a certificate has no such place.
    session.moved(ending && ending === certificate ? "" : block ? `${id}/${block}` : id);
    refresh();
    settle(arrival, block);
    setTimeout(around.shown, shown ? 0 : STAYING_MS);
  }

  /** What a place needs; null when it did not come, or another place was asked for since. */
  async function waitFor<T>(id: string, title: string, loading: Promise<T>, turn: number): Promise<T | null> {
    const late = setTimeout(() => {
      page.replaceChildren(make("p", { className: "loading" }, say("loading")));
      reveal(page);
    }, 300);
    const arrived = await loading.catch((error: ScriptError) => error);
    clearTimeout(late);
    if (turn !== moves) return null;
    const failed = arrived instanceof ScriptError;
    around.signedOut(failed && arrived.signedOut);
    if (!failed) return arrived;
    offerAgain(id, title, say(arrived.signedOut ? "load_signed_out" : "load_failed"));
    return null;
  }

  /** Put the article of an activity in its place. */
  function show(shown: Activity, { html, questions, behaviours }: Page): void {
    const incoming = document.createElement("template");
    incoming.innerHTML = html;
    const further = behaviours.map((behave) => attempt(() => behave(incoming.content)));
    page.replaceChildren(incoming.content);
    for (const behave of further) attempt(() => behave?.());
    videos ??= window.courseVideos?.watchVideos(page, session.watched) ?? null;
    if (muted) mute();
    session.visit(shown.id);
    lastActivity = shown.id;
    watchEnd(shown.id);
    const article = page.querySelector("article");
    if (article && asks(shown)) ask(article, shown, questions);
  }

  function watchEnd(lesson: string): void {
    const article = page.querySelector("article");
    if (!article || !session.remaining(lesson).some(({ kind }) => kind === "end")) return;
    window.watchReading?.(article, () => {
      session.did(lesson, "end");
      refresh();
    });
  }

  /** What is on display counts from when this window has the record. */
  function arrived(): void {
    if (!here) return;
    session.moved(here);
    if (here !== lastActivity) return;
    session.visit(here);
    watchEnd(here);
    refresh();
  }

  function ask(article: HTMLElement, shown: Activity, questions: Page["questions"]): void {
    openQuizzes();
    const part = quizPart();
    const tools = { say, announce: notices.announce };
    if (!quizzes || !part) {
      const later = (again: boolean): unknown => article.isConnected && (again ? ask(article, shown, questions) : offerChecks(article, shown, questions));
      return void loadQuizzes().then(() => later(true), () => later(false));
    }
    form = shown.kind === "quiz"
      ? part.mountQuiz(article, shown, questions, quizzes, tools, refresh)
      : part.mountChecks(article, shown, questions, quizzes, session.core, tools, refresh);
  }

  /** Where what checks need did not come, each can be asked for again. */
  function offerChecks(article: HTMLElement, ...of: readonly [Activity, Page["questions"]]): void {
    const onclick = (): void => {
      for (const place of places) place.remove();
      ask(article, ...of);
    };
    const places = all(article, ".check, .notes").map((form) => {
      const place = make("p", { className: "check-actions" }, say("fields_failed"), make("button", { type: "button", onclick }, say("load_again")));
      form.append(place);
      return place;
    });
  }

  function mute(): void {
    muted = true;
    page.querySelectorAll<HTMLMediaElement>("video, audio").forEach((medium) => (medium.muted = true));
  }

  function offerAgain(id: string, title: string, why: string): void {
    const onclick = (): void => void display(id, { focus: true });
    const again = make("button", { type: "button", className: "primary", onclick }, say("load_again"));
    instead(title, why, "failed", again);
  }

  function reveal(chosen: HTMLElement): void {
    for (const part of [home, page, result, certificate]) if (part) part.hidden = part !== chosen;
  }

  /** Title, scroll position and focus of the place that has just been put on display. */
  function settle(arrival: Arrival, block: number): void {
    const place = [page, result, certificate, home].find((part) => part && !part.hidden) ?? home;
    const heading = place.querySelector<HTMLElement>("h1");
    const title = heading?.textContent ?? "";
    document.title = place === home ? course.title : say("title", { page: title, course: course.title });
    const { anchor: name } = arrival;
    const anchor = name ? page.querySelector<HTMLElement>(`#${CSS.escape(attempt(() => decodeURIComponent(name)) ?? name)}`) : null;
    anchor?.setAttribute("tabindex", "-1");
    const start = anchor ?? (block ? proseBlocks()[block] : null);
    // As a browser does before it shows a place that is hidden until it is looked for: a tab opens.
    start?.dispatchEvent(new Event("beforematch", { bubbles: true }));
    if (arrival.focus) (anchor ?? heading)?.focus({ preventScroll: true });
    if (start) start.scrollIntoView();
    else scrollTo(0, 0);
    if (arrival.focus) notices.announce(...copied(heading));
    for (const wide of all(page, "math[display=block]")) if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  }

  const proseBlocks = (): HTMLElement[] => all(page, "article.lesson > .prose > *");

  /** Keep the first visible block of the lesson on display, so that the learner is brought back to it. */
  function rememberBlock(): void {
    const shown = page.querySelector<HTMLElement>("article.lesson")?.dataset.activity;
    if (page.hidden || !shown || shown !== here) return;
    const below = document.querySelector(".course-bar")?.getBoundingClientRect().bottom ?? 0;
    const first = proseBlocks().findIndex((candidate) => candidate.getBoundingClientRect().bottom > below + 8);
    const block = scrollY < 80 ? 0 : first;
    if (block < 0 || block === blocks.get(shown)) return;
    blocks.set(shown, block);
    session.moved(block ? `${shown}/${block}` : shown);
  }

  function watchScrolling(): void {
    let waiting = 0;
    const scrolled = (): void => {
      waiting ||= window.setTimeout(() => {
        waiting = 0;
        rememberBlock();
      }, 400);
    };
    addEventListener("scroll", scrolled, { passive: true });
  }

  function go(hash: string): void {
    outline.close();
    const place = placeOf(hash);
    if (hash !== location.hash) location.hash = hash;
    else if (place) void display(place.id, { anchor: place.anchor, focus: true });
  }

  /** Put a text in the place of the course. */
  function instead(title: string, text: string, className: string, ...more: readonly HTMLElement[]): Node {
    const heading = make("h1", { tabIndex: -1 }, title);
    const article = make("article", { className }, heading, make("p", {}, text), ...more);
    page.replaceChildren(article);
    reveal(page);
    heading.focus();
    notices.announce(text);
    return article;
  }

  function refreshed(): void {
    refresh();
    form?.show();
  }

  return {
    start() {
      const place = placeOf(location.hash) ?? { id: course.part?.home ?? "", anchor: "" };
      isAwaited = location.hash === "#/certificate";
      named = place.id;
      watchScrolling();
      refresh();
      void display(place.id, { anchor: place.anchor });
    },
    opened(stored) {
      const [id = "", block] = stored.split("/");
      refreshed();
      // Where the learner went before the session was open is where they are.
      if (!stored || moves > 1 || (named && named !== id)) return arrived();
      blocks.set(id, Number(block ?? 0));
      lastActivity = activity(id) ? id : null;
      history.replaceState(null, "", `#/${id}`);
      void display(id, { remembered: true });
    },
    routed() {
      const place = placeOf(location.hash);
      const back = !followed;
      followed = false;
      // Back from a footnote: the browser scrolls by itself.
      if (gone || !place || (back && place.id === here && !place.anchor)) return;
      void display(place.id, { anchor: place.anchor, remembered: back, focus: true });
    },
    refreshed,
    stood: showEnding,
    mute,
    leaving: rememberBlock,
    ending() {
      rememberBlock();
      videos?.end();
    },
    follow(link) {
      if (link.dataset.onward !== undefined) {
        around.onward(link.dataset.onward);
        return true;
      }
      const hash = link.target ? null : target(link);
      if (hash === null) return false;
      followed = link.id !== "resume" && hash !== location.hash;
      go(hash);
      return true;
    },
    waiting() {
      const article = instead(say("saving"), say("leaving_saving"), "left");
      return () => article.isConnected && !page.hidden;
    },
    left(text, title = say("left_title")) {
      gone = true;
      document.body.classList.add("is-left");
      instead(title, text, "left");
    },
    held(text, retry, leave) {
      const again = make("button", { type: "button", className: "primary", onclick: retry }, say("leave_again"));
      const anyway = make("button", { type: "button", onclick: leave }, say("leave_anyway"));
      const stay = make("a", { href: `#/${here ?? ""}` }, say("back"));
      instead(say("left_not_yet"), text, "left", make("p", { className: "actions" }, again, anyway, stay));
    },
  };
}
