/** The learner as described by a launch. */
import { attempt } from "../guarded.ts";

type Named = Readonly<Record<string, unknown>>;

/**
 * An actor of xAPI 1.0 from the text of the launch; null when it identifies nobody. Launches of version 0.9 give lists of
 * names and addresses, and accounts with `accountServiceHomePage` and `accountName`.
 */
export function readActor(text: string): Named | null {
  const given = parse(text);
  if (!given) return null;
  const flat = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
  const account = flat["account"] as Named | undefined;
  const modern = account?.["accountServiceHomePage"]
    ? { homePage: account["accountServiceHomePage"], name: account["accountName"] }
    : account;
  const identifiers: Named = { mbox: flat["mbox"], mbox_sha1sum: flat["mbox_sha1sum"], openid: flat["openid"], account: modern };
  const [identifier] = Object.entries(identifiers).filter(([, value]) => value);
  if (!identifier) return null;
  return { objectType: "Agent", ...(flat["name"] ? { name: flat["name"] } : {}), [identifier[0]]: identifier[1] };
}

/** The properties that identify an agent (xAPI 1.0.3 Data 2.4.2.1). */
export function identifierOf(actor: unknown): readonly unknown[] {
  const { mbox, mbox_sha1sum, openid, account } = actor as Readonly<Record<string, unknown>>;
  const { homePage, name } = (account ?? {}) as Readonly<Record<string, unknown>>;
  return [mbox, mbox_sha1sum, openid, homePage, name];
}

/**
 * One spelling for all those that launches use for the same learner or record: a learner is an actor, reduced to its
 * identifier; a record is `[endpoint, activity, actor, registration]` with such an actor. Other texts stay as they are.
 */
export function normalizeName(name: string): string {
  const given = attempt(() => JSON.parse(name) as unknown);
  if (typeof given !== "object" || !given) return name;
  if (!Array.isArray(given)) return JSON.stringify(identifierOf(given));
  if (given.length !== NAMES_OF_A_RECORD) return name;
  const [endpoint, activity, actor, registration] = given as string[];
  const address = attempt(() => new URL(endpoint ?? "").href) ?? endpoint;
  return JSON.stringify([address?.replace(/\/*$/, ""), activity, normalizeName(actor ?? ""), registration?.toLowerCase()]);
}

const NAMES_OF_A_RECORD = 4;

const FORMS: Readonly<Record<string, RegExp>> = {
  mbox: /^mailto:[^@\s]+@[^@\s]+$/,
  mbox_sha1sum: /^[0-9a-f]{40}$/i,
  openid: /^[a-z][a-z0-9+.-]*:\S+$/i,
  homePage: /^[a-z][a-z0-9+.-]*:\S+$/i,
  name: /\S/,
};

/** The invalid part of an actor, which every LRS refuses (xAPI 1.0.3 Data 2.4.2.3); null when there is none. */
export function findFlaw(actor: Named): string | null {
  const { account, name: _, objectType: __, ...identifier } = actor;
  const parts = account ? { homePage: null, name: null, ...(account as Named) } : identifier;
  const flaw = Object.entries(parts).find(([name, value]) => typeof value !== "string" || FORMS[name]?.test(value) === false);
  return flaw ? `${flaw[0]}: ${JSON.stringify(flaw[1])}` : null;
}

function parse(text: string): Named | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value ? (value as Named) : null;
  } catch {
    return null;
  }
}
