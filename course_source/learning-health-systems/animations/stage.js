/*
 * The scene library of the course's animations.
 *
 * Everything here is a pure function from numbers to SVG markup; a frame depends on its time alone. A scene is a
 * function of one argument `s`: s(a, b) is the eased progress, 0 to 1, between the fractions a and b of the scene;
 * s.line(a, b) is the same without easing; s.step(i, n, a, b) is the progress of the i-th of n things that follow
 * each other.
 *
 * The stage is 1280 x 720. Nothing but ground is drawn below y = 590: captions lie there.
 */
"use strict";

const C = {
  teal: "#0b5563", sea: "#3d8a8f", mist: "#d3e5e1", amber: "#e0a030", sand: "#f5e2b6", coral: "#d2583f",
  rose: "#f3d2c6", paper: "#f7f4ec", ground: "#e8e0cb", ink: "#16302f", grey: "#a9b3ae", pale: "#dcdfd6",
    white: "#ffffff",
};
const GROUND = 560;
const FADE = 0.34;

/* ---- numbers ---- */

const clamp = (v) => Math.min(1, Math.max(0, v));
const lerp = (a, b, p) => a + (b - a) * p;
const ease = (p) => (p < 0.5 ? 4 * p ** 3 : 1 - (2 - 2 * p) ** 3 / 2);
const overshoot = (p) => 1 + 2.2 * (p - 1) ** 3 + 1.2 * (p - 1) ** 2;
const each = (n, draw) => Array.from({ length: n }, (_, i) => draw(i)).join("");

/* A colour between two colours. */
function blend(from, to, p) {
  const part = (hex, i) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  return "#" + each(3, (i) => Math.round(lerp(part(from, i), part(to, i), p)).toString(16).padStart(2, "0"));
}

/* ---- shapes ---- */

const at = (x, y, svg, k = 1) => `<g transform="translate(${x} ${y}) scale(${k})">${svg}</g>`;
const turn = (degrees, svg) => `<g transform="rotate(${degrees})">${svg}</g>`;
const fade = (p, svg) => (p <= 0 ? "" : p >= 1 ? svg : `<g opacity="${p}">${svg}</g>`);
const pop = (p, x, y, svg, k = 1) => (p <= 0 ? "" : fade(clamp(p * 2.5),
  at(x, y, svg, k * lerp(0.7, 1, overshoot(p)))));
const rect = (x, y, w, h, fill, r = 0) =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${fill}"/>`;
const disc = (x, y, r, fill) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"/>`;
const oval = (x, y, rx, ry, fill) => `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"/>`;
const shape = (d, fill) => `<path d="${d}" fill="${fill}"/>`;
const stroke = (d, color, width, dash = "") =>
  `<path d="${d}" fill="none" stroke="${color}" stroke-width="${width}" stroke-dasharray="${dash}"/>`;
/* A stroke that draws itself. */
const trace = (d, color, width, p) => (p <= 0 ? "" :
  `<path d="${d}" pathLength="100" fill="none" stroke="${color}" stroke-width="${width}"` +
  (p < 1 ? ` stroke-dasharray="${100 * p} 200"/>` : "/>"));

/* ---- words ---- */

const ruler = document.createElement("canvas").getContext("2d");
function widthOf(text, size) {
  ruler.font = `700 ${size}px 'Noto Sans', sans-serif`;
  return ruler.measureText(text).width;
}

function words(text, x, y, size = 52, color = C.ink, p = 1) {
  const svg = `<text x="${x}" y="${y + 12 * (1 - p)}" font-size="${size}" font-weight="700" fill="${color}"` +
    ` text-anchor="middle">${text}</text>`;
  return fade(p, svg);
}

/* The few large words over a scene. */
const heading = (text, p = 1, color = C.ink) => words(text, 640, 112, 58, color, p);

