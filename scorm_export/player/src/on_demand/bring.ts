/** Scripts of the package that come when they are needed: a script element works from disk and under a strict CSP. */
import { isSignedOut } from "../signed_out.ts";

/** A script did not bring what it is there for. */
export class NotBroughtError extends Error {
  /** Whether the platform answered with the page on which one signs in. */
  readonly signedOut: boolean;

  constructor(url: string, signedOut: boolean) {
    super(`${url} did not bring what it is there for`);
    this.signedOut = signedOut;
  }
}

/**
 * What a script brings, or rejects with a NotBroughtError; after that it may be asked again. One that is no script, such as a
 * page on which to sign in, runs to an error or brings nothing.
 */
export async function bring<T>(page: Window, url: string, found: () => T | undefined): Promise<T> {
  await runScript(page.document, url);
  const brought = found();
  if (brought === undefined) throw new NotBroughtError(url, await isSignedOut(page, url));
  return brought;
}

/** Resolves when it has run or has failed to. */
function runScript(document: Document, url: string): Promise<void> {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = script.onerror = () => {
      script.remove();
      resolve();
    };
    document.head.append(script);
  });
}
