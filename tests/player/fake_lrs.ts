/**
 * A very strict LRS in memory: it refuses a whole batch with a known or a bad statement, and changes a document only
 * under its ETag, or by merging. It records requests for transcripts. Deviations of real LRSs are switched on
 * individually.
 */
import type { Statement } from "../../scorm_export/player/src/record/statements.ts";
import { COURSE, answered, type Answered, type Fetch } from "./web.ts";

export interface Asked {
  readonly method: string;
  readonly resource: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly keepalive: boolean;
  status: number;
}

export interface FakeLrs {
  readonly fetch: Fetch;
  readonly asked: Asked[];
  /** Its statements, in order of arrival. */
  readonly statements: Statement[];
  readonly documents: Map<string, { readonly body: string; readonly etag: string }>;
  /** The answer to give without processing the request; null processes it. */
  fault: (asked: Asked) => Fault | null;
  /** As `fault`, but the request is processed, and only the answer is lost. */
  lost: (asked: Asked) => number | null;
  /** Refuses writing State without a precondition, even merges. */
  wantsPrecondition: boolean;
  /** Answers 200 to statements that are POSTed, and drops them. */
  dropsPosts: boolean;
  /** Has no ETags: a document is replaced unconditionally. */
  lacksEtags: boolean;
  readonly bad: Set<string>;
  /** A heading of the transcript, and a line. */
  note(text: string): void;
  line(text: string): void;
  transcript(): string;
}

/** A status, or 0 for no answer; with a text; or no answer until the client gives up. */
export type Fault = number | { readonly status: number; readonly text?: string; readonly retryAfter?: string } | typeof HANGS;
export const HANGS = "hangs";

export const ENDPOINT = "https://lrs.example.org/xapi/";
export const STATE = "activities/state";

export function fakeLrs(): FakeLrs {
  const lines: string[] = [];
  const lrs: FakeLrs = {
    asked: [],
    statements: [],
    documents: new Map(),
    fault: () => null,
    lost: () => null,
    wantsPrecondition: false,
    dropsPosts: false,
    lacksEtags: false,
    bad: new Set(),
    fetch: (url, init) => respond(readRequest(url, init), init),
    note: (text) => lines.push(lines.length ? `\n${text}` : text),
    line: (text) => lines.push(text),
    transcript: () => `${lines.join("\n")}\n`,
  };

  async function respond(asked: Asked, init: RequestInit): Promise<Answered> {
    lrs.asked.push(asked);
    const forced = lrs.fault(asked);
    if (forced === HANGS) return new Promise((_, reject) => init.signal?.addEventListener("abort", reject));
    const answer = forced === null ? handle(asked) : fail(forced);
    const lost = forced === null ? lrs.lost(asked) : null;
    asked.status = lost ?? answer.status;
    lines.push(...describe(asked, asked.method === "GET" ? await answer.text() : ""));
    await Promise.resolve();
    if (asked.status === 0) throw new TypeError("Failed to fetch");
    return lost === null ? answer : answered(lost);
  }

  function fail(fault: Exclude<Fault, typeof HANGS>): Answered {
    if (typeof fault === "number") return answered(fault);
    return answered(fault.status, fault.text, null, fault.retryAfter ?? null);
  }

  function handle(asked: Asked): Answered {
    if (asked.resource === "statements") return statementsOf(asked);
    const key = JSON.stringify([asked.resource, asked.query]);
    const document = lrs.documents.get(key);
    if (asked.method === "GET") return document ? answered(200, document.body, lrs.lacksEtags ? null : document.etag) : answered(404);
    const { "If-Match": match, "If-None-Match": noneMatch } = lrs.lacksEtags ? { "If-Match": "*" } : asked.headers;
    if (match && match !== "*" && match !== document?.etag) return answered(412);
    if (noneMatch && document) return answered(412);
    if (!match && !noneMatch && document && (asked.method === "PUT" || lrs.wantsPrecondition)) return answered(409);
    const old = asked.method === "POST" && document ? (JSON.parse(document.body) as object) : {};
    const body = JSON.stringify({ ...old, ...(asked.body as object) });
    lrs.documents.set(key, { body, etag: `"${lrs.documents.size}-${body.length}-${lrs.asked.length}"` });
    return answered(204);
  }

  function statementsOf({ method, body, query }: Asked): Answered {
    if (method === "GET") return answered(lrs.statements.some(({ id }) => id === query["statementId"]) ? 200 : 404);
    if (method === "POST" && lrs.dropsPosts) return answered(200, '{"success": true}');
    const answer = keep(method === "PUT" ? [body as Statement] : (body as Statement[]));
    return method === "PUT" && answer.status === 200 ? answered(204) : answer;
  }

  function keep(statements: readonly Statement[]): Answered {
    if (statements.some(({ id }) => lrs.bad.has(id))) return answered(400, "a bad statement");
    if (statements.some(({ id }) => lrs.statements.some((known) => known.id === id))) return answered(409);
    lrs.statements.push(...statements);
    return answered(200, JSON.stringify(statements.map(({ id }) => id)));
  }

  return lrs;
}

export function readRequest(url: string, init: RequestInit): Asked {
  const address = new URL(url);
  const resource = url.startsWith(ENDPOINT) ? address.pathname.slice(new URL(ENDPOINT).pathname.length) : url;
  return {
    method: init.method ?? "GET",
    resource,
    query: Object.fromEntries(address.searchParams),
    headers: (init.headers ?? {}) as Record<string, string>,
    body: typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : null,
    keepalive: init.keepalive === true,
    status: 0,
  };
}

/** The verb's last word and the object without the course's IRI. */
export function brief({ verb, object }: Statement): string {
  const { id } = object as { id: string };
  return `${verb.id.split("/").at(-1)} ${id === COURSE ? "course" : id.replace(`${COURSE}/`, "")}`;
}

function describe({ method, resource, query, body, status }: Asked, answer: string): string[] {
  const told = status >= 200 && status < 300 ? "" : `  ${status || "no answer"}`;
  const name = query["stateId"] ?? query["profileId"] ?? "";
  const head = [`  ${method}`, resource.padEnd(10), name].join(" ").trimEnd() + told;
  if (resource !== "statements") return [body === null ? (answer ? `${head} = ${answer}` : head) : `${head} := ${JSON.stringify(body)}`];
  return [head, ...(method === "PUT" ? [body as Statement] : ((body ?? []) as Statement[])).map((statement) => {
    const result = statement.result ? ` ${JSON.stringify(statement.result)}` : "";
    return `    ${brief(statement)}${result}`;
  })];
}