/* A label on a rounded ground, centred on x, y. */
function pill(text, x, y, p = 1, fill = C.teal, color = C.white, size = 32) {
  const w = widthOf(text, size) + size * 1.3;
  return pop(p, x, y, rect(-w / 2, -size * 0.9, w, size * 1.8, fill, size * 0.9) +
    words(text, 0, size * 0.36, size, color));
}

/* ---- arrows ---- */

function head(x, y, angle, size, color) {
  const tip = `M${size} 0 L${-size * 0.7} ${size * 0.95} L${-size * 0.7} ${-size * 0.95}Z`;
  return at(x, y, turn(angle, `<path d="${tip}" fill="${color}" stroke="${color}" stroke-width="4"/>`));
}

/* An arrow that draws itself from one point to another; `bend` pushes its middle to the left of its way. */
function arrow(x1, y1, x2, y2, p, color = C.teal, width = 10, bend = 0) {
  if (p <= 0.02) return "";
  const length = Math.hypot(x2 - x1, y2 - y1);
  const mx = (x1 + x2) / 2 + ((y2 - y1) / length) * bend;
  const my = (y1 + y2) / 2 - ((x2 - x1) / length) * bend;
  const ax = lerp(x1, mx, p), ay = lerp(y1, my, p);
  const ex = lerp(ax, lerp(mx, x2, p), p), ey = lerp(ay, lerp(my, y2, p), p);
  const angle = (Math.atan2(ey - ay, ex - ax) * 180) / Math.PI;
  return stroke(`M${x1} ${y1} Q${ax} ${ay} ${ex} ${ey}`, color, width) + head(ex, ey, angle, width * 1.7, color);
}

/* A round arrow; angles in degrees, clockwise from the top. */
function arc(cx, cy, r, from, to, p, color = C.teal, width = 14) {
  if (p <= 0.01) return "";
  const end = lerp(from, to, p);
  const point = (a) => [cx + r * Math.sin((a * Math.PI) / 180), cy - r * Math.cos((a * Math.PI) / 180)];
  const [x1, y1] = point(from), [x2, y2] = point(end);
  const sweep = to > from ? 1 : 0;
  const path = `M${x1} ${y1} A${r} ${r} 0 ${Math.abs(end - from) > 180 ? 1 : 0} ${sweep} ${x2} ${y2}`;
  return stroke(path, color, width) + head(x2, y2, sweep ? end : end + 180, width * 1.5, color);
}

/* ---- people ---- */

const CAST = {
  nurse: { top: C.teal, arm: "#0d6676", legs: C.teal, skin: "#7a4a2e", hair: C.ink, style: "bun", badge: true },
  nurse2: { top: C.sea, arm: "#4b9b9f", legs: C.sea, skin: "#a36b45", hair: "#2b211c", style: "short", badge: true },
  nurse3: { top: "#6d87a0", arm: "#7f98b0", legs: "#6d87a0", skin: "#8d5a3a", hair: "#2b211c", style: "bun",
    badge: true },
  nurse4: { top: "#6d87a0", arm: "#7f98b0", legs: "#6d87a0", skin: "#a36b45", hair: C.ink, style: "short",
    badge: true },
  nurse5: { top: "#6d87a0", arm: "#7f98b0", skirt: "#6d87a0", skin: "#7a4a2e", hair: C.coral, style: "wrap",
    badge: true },
  midwife: { top: C.sea, arm: "#4b9b9f", skirt: C.sea, skin: "#b77f58", hair: C.teal, style: "scarf", badge: true },
  manager: { top: C.ink, arm: "#234644", legs: "#3a4c4b", skin: "#8d5a3a", hair: "#241a15", style: "short",
    shirt: true },
  chief: { top: C.amber, arm: "#ebb04a", skirt: C.ink, skin: "#7d4d31", hair: C.ink, style: "bun" },
  volunteer: { top: C.amber, arm: "#ebb04a", legs: "#5d4a3a", skin: "#6e452d", hair: "#1f1713", style: "short" },
  elder: { top: "#8c9a86", arm: "#9caa96", legs: "#5d4a3a", skin: "#7a4a2e", hair: "#d9d9d2", style: "beard" },
  mother: { top: C.coral, arm: "#dd6d56", skirt: C.coral, skin: "#7d4d31", hair: C.amber, style: "wrap" },
  mother2: { top: C.amber, arm: "#ebb04a", skirt: C.amber, skin: "#8d5a3a", hair: C.teal, style: "wrap" },
  mother3: { top: "#7b5a86", arm: "#8d6c98", skirt: "#7b5a86", skin: "#a36b45", hair: C.coral, style: "scarf" },
  mother4: { top: C.sea, arm: "#4b9b9f", skirt: C.sea, skin: "#6e452d", hair: C.coral, style: "wrap" },
};
let now = 0;

