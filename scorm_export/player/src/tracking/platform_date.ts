/** The clock of the server that the package comes from, which is the LMS in SCORM; the device's where the server tells none. */
import { ownFile } from "../signed_out.ts";

export async function platformDate(page: Window): Promise<Date> {
  try {
    const answer = await page.fetch(ownFile(page), { method: "HEAD", credentials: "include", cache: "no-store" });
    const date = new Date(answer.headers.get("Date") ?? "");
    if (!Number.isNaN(date.getTime())) return date;
  } catch {
    // Opened from a disk, or offline.
  }
  return new Date();
}
