/**
 * A formula as MathML, or why it is none. The text is put together once more, because the engine hands no rope over.
 * `offset` counts the characters before the fault, where it is known: Python's, which are code points.
 */
function convert(tex, isBlock) {
  const options = { displayMode: isBlock, throwOnError: true, xml: true };
  try {
    const mathml = temml.renderToString(tex, options);
    const hasBreak = tex.includes("\\") && JSON.stringify(temml.__parse(tex, options)).includes('"type":"cr"');
    return JSON.stringify(hasBreak ? { problem: "line break", offset: null } : { mathml });
  } catch (problem) {
    const at = problem.position;
    const offset = at === undefined ? null : Array.from(tex.slice(0, at)).length;
    return JSON.stringify({ problem: String(problem.message), offset });
  }
}
