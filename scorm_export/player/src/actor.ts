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

function parse(text: string): Named | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value ? (value as Named) : null;
  } catch {
    return null;
  }
}
