/** What a lesson asks. Checks are answered, judged at once, and tried again as often as the learner likes. */
import { make } from "../page/dom.ts";
import { questionType } from "../../../questions/index.ts";
import type { Tools } from "../../../questions/type.ts";
import { practiceIn } from "../learner/checks.ts";
import type { QuizForm } from "./form.ts";
import { lock } from "./locking.ts";
import { mountNotes } from "./notes.ts";
import { showAnswer, showFeedback } from "./places.ts";
import { showRival } from "./rivals.ts";
import type { QuizSession } from "../learner/quiz_session.ts";
import type { SessionCore } from "../learner/session.ts";
import type { Lesson, Question, Quiz } from "../course.ts";

export function mountChecks(
  article: HTMLElement,
  lesson: Lesson,
  questions: readonly Question[],
  session: QuizSession,
  core: SessionCore,
  tools: Tools,
  changed: () => void,
): QuizForm {
  const checks = practiceIn(lesson).filter(({ fields }) => fields === undefined);
  const notes = mountNotes(article, lesson, questions.slice(checks.length), session, core, tools);
  const forms = checks.flatMap((check, n) => {
    const question = questions[n];
    const form = article.querySelector<HTMLFormElement>(`form[data-check="${question?.id}"]`);
    const isAsked = lesson.items?.some(({ key }) => key === check.key) ?? false;
    return question && form ? mountCheck(form, check, isAsked, question, session, tools, changed) : [];
  });
  return { show: () => [...forms, notes].forEach((form) => form.show()) };
}

/** `isAsked`: the lesson is done only when the check is answered. */
function mountCheck(
  form: HTMLFormElement, check: Quiz, isAsked: boolean, question: Question, session: QuizSession, tools: Tools, changed: () => void,
): QuizForm {
  const { say, announce } = tools;
  const fieldset = form.querySelector<HTMLFieldSetElement>("fieldset")!;
  const verdict = fieldset.querySelector<HTMLElement>(".question-verdict")!;
  const type = questionType(question.type);
  const judge = make("button", { type: "button", onclick: judged }, say("check_answer"));
  const again = make("button", { type: "button", onclick: retried }, say("check_again"));
  type.mount?.(fieldset, question, tools);
  const asked = make("small", {}, say("check_asked"));
  form.querySelector(".check-actions")?.append(judge, again, asked);

  function show(): void {
    session.loaded(check.id, [question]);
    const state = session.quiz(check.id);
    const { phase, attempts, canRetry, rivals, kept } = state;
    const result = showAnswer(fieldset, question, state);
    showRival(fieldset, phase === "draft" ? rivals.get(question.id) : undefined, say, (take) => {
      session.settleRival(check.id, question.id, take);
      show();
    });
    judge.hidden = phase !== "draft";
    asked.hidden = !isAsked || phase !== "draft" || attempts > 0;
    again.hidden = !canRetry;
    // Who tried twice is shown what is right; the first time it is worth another thought.
    if (result) showFeedback(fieldset, question, result, { reveals: attempts > 1, kept }, tools);
    if (result?.points && result.response) verdict.textContent = say(`check_${result.verdict}`);
    if (phase !== "draft") lock(fieldset);
  }

  function judged(): void {
    if (session.unanswered(check.id).length) return announce(say("answer_first"));
    session.handIn(check.id);
    show();
    changed();
    verdict.tabIndex = -1;
    verdict.focus();
  }

  function retried(): void {
    session.retry(check.id);
    show();
    fieldset.querySelector<HTMLElement>(":is(input, textarea, select, button):enabled")?.focus();
  }

  form.addEventListener("input", () => session.answer(check.id, question.id, type.read(fieldset, question)));
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
  return { show };
}