function hairOf(who) {
  const cap = shape("M-29 -194 C-32 -236 32 -236 29 -194 C24 -214 -24 -214 -29 -194Z", who.hair);
  const styles = {
    short: cap,
    bun: disc(0, -230, 13, who.hair) + cap,
    beard: cap + shape("M-24 -188 C-22 -158 22 -158 24 -188 C12 -178 -12 -178 -24 -188Z", who.hair),
    wrap: oval(0, -222, 31, 20, who.hair) + disc(20, -238, 11, who.hair) +
      stroke("M-27 -214 Q0 -226 27 -214", C.white, 3),
  };
  return styles[who.style] || "";
}

/*
 * A person standing with the feet at x, y; about 235 high at k = 1. Hands are points relative to the feet. `mood` bends
 * the mouth (-1 to 1), `look` turns the eyes, `walk` is a number of steps, `baby` puts a child on the back or front.
 */
function person(name, x, y, o = {}) {
  const who = CAST[name];
  const { k = 1, mood = 0.7, look = 0, left = [-40, -92], right = [40, -92], walk = 0, bow = 0 } = o;
  const swing = Math.sin(walk * Math.PI) * 13;
  const lift = Math.abs(Math.sin(walk * Math.PI)) * 4;
  const shut = (now + x * 0.011 + y * 0.007) % 4.3 < 0.13;
  const leg = (side, color) => stroke(`M${side * 11} -84 L${side * 13 + side * swing} -9`, color, 17) +
    oval(side * 13 + side * swing + 4 * look, -5, 14, 6, C.ink);
  const arm = (side, [hx, hy]) => {
    const ex = (side * 27 + hx) / 2 + side * 12, ey = (-153 + hy) / 2 + 8;
    return stroke(`M${side * 26} -153 Q${ex} ${ey} ${hx} ${hy}`, who.arm, 16) + disc(hx, hy, 9, who.skin);
  };
  const eye = (side) => (shut ? stroke(`M${side * 10 + look * 6 - 4} -196 h8`, C.ink, 2.5)
    : disc(side * 10 + look * 6, -196, 3.4, C.ink));
  const face = eye(-1) + eye(1) + stroke(`M${-9 + look * 6} ${-182 - mood} q9 ${mood * 9} 18 0`, C.ink, 3);
  const skull = who.style === "scarf"
    ? shape("M-34 -192 C-36 -242 36 -242 34 -192 C36 -168 40 -160 36 -150 L-36 -150 C-40 -160 -36 -168 -34 -192Z",
      who.hair)
      + oval(0, -192, 23, 25, who.skin)
    : rect(-9, -176, 18, 18, who.skin, 6) + disc(0, -195, 28, who.skin);
  const top = bow ? `<g transform="translate(0 ${bow * 10}) rotate(${bow * 8 * (o.bowTo || 1)} 0 -165)">` : "<g>";
  return at(x, y - lift,
    leg(-1, who.legs || who.skin) + leg(1, who.legs || who.skin) +
    (who.skirt ? shape("M-32 -92 L32 -92 L44 -34 Q0 -24 -44 -34Z", who.skirt) : "") +
    shape("M-31 -148 Q-32 -168 -13 -170 L13 -170 Q32 -168 31 -148 L32 -84 Q0 -74 -32 -84Z", who.top) +
    (o.expecting ? oval(o.expecting * 14, -106, 27, 25, who.top) : "") +
    (who.shirt ? shape("M-11 -170 L11 -170 L0 -132Z", C.white) + stroke("M0 -164 V-140", C.coral, 6) : "") +
    (who.badge ? at(14, -138, plus(8, C.white)) : "") +
    (o.baby ? at(-24, -118, oval(0, 14, 19, 25, C.sand) + disc(-2, -16, 14, who.skin) + disc(-6, -17, 2, C.ink)
      + disc(3, -17, 2, C.ink)) : "") +
    arm(-1, left) + arm(1, right) + `${top}${skull}${face}${hairOf(who)}</g>`, k);
}

