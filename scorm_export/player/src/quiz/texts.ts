/** What a quiz says of attempts and results. */
import { make } from "../page/dom.ts";
import type { QuizState } from "../learner/quiz_state.ts";
import type { Quiz } from "../course.ts";
import { points, score, type Say } from "../page/words.ts";

export function attemptText(quiz: Quiz, { phase, attempts, counted }: QuizState, say: Say): string {
  if ((phase !== "draft" && phase !== "ready") || !attempts) return "";
  const number = attempts + 1;
  const attempt = say(quiz.attempts ? "attempt" : "attempt_unlimited", { number, total: quiz.attempts });
  return counted === null || !quiz.points ? attempt : `${attempt} · ${score(say, "counted", counted, quiz.points)}`;
}

/** How many questions lack an answer, with the way to each. */
export function unansweredText(
  ids: readonly string[], asked: readonly string[], advice: string, say: Say, goTo: (id: string) => void,
): Node[] {
  const links = ids.flatMap((id) => {
    const onclick = (event: Event): void => {
      event.preventDefault();
      goTo(id);
    };
    const link = make("a", { href: `#${id}`, onclick }, say("question", { number: asked.indexOf(id) + 1 }));
    return [document.createTextNode(" "), link];
  });
  const hint = make("span", {}, advice);
  return [document.createTextNode(say("unanswered", { count: ids.length })), ...links, document.createTextNode(" "), hint];
}

/** The section with the outcome of the attempt that was handed in; hidden where there is none. */
export function showResult(
  section: HTMLElement,
  heading: HTMLElement,
  quiz: Quiz,
  state: QuizState,
  say: Say,
  retry: () => void,
): void {
  const { result, counted } = state;
  section.hidden = !result;
  section.replaceChildren(heading);
  if (!result) return;
  const { earned, total } = result;
  heading.textContent = total ? score(say, "quiz_score", earned, total) : say("quiz_handed_in");
  if (total) {
    const bar = make("progress", { value: earned, max: total });
    bar.setAttribute("aria-label", heading.textContent);
    section.append(bar);
  }
  if (quiz.purpose === "survey") {
    heading.textContent = say("survey_thanks");
    section.append(actions(quiz, state, say, retry));
    return;
  }
  if (quiz.purpose) section.append(make("p", {}, say(`purpose_${quiz.purpose}`)));
  if (counted !== null && counted !== earned) section.append(make("p", {}, score(say, "counted", counted, quiz.points)));
  if (state.pass !== null) section.append(make("p", {}, passText(state.pass, counted, say)));
  section.append(make("p", {}, attemptsText(quiz, state, say)));
  section.append(actions(quiz, state, say, retry));
}

function passText(pass: number, counted: number | null, say: Say): string {
  return say((counted ?? 0) >= pass ? "quiz_passed" : "quiz_not_passed", { pass: points(pass) });
}

function attemptsText(quiz: Quiz, { attemptsLeft, counted, opensAt }: QuizState, say: Say): string {
  const rule = quiz.points ? say(`counts_${quiz.counts ?? "best"}`) : "";
  if (quiz.points && counted === quiz.points) return say("attempts_full");
  if (attemptsLeft === 0) return `${say("attempts_none")} ${rule}`;
  const left = attemptsLeft === null ? say("attempts_unlimited") : say("attempts_left", { count: attemptsLeft });
  const opens = opensAt ? say("attempt_opens", { time: opensAt.toLocaleString(say.datesIn, { dateStyle: "medium", timeStyle: "short" }) }) : "";
  return [left, opens, rule].filter(Boolean).join(" ");
}

/** How many questions a further attempt asks; 0 for all of them. */
function askedAgain({ retry }: Quiz, result: QuizState["result"]): number {
  const questions = result?.questions ?? [];
  const wrong = questions.filter(({ verdict }) => verdict === "wrong" || verdict === "partly").length;
  return retry === "wrong" && wrong < questions.length ? wrong : 0;
}

/** The most sensible thing to do next comes first and is the big button: to go on for those who passed, else to try again. */
function actions(quiz: Quiz, { canRetry, counted, pass, result }: QuizState, say: Say, retry: () => void): HTMLElement {
  const line = make("p", { className: "actions" });
  const isDone = quiz.purpose === "survey" || (quiz.points > 0 && (counted ?? 0) >= (pass ?? quiz.points)) || !canRetry;
  const next = isDone ? document.querySelector<HTMLAnchorElement>("#page .pager [rel=next]") : null;
  if (next) {
    const title = next.lastChild?.textContent?.trim() ?? "";
    // An element marks a word of the interface in another language: it keeps its signs (see foreign_words.ts).
    const textContent = say("continue", { title: next.lastElementChild === next.lastChild ? `\u2066\u2060${title}\u2060\u2069` : title });
    line.append(Object.assign(next.cloneNode(), { rel: "", className: "primary", textContent }));
  }
  if (canRetry) {
    const className = next ? "" : "primary";
    const again = askedAgain(quiz, result);
    const button = make("button", { type: "button", className, onclick: retry }, again ? say("try_wrong_again", { count: again }) : say("try_again"));
    button.dataset.action = "retry";
    line.append(button);
  }
  if (document.getElementById("result") && next?.hash !== "#/result") line.append(make("a", { href: "#/result" }, say("to_results")));
  return line;
}
