/** Every habit of an LMS, in every version of SCORM: what a learner does in two visits is there, and nothing is undone. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fakeBrowser } from "./browser.ts";
import { HABITS, type Functions, type Habit } from "./habits.ts";
import { stateText } from "./states.ts";
import type { StrictLms } from "./strict_lms.ts";
import { interaction, passed, sets, SCORM12, SCORM2004, start, type Version, type Visit } from "./tracking.ts";

type Names = Readonly<Record<keyof Functions, string>>;

function namesIn(version: Version): Names {
  const prefix = version === SCORM12 ? "LMS" : "";
  return {
    initialize: version.initialize, terminate: version.terminate, get: version.get, set: version.set, commit: version.commit,
    error: `${prefix}GetLastError`, errorString: `${prefix}GetErrorString`, diagnostic: `${prefix}GetDiagnostic`,
  };
}

/** The window of an LMS with this habit. */
function windowOf(version: Version, strict: StrictLms, { change }: Pick<Habit, "change">): Readonly<Record<string, unknown>> {
  const names = Object.entries(namesIn(version)) as [keyof Functions, string][];
  const own = Object.fromEntries(names.map(([key, name]) => [key, strict.API[name]])) as unknown as Functions;
  const changed = change(own, { stored: strict.stored, wrongType: version === SCORM12 ? "405" : "406" });
  const functions = names.flatMap(([key, name]) => (changed[key] ? [[name, changed[key]] as const] : []));
  return { [version.api]: Object.fromEntries(functions) };
}

async function visit(version: Version, habit: Habit, strict: StrictLms, browser = fakeBrowser()): Promise<Visit> {
  const visit = await start(version, { ...browser.window(), ...windowOf(version, strict, habit) });
  await visit.fake.pass(3000);
  return visit;
}

const ids = (strict: StrictLms): string[] =>
  [0, 1, 2].map((n) => strict.stored(`cmi.interactions.${n}.id`)).filter((id) => id !== "");

for (const version of [SCORM12, SCORM2004]) describe(version.name, () => {
  const verdict = version === SCORM12 ? "cmi.core.lesson_status" : "cmi.success_status";

  for (const habit of HABITS) {
    test(habit.habit, async (context) => {
      context.mock.method(console, "warn", () => {});
      const strict = version.lms();
      const browser = fakeBrowser({ storage: habit.storage ?? true });
      const long = "x".repeat(version === SCORM12 ? 4000 : 20_000);
      const [first, second] = [stateText("m1", "one"), stateText("m1", "one", "two", "three")];

      const one = await visit(version, habit, strict, browser);
      assert.equal(one.opened?.tracked, true);
      assert.deepEqual([one.opened?.mode, one.opened?.location, one.opened?.states], ["normal", "", []]);
      one.save("l1", first);
      one.tracking.answered(interaction({ question: "one" }));
      one.tracking.outcome(passed);
      one.tracking.commit();
      await one.fake.pass(120_000);
      assert.equal(one.statuses.at(-1), habit.told ?? "saved");
      one.tracking.close(60);

      strict.relaunch();
      const two = await visit(version, habit, strict, browser);
      assert.deepEqual([two.opened?.location, two.opened?.states], ["l1", [first]]);
      two.tracking.answered(interaction({ question: "two" }));
      two.save("l2", second);
      two.tracking.commit();
      await two.fake.pass(120_000);
      if (habit.characters) {
        const most = habit.characters;
        two.save("l2", stateText("m1", long), ...[most, most / 2].map((length) => stateText("m1", "y".repeat(length - 3))));
        two.tracking.commit();
        await two.fake.pass(120_000);
        assert.equal(strict.stored("cmi.suspend_data").length, most);
      }
      assert.equal(two.statuses.at(-1), habit.told ?? "saved");
      two.tracking.close(60);

      if (!habit.characters) assert.equal(strict.stored("cmi.suspend_data"), second);
      assert.equal(strict.stored(version.location), "l2");
      assert.equal(strict.stored(verdict), "passed");
      assert.deepEqual(ids(strict), habit.interactions ?? ["quiz_one_1", "quiz_two_1"]);
      const statuses = sets(strict).filter((set) => /(lesson|completion|success)_status=/.test(set));
      assert.equal(statuses.filter((set) => set.endsWith("incomplete")).length, 1, "never set back");
      for (const { statuses } of [one, two]) assert.ok(!statuses.includes("unsaved") && !statuses.includes("refused"), statuses.join());
    });
  }
});
