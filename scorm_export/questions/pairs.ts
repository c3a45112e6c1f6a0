/** What the types have in common whose answer gives each source a target. Saved as the ids of each pair, two characters. */
import { seal } from "../player/src/learner/answer_key.ts";
import { all, make } from "../player/src/page/dom.ts";
import type { Response } from "../player/src/reports.ts";
import type { Say } from "../player/src/page/words.ts";
import { share, type Credited } from "./credit.ts";
import type { QuestionType } from "./type.ts";
import { unhide } from "./inputs.ts";

export interface Pairing extends Credited {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** Seals of `source.target` of the right pairs. */
  readonly right: readonly string[];
}

/** A list of choices, or one of several radio buttons; `data-source` says whose. */
type Control = HTMLSelectElement | HTMLInputElement;

/** All of a type but what stands in its form beside the controls. */
export const pairing = {
  interaction: "matching",
  read(fieldset, question) {
    const chosen = new Map<string, string>();
    for (const control of controls(fieldset)) {
      if (!("checked" in control) || control.checked) chosen.set(control.dataset.source ?? "", control.value);
    }
    return answer(question, (source) => chosen.get(source));
  },
  show(fieldset, _, response) {
    const chosen = targetsOf(response);
    for (const control of controls(fieldset)) {
      const target = chosen.get(control.dataset.source ?? "") ?? "";
      if ("checked" in control) control.checked = control.value === target;
      else control.value = target;
    }
    for (const row of all(fieldset, ".pair")) row.classList.remove("right", "wrong");
    for (const note of all(fieldset, ".pair-answer")) note.remove();
  },
  review(fieldset, question, response, reveal, say) {
    const chosen = targetsOf(response);
    for (const row of all(fieldset, ".pair")) {
      const source = row.dataset.pair ?? "";
      reviewRow(row, fieldset, chosen.get(source), rightTarget(question, source), reveal, say);
    }
  },
  grade(question, response) {
    const chosen = [...targetsOf(response)];
    const right = chosen.filter(([source, target]) => isRight(question, source, target)).length;
    return share(question, right, chosen.length - right, question.sources.length);
  },
  isComplete: ({ sources }, response) => targetsOf(response).size === sources.length,
  encode: (response) => [...targetsOf(response)].map((pair) => pair.join("")).join(""),
  decode(question, text) {
    const chosen = new Map([...text.matchAll(/(.)(.)/g)].map(([, source = "", target = ""]) => [source, target]));
    const known = answer(question, (source) => chosen.get(source));
    return targetsOf(known).size * 2 === text.length ? known : null;
  },
  correct(question) {
    const right = answer(question, (source) => rightTarget(question, source));
    return right ? [right] : [];
  },
} satisfies QuestionType<Pairing>;

/** The pairs in the order of the question's sources, as far as it has such targets; null when there is none. */
function answer({ sources, targets }: Pairing, targetOf: (source: string) => string | undefined): Response | null {
  const pairs = sources.flatMap((source): [string, string][] => {
    const target = targetOf(source);
    return target !== undefined && targets.includes(target) ? [[source, target]] : [];
  });
  return pairs.length ? { kind: "pairs", pairs } : null;
}

function targetsOf(response: Response | null): ReadonlyMap<string, string> {
  return new Map(response?.kind === "pairs" ? response.pairs : []);
}

function isRight(question: Pairing, source: string, target: string): boolean {
  return question.right.includes(seal(question, `${source}.${target}`));
}

function rightTarget(question: Pairing, source: string): string | undefined {
  return question.targets.find((target) => isRight(question, source, target));
}

function controls(fieldset: HTMLElement): Control[] {
  return [...fieldset.querySelectorAll<Control>("[data-source]")];
}

/** Say in words what was chosen for a source, whether it is right, and what would be. */
function reviewRow(
  row: HTMLElement,
  fieldset: HTMLElement,
  chosen: string | undefined,
  right: string | undefined,
  reveal: boolean,
  say: Say,
): void {
  const notes: HTMLElement[] = [];
  const note = (kind: string, key: string, target = ""): void => {
    const text = [...(fieldset.querySelector(`[data-target="${target}"]`)?.cloneNode(true).childNodes ?? [])];
    notes.push(make("p", { className: `pair-answer ${kind}` }, make("span", { className: "tag" }, say(key)), " ", ...text));
  };
  if (chosen === undefined) note("none", "not_answered");
  else note(chosen === right ? "right" : "wrong", chosen === right ? "chosen_right" : "chosen_wrong", chosen);
  if (chosen !== right && reveal) note("missed", "right_answer", right);
  row.querySelector(".pair-choice")?.after(...notes);
  if (chosen !== undefined) {
    row.classList.add(chosen === right ? "right" : "wrong");
    unhide(row, ".feedback");
  }
}
