/**
 * The JSON document of the State resource that resumes a learner. Every device of the learner writes it. Saved states merge in
 * any order, and a POST merges fields, so each device has fields of its own, and none overwrites another's, also where
 * the LRS knows no ETag:
 *
 *   state-<tag><letter>  a device's whole state, with all that it had read; the letter: see bookmark.ts
 *   seconds-<tag>        how long the course was open on that device
 *   devices              tags, the one that was launched last at the end
 *   state                of players that had one state for all devices; it is read, and left as it is
 *   the others           the place, and what the statements have said: the last one holds
 *
 * A device's state stays until six others were launched since; then it is emptied, being contained in what is written with
 * that. What such a device writes in the moments between is gone until it writes again, or is launched: it has its copy.
 * A state that cannot be read, and so adds nothing, is of a newer player, and is never touched.
 */
import type { States } from "../tracking/tracking.ts";

export type Document = Readonly<Record<string, unknown>>;
type Adds = States["adds"];

/** Tells devices apart: random, of this length. */
export const TAG_LENGTH = 6;
const STATE = "state-";
const SECONDS = "seconds-";
const MOST_DEVICES = 6;

export const stateField = (tag: string, letter: string): string => STATE + tag + letter;
export const secondsField = (tag: string): string => SECONDS + tag;

/** Everything that devices have saved. */
export function savedStates(document: Document): readonly string[] {
  return [document["state"], ...states(document).map(([, text]) => text)].flatMap((text) => (text ? [String(text)] : []));
}

/** Whether a device's states are of a newer player, which this one must not replace. */
export function isNewer(document: Document, tag: string, adds: Adds): boolean {
  return states(document).some(([name, text]) => tagOf(name) === tag && !adds("", text));
}

/** Of a device, or of all. */
export function secondsIn(document: Document, tag = ""): number {
  const counts = Object.entries(document).filter(([name]) => name.startsWith(SECONDS + tag));
  return counts.reduce((sum, [, seconds]) => sum + (Number(seconds) || 0), 0);
}

/** What the first write of a device has besides: it comes last of the devices, and what is contained in it is emptied. */
export function tidied(document: Document, tag: string, adds: Adds): Document {
  const present = [...new Set(states(document).map(([name]) => tagOf(name)))].filter((one) => one !== tag);
  const listed = Array.isArray(document["devices"]) ? (document["devices"] as readonly string[]) : [];
  const order = [...listed.filter((one) => present.includes(one)), ...present.filter((one) => !listed.includes(one))];
  const gone = [...order.slice(0, -MOST_DEVICES), tag];
  const emptied = states(document).filter(([name, text]) => gone.includes(tagOf(name)) && adds("", text));
  const counted = gone.filter((one) => one !== tag && secondsIn(document, one));
  return {
    ...Object.fromEntries(emptied.map(([name]) => [name, ""])),
    ...Object.fromEntries(counted.map((one) => [secondsField(one), 0])),
    [secondsField(tag)]: [...counted, tag].reduce((sum, one) => sum + secondsIn(document, one), 0),
    devices: [...order.slice(-MOST_DEVICES), tag],
  };
}

function states(document: Document): readonly (readonly [name: string, text: string])[] {
  return Object.entries(document).flatMap(([name, text]) => (name.startsWith(STATE) && text ? [[name, String(text)] as const] : []));
}

function tagOf(name: string): string {
  return name.slice(STATE.length, STATE.length + TAG_LENGTH);
}
