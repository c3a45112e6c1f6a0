/* What helps and what hinders learning: the same report in two districts, and what made the difference. */
"use strict";

const FIRST = "#f6e4da", SECOND = "#e2eeea";
const halves = () => rect(0, 0, 640, 720, FIRST) + rect(640, 0, 640, 720, SECOND) + rect(0, 540, 640, 180, "#ead0c1") +
  rect(640, 540, 640, 180, "#c9ded8") + rect(636, 0, 8, 720, C.white);
const room = (wall, floor) => rect(0, 0, 1280, 720, wall) + rect(0, 530, 1280, 190, floor);
const firstRoom = () => room(FIRST, "#ead0c1");
const secondRoom = () => room(SECOND, "#c9ded8");

const report = (p) => sheet(150, 180, at(0, 62, bars([0.9, 0.4], 110, 120, p, (i) => [C.sea, C.coral][i])));
const CONDITIONS = [["shield", "Safety", C.teal], ["clock", "Time", C.amber], ["permit", "Permission", C.coral],
  ["flag", "Leadership", C.sea], ["link", "Links", C.ink]];
const BARRIERS = ["Fear", "Overload", "Scattered reports", "Short projects"];
const BRICKS = [C.coral, "#a8452f", "#b9563f", "#8f4a3a"];
const brick = (label, width, fill) => rect(-width / 2, -50, width, 100, fill, 10) + words(label, 0, 14, 40, C.white);

