/** Loads scripts of the package when they are needed, by script elements, which work from disk and under a strict CSP. */
import { isSignedOut } from "../signed_out.ts";

/** A script did not provide what it was loaded for. */
export class ScriptError extends Error {
  /** Whether the platform returned its sign-in page. */
  readonly signedOut: boolean;

  constructor(url: string, signedOut: boolean) {
    super(`${url} did not provide what it was loaded for`);
    this.signedOut = signedOut;
  }
}

/**
 * Loads a script and resolves with what it provides, as `found` returns it, or rejects with a ScriptError, after which
 * it may be called again. A sign-in page in place of the script ends in a syntax error and provides nothing.
 */
export async function loadScript<T>(page: Window, url: string, found: () => T | undefined): Promise<T> {
  await runScript(page.document, url);
  const provided = found();
  if (provided === undefined) throw new ScriptError(url, await isSignedOut(page, url));
  return provided;
}

/** Resolves when the script has run or failed. */
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
