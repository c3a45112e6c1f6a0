/** The form of a quiz: answering, handing in, feedback, trying again. What counts is decided by the session. */
import { unveilTexts } from "./answer_key.ts";
import { all, make } from "./dom.ts";
import { questionType } from "./questions/index.ts";
import { unhide } from "./questions/inputs.ts";
import type { QuestionResult, QuizState, Session } from "./session.ts";
import type { Question, Quiz } from "./types.ts";
import { score, type Say } from "./words.ts";

export interface QuizForm {
  /** Show what the session holds now. */
  show(): void;
}

interface Parts {
  readonly form: HTMLFormElement;
  readonly submit: HTMLButtonElement;
  readonly message: HTMLElement;
  readonly attempt: HTMLElement;
  readonly result: HTMLElement;
  readonly heading: HTMLElement;
  readonly fieldsets: ReadonlyMap<string, HTMLFieldSetElement>;
}

export function mountQuiz(
  article: HTMLElement,
  quiz: Quiz,
  questions: readonly Question[],
  session: Session,
  say: Say,
  changed: () => void,
  announce: (text: string) => void,
): QuizForm {
  const parts = findParts(article);
  for (const question of questions) {
    const fieldset = parts.fieldsets.get(question.id);
    if (fieldset) questionType(question.type).mount?.(fieldset, question, { say, announce });
  }

  function show(): void {
    session.loaded(quiz.id, questions);
    const state = session.quiz(quiz.id);
    clear(parts);
    for (const question of questions) {
      const fieldset = parts.fieldsets.get(question.id);
      if (!fieldset) continue;
      fieldset.disabled = state.phase !== "draft";
      questionType(question.type).show(fieldset, question, state.responses.get(question.id) ?? null);
      const result = state.result?.questions.find((candidate) => candidate.question === question.id);
      if (result) showFeedback(fieldset, question, result, !state.canRetry, say);
    }
    parts.form.classList.toggle("handed-in", state.phase === "result");
    parts.submit.hidden = state.phase === "result" || state.phase === "locked";
    parts.submit.disabled = state.phase !== "draft";
    parts.submit.textContent = say("hand_in");
    parts.attempt.textContent = attemptText(quiz, state, say);
    parts.attempt.hidden = !parts.attempt.textContent;
    if (state.result) showResult(parts, quiz, state, say, retry);
  }

  function answer(event: Event): void {
    const fieldset = event.target instanceof Element ? event.target.closest("fieldset") : null;
    const question = questions.find(({ id }) => id === fieldset?.dataset.question);
    if (!fieldset || !question) return;
    session.answer(quiz.id, question.id, questionType(question.type).read(fieldset, question));
    if (!parts.message.hidden) showUnanswered(parts, questions, session.unanswered(quiz.id), say);
  }

  function handIn(event: Event): void {
    event.preventDefault();
    const warned = !parts.message.hidden;
    const unanswered = session.unanswered(quiz.id);
    if (unanswered.length && !warned) {
      showUnanswered(parts, questions, unanswered, say);
      parts.message.focus();
      return;
    }
    session.handIn(quiz.id);
    show();
    changed();
    parts.heading.focus({ preventScroll: true });
    parts.result.scrollIntoView();
  }

  function retry(): void {
    session.retry(quiz.id);
    show();
    changed();
    const first = parts.fieldsets.values().next().value;
    first?.setAttribute("tabindex", "-1");
    first?.focus({ preventScroll: true });
    (parts.attempt.hidden ? first : parts.attempt)?.scrollIntoView();
  }

  parts.form.addEventListener("input", answer);
  parts.form.addEventListener("submit", handIn);
  show();
  return { show };
}

function findParts(article: HTMLElement): Parts {
  const find = <E extends HTMLElement>(selector: string): E => {
    const element = article.querySelector<E>(selector);
    if (!element) throw new Error(`the quiz has no ${selector}`);
    return element;
  };
  const fieldsets = [...article.querySelectorAll<HTMLFieldSetElement>("fieldset.question")];
  return {
    form: find("form"),
    submit: find("button[type=submit]"),
    message: find(".form-message"),
    attempt: find(".attempt"),
    result: find(".quiz-result"),
    heading: find(".quiz-result h2"),
    fieldsets: new Map(fieldsets.map((fieldset) => [fieldset.dataset.question ?? "", fieldset])),
  };
}