/* A head and shoulders in one colour: one of many. */
const bust = (color) => disc(0, -26, 17, color) + shape("M-28 22 Q-28 -6 0 -6 Q28 -6 28 22Z", color);

/* A walk from x1 to x2: position and steps for person(). */
const stroll = (name, x1, x2, y, p, o = {}) =>
  person(name, lerp(x1, x2, p), y, { ...o, walk: p >= 1 ? 0 : (Math.abs(x2 - x1) / 75) * p, look: p >= 1 ? o.look || 0
    : Math.sign(x2 - x1) * 0.8 });

/* ---- places and things; the origin is the middle of the foot for things that stand, else the middle ---- */

function outdoors(sky = C.paper, hill = C.mist) {
  return rect(0, 0, 1280, 720, sky) + disc(1120, 130, 62, C.sand) +
    shape("M0 520 Q220 380 470 470 T900 450 T1280 470 V600 H0Z", hill) +
    rect(0, 540, 1280, 180, C.ground);
}

/* Brings what stands on the ground nearer: k times as large, around x. */
const zoom = (k, x, svg) => at(x * (1 - k), 575 * (1 - k), svg, k);

const plain = (tint = C.paper) => rect(0, 0, 1280, 720, tint);
const indoors = (wall = C.paper) => plain(wall) + rect(0, 520, 1280, 200, C.ground) + rect(0, 514, 1280, 8, "#d8cfb6");
/* A room with a window and a shelf. */
const office = (wall = C.paper) => indoors(wall) + rect(60, 200, 210, 190, C.white, 10) +
  rect(72, 212, 186, 166, C.mist, 6) + shape("M72 378 V320 Q140 270 200 318 T258 310 V378Z", "#a9cbb9") +
  rect(162, 212, 6, 166, C.white) + rect(1010, 300, 210, 12, "#b48a56", 4) +
  each(5, (i) => rect(1030 + 26 * i, 236 + 10 * (i % 3), 20, 64 - 10 * (i % 3), [C.teal, C.coral, C.amber][i % 3], 3)) +
  at(1186, 300, rect(-16, -26, 32, 26, C.coral, 4) + oval(0, -44, 20, 24, "#6f9a52"));
const plus = (r, color) => rect(-r / 3, -r, r / 1.5, 2 * r, color, 2) + rect(-r, -r / 3, 2 * r, r / 1.5, color, 2);

function clinic(roof = C.teal) {
  return rect(-110, -130, 220, 130, C.white) + shape("M-130 -126 L0 -196 L130 -126Z", roof) +
    disc(0, -150, 21, C.white) +
    at(0, -150, plus(13, roof)) + rect(-24, -76, 48, 76, roof, 4) + rect(-88, -92, 44, 40, C.mist, 4) +
    rect(44, -92, 44, 40, C.mist, 4);
}

function house(wall = C.sand, roof = C.coral, light = C.ink) {
  return rect(-42, -54, 84, 54, wall) + shape("M-54 -52 L0 -98 L54 -52Z", roof) + rect(-28, -38, 22, 20, light, 3) +
    rect(8, -40, 20, 40, roof, 3);
}

