/* What learning is: an outreach day that nobody comes to, and what the team learns from it. */
"use strict";

/* The outreach post: a table with vaccines under a banner, two nurses behind it. */
const post = (x, mood = 0.6) =>
  at(x, GROUND, stroke("M-150 0 V-300 M150 0 V-300", "#7d6247", 8) + rect(-156, -316, 312, 62, C.teal, 10) +
    words("Outreach day", 0, -273, 38, C.white)) +
  person("nurse", x - 62, GROUND - 6, { mood }) + person("nurse2", x + 62, GROUND - 6, { mood }) +
  at(x, GROUND + 18, desk(270) + at(-70, -84, coolbox()) + at(70, -84, stroke("M-34 -4 h68", C.grey, 6) +
    each(3, (i) => at(-24 + 24 * i, -26, vial(C.mist), 0.32))));

const emptyChairs = (x, n) => each(n, (i) => at(x + 92 * i, GROUND + 8, chair("#a08a63")));

const steps = [[340, "one", "What we did", C.teal], [640, "chart", "How it worked", C.amber],
  [940, "up", "What next", C.coral]];

video([7, 0.97], [
  // A clinic runs an outreach day. Few mothers come.
  (s) => outdoors() + zoom(1.25, 640, post(340, lerp(0.7, -0.2, s(0.7, 0.85))) + emptyChairs(660, 5) +
    stroll("mother", 1300, 600, GROUND + 14, s.line(0.42, 0.86), { mood: 0.4, look: -0.8, baby: true })) +
    pop(s(0.24, 0.34), 620, 140, badge("vial", 58, C.amber)) + pop(s(0.4, 0.5), 770, 140, badge("people", 58, C.amber)),

  // Next month the same plan on the same day; again few.
  (s) => outdoors() + pop(s(0, 0.1), 860, 165, calendar(s.line(0, 1) < 0.24 ? "Month 1" : "Month 2", {
    7: disc(0, 0, 20, C.amber) + at(0, 0, plus(11, C.white)),
  }), 0.78) + arc(1050, 165, 46, -140, 150, s(0.14, 0.36), C.coral, 11) +
    zoom(1.25, 640, post(340, -0.2) + emptyChairs(660, 5) +
    stroll("mother4", 1300, 600, GROUND + 14, s.line(0.45, 0.88), { mood: 0.2, look: -0.8 })),

  // The team stops and asks.
  (s) => office() + person("nurse2", 400, 582, { k: 1.3, look: 0.7, mood: 0.3 }) +
    person("nurse", 640, 582, { k: 1.3, mood: 0.4, right: [lerp(40, 54, s(0.1, 0.3)), lerp(-92, -178, s(0.1, 0.3))] }) +
    person("volunteer", 880, 582, { k: 1.3, look: -0.7, mood: 0.3 }) +
    fade(1 - s(0.38, 0.46), pop(s(0.06, 0.18), 640, 170, disc(0, 0, 70, C.amber) + words("?", 0, 34, 96, C.white))) +
    bubble(345, 120, 440, 120, 410, 258, words("What did we do?", 0, 16, 46, C.teal), s(0.46, 0.56)) +
    bubble(890, 120, 540, 120, 870, 258, words("What happened then?", 0, 16, 46, C.coral), s(0.66, 0.76)),

  // The register: few come on market days.
  (s) => plain() + heading("The register", s(0, 0.1)) + at(500, 370, sheet(800, 410)) +
    at(500, 535, bars([0.8, 0.9, 0.3, 0.85, 0.75, 0.9, 0.28, 0.8, 0.9, 0.82, 0.32, 0.86], 730, 320, s.line(0.05, 0.5),
      (i) => (i % 4 === 2 ? blend(C.sea, C.coral, s(0.56, 0.68)) : C.sea))) +
    fade(s(0.48, 0.54) - s(0.7, 0.76), at(lerp(230, 790, s(0.5, 0.72)), 400, lens())) +
    each(3, (i) => arrow(287 + 243 * i, 300, 287 + 243 * i, 385, s.step(i, 3, 0.66, 0.9), C.coral, 10)) +
    pop(s(0.66, 0.76), 1090, 520, stall(), 1.3) + pill("market days", 1090, 210, s(0.66, 0.76), C.coral),

  // At the water point the mothers say: we sell our vegetables.
  (s) => outdoors() + at(1210, 550, tree()) + zoom(1.3, 640, at(610, 566, pump()) +
    person("nurse", 330, 574, { look: 0.8, mood: 0.5 }) + person("mother3", 465, 580, { look: 0.8 }) +
    person("mother", 790, 574, { look: -0.8, right: [lerp(40, 54, s(0.4, 0.5)), lerp(-92, -140, s(0.4, 0.5))] }) +
    person("mother2", 940, 578, { look: -0.8, baby: true })) +
    bubble(300, 140, 230, 130, 250, 262, words("Why?", 0, 18, 54, C.teal), s(0.12, 0.2)) +
    bubble(860, 130, 470, 200, 845, 258, at(-115, 60, basket(), 2) + at(105, 78, stall(), 0.85), s(0.5, 0.6)),

  // They set up beside the market.
  (s) => outdoors() + zoom(1.25, 640, at(250, 555, stall(C.coral), 1.1) + at(475, 555, stall(C.amber), 1.1) +
    person("mother2", 362, 578, { mood: 0.8 }) + at(lerp(520, 0, s(0.2, 0.75)), 0,
      post(870, lerp(0, 0.9, s(0.7, 0.85))))) +
    heading("A new plan", s(0, 0.12), C.teal),

  // More mothers come; what changed is written down.
  (s) => outdoors() + zoom(1.2, 640, at(150, 555, stall(C.coral)) + post(385, 0.9) +
    ["mother", "mother3", "mother2", "mother4"].map((name, i) => stroll(name, 1260 + 90 * i, 590 + 98 * i, GROUND + 14,
      s.line(0.02 + 0.03 * i, 0.36 + 0.06 * i), { look: -0.7, baby: i % 2 === 0, mood: 0.9 })).join("")) +
    pop(s(0.5, 0.6), 1130, 290, notebook(s.line(0.6, 0.92)), 1.25) +
    fade(s(0.56, 0.6), at(lerp(1085, 1190, (s.line(0.6, 0.92) * 4) % 1),
      230 + 43 * Math.min(3, Math.floor(s.line(0.6, 0.92) * 4)), pencil(), 0.9)),

  // Learning links what we did, how it worked, what is next.
  (s) => plain() + heading("Learning is the link", s(0.02, 0.12), C.teal) +
    steps.map(([x, icon, label, color], i) => pop(s.step(i, 3, 0.1, 0.7), x, 290, badge(icon, 88, color)) +
      words(label, x, 432, 38, C.ink, s.step(i, 3, 0.14, 0.74))).join("") +
    arrow(448, 290, 528, 290, s(0.3, 0.38), C.ink, 12) + arrow(748, 290, 828, 290, s(0.5, 0.58), C.ink, 12) +
    arrow(940, 470, 340, 470, s(0.72, 0.92), C.teal, 14, 160),

  // Data alone is not learning, nor is a meeting; something must change.
  (s) => plain() + [["papers", "Data", 0.02, 0.22], ["people", "Meeting", 0.34, 0.56], ["up", "Change", 0.66, 0.9]]
    .map(([icon, label, from, to], i) => {
      const x = 280 + 360 * i, alone = i < 2 ? s(to - 0.08, to) * (1 - s(0.8, 0.88)) : 0;
      return pop(s(from, from + 0.1), x, 320, badge(icon, 115, blend([C.sea, C.sea, C.coral][i], C.grey, alone))) +
        words(label, x, 505, 50, blend(C.ink, "#75807b", alone), s(from, from + 0.1));
    }).join("") + arrow(412, 320, 492, 320, s(0.74, 0.82), C.amber, 14) +
      arrow(772, 320, 852, 320, s(0.78, 0.86), C.amber, 14) +
    heading("Something must change", s(0.66, 0.76), C.coral),

  // The whole health system keeps making the link.
  (s) => {
    const places = [[250, 340], [450, 490], [640, 310], [830, 490], [1030, 330]];
    const roads = [[0, 1], [1, 2], [2, 3], [3, 4], [0, 2], [2, 4]];
    const land = shape("M110 370 C90 210 380 200 560 190 S1100 170 1190 300 S1110 580 860 590 S140 600 110 370Z",
      C.paper);
    return plain(C.mist) + land +
      roads.map(([a, b], i) => trace(`M${places[a]} L${places[b]}`, C.amber, 8, s.step(i, 6, 0.4, 0.75))).join("") +
      places.map(([x, y], i) => disc(x, y, 90, C.paper) + at(x, y + 38, clinic([C.teal, C.sea][i % 2]), 0.46) +
        arc(x, y - 4, 80, 40, 372, s.step(i, 5, 0, 0.6), C.coral, 10)).join("") +
          heading("Better and better", s(0.66, 0.78), C.teal);
  },
]);
