/** Responses and patterns in the format that SCORM 2004 (RTE 4.2.9.1) and xAPI (1.0.3, Data 2.4.4.1) share. */
import type { Pattern } from "../reports.ts";

/** A text in a list must not contain the delimiter, nor begin like a property such as `{lang=en}`. */
const plain = (text: string): string => text.replace(/\[([,.:])\]/g, "[ $1 ]").replace(/^\{/, " {");

export function formatResponse(given: Pattern): string {
  switch (given.kind) {
    case "choice":
    case "order":
      return given.ids.join("[,]");
    case "boolean":
      return String(given.value);
    case "pairs":
      return given.pairs.map((pair) => pair.join("[.]")).join("[,]");
    case "texts":
      return ("caseMatters" in given && given.caseMatters ? "{case_matters=true}" : "") + given.texts.map(plain).join("[,]");
    case "number":
      return given.value;
    case "range":
      return `${given.least}[:]${given.most}`;
    case "essay":
      return plain(given.text);
  }
}
