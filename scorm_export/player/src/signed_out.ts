/** Whether the platform's session is gone: then it gives its login page where a file of the package was asked for. */

/** `url`: a file of the package that was there when the page was loaded. False also when nobody answers. */
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

/** The page's first script, or else the page itself. */
export function ownFile(page: Window): string {
  return page.document.querySelector<HTMLScriptElement>("script[src]")?.src ?? page.location.pathname;
}
