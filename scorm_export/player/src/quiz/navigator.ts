/** The list of a quiz's questions, with how each stands and the way to it; and how many are answered. */
import { make } from "../page/dom.ts";
import type { QuizState } from "../learner/quiz_state.ts";
import { inDigits, type Say } from "../page/words.ts";

/** How a question stands; before it is judged, whether it is answered. */
export type Standing = "open" | "answered" | "right" | "partly" | "wrong" | "neutral";

export interface Navigator {
  /**
   * `only`: whether it shows only what was not right; null where it can show nothing else. `current` is the id of the one question
   * on display, where there is one. Answers whether the quiz is long enough for a list.
   */
  show(state: QuizState, standings: ReadonlyMap<string, Standing>, only: boolean | null, current: string | null): boolean;
}

/** What a list is worth having from. */
const FEW = 3;
/** From this width on the list is open at first; the style has the same number. */
const WIDE = "(min-width: 600px)";

/** What is shown of questions that were not right, or not shown. */
export const lacks = (standing: Standing | undefined): boolean => standing === "wrong" || standing === "partly";

export function standingsOf({ questions, responses, feedback }: QuizState, unanswered: readonly string[]): Map<string, Standing> {
  return new Map(
    questions.map(({ id }) => {
      const isOpen = unanswered.includes(id) || !responses.has(id);
      const standing = isOpen ? "open" : "answered";
      const verdict = feedback.get(id)?.verdict;
      return [id, !verdict || verdict === "neutral" ? standing : verdict];
    }),
  );
}

/** `goTo` leads to a question; `filter` shows only those that were not right, or all. */
export function createNavigator(
  bar: HTMLElement, id: string, say: Say, isPaged: boolean, goTo: (id: string) => void, filter: (only: boolean) => void,
): Navigator {
  const toggle = make("button", { type: "button", className: "count", onclick: () => open(Boolean(list.hidden)) });
  const list = make("ol", { id: `${id}_questions` });
  const only: HTMLButtonElement = make("button", { type: "button", className: "only", onclick: () => filter(only.getAttribute("aria-pressed") !== "true") });
  const lists = new Intl.ListFormat(say.wordsIn, { type: "unit" });
  const nav = make("nav", { className: "navigator", hidden: true }, toggle, list, only);
  nav.setAttribute("aria-label", say("question_list"));
  toggle.setAttribute("aria-controls", list.id);
  bar.append(nav);
  open(matchMedia(WIDE).matches);

  function open(is: boolean): void {
    list.hidden = !is;
    toggle.setAttribute("aria-expanded", String(is));
  }

  function entry(question: string, number: number, standing: Standing, isMarked: boolean, isCurrent: boolean): HTMLElement {
    const onclick = (event: Event): void => {
      event.preventDefault();
      if (!matchMedia(WIDE).matches) open(false);
      goTo(question);
    };
    const link = make("a", { href: `#${question}`, onclick }, inDigits(say, String(number)));
    const words = lists.format([say(`standing_${standing}`), ...(isMarked ? [say("standing_marked")] : [])]);
    link.setAttribute("aria-label", say("labelled", { label: say("question", { number }), text: words }));
    link.title = words;
    link.dataset.standing = standing;
    link.classList.toggle("marked", isMarked);
    if (isCurrent) link.setAttribute("aria-current", "true");
    return make("li", {}, link);
  }

  return {
    show({ questions, marked, kept, phase }, standings, isOnly, current) {
      nav.hidden = (phase !== "draft" && phase !== "result") || (questions.length < (isPaged ? 2 : FEW + 1) && !kept.size);
      const count = (...of: Standing[]): number => questions.filter(({ id }) => of.includes(standings.get(id) ?? "open")).length;
      const answered = say("answered_of", { answered: questions.length - count("open"), total: questions.length });
      const judged = (["right", "partly", "wrong"] as const).filter((standing) => phase === "result" && count(standing));
      const counts = judged.map((standing) => {
        const counted = make("span", {}, say(`count_${standing}`, { number: count(standing) }));
        counted.dataset.standing = standing;
        return counted;
      });
      const marks = marked.size ? [make("span", { className: "marked" }, say("count_marked", { number: marked.size }))] : [];
      toggle.replaceChildren(...(counts.length ? counts : [make("span", {}, answered), ...marks]));
      const entries = questions.map(({ id }, n) => entry(id, n + 1, standings.get(id) ?? "open", marked.has(id), id === current));
      const focused = [...list.children].findIndex((item) => item.contains(document.activeElement));
      list.replaceChildren(...entries);
      entries[focused]?.querySelector("a")?.focus({ preventScroll: true });
      only.hidden = isOnly === null;
      only.textContent = say("only_wrong", { number: count("wrong", "partly", "open") });
      only.setAttribute("aria-pressed", String(isOnly ?? false));
      return !nav.hidden;
    },
  };
}
