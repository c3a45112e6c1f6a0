/** xAPI statements as sentences, and what else the LRS was asked. */

export interface Statement {
  readonly id: string;
  readonly actor: { readonly name?: string; readonly account?: { readonly name: string } };
  readonly verb: { readonly id: string; readonly display?: Readonly<Record<string, string>> };
  readonly object: { readonly id?: string; readonly definition?: { readonly name?: Readonly<Record<string, string>>; readonly description?: Readonly<Record<string, string>> } };
  readonly result?: {
    readonly score?: { readonly raw?: number; readonly max?: number; readonly scaled?: number };
    readonly success?: boolean;
    readonly completion?: boolean;
    readonly response?: string;
    readonly duration?: string;
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
}

/** A request to the LRS as the server noted it; the LMS's own statements have the method LMS. */
export interface Asked {
  readonly number: number;
  readonly method: string;
  readonly resource: string;
  readonly name: string;
  /** 0: there was no answer. */
  readonly status: number;
  readonly size?: number;
  readonly statements: readonly Statement[];
}

const first = (map: Readonly<Record<string, string>> | undefined): string => Object.values(map ?? {})[0] ?? "";

/**
 * “Learner, 1” answered “Which file?”: 1 of 1 points, success, answer “l”, after 12 s. `titles`: those of activities that the LMS
 * defines, by IRI.
 */
export function sentence({ actor, verb, object, result = {} }: Statement, titles: ReadonlyMap<string, string>): string {
  const { score, success, completion, response, duration, extensions } = result;
  const who = actor.name ?? actor.account?.name ?? "Somebody";
  const what = first(object.definition?.name) || (titles.get(object.id ?? "") ?? object.id ?? "something");
  const percent = Object.entries(extensions ?? {}).find(([name]) => name.endsWith("/progress"))?.[1];
  const details = [
    score?.raw !== undefined ? `${score.raw} of ${score.max} points` : score?.scaled !== undefined ? `${Math.round(score.scaled * 100)} %` : "",
    success === undefined ? "" : success ? "success" : "no success",
    completion ? "complete" : "",
    percent === undefined ? "" : `${String(percent)} %`,
    response === undefined ? "" : `answer “${response}”`,
    duration ? `after ${seconds(duration)}` : "",
  ].filter(Boolean);
  const name = first(verb.display) || (verb.id.split("/").at(-1) ?? "");
  return `“${who}” ${name} “${what}”${details.length ? `: ${details.join(", ")}` : ""}`;
}

/** ISO 8601, as the player writes it: PT12.3S. */
function seconds(duration: string): string {
  const [, number] = /^PT([\d.]+)S$/.exec(duration) ?? [];
  return number === undefined ? duration : `${Math.round(Number(number))} s`;
}

export function line({ method, resource, name, status, statements, size }: Asked): string {
  const what = statements.length ? `${statements.length} ${statements.length === 1 ? "statement" : "statements"}` : name;
  return `${method} ${resource} ${what}${size ? ` (${size} characters)` : ""} → ${status || "no answer"}`;
}

export const isFailure = ({ status }: Asked): boolean => status === 0 || (status >= 400 && status !== 404);
