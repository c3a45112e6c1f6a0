/** The learner as a launch names them. */

type Named = Readonly<Record<string, unknown>>;

/**
 * An actor of xAPI 1.0 from the launch's text; null when it names nobody. Launches of the 0.9 kind give lists of names
 * and addresses, and accounts with `accountServiceHomePage` and `accountName`.
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

const FORMS: Readonly<Record<string, RegExp>> = {
  mbox: /^mailto:[^@\s]+@[^@\s]+$/,
  mbox_sha1sum: /^[0-9a-f]{40}$/i,
  openid: /^[a-z][a-z0-9+.-]*:\S+$/i,
  homePage: /^[a-z][a-z0-9+.-]*:\S+$/i,
  name: /\S/,
};

/** The part of an actor that every LRS refuses (xAPI 1.0.3 Data 2.4.2.3); null when there is none. */
export function flawOf(actor: Named): string | null {
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
