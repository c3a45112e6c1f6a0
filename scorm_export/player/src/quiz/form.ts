/** The form of a quiz: answering, handing in, feedback, trying again. What counts is decided by the session. */
import { unveilTexts } from "../learner/answer_key.ts";
import { all, make } from "../page/dom.ts";
import type { QuestionResult } from "../learner/grading.ts";
import { unhide } from "../../../questions/inputs.ts";
import { questionType } from "../../../questions/index.ts";
import type { Tools } from "../../../questions/type.ts";
import { onePage } from "./pages.ts";
import { showRival } from "./rivals.ts";
import { attemptText, showResult, unansweredText } from "./texts.ts";
import { keepTime } from "./timer.ts";
import type { QuizSession } from "../learner/quiz_session.ts";
import type { QuizState } from "../learner/quiz_state.ts";
import type { Question, Quiz } from "../course.ts";
import { duration, score } from "../page/words.ts";

export interface QuizForm {
  /** Show what the session holds now. */
  show(): void;
}

/** One question in the form. */
interface Place {
  readonly question: Question;
  readonly fieldset: HTMLFieldSetElement;
  /** Only where feedback comes at once. */
  readonly check: HTMLButtonElement | null;
  /** Lists whose order an attempt may change, as the author wrote them. */
  readonly lists: readonly { readonly list: Element; readonly written: readonly HTMLElement[] }[];
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
  const places = new Map(questions.flatMap((question) => findPlace(parts.form, question, quiz, tools) ?? []));
  const pages = quiz.layout === "one" ? onePage(parts.form, say) : null;
  const other = make("button", { type: "button" }, say("other_draft_show"));
  const otherDraft = make("p", { className: "other-draft", hidden: true }, `${say("other_draft")} `, other);
  let beginning = false;
  /** It could not be held that the attempt begins, and the learner was told. */
  let told = false;
  parts.attempt.after(otherDraft);
  const time = keepTime(parts.form, parts.timer, tools, () => session.secondsLeft(quiz.id), timeOver);

  function show(): void {
    session.loaded(quiz.id, questions);
    const state = session.quiz(quiz.id);
    const begun = state.phase === "draft" || state.phase === "result" || state.phase === "locked";
    parts.message.hidden = true;
    parts.form.classList.toggle("handed-in", state.phase === "result");
    arrange(state);
    for (const place of places.values()) showQuestion(place, state);
    for (const { fieldset } of places.values()) if (!begun && quiz.time) fieldset.hidden = true;
    pages?.show(state.phase === "draft" ? state.questions.flatMap(({ id }) => places.get(id)?.fieldset ?? []) : []);
    showSubmit(state);
    parts.attempt.textContent = attemptText(quiz, state, say);
    parts.attempt.hidden = !parts.attempt.textContent;
    otherDraft.hidden = !state.otherDraft || state.phase === "result";
    showResult(parts.result, parts.heading, quiz, state, say, retry);
    time.start();
    if (state.opensAt) time.at(state.opensAt, show);
  }

  /** Put the attempt's questions, and their options where the attempt has an order of its own, into that order. */
  function arrange(state: QuizState): void {
    const asked = new Set(state.questions);
    for (const { question, fieldset } of places.values()) fieldset.hidden = !asked.has(question);
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

  function showQuestion({ question, fieldset, check }: Place, state: QuizState): void {
    const result = state.feedback.get(question.id);
    for (const note of all(fieldset, "[data-text], .question-verdict")) note.hidden = true;
    fieldset.disabled = state.phase !== "draft" || result !== undefined;
    fieldset.classList.toggle("judged", result !== undefined);
    questionType(question.type).show(fieldset, question, state.responses.get(question.id) ?? null);
    const rival = fieldset.disabled ? undefined : state.rivals.get(question.id);
    showRival(fieldset, rival, say, (take) => settleRival(question, take));
    if (check) check.hidden = state.phase !== "draft" || result !== undefined;
    if (result) showFeedback(fieldset, question, result, state.reveals, tools);
  }

  function showSubmit({ phase, limit }: QuizState): void {
    const { submit } = parts;
    submit.hidden = phase === "result" || phase === "locked";
    submit.disabled = phase !== "draft" && phase !== "ready";
    const timed = limit === null ? "" : duration(say, Math.ceil(limit / 60));
    submit.textContent = phase === "ready" ? say("begin", { duration: timed }) : say("hand_in");
  }

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
    session.answer(quiz.id, question.id, questionType(question.type).read(fieldset, question));
    if (!parts.message.hidden) showUnanswered(session.unanswered(quiz.id));
  }