const tree = () => rect(-9, -90, 18, 90, "#7d6247", 4) + disc(0, -130, 58, C.sea) + disc(-38, -104, 38, C.sea) +
  disc(38, -104, 38, C.sea);

function stall(color = C.coral) {
  return rect(-78, -150, 8, 150, "#7d6247") + rect(70, -150, 8, 150, "#7d6247") +
    each(6, (i) => shape(`M${-96 + 32 * i} -150 h32 v22 a16 16 0 0 1 -32 0Z`, i % 2 ? C.white : color)) +
    shape("M-96 -150 L-78 -184 H78 L96 -150Z", color) + rect(-86, -58, 172, 58, "#9c7a55", 4) +
    each(4, (i) => at(-56 + 37 * i, -64, i % 2 ? tomato() : cabbage(), 0.9));
}
const tomato = () => disc(0, 0, 13, C.coral) + stroke("M-5 -12 h10", "#4f7d3a", 4);
const cabbage = () => disc(0, 0, 15, "#6f9a52") + stroke("M-8 3 Q0 -12 8 3", "#a9c98b", 3);
const carrot = () => shape("M-9 -12 L9 -12 L0 26Z", C.amber) + stroke("M-4 -16 v-8 M4 -16 v-8", "#4f7d3a", 4);
const basket = () => at(-20, -22, cabbage()) + at(6, -26, tomato()) + at(24, -20, carrot(), 0.8) +
  shape("M-42 -16 H42 L32 20 H-32Z", "#b48a56");

const desk = (w = 220, color = "#b48a56") => rect(-w / 2, -84, w, 14, color, 5) +
  rect(-w / 2 + 12, -72, 10, 72, color) +
  rect(w / 2 - 22, -72, 10, 72, color);
const coolbox = () => rect(-36, -40, 72, 40, C.teal, 6) + rect(-40, -52, 80, 16, C.white, 6) +
  stroke("M-40 -44 h80", C.mist, 4) + at(0, -18, plus(11, C.white));
const chair = (color = C.grey) => stroke("M-20 -86 V0 M-20 -42 H22 V0", color, 9);
const vial = (fill, dash = "") => `<g stroke="${C.teal}" stroke-width="5" stroke-dasharray="${dash}">` +
  `<rect x="-24" y="-44" width="48" height="96" rx="10" fill="${fill}"/>` +
  `<rect x="-16" y="-66" width="32" height="20" rx="4"` +
  ` fill="${dash ? "none" : C.teal}"/></g>`;
const pump = () => rect(-13, -120, 26, 120, C.teal, 6) + rect(-34, -8, 68, 12, C.grey, 4) +
  stroke("M0 -112 L-54 -138", C.teal, 9) +
  stroke("M10 -88 H38 V-70", C.teal, 10);

function sheet(w, h, svg = "") {
  return rect(-w / 2 + 6, -h / 2 + 8, w, h, "#16302f22", 14) + rect(-w / 2, -h / 2, w, h, C.white, 14) + svg;
}
const lines = (n, w, gap, p = 1, color = C.grey) =>
  each(n, (i) => trace(`M${-w / 2} ${i * gap} h${i === n - 1 ? w * 0.6 : w}`, color, 7, clamp(p * n - i)));

/* Bars that stand on y = 0; `values` 0 to 1 of the height. */
function bars(values, w, h, p, color = () => C.teal) {
  const step = w / values.length;
  return each(values.length, (i) => {
    const grow = ease(clamp(p * 2 - i / values.length)) * values[i] * h;
    return grow < 1 ? "" : rect(-w / 2 + step * (i + 0.14), -grow, step * 0.72, grow, color(i), Math.min(6, grow / 2));
  }) + stroke(`M${-w / 2} 2 h${w}`, C.ink, 4);
}

