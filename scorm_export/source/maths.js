/**
 * A formula as MathML, or why it is none. The text is put together once more, because the engine hands no rope over.
 * `offset` counts the characters before the fault, where it is known: Python's, which are code points.
 */
function convert(tex, isBlock) {
  const options = { displayMode: isBlock, throwOnError: true, xml: true };
  try {
    const tree = temml.__renderToMathMLTree(tex, options);
    settle(tree);
    tree.style = {};
    const mathml = tree.toMarkup();
    const isBroken = tex.includes("\\") && hasBreak(temml.__parse(tex, options), new Set());
    return JSON.stringify(isBroken ? { problem: "line break", offset: null } : { mathml });
  } catch (problem) {
    const at = problem.position;
    const offset = at === undefined ? null : Array.from(tex.slice(0, at)).length;
    return JSON.stringify({ problem: String(problem.message), offset });
  }
}

/** Temml writes what stands over something that is no relation as a superscript of it, and does not know `\mbox`. */
temml.__defineMacro("\\overset", "{\\mathord{\\stackrel{#1}{#2}}}");
temml.__defineMacro("\\mbox", "\\text{#1}");

const LEAVES = ["mi", "mn", "mo", "mtext", "ms"];

/** Write as browsers draw it what Temml writes otherwise: signs that hold groups, overlaps, and cells of short rows. */
function settle(node) {
  node.children?.forEach(settle);
  if (node.type === "mtd" && "level" in node.style) {
    const { paddingLeft, paddingRight } = node.style;
    node.style = { paddingLeft, paddingRight };
  }
  delete node.style?.["font-family"];
  if (node.attributes?.lspace?.endsWith("width")) overlap(node);
  if (LEAVES.includes(node.type) && node.children.some((child) => child.type)) group(node);
}

/** What was written as one sign becomes a group with the space that the sign had around it. */
function group(node) {
  const made = (type, children) => new node.constructor(type, children);
  const space = (width) => {
    const between = made("mspace");
    between.setAttribute("width", width);
    return parseFloat(width) ? [between] : [];
  };
  const { lspace, rspace } = node.attributes;
  const parts = node.children.map((child) => (child.type ? child : made("mtext", [child])));
  node.type = "mrow";
  node.attributes = {};
  node.children = [...space(lspace), ...parts, ...space(rspace)];
}

/** What takes no room and stands to the left, or on both sides: styles move it by its own width. */
function overlap(node) {
  node.children = [new node.constructor("mrow", [node.children.at(-1)])];
  node.children[0].children[0].style = {};
  node.classes.push(node.attributes.lspace === "-1width" ? "tml-llap" : "tml-clap");
  node.attributes = { width: "0.1px" };
  node.style = {};
}

/** Whether a line is broken outside of every environment, which browsers do not do. */
function hasBreak(node, seen) {
  if (node === null || typeof node !== "object" || seen.has(node)) return false;
  seen.add(node);
  return node.type === "cr" || Object.entries(node).some(([name, part]) => name !== "loc" && hasBreak(part, seen));
}
