/** Numbers that the compiler and the player share, generated from scorm_export/limits.py. */
/** Characters of `cmi.suspend_data`: CMIString4096 (SCORM 1.2 RTE, 3.4.4). */
export const MOST_STATE_SCORM12 = 4096;
/** Characters of `cmi.suspend_data` (SCORM 2004 3rd and 4th Edition RTE, 4.2.23). */
export const MOST_STATE_SCORM2004 = 64_000;
/** Characters of `cmi.suspend_data` in the 2nd Edition. */
export const MOST_STATE_SCORM2004_2ND = 4000;
/** Characters of `cmi.core.lesson_location`: CMIString255 (SCORM 1.2 RTE, 3.4.4). */
export const MOST_LOCATION_SCORM12 = 255;
/** Characters of a response or pattern: CMIString255 (SCORM 1.2 RTE, 3.4.4). */
export const MOST_RESPONSE_SCORM12 = 255;
/** Characters of each text of a fill-in response or pattern (SCORM 2004 RTE, 4.2.9.1). */
export const MOST_TEXT_SCORM2004 = 250;
/** Characters of a long-fill-in response or pattern (SCORM 2004 RTE, 4.2.9.1). */
export const MOST_LONG_TEXT_SCORM2004 = 4000;
/** Characters of a localized_string_type, such as a description (SCORM 2004 RTE, 4.1.1.7). */
export const MOST_DESCRIPTION_SCORM2004 = 250;
/** The digits to base 64 of the saved state, by their value. */
export const STATE_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** 2020-01-01T00:00:00Z, where the times of the saved state begin: seconds since 1970. */
export const EPOCH = 1_577_836_800;
/** Digits that stand for a course, lesson, quiz or objective in the saved state. */
export const KEY_LENGTH = 5;
/** The same in the compact state. */
export const ACTIVITY_KEY_LENGTH = 3;
/** Digits that stand for an objective in the compact state. */
export const OBJECTIVE_KEY_LENGTH = 2;
/** Digits of the random name of an attempt. */
export const ATTEMPT_ID_LENGTH = 3;
/** Bits that stand for a question in its quiz. */
export const QUESTION_KEY_BITS = 16;
/** Characters of a response in the saved state: their number is two digits. */
export const MOST_RESPONSE = 4095;
/** Objectives that the questions of one quiz can name: their number is one digit. */
export const MOST_OBJECTIVES = 63;
/** Attempts that a quiz with a limit can have. */
export const MOST_ATTEMPTS = 60;
/** Attempts of a quiz that the compact state counts: their number is one digit. */
export const MOST_ATTEMPTS_COUNTED = 63;
/** The largest factor by which a time limit can be extended. */
export const MOST_ACCOMMODATION = 10;
/** Minutes of the longest duration in a course. */
export const MOST_MINUTES = 599_940;
/** Digits of the number that a question asks for, before and after the point together. */
export const MOST_DIGITS_NUMERIC = 12;
/** UTF-8 bytes of a typed number: twelve digits of any script, spaces between them, sign and point. */
export const MOST_BYTES_NUMERIC = 40;