/* A month of five by three days; `cells` maps a day's number to what is drawn in it. */
function calendar(label, cells = {}, color = C.teal) {
  return rect(-144, -134, 300, 284, "#16302f22", 16) + rect(-150, -142, 300, 284, C.white, 16) +
    shape("M-150 -84 V-126 Q-150 -142 -134 -142 H134 Q150 -142 150 -126 V-84Z", color) +
    words(label, 0, -102, 30, C.white) + stroke("M-80 -156 v24 M80 -156 v24", C.ink, 8) +
    each(15, (i) => at(-112 + 56 * (i % 5), -44 + 62 * Math.floor(i / 5), rect(-24, -26, 48, 52, C.paper, 8) +
      (cells[i] || "")));
}

/* A speech bubble around x, y whose tail points to tx, ty; its content has its origin in the middle. */
function bubble(x, y, w, h, tx, ty, svg, p = 1, fill = C.white) {
  if (p <= 0) return "";
  const beside = Math.abs(tx - x) > w / 2;
  const side = beside ? Math.sign(tx - x) : Math.sign(ty - y);
  const foot = Math.min(Math.max(tx, x - w / 2 + 46), x + w / 2 - 46);
  const edge = beside ? x + side * (w / 2 - 3) : y + side * (h / 2 - 3);
  const tail = beside ? `M${edge} ${ty - 50} L${tx} ${ty} L${edge} ${ty - 10}Z`
    : `M${foot - 20} ${edge} L${tx} ${ty} L${foot + 20} ${edge}Z`;
  const outline = rect(x - w / 2, y - h / 2, w, h, fill, 28) + shape(tail, fill);
  const body = `<g stroke="#bccdc6" stroke-width="7">${outline}</g>${outline}${at(x, y, svg)}`;
  const k = lerp(0.6, 1, overshoot(p));
  return fade(clamp(p * 2.5), `<g transform="translate(${tx} ${ty}) scale(${k}) translate(${-tx} ${-ty})">${body}</g>`);
}

const check = (p, color = C.teal, width = 12) => trace("M-24 2 L-6 20 L26 -20", color, width, p);
const cross = (p, color = C.coral, width = 12) => trace("M-22 -22 L22 22", color, width, clamp(p * 2)) +
  trace("M22 -22 L-22 22", color, width, clamp(p * 2 - 1));
const lens = (color = C.ink) => stroke("M36 36 L78 78", color, 18) +
  `<circle r="50" fill="${C.white}" fill-opacity="0.45" stroke="${color}" stroke-width="11"/>`;
const coin = () => disc(0, 0, 26, C.amber) + `<circle r="18" fill="none" stroke="${C.sand}" stroke-width="4"/>` +
  rect(-3, -9, 6, 18, C.sand, 3);
const notebook = (p = 1, color = C.coral) => rect(-74, -92, 148, 184, color, 12) +
  rect(-52, -82, 116, 164, C.white, 6) +
  at(6, -48, lines(4, 84, 34, p, C.ink)) + stroke("M-63 -70 v140", C.white, 3, "1 14");
const pencil = () => turn(40, rect(-9, -104, 18, 84, C.amber, 3) + rect(-9, -116, 18, 16, C.coral, 4) +
  shape("M-9 -20 L9 -20 L0 0Z", C.ink));

/* A clock face with its hands at an hour; `span` shades the part of the hour that has passed. */
function clock(r, hours, span = 0, color = C.teal) {
  const hand = (turns, length, width) => stroke(`M0 0 L${length * Math.sin(turns * 2 * Math.PI)} ` +
    `${-length * Math.cos(turns * 2 * Math.PI)}`, C.ink, width);
  const angle = Math.min(span, 0.9999) * 2 * Math.PI;
  const slice = span <= 0 ? "" : shape(`M0 0 V${-r * 0.86} A${r * 0.86} ${r * 0.86} 0 ${span > 0.5 ? 1 : 0} 1 ` +
    `${r * 0.86 * Math.sin(angle)} ${-r * 0.86 * Math.cos(angle)}Z`, C.sand);
  return disc(0, 0, r, color) + disc(0, 0, r * 0.86, C.white) + slice + hand(hours / 12, r * 0.45, r * 0.1) +
    hand(hours % 1, r * 0.68, r * 0.07) + disc(0, 0, r * 0.08, C.ink);
}

