/* From one problem to a system that learns: one district, one weak link, one small action. */
"use strict";

/* A house of bricks, laid one by one. */
const bricks = (p) => each(16, (i) => {
  const row = Math.floor(i / 4), column = i % 4, laid = ease(clamp(p * 16 - i));
  return laid <= 0 ? "" : fade(laid, rect(-152 + 76 * column, -50 - 48 * row - 60 * (1 - laid), 72, 44,
    [C.coral, "#dd7a60"][(row + column) % 2], 5));
}) + pop(clamp(p * 16 - 15) , 0, -246, shape("M-184 54 L0 -46 L184 54Z", C.teal) + disc(0, 16, 22, C.white) +
  at(0, 16, plus(13, C.teal)));

const LEVELS = [["one", "Individuals"], ["people", "Teams"], ["building", "Organizations"], ["link", "The system"]];
const LEVEL_COLORS = [C.coral, C.amber, C.sea, C.teal];

/* People round a table with a chart on it. */
const chart = () => rect(-46, -34, 92, 68, C.white, 6) + at(0, 26, bars([0.5, 0.9, 0.7], 66, 46, 1));
const meeting = () => person("nurse", -150, -34, { look: 0.7 }) + person("midwife", -50, -52, { look: 0.3 }) +
  person("volunteer", 50, -52, { look: -0.3 }) + person("elder", 150, -34, { look: -0.7 }) +
  oval(0, -44, 200, 46, "#b48a56") + oval(0, -52, 200, 44, "#c89f6c") +
  at(0, -56, `<g transform="scale(1 0.55)">${chart()}</g>`);

