/** Collects what the compiler wrote about the course's activities: see activity_types.ts. */
import type { CourseActivities, CourseLrs, PageActivities } from "./activity_types.ts";

declare global {
  interface Window {
    courseActivities?: CourseActivities;
    courseLrs?: CourseLrs;
    /** Called by `page-<id>.js`. */
    pageActivities?: (id: string, activities: PageActivities) => void;
  }
}

/** By activity id, for pages that have arrived. */
export function collectPageActivities(page: Window): (id: string) => PageActivities | undefined {
  const arrived = new Map<string, PageActivities>();
  page.pageActivities = (id, activities) => arrived.set(id, activities);
  return (id) => arrived.get(id);
}
