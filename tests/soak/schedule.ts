/** What may happen to a learner, by chance: the same steps for every standard, in Node and in a browser. */
import { random, type Random } from "../player/random.ts";

export type Fault = "false" | "throw" | "slow";
/** ETags; POST of statements, which it answers with 200 and drops; merging of documents without a precondition. */
export type Lack = "etags" | "posts" | "merges";
export type How = "refuses" | "loses" | "hangs" | "delays";

/** One thing that happens. Windows and devices are counted from 0; what is not there is left out by whoever plays it. */
export type Step =
  | { readonly do: "launch"; readonly device: number }
  | { readonly do: "visit"; readonly window: number; readonly lesson: number }
  | { readonly do: "answer"; readonly window: number; readonly quiz: number; readonly question: number; readonly right: boolean }
  | { readonly do: "write"; readonly window: number; readonly text: number }
  /** Decide between two texts of different windows. */
  | { readonly do: "settle"; readonly window: number; readonly take: boolean }
  | { readonly do: "check" | "takeBack"; readonly window: number; readonly quiz: number; readonly question: number }
  | { readonly do: "handIn" | "retry" | "switchDraft" | "begin"; readonly window: number; readonly quiz: number }
  | { readonly do: "hide" | "close" | "kill" | "freeze" | "wake" | "takeOver" | "leave"; readonly window: number }
  | { readonly do: "pass"; readonly ms: number }
  /** So many calls or requests do not work, of those whose name has `only` in it. */
  | { readonly do: "fault"; readonly kind: Fault; readonly calls: number; readonly only: string }
  /**
   * An LRS answers so; 0: nothing. refuses: it has not done what it was asked; loses: it has, and only its answer is lost;
   * hangs: no answer ever; delays: it asks to be left alone for half a minute (Retry-After). In a browser it refuses.
   */
  | { readonly do: "answers"; readonly status: number; readonly requests: number; readonly only: string; readonly how: How }
  | { readonly do: "heal" }
  /** `forbidden`: it throws whatever is asked of it, else it is full. */
  | { readonly do: "storage"; readonly device: number; readonly works: boolean; readonly forbidden: boolean }
  | { readonly do: "clock"; readonly device: number; readonly ms: number }
  | { readonly do: "edition"; readonly edition: number }
  | { readonly do: "reset" };

export interface Schedule {
  readonly seed: number;
  /** The record begins with the state of a player that had no facts. Not in a browser. */
  readonly old: boolean;
  /** What the LRS lacks. Not in a browser. */
  readonly lacks: readonly Lack[];
  /** What its browsers lack. Not in a browser. */
  readonly abilities: { readonly locks: boolean; readonly channels: boolean };
  /** The course says that devices are shared: nothing is kept on them. Not in a browser. */
  readonly shared: boolean;
  /** The LMS is known to answer before it stores. Not in a browser. */
  readonly early: boolean;
  readonly steps: readonly Step[];
}

/** How often each kind of step comes, of all that are listed. */
const WEIGHTS: Readonly<Record<Step["do"], number>> = {
  launch: 9, visit: 12, answer: 26, write: 6, settle: 2, check: 4, takeBack: 2, handIn: 12, retry: 6, switchDraft: 2, begin: 3, hide: 4, close: 3,
  kill: 3, freeze: 1, wake: 1, takeOver: 8, leave: 2, pass: 24, fault: 4, answers: 4, heal: 4, storage: 1, clock: 1, edition: 1, reset: 1,
};
const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind as Step["do"]));
const STATUSES = [0, 400, 401, 403, 404, 409, 413, 429, 500, 503];
const PARTS = ["", "", "Commit", "suspend_data", "interactions", "status", "Initialize", "GetValue", "Finish"];
const HOWS = ["refuses", "refuses", "refuses", "loses", "hangs", "delays"] as const;
const LACKS: readonly (readonly Lack[])[] = [[], [], [], ["etags"], ["posts"], ["merges"], ["posts", "merges"]];
const RESOURCES = ["", "statements", "activities/state"];
const DAY = 86_400_000;

export function schedule(seed: number): Schedule {
  const chance = random(seed * 7919 + 1);
  const length = 12 + chance.below(50);
  const seldom = (): boolean => chance.below(8) === 0;
  return {
    seed,
    old: seldom(),
    lacks: LACKS[chance.below(LACKS.length)] ?? [],
    abilities: { locks: !seldom(), channels: !seldom() },
    shared: seldom(),
    early: seldom(),
    steps: [{ do: "launch", device: 0 }, ...Array.from({ length }, () => step(chance))],
  };
}

function step(chance: Random): Step {
  const kind = KINDS[chance.below(KINDS.length)] ?? "pass";
  // Mostly the newest window, counted from the end.
  const window = chance.below(3) ? 0 : chance.below(3);
  const device = chance.below(2) ? 0 : chance.below(3);
  const [quiz, question] = [chance.below(5), chance.below(4)];
  switch (kind) {
    case "launch":
      return { do: kind, device };
    case "visit":
      return { do: kind, window, lesson: chance.below(3) };
    case "answer":
      return { do: kind, window, quiz, question, right: chance.below(3) > 0 };
    case "write":
      return { do: kind, window, text: chance.below(1000) };
    case "settle":
      return { do: kind, window, take: chance.below(2) > 0 };
    case "check":
    case "takeBack":
      return { do: kind, window, quiz, question };
    case "handIn":
    case "retry":
    case "switchDraft":
    case "begin":
      return { do: kind, window, quiz };
    case "pass":
      return { do: kind, ms: [0, 100, 1000, 3000, 20_000, 70_000, 700_000][chance.below(7)] ?? 0 };
    case "fault":
      return { do: kind, kind: (["false", "throw", "slow"] as const)[chance.below(3)] ?? "false", calls: 1 + chance.below(40), only: PARTS[chance.below(PARTS.length)] ?? "" };
    case "answers":
      return { do: kind, status: STATUSES[chance.below(STATUSES.length)] ?? 0, requests: 1 + chance.below(12), only: RESOURCES[chance.below(3)] ?? "", how: HOWS[chance.below(HOWS.length)] ?? "refuses" };
    case "storage":
      return { do: kind, device, works: chance.below(2) > 0, forbidden: chance.below(2) > 0 };
    case "clock":
      return { do: kind, device, ms: [-400 * DAY, -3_600_000, 3_600_000, 20 * DAY][chance.below(4)] ?? 0 };
    case "edition":
      return { do: kind, edition: chance.below(2) };
    case "heal":
    case "reset":
      return { do: kind };
    default:
      return { do: kind, window };
  }
}
