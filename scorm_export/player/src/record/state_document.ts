/**
 * The JSON document of the State resource from which a learner resumes. All devices of the learner write it. Saved states
 * merge in any order and a POST merges fields, so each device has its own fields and none overwrites another's, even
 * where the LRS has no ETags:
 *
 *   state-<tag><letter>  a device's whole state, including everything it had read; the letter: see device_tag.ts
 *   seconds-<tag>        how long the course was open on that device
 *   devices              tags in the order of their latest launches
 *   state                of players that had one state for all devices; it is read and left as it is
 *   other fields         the location, and what statements have reported: the last write applies
 *
 * A device's state is emptied once six other devices were launched after it, since the state written then contains it.
 * What that device writes in the meantime is missing until it writes again or is launched: it has its copy.
 * A state that cannot be read, and so adds nothing, comes from a newer player and is never touched.
 */
import type { States } from "../tracking/tracking.ts";

export type Document = Readonly<Record<string, unknown>>;
type Adds = States["adds"];

/** The length of the random tags that distinguish devices. */
export const TAG_LENGTH = 6;
const STATE = "state-";
const SECONDS = "seconds-";
const MOST_DEVICES = 6;

export const stateField = (tag: string, letter: string): string => STATE + tag + letter;
export const secondsField = (tag: string): string => SECONDS + tag;

/** The states that devices have saved. */
export function savedStates(document: Document): readonly string[] {
  return [document["state"], ...states(document).map(([, text]) => text)].flatMap((text) => (text ? [String(text)] : []));
}

/** Whether a device's states come from a newer player, so that this one must not replace them. */
export function isNewer(document: Document, tag: string, adds: Adds): boolean {
  return states(document).some(([name, text]) => tagOf(name) === tag && !adds("", text));
}

/** How long the course was open on one device, or on all. */
export function secondsIn(document: Document, tag = ""): number {
  const counts = Object.entries(document).filter(([name]) => name.startsWith(SECONDS + tag));
  return counts.reduce((sum, [, seconds]) => sum + (Number(seconds) || 0), 0);
}

/** Additional fields of a device's first write: it becomes the last of the devices, and states contained in its own are emptied. */
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
