/**
 * How LMSs deviate from the standard: one row for each deviation, with the LMS that has it. A deviation
 * replaces functions of an LMS that follows the standard.
 */
import type { SaveStatus } from "../../scorm_export/player/src/tracking/tracking.ts";

type Call = (...args: string[]) => unknown;

/** The functions of both versions, under common names; a missing one is undefined. */
export interface Functions {
  readonly initialize: Call;
  readonly terminate?: Call | undefined;
  readonly get: Call;
  readonly set: Call;
  readonly commit?: Call | undefined;
  readonly error?: Call | undefined;
  readonly errorString?: Call | undefined;
  readonly diagnostic?: Call | undefined;
}

/** What a deviation may read from the LMS behind it. */
export interface Behind {
  /** The stored value of an element. */
  stored(element: string): string;
  /** The standard's error code for a wrong type. */
  readonly wrongType: string;
}

export interface Habit {
  readonly habit: string;
  readonly source: string;
  readonly change: (lms: Functions, behind: Behind) => Functions;
  /** The save status at the end, if it is not "saved". */
  readonly told?: SaveStatus;
  /** Ids of interactions after two sessions, if they are not those of both. */
  readonly interactions?: readonly string[];
  /** Whether the browser keeps copies; true by default. */
  readonly storage?: boolean;
  /** The maximum length of a state that arrives. */
  readonly characters?: number;
}

const POOLED = "wrappers of pipwerks";
const TRIED = "not met yet, tried as a fault";
const answers = (say: (answer: string) => unknown) => (lms: Functions): Functions => {
  const speak = (call: Call | undefined): Call => (...args) => say(String(call?.(...args)));
  return { ...lms, initialize: speak(lms.initialize), terminate: speak(lms.terminate), set: speak(lms.set), commit: speak(lms.commit) };
};
const everything = (say: (answer: unknown) => unknown) => (lms: Functions): Functions =>
  Object.fromEntries(Object.entries(lms).map(([name, call]) => [name, (...args: string[]) => say((call as Call)(...args))])) as unknown as Functions;
const unset = (nothing: unknown) => (lms: Functions): Functions => ({
  ...lms,
  get: (element) => {
    const value = lms.get(element);
    return value === "" ? nothing : value;
  },
});
const answersFor = (elements: RegExp, say: (element: string) => unknown) => (lms: Functions): Functions => ({
  ...lms,
  get: (...args) => (elements.test(args[0] ?? "") ? say(args[0] ?? "") : lms.get(...args)),
});
const COUNT = /interactions\._count$/;
const ID = /interactions\.\d+\.id$/;
const fine = (lms: Functions): Functions => ({ ...lms, error: () => "0" });
/** The error code after some calls; after others that of the LMS. */
function withError(lms: Functions, code: string, refuses: (...args: string[]) => boolean): Functions {
  let own = "";
  const set: Call = (...args) => {
    own = refuses(...args) ? code : "";
    return own ? "false" : lms.set(...args);
  };
  return { ...lms, set, error: () => own || lms.error?.() };
}

export const HABITS: readonly Habit[] = [
  { habit: "answers as text", source: "SCORM RTE", change: (lms) => lms },
  { habit: "answers as numbers", source: "moodlehq/moodleapp#392", change: answers((answer) => (answer === "true" ? 1 : 0)) },
  { habit: "answers as texts of numbers", source: POOLED, change: answers((answer) => (answer === "true" ? "1" : "0")) },
  { habit: "answers as booleans", source: POOLED, change: answers((answer) => answer === "true") },
  { habit: 'answers "True"', source: POOLED, change: answers((answer) => (answer === "true" ? "True" : "False")) },
  { habit: "answers nothing, and tells by the error code", source: "moodlehq/moodleapp#392", change: answers(() => undefined) },
  { habit: "answers nothing, and has no error codes", source: POOLED, change: (lms) => ({ ...answers(() => undefined)(lms), error: undefined }) },
  { habit: 'unset values as "null"', source: "cybercussion/SCOBot#11", change: unset("null") },
  { habit: 'unset values as "undefined"', source: "cybercussion/SCOBot#11", change: unset("undefined") },
  { habit: "unset values as null", source: "cybercussion/SCOBot#11", change: unset(null) },
  { habit: "unset values as undefined", source: "cybercussion/SCOBot#11", change: unset(undefined) },
  {
    habit: 'Commit answers "false" without an error',
    source: "jcputney/scorm-again#679",
    change: (lms) => ({ ...lms, commit: (...args) => (lms.commit?.(...args), "false") }),
  },
  {
    habit: 'SetValue answers "false" without an error, and stores the value',
    source: TRIED,
    change: (lms) => ({ ...lms, set: (...args) => (lms.set(...args), "false"), error: () => "0" }),
  },
  { habit: "answers with spaces around them", source: TRIED, change: everything((answer) => ` ${String(answer)} `) },
  { habit: "answers as objects that are texts", source: TRIED, change: everything((answer) => Object(answer)) },
  {
    habit: "Commit answers nothing without an error",
    source: "catalyst/moodle-mod_scormremote#82",
    change: (lms) => ({ ...lms, commit: (...args) => (lms.commit?.(...args), "") }),
  },
  { habit: "no Commit: values are stored when the session ends", source: "jcputney/scorm-again#712", change: (lms) => ({ ...lms, commit: undefined }) },
  {
    habit: "no functions for errors",
    source: "jcputney/scorm-again#712",
    change: (lms) => ({ ...lms, error: undefined, errorString: undefined, diagnostic: undefined }),
  },
  {
    habit: "Initialize refused because the session goes on",
    source: "gabrieldoty/simplify-scorm#12",
    change: (lms) => ({ ...lms, initialize: (...args) => (lms.initialize(...args), "false") }),
  },
  {
    habit: "Initialize throws, though the session goes on",
    source: "seen in Moodle 4.5.6, SCORM 1.2",
    change: (lms) => ({
      ...lms,
      initialize: (...args) => {
        lms.initialize(...args);
        throw new TypeError("Cannot read properties of undefined");
      },
    }),
  },
  {
    habit: "a state that is too long is refused",
    source: "Articulate's forum; thexerteproject/xerteonlinetoolkits#847",
    change: (lms, { wrongType }) => withError(lms, wrongType, (element, value = "") => element === "cmi.suspend_data" && value.length > 2500),
    characters: 2000,
  },
  {
    habit: "a state that is too long is cut off",
    source: "Articulate's forum; thexerteproject/xerteonlinetoolkits#847",
    change: (lms) => ({
      ...lms,
      set: (element = "", value = "") => lms.set(element, element === "cmi.suspend_data" ? value.slice(0, 2500) : value),
    }),
    characters: 2500,
  },
  {
    habit: "status, counts and mode as empty texts, without an error",
    source: "overhangio/openedx-scorm-xblock, its scripts run",
    change: (lms, { stored }) => {
      const silent = answersFor(/status$|_count$|mode$|credit$|learner_id$|student_id$/, () => "")(lms);
      return fine(answersFor(ID, stored)(silent));
    },
  },
  {
    habit: "a count as an empty text, and ids that cannot be read: this device has counted",
    source: "SCORM 1.2 RTE 3.4.4, ids are write only",
    change: answersFor(COUNT, () => ""),
  },
  {
    habit: "a count as an empty text, ids that cannot be read, and no storage: none are written over",
    source: "SCORM 1.2 RTE 3.4.4, ids are write only",
    change: (lms) => answersFor(ID, () => { throw new Error("write only"); })(answersFor(COUNT, () => "")(lms)),
    storage: false,
    interactions: ["quiz_one_1"],
  },
];
