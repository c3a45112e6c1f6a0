/** Statements of the video profile 1.0.3 about what a learner does with videos: see statements.ts. */
import { ADL, duration, verb, type Statement, type PartStatements } from "./statements.ts";
import { COMPLETION_THRESHOLD, type Span, type VideoEvent } from "../reports.ts";

const VIDEO = "https://w3id.org/xapi/video";

export function videoStatements({ activities, pageActivities, moduleOf, ofPart }: PartStatements): (event: VideoEvent) => Statement[] {
  /** By lesson and video: the id of the view's `initialized` statement, which is the session id of the view. */
  const views = new Map<string, string>();

  return (event) => {
    const key = `${event.lesson} ${event.video}`;
    const view = event.kind === "initialized" ? undefined : views.get(key);
    const extensions = {
      [`${VIDEO}/extensions/length`]: seconds3(event.length),
      [`${VIDEO}/extensions/completion-threshold`]: COMPLETION_THRESHOLD,
      ...(view ? { [`${VIDEO}/extensions/session-id`]: view } : {}),
    };
    const object = pageActivities(event.lesson)?.[event.video];
    const parents = [activities.activities[event.lesson], moduleOf(event.lesson)];
    const more = { category: [{ id: VIDEO }], extensions };
    const statements = ofPart(videoVerb(event.kind), object, null, videoResult(event), parents, more);
    const [begun] = statements;
    if (event.kind !== "initialized" || !begun) return statements;
    views.set(key, begun.id);
    const named = { ...begun.context.extensions, [`${VIDEO}/extensions/session-id`]: begun.id };
    return [{ ...begun, context: { ...begun.context, extensions: named } }];
  };
}

function videoVerb(kind: VideoEvent["kind"]): Statement["verb"] {
  const own = kind === "played" || kind === "paused" || kind === "seeked";
  return own ? verb(`${VIDEO}/verbs/`, kind) : verb(ADL, kind, "the video");
}

function videoResult({ kind, time, from, played, progress }: VideoEvent): unknown {
  const x = (name: string) => `${VIDEO}/extensions/${name}`;
  const heard = { [x("progress")]: Math.floor(progress * 1000) / 1000, [x("played-segments")]: segments(played) };
  if (kind === "initialized") return undefined;
  if (kind === "played") return { extensions: { [x("time")]: seconds3(time) } };
  if (kind === "seeked") return { extensions: { [x("time-from")]: seconds3(from), [x("time-to")]: seconds3(time) } };
  const extensions = { [x("time")]: seconds3(time), ...heard };
  if (kind !== "completed") return { extensions };
  return { completion: true, duration: duration(played.reduce((sum, [a, b]) => sum + b - a, 0)), extensions };
}

function seconds3(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function segments(played: readonly Span[]): string {
  return played.map(([from, to]) => `${from.toFixed(3)}[.]${to.toFixed(3)}`).join("[,]");
}