/* A plant that grows: p from seed to full height. */
function plant(p, flower = 0) {
  const h = 210 * p;
  const leaf = (side, y, grow) => (grow <= 0 ? ""
    : at(0, y, shape(`M0 0 C${side * 24} -42 ${side * 76} -40 ${side * 88} -22 ` +
    `C${side * 66} 12 ${side * 22} 12 0 0Z`, "#6f9a52"), grow));
  return stroke(`M0 0 V${-h}`, "#4f7d3a", 12) + leaf(-1, -h * 0.4, clamp(p * 3 - 0.7)) +
    leaf(1, -h * 0.6, clamp(p * 3 - 1.3)) +
    leaf(-1, -h * 0.82, clamp(p * 3 - 2) * 0.7) + (flower <= 0 ? ""
      : at(0, -h, each(6, (i) => turn(60 * i, oval(0, -24, 13, 20,
      C.amber))) + disc(0, 0, 15, C.coral), flower));
}

const cloud = (color) => disc(-46, 0, 34, color) + disc(0, -18, 48, color) + disc(50, -2, 36, color) +
  rect(-52, -6, 106, 40, color, 18);

/* Icons of about 60 by 60. */
const ICONS = {
  heart: (c) => shape("M0 28 C-44 2 -30 -32 -10 -27 C-3 -25 0 -17 0 -14 C0 -17 3 -25 10 -27 C30 -32 44 2 0 28Z", c),
  coins: (c) => `<g fill="none" stroke="${c}" stroke-width="5"><ellipse cy="-16" rx="24" ry="10"/>` +
    `<path d="M-24 -16 v14 a24 10 0 0 0 48 0 v-14 M-24 -2 v14 a24 10 0 0 0 48 0 v-14"/></g>`,
  balance: (c) => stroke("M0 -28 V26 M-16 28 H16 M-28 -20 H28", c, 5) +
    stroke("M-38 4 L-28 -20 L-18 4 M18 4 L28 -20 L38 4", c, 5) +
    shape("M-42 4 H-14 A14 12 0 0 1 -42 4Z M14 4 H42 A14 12 0 0 1 14 4Z", c),
  umbrella: (c) => shape("M-34 0 A34 32 0 0 1 34 0 Q23 -9 12 0 Q0 -9 -12 0 Q-23 -9 -34 0Z", c) +
    stroke("M0 -34 V22 a8 8 0 0 0 16 0", c, 5),
  flag: (c) => stroke("M-20 -30 V32", c, 6) + shape("M-18 -28 Q2 -38 14 -26 T32 -26 V4 Q22 10 10 4 T-18 6Z", c),
  talk: (c) => shape("M-36 -26 h38 q8 0 8 8 v14 q0 8 -8 8 h-20 l-12 12 v-12 h-6 q-8 0 -8 -8 v-14 q0 -8 8 -8Z", c) +
    shape("M18 -8 h14 q8 0 8 8 v14 q0 8 -8 8 h-2 v12 l-12 -12 h-14 q-8 0 -8 -8 v-4 h12 q10 0 10 -10Z", c),
  chart: (c) => rect(-30, 0, 16, 28, c, 3) + rect(-8, -16, 16, 44, c, 3) + rect(14, -30, 16, 58, c, 3),
  people: (c) => at(-24, 8, bust(c), 0.7) + at(24, 8, bust(c), 0.7) + at(0, 14, bust(c), 0.85),
  one: (c) => at(0, 6, bust(c), 1.1),
  clock: (c) => `<circle r="28" fill="none" stroke="${c}" stroke-width="6"/>` + stroke("M0 -16 V0 L12 8", c, 6),
  eye: (c) => stroke("M-36 0 Q0 -38 36 0 Q0 38 -36 0Z", c, 6) + disc(0, 0, 12, c),
  pencil: (c) => turn(45, rect(-8, -38, 16, 52, c, 3) + shape("M-8 18 L8 18 L0 36Z", c)),
  up: (c) => stroke("M0 28 V-26 M-22 -6 L0 -28 L22 -6", c, 9),
  permit: (c) => stroke("M-22 -32 H12 L24 -20 V32 H-22Z", c, 5) + at(1, 4, check(1, c, 11), 0.55),
  shield: (c) => shape("M0 -34 Q16 -24 30 -24 Q30 18 0 34 Q-30 18 -30 -24 Q-16 -24 0 -34Z", c),
  link: (c) => `<g fill="none" stroke="${c}" stroke-width="8"><rect x="-38" y="-12" width="44" height="24" rx="12"/>` +
    `<rect x="-6" y="-12" width="44" height="24" rx="12"/></g>`,
  alarm: (c) => shape("M0 -32 L34 28 H-34Z", c),
  papers: (c) => stroke("M-28 -18 H8 V32 H-28Z M-16 -30 H26 V20", c, 5) + stroke("M-18 -2 h16 M-18 12 h16", c, 5),
  hourglass: (c) => stroke("M-22 -32 H22 M-22 32 H22", c, 6) +
    stroke("M-16 -32 Q-16 -8 0 0 Q-16 8 -16 32 M16 -32 Q16 -8 0 0 Q16 8 16 32", c, 6),
  building: (c) => at(0, 34, rect(-32, -44, 64, 44, c) + shape("M-40 -42 L0 -72 L40 -42Z", c)),
  vial: (c) => rect(-13, -14, 26, 44, c, 6) + rect(-9, -30, 18, 12, c, 3),
  walk: (c) => disc(4, -28, 9, c) + stroke("M2 -12 L-4 8 L-16 30 M-4 8 L12 30 M2 -12 L18 2 M2 -12 L-14 -2", c, 8),
};

