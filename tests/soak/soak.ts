/**
 * Random schedules against every promise of saving: `node tests/soak/soak.ts [how many] [standard] [from seed]`.
 * A failure names its seed; the same seed plays the same schedule.
 */
import { SCORM12, SCORM2004 } from "../player/tracking.ts";
import { cmi5World, xapiWorld } from "./lrs_world.ts";
import { schedule, type Schedule } from "./schedule.ts";
import { scormWorld } from "./scorm_world.ts";
import { play, type World } from "./world.ts";

export const WORLDS: Readonly<Record<string, (schedule: Schedule) => World>> = {
  scorm12: (played) => scormWorld(SCORM12, played),
  scorm2004: (played) => scormWorld(SCORM2004, played),
  xapi: xapiWorld,
  cmi5: cmi5World,
};

/** What went wrong, each with its seed. */
export async function soak(standard: string, count: number, from = 0): Promise<readonly string[]> {
  const world = WORLDS[standard];
  if (!world) throw new Error(`no standard ${standard}`);
  const failures: string[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const played = schedule(seed);
    await play(played, world(played)).catch((error: Error) => failures.push(`${error.message}\n${error.stack ?? ""}`));
  }
  return failures;
}

if (process.argv[1]?.endsWith("soak.ts")) {
  console.warn = () => {};
  const [count = "10000", standard = "", from = "0"] = process.argv.slice(2);
  for (const name of standard ? [standard] : Object.keys(WORLDS)) {
    const failures = await soak(name, Number(count), Number(from));
    console.log(`${name}: ${count} schedules, ${failures.length} failed`);
    for (const failure of failures.slice(0, 5)) console.log(failure);
    if (failures.length) process.exitCode = 1;
  }
}
