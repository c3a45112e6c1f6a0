/** One save status for the two parts of a record at an LRS, its statements and its state. */
import type { OnSaveStatus, SaveStatus } from "../tracking.ts";

type Part = "statements" | "state";
type Detailed = readonly [status: SaveStatus, detail: string | undefined];

export interface CombinedStatus {
  /** Sets the status of a part, and reports the worse of the two. */
  setPart(part: Part): OnSaveStatus;
  /** Reports a status in place of both. */
  show: OnSaveStatus;
  /** Both parts are saved from now on, without a report. */
  reset(): void;
  isSaved(part: Part): boolean;
}

/** Worst first: while a part is "saving", it may not be on the device. */
const ORDER: readonly SaveStatus[] = ["refused", "unsaved", "saving", "device", "saved"];
const SAVED: Detailed = ["saved", undefined];

/** `isClosed`: whether the session is over, so that "saved" is reported as "closed". */
export function createCombinedStatus(onSaveStatus: OnSaveStatus, isClosed: () => boolean): CombinedStatus {
  let parts: Record<Part, Detailed> = { statements: SAVED, state: SAVED };
  let last: Detailed | null = null;

  function show(status: SaveStatus, detail?: string): void {
    if (last?.[0] !== status || last[1] !== detail) onSaveStatus(status, detail);
    last = [status, detail];
  }

  return {
    setPart: (part) => (status, detail) => {
      parts = { ...parts, [part]: [status, detail] };
      const worst = ORDER.map((one) => Object.values(parts).find(([found]) => found === one)).find((found) => found !== undefined);
      if (worst) show(isClosed() && worst[0] === "saved" ? "closed" : worst[0], worst[1]);
    },
    show,
    reset() {
      parts = { statements: SAVED, state: SAVED };
    },
    isSaved: (part) => parts[part][0] === "saved",
  };
}