const badge = (icon, r = 56, fill = C.teal, color = C.white) => disc(0, 0, r, fill) +
  at(0, 0, ICONS[icon](color), r / 62);

/* ---- the film ---- */

let film = null;

/* Called by a scene file. `poster` is [number of the scene from 0, fraction of it]. */
function video(poster, scenes) {
  film = { poster, scenes, starts: [] };
}

/*
 * Tells the film how long each scene lasts, in seconds; returns the moment of the poster and those at which a scene has
 * faded in.
 */
function setDurations(durations) {
  if (durations.length !== film.scenes.length) {
    throw new Error(`${film.scenes.length} scenes are drawn, but the transcript has ${durations.length} paragraphs`);
  }
  let end = 0;
  film.durations = durations;
  film.starts = durations.map((d) => (end += d) - d);
  const [scene, part] = film.poster;
  return { poster: film.starts[scene] + durations[scene] * part, cuts: film.starts.slice(1).map((t) => t + FADE) };
}

function sceneAt(i, seconds) {
  const whole = film.durations[i];
  const line = (a, b) => clamp((seconds / whole - a) / (b - a));
  const s = (a, b) => ease(line(a, b));
  s.line = line;
  s.step = (k, n, a, b) => s(a + ((b - a) * k) / n, a + ((b - a) * (k + 1)) / n);
  return film.scenes[i](s);
}

/* Draws the frame at a time in seconds and returns its markup: frames with the same markup look the same. */
function draw(seconds) {
  let i = film.starts.length - 1;
  while (film.starts[i] > seconds) i--;
  const inside = seconds - film.starts[i];
  now = seconds;
  let markup = sceneAt(i, inside);
  if (i > 0 && inside < FADE) markup = sceneAt(i - 1, film.durations[i - 1]) + fade(ease(inside / FADE), markup);
  markup = markup.replace(/-?\d+(\.\d+)?e-\d+/g, "0").replace(/-?\d+\.\d{3,}/g,
    (number) => String(+(+number).toFixed(2)));
  document.getElementById("stage").innerHTML = markup;
  return markup;
}
