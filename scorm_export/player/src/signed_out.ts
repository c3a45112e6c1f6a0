/** Detects whether the platform's session has ended: the platform then returns its sign-in page in place of a file of the package. */

/** `url`: a file of the package that was available when the page was loaded. False when there is no answer. */
export async function isSignedOut(page: Window, url: string): Promise<boolean> {
  try {
    const answer = await page.fetch(url, { credentials: "include", cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) return true;
    const asked = new URL(url, page.location.href).pathname;
    if (answer.redirected && new URL(answer.url).pathname !== asked) return true;
    return asked.endsWith(".js") && /\bhtml\b/.test(answer.headers.get("Content-Type") ?? "");
  } catch {
    return false;
  }
}

/** The URL of the page's first script, or else of the page. */
export function ownFile(page: Window): string {
  return page.document.querySelector<HTMLScriptElement>("script[src]")?.src ?? page.location.pathname;
}
