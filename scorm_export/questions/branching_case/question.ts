/**
 * A case whose decisions lead from step to step. A decision is final; what it leads to is shown at once. Saved as the
 * path: the ids of step and choice, two characters for each decision.
 */
import { unveil, unveilTexts } from "../../player/src/learner/answer_key.ts";
import { all } from "../../player/src/page/dom.ts";
import type { Question } from "../../player/src/course.ts";
import type { Response } from "../../player/src/reports.ts";
import { score, type Say } from "../../player/src/page/words.ts";
import type { QuestionType, Tools } from "../type.ts";
import { markOption, showChecked, unhide } from "../inputs.ts";

interface BranchingCase extends Question {
  /** In the author's order: the first is where it begins. By choice, the step that follows, or "" where the case ends. */
  readonly steps: readonly (readonly [step: string, choices: Readonly<Record<string, string>>])[];
  /** Veiled: JSON of the hundredths of points that each choice earns, by `step.choice`. */
  readonly earned: string;
}

type Path = readonly (readonly [step: string, choice: string])[];

const MOST_PATTERNS = 5;

export const branchingCase: QuestionType<BranchingCase> = {
  interaction: "performance",
  mount(fieldset, question, tools) {
    fieldset.addEventListener("input", () => allowDeciding(fieldset));
    for (const button of all(fieldset, ".decide")) {
      button.addEventListener("click", () => decide(fieldset, question, tools));
    }
  },
  read: (fieldset, question) => branchingCase.decode(question, fieldset.dataset.path ?? ""),
  show(fieldset, question, response) {
    fieldset.dataset.path = response ? branchingCase.encode(response, question) : "";
    showPath(fieldset, question, pathOf(response));
  },
  review(fieldset, question, response, reveal, say) {
    for (const [step, choice] of pathOf(response)) reviewDecision(fieldset, question, step, choice, say);
    if (reveal) revealBest(fieldset, question, say);
  },
  grade(question, response) {
    const earned = points(question);
    return pathOf(response).reduce((sum, decision) => sum + (earned[decision.join(".")] ?? 0), 0);
  },
  isComplete: (question, response) => !nextStep(question, pathOf(response)),
  encode: (response) => pathOf(response).flat().join(""),
  decode(question, text) {
    const path: [string, string][] = [];
    for (let at = 0; at < text.length; at += 2) {
      const step = text.charAt(at);
      const choice = text.charAt(at + 1);
      if (step !== nextStep(question, path) || !(choice in choicesAt(question, step))) return null;
      path.push([step, choice]);
    }
    return path.length ? { kind: "pairs", pairs: path } : null;
  },
  correct: (question) => bestPaths(question).map((pairs) => ({ kind: "pairs", pairs })),
};

function pathOf(response: Response | null): Path {
  return response?.kind === "pairs" ? response.pairs : [];
}

function choicesAt(question: BranchingCase, step: string): Readonly<Record<string, string>> {
  return question.steps.find(([id]) => id === step)?.[1] ?? {};
}

/** The step that a path has come to; "" when the case is over. */
function nextStep(question: BranchingCase, path: Path): string {
  const last = path[path.length - 1];
  return last ? (choicesAt(question, last[0])[last[1]] ?? "") : (question.steps[0]?.[0] ?? "");
}

function points(question: BranchingCase): Readonly<Record<string, number>> {
  return JSON.parse(unveil(question, question.earned)) as Record<string, number>;
}

/** The most that can be earned from a step on, and the choices that keep it possible. */
function best(question: BranchingCase): (step: string) => { readonly most: number; readonly choices: readonly string[] } {
  const earned = points(question);
  const known = new Map<string, { most: number; choices: string[] }>();
  return function from(step) {
    const found = known.get(step) ?? { most: 0, choices: [] };
    if (known.has(step)) return found;
    const ways = Object.entries(choicesAt(question, step)).map(
      ([choice, next]) => [choice, (earned[`${step}.${choice}`] ?? 0) + from(next).most] as const,
    );
    found.most = Math.max(0, ...ways.map(([, most]) => most));
    found.choices = ways.filter(([, most]) => most === found.most).map(([choice]) => choice);
    known.set(step, found);
    return found;
  };
}

/** Some of the paths that earn everything: as many as a report may list. */
function bestPaths(question: BranchingCase): readonly Path[] {
  const from = best(question);
  const paths: Path[] = [];
  const follow = (path: Path): void => {
    const step = nextStep(question, path);
    if (!step) paths.push(path);
    else for (const choice of from(step).choices) if (paths.length < MOST_PATTERNS) follow([...path, [step, choice]]);
  };
  follow([]);
  return paths;
}

