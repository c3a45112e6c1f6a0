/** The resources of an LRS that a course uses (xAPI 1.0.3, Communication 2). Nothing throws or rejects. */
import { now } from "./stamps.ts";
import type { Statement } from "./statements.ts";
import { MAX_DETAIL } from "../reports.ts";

export interface Answer {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly etag: string | null;
  readonly text: string;
  /** Milliseconds to wait before the next request (Retry-After); 0 without such a request. */
  readonly wait: number;
}

export interface LrsStatements {
  postStatements(statements: readonly Statement[]): Promise<Answer>;
  putStatement(statement: Statement): Promise<Answer>;
  /** The arguments of the `fetch` that posts them. */
  requestOf(statements: readonly Statement[]): readonly [url: string, init: RequestInit];
  /** Sends a request to any resource. */
  ask(resource: string, request: Request): Promise<Answer>;
}

export interface Lrs extends LrsStatements {
  readStatement(id: string): Promise<Answer>;
  readState(id: string): Promise<Answer>;
  /** Merges top-level properties into the document, which is created if necessary. */
  mergeState(id: string, fields: unknown): Promise<Answer>;
  /** Replaces the document with this ETag; null: there must be none yet. */
  replaceState(id: string, document: unknown, etag: string | null): Promise<Answer>;
  readAgentProfile(id: string): Promise<Answer>;
}

export interface LrsAccess {
  readonly endpoint: string;
  /** The whole Authorization header. */
  readonly authorization: string;
  readonly activityId: string;
  /** The actor as JSON, exactly as in the launch. */
  readonly agent: string;
  readonly registration: string | null;
  /** Requests a new Authorization header after a 401; null when none is available. */
  readonly renew?: () => Promise<string | null>;
}

interface Request {
  readonly method?: "POST" | "PUT";
  readonly query?: Readonly<Record<string, string | null>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 30_000;
/** A longer Retry-After is the result of clocks that differ. */
const MAX_WAIT_S = 3600;
/** Browsers allow 64 KiB in total for requests that outlive their page. */
const MAX_KEEPALIVE_BYTES = 60_000;

/** The part of an LRS for statements. */
export function createLrsStatements(page: Window, access: Pick<LrsAccess, "endpoint" | "authorization" | "renew">): LrsStatements {
  const endpoint = access.endpoint.replace(/\/*$/, "/");
  let { authorization } = access;
  let keptAlive = 0;

  async function ask(resource: string, request: Request): Promise<Answer> {
    const first = await exchange(resource, request);
    const renewed = first.status === 401 ? await access.renew?.() : null;
    if (!renewed) return first;
    authorization = renewed;
    return exchange(resource, request);
  }

  function buildRequest(resource: string, { method, query = {}, body, headers }: Request): readonly [string, RequestInit & { body: string | null }] {
    const given = Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
    const search = new URLSearchParams(given).toString();
    const text = body === undefined ? null : JSON.stringify(body);
    const init = {
      method: method ?? "GET",
      body: text,
      headers: {
        Authorization: authorization,
        "X-Experience-API-Version": "1.0.3",
        ...(text === null ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
    };
    return [endpoint + resource + (search && `?${search}`), init];
  }

  async function exchange(resource: string, request: Request): Promise<Answer> {
    const [url, init] = buildRequest(resource, request);
    // In bytes: a character has at most three.
    const size = init.body && /^[\x00-\x7f]*$/.test(init.body) ? init.body.length : (init.body ?? "").length * 3;
    const keepalive = request.method !== undefined && keptAlive + size <= MAX_KEEPALIVE_BYTES;
    if (keepalive) keptAlive += size;
    const answer = await exchangeText(page, url, { ...init, keepalive });
    if (keepalive) keptAlive -= size;
    return answer;
  }

  return {
    ask,
    postStatements: (statements) => ask("statements", { method: "POST", body: statements }),
    requestOf(body) {
      const [url, init] = buildRequest("statements", { method: "POST", body });
      return [url, { ...OWN, ...init }];
    },
    putStatement: (statement) => ask("statements", { method: "PUT", query: { statementId: statement.id }, body: statement }),
  };
}

export function createLrs(page: Window, access: LrsAccess): Lrs {
  const { activityId, agent, registration } = access;
  const statements = createLrsStatements(page, access);
  const { ask } = statements;
  const state = (stateId: string) => ({ activityId, agent, registration, stateId });
  return {
    ...statements,
    readStatement: (statementId) => ask("statements", { query: { statementId } }),
    readState: (id) => ask("activities/state", { query: state(id) }),
    mergeState: (id, body) => ask("activities/state", { method: "POST", query: state(id), body }),
    replaceState(id, body, etag) {
      const headers: Record<string, string> = etag === null ? { "If-None-Match": "*" } : { "If-Match": etag };
      return ask("activities/state", { method: "PUT", query: state(id), body, headers });
    },
    readAgentProfile: (profileId) => ask("agents/profile", { query: { agent, profileId } }),
  };
}

const OWN: RequestInit = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" };

export const NO_ANSWER: Answer = { status: 0, etag: null, text: "", wait: 0 };

/** NO_ANSWER when the network fails or the request times out. */
export async function exchangeText(page: Window, url: string, init: RequestInit): Promise<Answer> {
  const aborter = new AbortController();
  const timer = page.setTimeout(() => aborter.abort(), TIMEOUT_MS);
  try {
    const response = await page.fetch(url, { ...OWN, signal: aborter.signal, ...init });
    const { status, headers } = response;
    const text = await response.text();
    // The sign-in page of a network or platform, not an answer of the LRS.
    if (status < 300 && /^\s*</.test(text)) return NO_ANSWER;
    return { status, etag: headers.get("ETag"), text, wait: waitOf(page, headers.get("Retry-After") ?? "") };
  } catch {
    return NO_ANSWER;
  } finally {
    page.clearTimeout(timer);
  }
}

/** Retry-After (RFC 9110, 10.2.3): seconds or a date. */
function waitOf(page: Window, header: string): number {
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now(page)) / 1000;
  return Math.min(Math.max(seconds || 0, 0), MAX_WAIT_S) * 1000;
}

export function isDone({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** The LRS refuses the session. */
export function isRefusal({ status }: Answer): boolean {
  return status === 401 || status === 403;
}

/** The failure may pass by itself. */
export function isTransient({ status }: Answer): boolean {
  return status < 400 || [408, 425, 429].includes(status) || (status >= 500 && status !== 501);
}

/** The status and the beginning of the text, for the LRS's administrator; "" when there was no answer. */
export function detailOf({ status, text }: Answer): string {
  return status ? `${status} ${text.trim().slice(0, MAX_DETAIL)}`.trim() : "";
}