/** Take back everything that was shown about an earlier attempt. */
function clear({ form, message, result, heading }: Parts): void {
  message.hidden = true;
  result.hidden = true;
  result.replaceChildren(heading);
  for (const note of all(form, ".feedback, .explanation, .question-verdict")) note.hidden = true;
}

function showUnanswered(parts: Parts, questions: readonly Question[], ids: readonly string[], say: Say): void {
  const { message, submit, form } = parts;
  message.hidden = !ids.length;
  submit.textContent = say(ids.length ? "hand_in_anyway" : "hand_in");
  const links = ids.flatMap((id) => {
    const input = form.querySelector<HTMLElement>(`[data-question="${id}"] :is(input, textarea, select, button)`);
    if (!input) return [];
    const number = questions.findIndex((question) => question.id === id) + 1;
    const link = make("a", { href: `#${input.id}` }, say("question", { number }));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      input.focus({ preventScroll: true });
      input.closest("fieldset")?.scrollIntoView();
    });
    return [" ", link];
  });
  const hint = make("span", {}, say("unanswered_hint"));
  message.replaceChildren(say("unanswered", { count: ids.length }), ...links, " ", hint);
}

/** What was chosen and what it earned; the right answers only when `reveal`, so that another try stays worth it. */
function showFeedback(
  fieldset: HTMLFieldSetElement,
  question: Question,
  result: QuestionResult,
  reveal: boolean,
  say: Say,
): void {
  const texts = unveilTexts(question);
  for (const place of all(fieldset, "[data-text]")) place.innerHTML = texts[place.dataset.text ?? ""] ?? "";
  questionType(question.type).review(fieldset, question, result.response, reveal, say);
  const verdict = fieldset.querySelector<HTMLElement>(".question-verdict");
  if (verdict) {
    verdict.className = `question-verdict ${result.verdict}`;
    const key = result.response ? result.verdict : "unanswered_verdict";
    verdict.textContent = score(say, key, result.earned, result.points);
    verdict.hidden = false;
  }
  unhide(fieldset, ".explanation");
}

function attemptText(quiz: Quiz, { phase, attempts, best }: QuizState, say: Say): string {
  if (phase !== "draft" || !attempts) return "";
  const number = attempts + 1;
  const attempt = say(quiz.attempts ? "attempt" : "attempt_unlimited", { number, total: quiz.attempts });
  return best === null ? attempt : `${attempt} · ${score(say, "best", best, quiz.points)}`;
}

function showResult({ result, heading }: Parts, quiz: Quiz, state: QuizState, say: Say, retry: () => void): void {
  const { earned, total } = state.result ?? { earned: 0, total: quiz.points };
  heading.textContent = score(say, "quiz_score", earned, total);
  result.hidden = false;
  const bar = make("progress", { value: earned, max: total });
  bar.setAttribute("aria-label", heading.textContent);
  result.append(bar);
  const { best } = state;
  if (best !== null && best > earned) result.append(make("p", {}, score(say, "best", best, quiz.points)));
  result.append(make("p", {}, attemptsText(quiz, state, say)));
  const actions = make("p", { className: "actions" });
  if (state.canRetry) {
    const className = best === quiz.points ? "" : "primary";
    const button = make("button", { type: "button", className }, say("try_again"));
    button.dataset.action = "retry";
    button.addEventListener("click", retry);
    actions.append(button);
  }
  actions.append(make("a", { href: "#/result" }, say("to_results")));
  result.append(actions);
}

function attemptsText(quiz: Quiz, { attemptsLeft, best }: QuizState, say: Say): string {
  if (best === quiz.points) return say("attempts_full");
  if (attemptsLeft === null) return say("attempts_unlimited");
  return attemptsLeft ? say("attempts_left", { count: attemptsLeft }) : say("attempts_none");
}
