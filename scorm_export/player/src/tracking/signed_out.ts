/** Whether what a platform answers to a page is its login page. */

/** Asks for the address again: a redirect, or a page where something else was asked for, is a way to sign in. */
export async function isSignedOut(page: Window, url: string): Promise<boolean> {
  try {
    const answer = await page.fetch(url, { cache: "no-store", redirect: "manual" });
    return answer.type === "opaqueredirect" || (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
  } catch {
    return false;
  }
}
