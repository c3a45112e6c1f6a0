/** Whether the lesson on display was read to its end: what follows its text was seen, or reached by keyboard. */

/** What a lesson ends with, in every theme. */
const END = ".pager";
/** A gate that was not opened hides the rest. */
const CLOSED = ".gate > button";

/** Tells once that the end of the article was reached, while it is on display. */
export function watchReading(article: HTMLElement, reached: () => void): void {
  const end = article.querySelector(END);
  if (!end) return;

  function look(): void {
    if (!document.hidden && end && end.getBoundingClientRect().top < innerHeight) arrive();
  }
  function arrive(): void {
    if (article.querySelector(CLOSED)) return;
    stop();
    reached();
  }
  function focused({ target }: Event): void {
    if (target instanceof Node && end?.contains(target)) arrive();
  }
  function stop(): void {
    observer.disconnect();
    article.removeEventListener("click", look);
    article.removeEventListener("focusin", focused);
  }

  const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && look());
  observer.observe(end);
  // A gate that was opened may have had nothing behind it that moves the end out of sight.
  article.addEventListener("click", look);
  article.addEventListener("focusin", focused);
}
