/** Takes up what the compiler wrote about the course's activities: see activity_types.ts. */
import type { CourseActivities, CourseLrs, PageActivities } from "./activity_types.ts";

declare global {
  interface Window {
    courseActivities?: CourseActivities;
    courseLrs?: CourseLrs;
    /** What a `page-<id>.js` calls. */
    pageActivities?: (id: string, activities: PageActivities) => void;
  }
}

/** The activities of pages that have arrived, by activity id. */
export function collectPageActivities(page: Window): (id: string) => PageActivities | undefined {
  const arrived = new Map<string, PageActivities>();
  page.pageActivities = (id, activities) => arrived.set(id, activities);
  return (id) => arrived.get(id);
}
