/**
 * Random schedules against every promise of saving: `node tests/soak/soak.ts [standard] [how many] [from seed]`.
 * A failure names its seed; the same seed plays the same schedule.
 */
import { SCORM12, SCORM2004 } from "../player/tracking.ts";
import { cmi5World, xapiWorld } from "./lrs_world.ts";
import { schedule } from "./schedule.ts";
import { scormWorld } from "./scorm_world.ts";
import { play, type World } from "./world.ts";

export const WORLDS: Readonly<Record<string, () => World>> = {
  scorm12: () => scormWorld(SCORM12),
  scorm2004: () => scormWorld(SCORM2004),
  xapi: xapiWorld,
  cmi5: cmi5World,
};

/** The first failure of each kind, by its message without what differs from seed to seed. */
export async function soak(standard: string, count: number, from = 0): Promise<readonly string[]> {
  const failures: string[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const world = WORLDS[standard];
    if (!world) throw new Error(`no standard ${standard}`);
    await play(schedule(seed), world()).catch((error: Error) => failures.push(`${error.message}\n${error.stack ?? ""}`));
  }
  return failures;
}

if (process.argv[1]?.endsWith("soak.ts")) {
  console.warn = () => {};
  const [standard = "", count = "10000", from = "0"] = process.argv.slice(2);
  for (const name of standard ? [standard] : Object.keys(WORLDS)) {
    const failures = await soak(name, Number(count), Number(from));
    console.log(`${name}: ${count} schedules, ${failures.length} failed`);
    for (const failure of failures.slice(0, 5)) console.log(failure);
    if (failures.length) process.exitCode = 1;
  }
}
