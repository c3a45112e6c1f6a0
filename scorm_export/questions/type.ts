/** What the player asks of a question type. */
import type { Say } from "../player/src/page/words.ts";
import type { Question } from "../player/src/course.ts";
import type { InteractionType, Pattern, Response } from "../player/src/reports.ts";

/**
 * What a question type can do. Methods, so that a type may narrow the question to its own shape.
 *
 * `fieldset` is what its template wrote. Each element with `data-text="<name>"` in it holds, by the time `review` is
 * called, the veiled text of that name, and is still hidden.
 */
export interface QuestionType<Q extends Question = Question> {
  /** What standards call it. */
  readonly interaction: InteractionType;
  /**
   * Make the form work, once and before anything else. Controls tell of a change by a bubbling `input` event; a type
   * that changes the answer by script dispatches one on the fieldset.
   */
  mount?(fieldset: HTMLFieldSetElement, question: Q, tools: Tools): void;
  /** The learner's answer in the form; null when there is none. */
  read(fieldset: HTMLFieldSetElement, question: Q): Response | null;
  /** Put an answer, or none, into the form, and take back what `review` did. */
  show(fieldset: HTMLFieldSetElement, question: Q, response: Response | null): void;
  /** Mark what was answered as right or not and, if `reveal`, what would have been right. The form is disabled. */
  review(fieldset: HTMLFieldSetElement, question: Q, response: Response | null, reveal: boolean, say: Say): void;
  /** Hundredths of points the answer earns: at most all of them, and below 0 where a wrong answer deducts some. */
  grade(question: Q, response: Response | null): number;
  /** The fewest hundredths that an answer earns; without it, 0. */
  least?(question: Q): number;
  /** Whether an answer lacks nothing; without it, every answer does. Handing in warns of those that lack something. */
  isComplete?(question: Q, response: Response): boolean;
  /** What reports are told of an answer, where that is not the answer itself; null for nothing. */
  reported?(response: Response): Response | null;
  /** The answer in characters of `[A-Za-z0-9_-]` for the saved state. */
  encode(response: Response, question: Q): string;
  /** The answer back; null when this edition of the question cannot have it. */
  decode(question: Q, text: string): Response | null;
  /** The answers that earn all points; none when there is no such thing or the package does not tell. */
  correct(question: Q): readonly Pattern[];
}

/** What a type may need of the player around it. */
export interface Tools {
  readonly say: Say;
  /** Tell a screen reader what happened. */
  announce(...said: (Node | string)[]): void;
}