  function placeOf(target: EventTarget | null): Place | undefined {
    const fieldset = target instanceof Element ? target.closest<HTMLElement>("fieldset.question") : null;
    return places.get(fieldset?.dataset.question ?? "");
  }

  function check(event: Event): void {
    const place = event.target instanceof Element && event.target.matches("[data-action=check]") ? placeOf(event.target) : null;
    if (!place) return;
    const { question, fieldset } = place;
    session.check(quiz.id, question.id);
    const state = session.quiz(quiz.id);
    if (!state.feedback.has(question.id)) return announce(say("answer_first"));
    showQuestion(place, state);
    const verdict = fieldset.querySelector<HTMLElement>(".question-verdict");
    verdict?.setAttribute("tabindex", "-1");
    verdict?.focus();
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
    const text = parts.submit.textContent;
    parts.submit.textContent = say("saving");
    parts.submit.setAttribute("aria-busy", "true");
    announce(say("saving"));
    const held = await session.begin(quiz.id);
    beginning = false;
    parts.submit.removeAttribute("aria-busy");
    parts.submit.textContent = text;
    if (!held && !told) return tellNotHeld();
    told = false;
    show();
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
    show();
    changed();
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
    show();
    changed();
    if (session.quiz(quiz.id).phase === "ready") parts.submit.focus();
    else toFirst();
  }

  function toFirst(): void {
    const [first] = session.quiz(quiz.id).questions.flatMap(({ id }) => places.get(id)?.fieldset ?? []);
    first?.setAttribute("tabindex", "-1");
    first?.focus({ preventScroll: true });
    (parts.attempt.hidden ? first : parts.attempt)?.scrollIntoView();
  }

  function showUnanswered(ids: readonly string[]): void {
    parts.message.hidden = !ids.length;
    parts.submit.textContent = say(ids.length ? "hand_in_anyway" : "hand_in");
    const asked = session.quiz(quiz.id).questions.map(({ id }) => id);
    parts.message.replaceChildren(...unansweredText(ids, asked, say, goTo));
  }

  function goTo(id: string): void {
    const fieldset = places.get(id)?.fieldset;
    if (!fieldset) return;
    pages?.reveal(fieldset);
    fieldset.querySelector<HTMLElement>(":is(input, textarea, select, button):enabled")?.focus({ preventScroll: true });
    fieldset.scrollIntoView();
  }

  parts.form.addEventListener("input", answer);
  parts.form.addEventListener("click", check);
  // Handing in does not depend on submitting, which a frame without `allow-forms` forbids; and Enter hands nothing in.
  parts.submit.addEventListener("click", submitted);
  parts.form.addEventListener("submit", (event) => event.preventDefault());
  other.addEventListener("click", () => {
    session.switchDraft(quiz.id);
    show();
  });
  show();
  return { show };
}

function findParts(article: HTMLElement) {
  const find = <E extends HTMLElement>(selector: string): E => {
    const element = article.querySelector<E>(selector);
    if (!element) throw new Error(`the quiz has no ${selector}`);
    return element;
  };
  return {
    form: find<HTMLFormElement>("form"),
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

function findPlace(form: HTMLElement, question: Question, quiz: Quiz, tools: Tools): [string, Place][] | null {
  const fieldset = form.querySelector<HTMLFieldSetElement>(`fieldset[data-question="${question.id}"]`);
  if (!fieldset) return null;
  questionType(question.type).mount?.(fieldset, question, tools);
  const lists = all(fieldset, "[data-shuffle]").map((list) => ({ list, written: [...list.children] as HTMLElement[] }));
  const check = quiz.feedback === "immediately" ? make("button", { type: "button" }, tools.say("check_answer")) : null;
  if (check) {
    check.dataset.action = "check";
    fieldset.querySelector(".question-verdict")?.before(check);
  }
  return [[question.id, { question, fieldset, check, lists }]];
}

/** What was answered and what it earned; the right answers only when `reveals`, so that another try stays worth it. */
export function showFeedback(fieldset: HTMLElement, question: Question, result: QuestionResult, reveals: boolean, { say }: Tools): void {
  const { response, verdict: judged, earned, points } = result;
  const texts = unveilTexts(question);
  for (const place of all(fieldset, "[data-text]")) place.innerHTML = texts[place.dataset.text ?? ""] ?? "";
  questionType(question.type).review(fieldset as HTMLFieldSetElement, question, response, reveals, say);
  const verdict = fieldset.querySelector<HTMLElement>(".question-verdict");
  if (verdict) {
    verdict.className = `question-verdict ${judged}`;
    const neutral = say(response ? "answered" : "not_answered");
    verdict.textContent = points ? score(say, response ? judged : "unanswered_verdict", earned, points) : neutral;
    verdict.hidden = false;
  }
  unhide(fieldset, ".explanation");
}
