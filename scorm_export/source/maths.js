/**
 * A formula as MathML, or why it is none. The text is put together once more, because the engine hands no rope over.
 * `offset` counts the characters before the fault, where it is known: Python's, which are code points.
 */
function convert(tex, isBlock) {
  const options = { displayMode: isBlock, throwOnError: true, xml: true };
  try {
    const mathml = temml.renderToString(tex, options);
    const isBroken = tex.includes("\\") && hasBreak(temml.__parse(tex, options), new Set());
    return JSON.stringify(isBroken ? { problem: "line break", offset: null } : { mathml });
  } catch (problem) {
    const at = problem.position;
    const offset = at === undefined ? null : Array.from(tex.slice(0, at)).length;
    return JSON.stringify({ problem: String(problem.message), offset });
  }
}

/** Whether a line is broken outside of every environment, which browsers do not do. */
function hasBreak(node, seen) {
  if (node === null || typeof node !== "object" || seen.has(node)) return false;
  seen.add(node);
  return node.type === "cr" || Object.entries(node).some(([name, part]) => name !== "loc" && hasBreak(part, seen));
}
