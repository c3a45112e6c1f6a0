/** The form of a quiz: answering, handing in, feedback, trying again. What counts is decided by the session. */
import { make } from "../page/dom.ts";
import { questionType } from "../../../questions/index.ts";
import type { Tools } from "../../../questions/type.ts";
import { guardLocked } from "./locking.ts";
import { createNavigator, lacks, standingsOf } from "./navigator.ts";
import { onePage } from "./pages.ts";
import { findPlace, showJump, showPlace, showStanding, type Place } from "./places.ts";
import { showRival } from "./rivals.ts";
import { attemptText, showResult, unansweredText } from "./texts.ts";
import { keepTime } from "./timer.ts";
import type { QuizSession } from "../learner/quiz_session.ts";
import type { QuizState } from "../learner/quiz_state.ts";
import type { Question, Quiz } from "../course.ts";
import { duration } from "../page/words.ts";

export interface QuizForm {
  /** Show what the session holds now. */
  show(): void;
}

export function mountQuiz(
  article: HTMLElement,
  quiz: Quiz,
  questions: readonly Question[],
  session: QuizSession,
  tools: Tools,
  changed: () => void,
): QuizForm {
  const { say, announce } = tools;
  const parts = findParts(article);
  guardLocked(parts.form);
  const places = new Map(questions.flatMap((question) => findPlace(parts.form, question, quiz, tools)));
  const pages = quiz.layout === "one" ? onePage(parts.form, say, turned) : null;
  const navigator = createNavigator(parts.bar, quiz.id, say, pages !== null, goToHeading, (only) => {
    filtered = only;
    showQuestions(session.quiz(quiz.id));
  });
  const onclick = (): void => {
    session.switchDraft(quiz.id);
    show();
  };
  const other = make("button", { type: "button", onclick }, say("other_draft_show"));
  const otherDraft = make("p", { className: "other-draft", hidden: true }, `${say("other_draft")} `, other);
  let beginning = false;
  /** It could not be held that the attempt begins, and the learner was told. */
  let told = false;
  /** Whether the learner wants to see only what was not right; null: as it is at first. */
  let filtered: boolean | null = null;
  parts.attempt.after(otherDraft);
  const time = keepTime(parts.form, parts.timer, tools, () => session.secondsLeft(quiz.id), timeOver);

  function show(): void {
    session.loaded(quiz.id, questions);
    const state = session.quiz(quiz.id);
    parts.message.hidden = true;
    parts.form.classList.toggle("handed-in", state.phase === "result");
    arrange(state);
    for (const place of places.values()) showQuestion(place, state);
    showQuestions(state);
    parts.attempt.textContent = attemptText(quiz, state, say);
    parts.attempt.hidden = !parts.attempt.textContent;
    otherDraft.hidden = !state.otherDraft || state.phase === "result";
    showResult(parts.result, parts.heading, quiz, state, say, retry);
    time.start();
    if (state.opensAt) time.at(state.opensAt, show);
  }

  /** Put the attempt's questions, and their options where the attempt has an order of its own, into that order. */
  function arrange(state: QuizState): void {
    state.questions.forEach((question, n) => {
      const place = places.get(question.id);
      if (!place) return;
      if (quiz.draws || quiz.shuffle) parts.end.before(place.fieldset);
      const number = place.fieldset.querySelector(".number");
      if (number) number.textContent = say("question_of", { number: n + 1, total: state.questions.length });
      const { rank } = state;
      const of = (option: HTMLElement): number => rank?.(question.id, option.dataset.option ?? "") ?? 0;
      for (const { list, written } of place.lists) list.append(...[...written].sort((one, other) => of(one) - of(other)));
    });
  }

  function showQuestion(place: Place, state: QuizState): void {
    const { question, fieldset } = place;
    showPlace(place, state, tools);
    const rival = fieldset.classList.contains("locked") ? undefined : state.rivals.get(question.id);
    showRival(fieldset, rival, say, (take) => settleRival(question, take));
  }

  /** Which questions are on display, how each stands, and what comes next. */
  function showQuestions(state: QuizState): void {
    const begun = state.phase === "draft" || state.phase === "result" || state.phase === "locked";
    const { settled, isFiltered } = look(state);
    const isGone = quiz.anonymous && state.phase === "result";
    const shown = state.questions.filter(({ id }) => !isGone && (begun || !quiz.time) && !(isFiltered && settled.has(id)));
    const fieldsets = shown.flatMap(({ id }) => places.get(id)?.fieldset ?? []);
    for (const { fieldset } of places.values()) fieldset.hidden = !fieldsets.includes(fieldset);
    pages?.show(state.phase === "draft" ? fieldsets : []);
    showStandings(state);
  }

  /** How each question stands; which of them can be left out of sight, and whether they are: null where that makes no difference. */
  function look(state: QuizState) {
    const unanswered = session.unanswered(quiz.id);
    const standings = standingsOf(state, unanswered);
    const isSettled = ({ id }: Question): boolean => state.feedback.has(id) && !lacks(standings.get(id));
    const settled = state.phase === "result" ? new Set(state.questions.filter(isSettled).map(({ id }) => id)) : state.kept;
    const isFiltered = settled.size && settled.size < state.questions.length ? (filtered ?? state.phase === "draft") : null;
    return { unanswered, standings, settled, isFiltered };
  }

  function showStandings(state: QuizState): void {
    const { unanswered, standings, isFiltered } = look(state);
    const isListed = navigator.show(state, standings, isFiltered, pages?.current()?.dataset.question ?? null);
    for (const [id, place] of places) {
      const canMark = isListed && !quiz.anonymous && state.phase === "draft" && !state.feedback.has(id);
      showStanding(place, standings.get(id) ?? "open", state.marked.has(id), canMark, say);
    }
    showJumps(state, isListed ? state.questions.filter(({ id }) => lacks(standings.get(id))) : []);
    showSubmit(state, !unanswered.length);
  }

  function showJumps({ phase, questions: asked }: QuizState, lacking: readonly Question[]): void {
    for (const [id, place] of places) {
      const at = phase === "result" ? lacking.findIndex((question) => question.id === id) : -1;
      const next = lacking[at + 1];
      const text = next ? say("next_wrong", { number: asked.indexOf(next) + 1 }) : say("back_to_result");
      showJump(place, at < 0 ? "" : text, () => (next ? goToHeading(next.id) : toResult()));
    }
  }

  function showSubmit({ phase, limit }: QuizState, isAnswered: boolean): void {
    const { submit } = parts;
    submit.hidden = phase === "result" || phase === "locked";
    submit.disabled = phase !== "draft" && phase !== "ready";
    const isNext = phase !== "draft" || !pages || pages.atEnd() || isAnswered;
    submit.classList.toggle("primary", isNext);
    pages?.lead(!isNext);
    if (!parts.message.hidden) return;
    const timed = limit === null ? "" : duration(say, Math.ceil(limit / 60));
    submit.textContent = phase === "ready" ? say("begin", { duration: timed }) : say(ours("hand_in"));
  }

  /** A word about a quiz, or the one in its place for a survey. */
  const ours = (key: string): string => (quiz.purpose === "survey" ? `survey_${key}` : key);

  function settleRival(question: Question, take: boolean): void {
    session.settleRival(quiz.id, question.id, take);
    const place = places.get(question.id);
    if (place) showQuestion(place, session.quiz(quiz.id));
    place?.fieldset.querySelector<HTMLElement>("input, textarea")?.focus();
  }

  function answer(event: Event): void {
    const place = placeOf(event.target);
    if (!place) return;
    const { question, fieldset } = place;
    // What a browser changes all the same is put back.
    if (fieldset.classList.contains("locked")) return showQuestion(place, session.quiz(quiz.id));
    session.answer(quiz.id, question.id, questionType(question.type).read(fieldset, question));
    if (!parts.message.hidden) showUnanswered(session.unanswered(quiz.id));
    showStandings(session.quiz(quiz.id));
  }

  function placeOf(target: EventTarget | null): Place | undefined {
    const fieldset = target instanceof Element ? target.closest<HTMLElement>("fieldset.question") : null;
    return places.get(fieldset?.dataset.question ?? "");
  }

  function pressed({ target }: Event): void {
    const action = target instanceof HTMLElement ? target.dataset.action : undefined;
    const place = placeOf(target);
    if (place && action === "check") check(place);
    if (place && action === "mark") {
      session.mark(quiz.id, place.question.id, place.mark.getAttribute("aria-pressed") !== "true");
      showStandings(session.quiz(quiz.id));
      changed();
    }
  }

  function check(place: Place): void {
    const { question, fieldset } = place;
    session.check(quiz.id, question.id);
    const state = session.quiz(quiz.id);
    if (!state.feedback.has(question.id)) return announce(say("answer_first"));
    showQuestion(place, state);
    showStandings(state);
    focusOn(fieldset.querySelector<HTMLElement>(".question-verdict"));
  }

  function submitted(): void {
    const { phase } = session.quiz(quiz.id);
    if (phase === "ready") return void begin();
    const unanswered = session.unanswered(quiz.id);
    if (unanswered.length && parts.message.hidden) {
      showUnanswered(unanswered);
      parts.message.focus();
    } else handIn();
  }

  /** The questions show when it is held elsewhere that the attempt began, or when the learner does without. */
  async function begin(): Promise<void> {
    if (beginning) return;
    beginning = true;
    const before = [...parts.submit.childNodes];
    parts.submit.textContent = say("saving");
    parts.submit.setAttribute("aria-busy", "true");
    announce(say("saving"));
    const held = await session.begin(quiz.id);
    beginning = false;
    parts.submit.removeAttribute("aria-busy");
    parts.submit.replaceChildren(...before);
    if (!held && !told) return tellNotHeld();
    told = false;
    show();
    changed();
    toFirst();
  }

  function tellNotHeld(): void {
    const { limit } = session.quiz(quiz.id);
    told = true;
    parts.submit.textContent = say("begin_anyway", { duration: duration(say, Math.ceil((limit ?? 0) / 60)) });
    parts.message.textContent = say("begin_not_held");
    parts.message.hidden = false;
    parts.message.focus();
  }

  function handIn(): void {
    session.handIn(quiz.id);
    filtered = null;
    show();
    changed();
    toResult();
  }

  function toResult(): void {
    parts.heading.focus({ preventScroll: true });
    parts.result.scrollIntoView();
  }

  function timeOver(): void {
    handIn();
    parts.heading.before(make("p", { className: "time-over" }, say("time_over")));
    announce(say("time_over"));
  }

  function retry(): void {
    session.retry(quiz.id);
    filtered = null;
    show();
    changed();
    if (session.quiz(quiz.id).phase === "ready") parts.submit.focus();
    else toFirst();
  }

  function toFirst(): void {
    const first = article.querySelector<HTMLElement>("fieldset.question:not([hidden])");
    if (!first) return;
    turned(first);
    if (!parts.attempt.hidden) parts.attempt.scrollIntoView();
  }

  function showUnanswered(ids: readonly string[]): void {
    parts.message.hidden = !ids.length;
    parts.submit.textContent = say(ours(ids.length ? "hand_in_anyway" : "hand_in"));
    const asked = session.quiz(quiz.id).questions.map(({ id }) => id);
    parts.message.replaceChildren(...unansweredText(ids, asked, say(ours("unanswered_hint")), say, goToAnswer));
  }

  function goToHeading(id: string): void {
    const fieldset = reveal(id);
    if (fieldset) turned(fieldset);
  }

  /** To where the question is answered. */
  function goToAnswer(id: string): void {
    const fieldset = reveal(id);
    if (!fieldset) return;
    fieldset.querySelector<HTMLElement>(":is(input, textarea, select, button):enabled")?.focus({ preventScroll: true });
    fieldset.scrollIntoView();
  }

  function reveal(id: string): HTMLElement | undefined {
    const state = session.quiz(quiz.id);
    const fieldset = places.get(id)?.fieldset;
    if (look(state).settled.has(id)) filtered = false;
    showQuestions(state);
    if (fieldset) pages?.reveal(fieldset);
    showStandings(state);
    return fieldset;
  }

  function turned(fieldset: HTMLElement): void {
    showStandings(session.quiz(quiz.id));
    focusOn(fieldset.querySelector<HTMLElement>(".question-head"));
    fieldset.scrollIntoView();
  }

  parts.form.addEventListener("input", answer);
  // With the first answer the quiz is begun.
  parts.form.addEventListener("input", changed, { once: true });
  parts.form.addEventListener("click", pressed);
  // Handing in does not depend on submitting, which a frame without `allow-forms` forbids; and Enter hands nothing in.
  parts.submit.addEventListener("click", submitted);
  parts.form.addEventListener("submit", (event) => event.preventDefault());
  show();
  return { show };
}

function focusOn(element: HTMLElement | null): void {
  element?.setAttribute("tabindex", "-1");
  element?.focus({ preventScroll: true });
}

function findParts(article: HTMLElement) {
  const find = <E extends HTMLElement>(selector: string): E => {
    const element = article.querySelector<E>(selector);
    if (!element) throw new Error(`the quiz has no ${selector}`);
    return element;
  };
  return {
    form: find<HTMLFormElement>("form"),
    /** What stays in sight: the time and the list of questions. */
    bar: find(".quiz-bar"),
    timer: find(".timer"),
    /** What comes after the questions. */
    end: find(".questions-end"),
    submit: find<HTMLButtonElement>("[data-action=hand-in]"),
    message: find(".form-message"),
    attempt: find(".attempt"),
    result: find(".quiz-result"),
    heading: find(".quiz-result h2"),
  };
}