video([7, 0.95], [
  // Two districts receive the same report.
  (s) => halves() + words("District 1", 320, 110, 50, C.coral, s(0.02, 0.12)) +
    words("District 2", 960, 110, 50, C.teal, s(0.02, 0.12)) +
    [["manager", "nurse5"], ["chief", "midwife"]].map((pair, i) => pair.map((name, k) =>
      person(name, 640 * i + [130, 510][k], 580, { k: 1.2, look: [0.6, -0.6][k], mood: 0.3 })).join("")).join("") +
    [320, 960].map((x) => at(x, lerp(-140, 320, s(0.1, 0.32)), report(s.line(0.36, 0.7)), 1.15)).join("") +
    [320, 960].map((x) => words("visit 1", x - 54, 476, 31, C.ink, s(0.4, 0.5)) +
      words("visit 2", x + 56, 476, 31, C.coral, s(0.5, 0.6)))
      .join(""),

  // The first manager asks who is to blame; silence.
  (s) => {
    const silent = s(0.52, 0.68);
    return firstRoom() + person("manager", 260, 582, { k: 1.35, mood: lerp(0, -0.8, s(0.1, 0.2)), look: 0.8,
      right: [lerp(40, 88, s(0.12, 0.24)), lerp(-92, -142, s(0.12, 0.24))] }) +
      ["nurse5", "nurse4", "nurse3"].map((name, i) => person(name, 700 +
        190 * i, 582, { k: 1.25, mood: lerp(0.4, -0.7, silent),
        look: lerp(-0.7, 0, silent), bow: silent, bowTo: -1 })).join("") +
      bubble(360, 120, 520, 130, 280, 256, words("Who is to blame?", 0, 18, 50, C.coral), s(0.16, 0.26)) +
      [700, 890, 1080].map((x, i) => pop(s.step(i, 3, 0.64, 0.86), x, 225, disc(0, 0, 38, C.white) + each(3, (k) =>
        disc(-17 + 17 * k, 0, 5, C.grey)))).join("");
  },

  // The numbers look better; the clinics report what pleases.
  (s) => firstRoom() + heading("On paper", s(0.04, 0.14), C.teal) + at(520, 350, sheet(620, 380)) +
    at(520, 500, bars([0.45, 0.6, 0.72, 0.84, 0.95], 540, 280, s.line(0.04, 0.4), () => C.sea)) +
    fade(s(0.56, 0.7), at(520, 500, bars([0.4, 0.4, 0.39, 0.4, 0.38], 540, 280, 1, () => C.coral))) +
    fade(s(0.64, 0.74), words("in fact", 520, 586, 46, "#8f3c2a")) +
    person("manager", 980, 582, { k: 1.3, look: -0.8, mood: lerp(0, 1, s(0.2, 0.36)) }) +
    person("nurse4", 1160, 582, { k: 1.2, look: lerp(-0.8, 0.8, s(0.56, 0.66)), mood: lerp(0.2, -0.6, s(0.5, 0.6)) }),

  // The second manager asks what makes it hard.
  (s) => secondRoom() + ["nurse2", "midwife", "chief", "nurse",
    "volunteer"].map((name, i) => person(name, 240 + 200 * i,
    582 - (i % 4 ? 8 : 0), { k: 1.25, look: [0.8, 0.7, 0, -0.7, -0.8][i], mood: lerp(0.2, 0.8, s(0.4, 0.6)),
      right: i === 2 ? [lerp(40, 60, s(0.1, 0.2)), lerp(-92, -130, s(0.1, 0.2))] : [40, -92],
      left: i === 2 ? [lerp(-40, -60, s(0.1, 0.2)), lerp(-92, -130, s(0.1, 0.2))] : [-40, -92] })).join("") +
    bubble(640, 130, 700, 130, 640, 256, words("What makes it hard?", 0, 20, 58, C.teal), s(0.16, 0.28)),

  // The midwife: clinic day falls on market day.
  (s) => secondRoom() + person("chief", 150, 582, { k: 1.25, look: 0.8, mood: lerp(0.2, 0.7, s(0.6, 0.7)) }) +
    person("midwife", 390, 582, { k: 1.35, look: 0.8, mood: 0.5,
      right: [lerp(40, 62, s(0.06, 0.16)), lerp(-92, -150, s(0.06, 0.16))] }) +
    bubble(840, 310, 690, 450, 452, 360, "", s(0.12, 0.22), C.mist) +
    pop(s(0.2, 0.3), 840, 310, calendar("Same day", {
      7: fade(s(0.3, 0.36), at(0, 4, disc(0, 0, 21, C.teal) + plus(12, C.white))),
    }), 1.06) + pop(s(0.34, 0.44), 592, 430, clinic(), 0.6) + pop(s(0.42, 0.52), 1094, 430, stall(), 0.82) +
    arrow(660, 350, 796, 334, s(0.4, 0.5), C.teal, 10) + arrow(1020, 350, 880, 334, s(0.48, 0.6), C.coral, 10) +
    pop(s(0.56, 0.64), 840, 334, `<circle r="38" fill="none" stroke="${C.coral}" stroke-width="9"/>`),

  // A little money, an hour each month, permission.
  (s) => secondRoom() + [["coins", "A little money", C.amber], ["clock", "An hour a month", C.teal],
    ["permit", "Permission", C.coral]]
    .map(([icon, label, color], i) => pop(s.step(i, 3, 0.04, 0.72), 235 +
      405 * i, 300, sheet(370, 340, at(0, -45, badge(icon, 88, color)) +
      words(label, 0, 118, 37, C.ink)))).join(""),

  // A new day, a new count, and news for the neighbours.
  (s) => secondRoom() + pop(s(0, 0.1), 215, 330, calendar("New day", {
    7: at(0, 14, stall(C.coral), 0.2),
  }), 1.05) + at(lerp(215, 332, s(0.14, 0.3)), 350 - 60 * Math.sin(Math.PI * s(0.14, 0.3)), disc(0, 0, 25, C.teal) +
    plus(14, C.white)) +
    pop(s(0.3, 0.4), 640, 330, sheet(330, 310, at(0, 120, bars([0.42, 0.6, 0.82, 0.95], 270, 230, s.line(0.36, 0.62),
      () => C.teal)))) +
    pop(s(0.54, 0.62), 1060, 330, disc(0, 0, 70, C.white) + at(0, 30, clinic(), 0.5)) +
    [[930, 190], [1190, 190], [930, 490], [1190, 490]].map(([x, y], i) =>
      pop(s.step(i, 4, 0.6, 0.76), x, y, disc(0, 0, 46, C.white) +
      at(0, 20, clinic(C.sea), 0.32)) + arrow(lerp(1060, x, 0.42), lerp(330, y, 0.42), lerp(1060, x, 0.64),
        lerp(330, y, 0.64),
        s.step(i, 4, 0.66, 0.94), C.amber, 10)).join(""),

  // The conditions carry the way from data to learning.
  (s) => plain("#dbeaf0") + rect(0, 480, 1280, 240, "#8dbcc0") +
    shape("M0 330 H196 Q216 420 206 720 H0Z", "#7d6a45") + shape("M1280 330 H1084 Q1064 420 1074 720 H1280Z",
      "#7d6a45") +
    rect(0, 318, 202, 26, "#6f9a52", 8) + rect(1078, 318, 202, 26, "#6f9a52", 8) +
    words("Data", 98, 450, 44, C.white, s(0.04, 0.12)) + words("Learning", 1176, 450, 38, C.white, s(0.2, 0.3)) +
    CONDITIONS.map(([icon, label, color], i) => {
      const p = s.step(i, 5, 0.36, 0.76), x = 288 + 176 * i, y = i % 2 ? 152 : 92;
      return words(label, x, y, 38, color === C.amber ? "#8a5d10" : color, p) +
        fade(p, stroke(`M${x} ${y + 20} V310`, C.grey, 4, "1 12") +
        at(x, 300 * (1 - p), rect(-60, 344, 120, 376, color, 8) + rect(-87, 320, 174, 26, "#b48a56", 5) +
          at(0, 412, ICONS[icon](C.white), 1.05)));
    }).join("") + stroll("midwife", 100, 1180, 322, s.line(0.66, 0.98), { k: 0.68, look: 0.7 }),

  // Barriers, most of them made by people.
  (s) => plain() + rect(0, 560, 1280, 160, C.ground) + BARRIERS.map((label, i) => {
    const p = s.step(i, 4, 0.04, 0.52);
    return p <= 0 ? "" : at(760, lerp(-80, 505 - 110 * i, p), brick(label, 430, BRICKS[i]));
  }).join("") + person("nurse", 250, 582, { k: 1.25, look: 0.7, mood: lerp(0.3, -0.4, s(0.2, 0.5)) }) +
    person("manager", 1080, 582, { k: 1.25, look: -0.8, mood: 0, left: [lerp(-58, -82, s(0.02, 0.5)), -128] }) +
    words("made by people", 250, 220, 46, "#8f3c2a", s(0.66, 0.76)),

  // What people have made, people can change; start with the nearest.
  (s) => {
    const push = [s(0.24, 0.52), s(0.5, 0.64), s(0.62, 0.76), s(0.74, 0.88)];
    const reach = s(0.08, 0.2) * (1 - s(0.84, 0.9)), go = s.line(0.86, 1);
    return plain() + rect(0, 560, 1280, 160, C.ground) + at(1120, 556, clinic(), 0.9) + BARRIERS.map((label, i) => {
      const fallen = push.slice(0, i).reduce((sum, p) => sum + ease(clamp(p * 3 - 1.8)), 0);
      return at(lerp(760, 1560, push[i]), 505 - 110 * (i - fallen), brick(label, 430, BRICKS[i]));
    }).join("") + ["midwife", "volunteer", "nurse"].map((name, i) => person(name, 250 + 110 * i + 300 * go, 582, {
      k: 1.15, look: 0.8, mood: lerp(0.2, 0.9, s(0.5, 0.6)), walk: go < 1 ? 4 * go : 0,
      right: i === 2 ? [lerp(40, 66, reach), lerp(-92, -128, reach)] : [40, -92],
      left: i === 2 ? [lerp(-40, 56, reach), lerp(-92, -108, reach)] : [-40, -92],
    })).join("") + heading("Start with the nearest", s(0.5, 0.6), C.teal);
  },
]);
