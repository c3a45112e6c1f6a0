/** Reflections and worksheets: what is written is kept as it is typed, with the record or on this device, and handed in nowhere. */
import { openNotes, together, type NoteStore } from "../device/notes.ts";
import { practiceIn } from "../learner/checks.ts";
import { questionType } from "../../../questions/index.ts";
import { showRival } from "./rivals.ts";
import type { QuizForm } from "./form.ts";
import type { QuizSession } from "../learner/quiz_session.ts";
import type { SessionCore } from "../learner/session.ts";
import type { Tools } from "../../../questions/type.ts";
import type { Lesson, Question, Quiz } from "../course.ts";

/** `questions`: of the fields that are kept with the record, of all notes of the lesson in order. */
export function mountNotes(
  article: HTMLElement, lesson: Lesson, questions: readonly Question[], session: QuizSession, core: SessionCore, tools: Tools,
): QuizForm {
  let from = 0;
  const forms = practiceIn(lesson).flatMap((notes) => {
    const { id, fields } = notes;
    if (fields === undefined) return [];
    const own = questions.slice(from, (from += fields));
    const form = article.querySelector<HTMLFormElement>(`form[data-notes="${id.slice(lesson.id.length + 1)}"]`);
    return form ? mount(form, notes, own, session, core, tools) : [];
  });
  return { show: () => forms.forEach((form) => form.show()) };
}

function mount(
  form: HTMLFormElement, notes: Quiz, questions: readonly Question[], session: QuizSession, core: SessionCore, tools: Tools,
): QuizForm {
  const places = [...form.querySelectorAll("fieldset")];
  const withRecord = questions.flatMap((question) => {
    const fieldset = places.find((one) => one.dataset.question === question.id);
    return fieldset ? [{ question, fieldset, type: questionType(question.type) }] : [];
  });
  const onDevice = places.filter((one) => one.dataset.onDevice !== undefined);
  let store: NoteStore | null = null;
  /** Fields whose text is kept nowhere yet. */
  const unkept = new Set<HTMLFieldSetElement>();
  for (const { question, fieldset, type } of withRecord) type.mount?.(fieldset, question, tools);

  function show(): void {
    session.loaded(notes.id, questions);
    const { phase, responses, rivals } = session.quiz(notes.id);
    for (const { question, fieldset, type } of withRecord) {
      fieldset.disabled = phase !== "draft";
      if (!isWritten(fieldset)) type.show(fieldset, question, responses.get(question.id) ?? null);
      const settle = (take: boolean): void => {
        session.settleRival(notes.id, question.id, take);
        type.show(fieldset, question, session.quiz(notes.id).responses.get(question.id) ?? null);
        show();
      };
      showRival(fieldset, fieldset.disabled ? undefined : rivals.get(question.id), tools.say, settle);
    }
    if (core.isTracked() && !store) open();
    for (const fieldset of onDevice) {
      fieldset.disabled = !core.isOpen();
      if (unkept.has(fieldset)) keep(fieldset);
      else if (core.isOpen()) say(fieldset, store?.keeps(nameOf(fieldset)) ?? false);
      if (store && !unkept.has(fieldset)) textOf(fieldset).value = store.read(nameOf(fieldset));
    }
    for (const fieldset of places) forPrint(fieldset);
  }

  /** What was written in a window that had nowhere to keep it is added to what is kept. */
  function open(): void {
    store = openNotes(window, core.course, core.state().mark, core.clock.date().getTime());
    if (!store) return;
    for (const fieldset of unkept) textOf(fieldset).value = together(store.read(nameOf(fieldset)), textOf(fieldset).value);
    store.watch(show);
  }

  function keep(fieldset: HTMLFieldSetElement): void {
    const isKept = store?.write(nameOf(fieldset), textOf(fieldset).value) ?? false;
    unkept[isKept ? "delete" : "add"](fieldset);
    say(fieldset, isKept);
  }

  const nameOf = (fieldset: HTMLFieldSetElement): string => `${notes.id}/${fieldset.dataset.question}`;

  function written(event: Event): void {
    const fieldset = event.target instanceof Element ? event.target.closest("fieldset") : null;
    if (!fieldset) return;
    const kept = withRecord.find((one) => one.fieldset === fieldset);
    if (kept) session.answer(notes.id, kept.question.id, kept.type.read(fieldset, kept.question));
    else keep(fieldset);
    forPrint(fieldset);
  }

  form.addEventListener("input", written);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
  return { show };
}

const textOf = (fieldset: HTMLFieldSetElement): HTMLTextAreaElement => fieldset.querySelector("textarea")!;

/** Whether somebody is writing there: what they write is newer than what is known. */
const isWritten = (fieldset: HTMLFieldSetElement): boolean => textOf(fieldset) === document.activeElement && !fieldset.disabled;

/** A field that is kept nowhere says so. */
function say(fieldset: HTMLFieldSetElement, isKept: boolean): void {
  const hint = fieldset.querySelector<HTMLElement>(".hint");
  if (!hint) return;
  hint.classList.toggle("kept", isKept);
  hint.textContent = hint.dataset[isKept ? "kept" : "notKept"] ?? "";
}

/** Paper shows all of a text, however small its field is. */
function forPrint(fieldset: HTMLFieldSetElement): void {
  fieldset.querySelector(".notes-print")?.replaceChildren(textOf(fieldset).value);
}