video([6, 0.97], [
  // Not bought in one day, but built.
  (s) => outdoors() + fade(1 - s(0.44, 0.52), at(250, 360, shape("M-110 -70 H110 L130 190 H-130Z", C.amber) +
    stroke("M-52 -70 V-100 a52 52 0 0 1 104 0 V-70", "#8a5d10", 12) + at(0, 100, clinic(), 0.7) +
    at(0, 50, cross(s(0.24, 0.36), C.coral, 10), 4.6))) +
    at(760, 562, bricks(s.line(0.46, 0.94)), 1.2) + person("volunteer", 480 +
      40 * s(0.5, 0.6), 582, { k: 1.15, look: 0.8,
      right: [58, lerp(-92, -140, 0.5 - 0.5 * Math.cos(s.line(0.5, 0.92) * 8 * Math.PI))] }) +
    person("nurse", 1050, 582, { k: 1.15, look: -0.8 }),

  // One problem: the second dose.
  (s) => outdoors() + heading("One problem", s(0.06, 0.16), C.coral) +
    person("mother", 330, 582, { k: 1.45, baby: true, look: 0.6, mood: 0.2 }) +
    pop(s(0.3, 0.4), 680, 340, sheet(250, 330)) + pop(s(0.3, 0.4), 980, 340, sheet(250, 330)) +
    pop(s(0.36, 0.46), 680, 310, vial(C.mist), 1.4) + pop(s(0.42, 0.5), 680, 450, check(s(0.44, 0.54), C.teal, 13)) +
    pop(s(0.54, 0.62), 980, 310, vial("none", "9 11"), 1.4) +
      pop(s(0.62, 0.7), 980, 450, cross(s(0.64, 0.74), C.coral, 13)) +
    words("1", 595, 245, 50, C.teal, s(0.36, 0.46)) + words("2", 895, 245, 50, C.coral, s(0.54, 0.62)),

  // How do you learn today?
  (s) => office() + words("How do you learn today?", 640, 112, 54, C.ink, s(0.02, 0.12)) +
    each(6, (i) => pop(s.step(i, 6, 0.3, 0.56), 300 + (i % 2) * 12, 464 - 34 * i,
      turn(i % 2 ? 3 : -3, rect(-95, -22, 190, 30,
      [C.white, C.mist][i % 2], 4) + stroke("M-74 -7 h100", C.grey, 5)))) +
    at(300, 560, desk(270)) + fade(s(0.42, 0.5) - s(0.62, 0.68), at(lerp(200, 360, s(0.44, 0.64)), 370, lens(), 1.05)) +
    [690, 810, 990, 1110].map((x, i) => at(x, 575, `<g transform="scale(${i < 2 ? 1 : -1} 1)">${chair("#a08a63")}</g>`,
      1.25)).join("") +
    at(900, 580, desk(300), 1.1) + pop(s(0.68, 0.78), 900, 330, disc(0, 0, 70, C.amber) +
      words("?", 0, 34, 96, C.white)),

  // Four levels.
  (s) => plain() + LEVELS.map((_, k) => {
    const i = 3 - k, p = s.step(i, 4, 0, 0.84);
    return pop(p, 370, 565, disc(0, -(76 + 57 * i), 76 + 57 * i, blend(LEVEL_COLORS[i], C.white, 0.12)));
  }).join("") + LEVELS.map(([icon, label], i) => {
    const p = s.step(i, 4, 0, 0.84), y = 565 - (i ? 152 + 114 * i - 57 : 76);
    return fade(p, at(370, y, ICONS[icon](i === 1 ? C.ink : C.white), i ? 0.95 : 1.5)) +
      fade(p, `<text x="745" y="${y + 16}" font-size="46" font-weight="700" fill="${C.ink}">${label}</text>`) +
      fade(p, disc(712, y, 15, LEVEL_COLORS[i]));
  }).join(""),

  // The weakest link.
  (s) => plain() + heading("The weakest link", s(0.02, 0.12), C.coral) +
    [["chart", "Figures", C.sea], ["talk", "Meeting", C.coral],
      ["walk", "Action", C.teal]].map(([icon, label, color], i) => {
      const x = 250 + 390 * i, p = s(0.2 + 0.1 * i, 0.3 + 0.1 * i), weak = i === 1;
      return (weak ? fade(p, `<circle cx="${x}" cy="330" r="105" fill="none" stroke="${C.coral}" stroke-width="9" ` +
        'stroke-dasharray="20 24"/>' + at(x, 330, ICONS[icon](lerp(0, 1, s(0.66, 0.76)) > 0.5 ? C.coral : C.grey), 1.6))
        : pop(p, x, 330, badge(icon, 105, color))) + words(label, x, 505, 48, weak ? C.coral : C.ink, p);
    }).join("") + [0, 1].map((i) => fade(s(0.3 + 0.1 * i, 0.4 + 0.1 * i),
      stroke(`M${375 + 390 * i} 330 h140`, C.grey, 12, "2 26"))).join("") +
    pop(s(0.7, 0.8), 725, 240, disc(0, 0, 44, C.coral) + words("?", 0, 21, 60, C.white)),

  // One action: an hour each month.
  (s) => office("#e2eeea") + heading("One hour each month", s(0.42, 0.54), C.teal) + at(640, 590, meeting(), 1.3) +
    pop(s(0.46, 0.56), 1120, 430, disc(0, 0, 92, C.white) + clock(86, 10 +
      Math.min(s.line(0.54, 0.94), 0.999), s.line(0.54, 0.94))),

  // Study the figures, agree a change, try it, look again.
  (s) => plain() + [["chart", "Study", C.sea], ["talk", "Agree", C.amber], ["walk", "Try", C.coral],
    ["eye", "Look", C.teal]]
    .map(([icon, label, color], i) => {
      const left = i % 3 === 0, x = 640 + (left ? -155 : 155), y = i < 2 ? 180 : 480;
      return pop(s.step(i, 4, 0.02, 0.78), x, y, badge(icon, 82, color)) +
        words(label, x + (left ? -175 : 175), y + 19, 54, C.ink, s.step(i, 4, 0.06, 0.82)) +
        arc(640, 330, 216, 90 * i - 17, 90 * i + 15, s(0.19 + 0.19 * i, 0.29 + 0.19 * i), C.ink, 13);
    }).join("") + words("every", 640, 325, 44, C.teal, s(0.78, 0.88)) +
      words("month", 640, 373, 44, C.teal, s(0.78, 0.88)),

  // Sometimes the plan itself was wrong: question the aim.
  (s) => {
    const target = (p) => at(lerp(900, 1010, p), lerp(230, 420, p),
      each(4, (i) => disc(0, 0, 92 - 23 * i, i % 2 ? C.white : C.coral)));
    return outdoors() + target(s(0.56, 0.74)) + person("nurse", 170, 582,
      { k: 1.2, look: 0.8, mood: lerp(0.3, 0.8, s(0.7, 0.8)) }) +
      person("mother4", 880, 585, { k: 0.95, baby: true, look: -0.4, mood: lerp(-0.4, 0.9, s(0.74, 0.82)) }) +
      person("mother2", 1140, 585, { k: 0.95, look: -0.4, mood: lerp(-0.4, 0.9, s(0.74, 0.82)) }) +
      fade(1 - s(0.5, 0.56), arrow(250, 350, 880, 235, s(0.1, 0.26), C.teal, 10, 40)) +
      arrow(250, 390, 985, 420, s(0.76, 0.9), C.teal, 10, 30) + heading("Question the aim", s(0.5, 0.6), C.coral);
  },

  // Write it down, give it a budget, share it.
  (s) => plain() + pop(s(0.02, 0.12), 240, 310, notebook(s.line(0.12, 0.32)), 1.35) +
    words("Write", 240, 520, 48, C.ink, s(0.06, 0.16)) +
    at(600, 425, fade(s(0.32, 0.38), desk(230)) + each(6, (i) => {
      const p = s.step(i, 6, 0.36, 0.58);
      return p <= 0 ? "" : at(-60 + 60 * (i % 3), lerp(-260, -112 - 50 * Math.floor(i / 3), p), coin(), 0.9);
    })) + words("Fund", 600, 520, 48, C.ink, s(0.36, 0.46)) +
    pop(s(0.6, 0.68), 890, 350, disc(0, -40, 84, C.mist) + at(0, 0, clinic(), 0.52)) +
    pop(s(0.66, 0.74), 1140, 350, disc(0, -40, 84, C.sand) + at(0, 0, clinic(C.coral), 0.52)) +
    arrow(950, 215, 1085, 215, s(0.72, 0.84), C.amber, 13, 40) + words("Share", 1015, 520, 48, C.ink, s(0.64, 0.74)),

  // One problem, one link, one action; then look again, until the system learns.
  (s) => {
    const spots = [[160, 270], [160, 480], [370, 375], [910, 375], [1120, 270], [1120, 480]];
    return plain() + [["alarm", "One problem", C.coral], ["link", "One link", C.amber], ["up", "One action", C.teal]]
      .map(([icon, label, color], i) => words(label, 240 + 400 * i, 110, 46, color === C.amber ? "#8a5d10"
        : color, s.step(i, 3, 0.02, 0.34))).join("") +
      arc(640, 360, 150, 20, 375, s(0.3, 0.52), C.coral, 18) + at(640, 420, clinic(), 0.85) +
      spots.map(([x, y], i) => fade(s.step(i, 6, 0.54, 0.82), at(x, y + 26, clinic(C.sea), 0.38)) +
        arc(x, y, 66, 20, 372, s.step(i, 6, 0.54, 0.86), C.amber, 9)).join("");
  },
]);