function stepOf(fieldset: HTMLElement, id: string): HTMLElement | null {
  return fieldset.querySelector<HTMLElement>(`[data-step="${id}"]`);
}

function optionOf(fieldset: HTMLElement, step: string, choice: string): HTMLElement | null {
  return fieldset.querySelector<HTMLElement>(`[data-step="${step}"] [data-option="${choice}"]`);
}

/** Show the steps of a path in its order, each but the one it has come to with its decision and where that led. */
function showPath(fieldset: HTMLFieldSetElement, question: BranchingCase, path: Path): void {
  showChecked(fieldset, []);
  for (const element of all(fieldset, ".step, .decide, .consequence, .case-over")) element.hidden = true;
  for (const input of fieldset.querySelectorAll("input")) input.disabled = true;
  const next = nextStep(question, path);
  const shown = [...path.map(([id]) => id), next].flatMap((id) => stepOf(fieldset, id) ?? []);
  fieldset.querySelector(".case")?.prepend(...shown);
  for (const [at, step] of shown.entries()) number(step, at + 1);
  const texts = path.length ? unveilTexts(question) : {};
  for (const [id, choice] of path) showDecision(fieldset, id, choice, texts[`${id}.${choice}`] ?? "");
  const open = stepOf(fieldset, next);
  if (open) {
    for (const input of open.querySelectorAll("input")) input.disabled = false;
    unhide(open, ".decide");
  } else unhide(fieldset, ".case-over");
  allowDeciding(fieldset);
}

function number(step: HTMLElement, at: number): void {
  step.hidden = false;
  const label = step.closest<HTMLElement>("[data-step-label]")?.dataset.stepLabel ?? "";
  step.querySelector(".step-head")?.replaceChildren(label.replace("{number}", String(at)));
}

function showDecision(fieldset: HTMLElement, step: string, choice: string, consequence: string): void {
  const input = optionOf(fieldset, step, choice)?.querySelector("input");
  if (input) input.checked = true;
  const place = fieldset.querySelector<HTMLElement>(`[data-text="${step}.${choice}"]`);
  if (!place) return;
  place.innerHTML = consequence;
  place.hidden = !consequence;
}

function allowDeciding(fieldset: HTMLElement): void {
  for (const button of fieldset.querySelectorAll<HTMLButtonElement>(".decide")) {
    button.disabled = Boolean(button.hidden) || !button.closest(".step")?.querySelector("input:checked");
  }
}

/** Go on by what is chosen at the open step, to the next one or the end. */
function decide(fieldset: HTMLFieldSetElement, question: BranchingCase, { announce }: Tools): void {
  const path = pathOf(branchingCase.read(fieldset, question));
  const step = nextStep(question, path);
  const choice = stepOf(fieldset, step)?.querySelector<HTMLInputElement>("input:checked")?.value;
  if (choice === undefined) return;
  const longer: Path = [...path, [step, choice]];
  branchingCase.show(fieldset, question, { kind: "pairs", pairs: longer });
  fieldset.dispatchEvent(new Event("input", { bubbles: true }));
  announce(stepOf(fieldset, step)?.querySelector(".consequence:not([hidden])")?.textContent?.trim() ?? "");
  const next = stepOf(fieldset, nextStep(question, longer));
  (next?.querySelector<HTMLElement>(".step-head") ?? fieldset.querySelector<HTMLElement>(".case-over"))?.focus();
}

function reviewDecision(fieldset: HTMLElement, question: BranchingCase, step: string, choice: string, say: Say): void {
  const earned = points(question);
  const most = Math.max(0, ...Object.keys(choicesAt(question, step)).map((id) => earned[`${step}.${id}`] ?? 0));
  const got = earned[`${step}.${choice}`] ?? 0;
  const verdict = best(question)(step).choices.includes(choice) ? "right" : got ? "partly" : "wrong";
  const option = optionOf(fieldset, step, choice);
  if (option) markOption(option, score(say, "decision_earned", got, most), "chosen", verdict);
}

/** Mark what would have earned the most at each step that is shown. */
function revealBest(fieldset: HTMLElement, question: BranchingCase, say: Say): void {
  const from = best(question);
  for (const [step] of question.steps) {
    if (stepOf(fieldset, step)?.hidden !== false) continue;
    for (const choice of from(step).choices) {
      const option = optionOf(fieldset, step, choice);
      if (option && !option.classList.contains("chosen")) markOption(option, say("best_decision"), "missed");
    }
  }
}
