/** The part of the player that changes the language (decision 37). */
import { speakLanguages } from "../page/languages.ts";
import type {} from "../on_demand/languages.ts";

window.courseLanguages = speakLanguages;
