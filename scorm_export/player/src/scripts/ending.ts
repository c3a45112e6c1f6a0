/** The part of the player that comes with the results or the certificate, or with work of another attempt. */
import { keepAchievement } from "../learner/dating.ts";
import { takeUpNotes } from "../device/notes.ts";
import { askAboutKept } from "../page/kept.ts";
import { showCertificate } from "../page/certificate.ts";
import { showResults } from "../page/result_page.ts";
import { platformDate } from "../tracking/platform_date.ts";
import type {} from "../on_demand/ending.ts";

window.courseEnding = {
  showResults,
  showCertificate,
  askAboutKept,
  takeUpNotes,
  dateAchievement: (core) => keepAchievement(core, () => platformDate(window)),
};
