/* What learning brings: five gains and trust, how they feed each other, and what they depend on. */
"use strict";

const GAINS = [["heart", C.coral], ["coins", C.amber], ["balance", C.teal], ["umbrella", C.sea], ["flag", C.coral],
  ["talk", C.teal]];

/* The heading of a gain: its icon and its name. */
const gain = (i, label, p) => pop(p, 640 - widthOf(label, 58) / 2 - 30, 92, badge(GAINS[i][0], 48, GAINS[i][1])) +
  words(label, 680, 112, 58, C.ink, p);

const hamlet = [[180, 330], [370, 290], [560, 340], [250, 500], [470, 480]];

/* A jar of coins. */
const jar = (n, color) =>
  `<path d="M-90 -190 V-20 Q-90 0 -70 0 H70 Q90 0 90 -20 V-190" fill="${C.white}" stroke="${color}"` +
  ' stroke-width="9"/>' + each(n, (i) => at(-50 + 50 * (i % 3), -36 - 50 * Math.floor(i / 3), coin(), 0.85));

video([7, 0.97], [
  // A system that learns gets better year after year.
  (s) => outdoors() + each(3, (i) => pop(s.step(i, 3, 0.06, 0.5), 250 + 370 * i, 575,
    rect(-150, -60 - 70 * i, 300, 60 + 70 * i, [C.mist, "#a8cfcb", C.sea][i], 10) +
    at(0, -60 - 70 * i, clinic(), 0.62 + 0.19 * i) + (i === 2 ? at(-118, -200, plant(0.5, 1), 0.7) : ""))) +
    each(3, (i) => words(`Year ${i + 1}`, 250 + 370 * i, 562, 40, i === 2 ? C.white : C.ink, s.step(i, 3, 0.1, 0.54))) +
    pop(s(0.72, 0.82), 330, 190, disc(0, 0, 76, C.amber) + words("?", 0, 36, 104, C.white)),

  // Better care: a missed house is found and reached.
  (s) => outdoors() + gain(0, "Better care", s(0, 0.1)) +
    hamlet.map(([x, y], i) => at(x + 40, y + 70, house(C.sand, i === 2 ? blend(C.grey, C.coral, s(0.66, 0.76))
      : C.coral,
      i === 2 ? blend(C.ink, C.amber, s(0.66, 0.76)) : C.amber), 1.1)).join("") +
    at(1090, 560, clinic(), 1.15) + fade(s(0.16, 0.24) - s(0.44, 0.5), at(lerp(220, 600, s(0.2, 0.4)), 360, lens())) +
    stroll("nurse", 1000, 728, 575, s.line(0.44, 0.66), { look: -0.8 }) +
    pop(s(0.74, 0.82), 600, 270, disc(0, 0, 40, C.teal) + check(s(0.78, 0.88), C.white)),

  // Wiser spending: coins move to what people need.
  (s) => plain() + gain(1, "Wiser spending", s(0, 0.1)) +
    at(300, 485, jar(9 - Math.round(8 * s.line(0.36, 0.8)), C.grey), 1.2) +
      at(940, 485, jar(2 + Math.round(7 * s.line(0.42, 0.86)), C.teal), 1.2) +
    each(8, (i) => {
      const p = s.line(0.36 + 0.055 * i, 0.47 + 0.055 * i);
      return p <= 0 || p >= 1 ? "" : at(lerp(300, 940, ease(p)), 245 - 55 * Math.sin(Math.PI * p), coin());
    }) + words("little effect", 300, 560, 46, "#66716c", s(0.24, 0.32)) +
      words("real need", 940, 560, 46, C.teal, s(0.6, 0.68)) +
    pop(s(0.6, 0.7), 1130, 380, badge("vial", 56, C.teal)),

  // Fairness: averages hide some families.
  (s) => {
    const open = s(0.4, 0.56), families = [0.86, 0.9, 0.34, 0.84];
    return plain() + gain(2, "Fairness", s(0, 0.1)) + stroke("M200 500 H1080", C.ink, 5) +
      families.map((value, i) => {
        const height = 320 * lerp(0.735, value, open) * s(0.1, 0.24), x = lerp(540 + 66 * i, 230 + 220 * i, open);
        return rect(x, 500 - height, lerp(67, 150, open), height, i === 2 ? blend(C.sea, C.coral, s(0.56, 0.64))
          : C.sea, 10 * open) +
          fade(s(0.56, 0.66), at(x + 75, 562, ICONS.people(i === 2 ? C.coral : C.sea), 0.95));
      }).join("") + words("average", 672, 400, 50, C.white, s(0.14, 0.24) * (1 - s(0.4, 0.44))) +
      words("left out", 745, 360, 46, C.coral, s(0.62, 0.72));
  },

  // Readiness: the flood comes and people adapt together.
  (s) => outdoors(blend(C.paper, "#dfe6e4", s(0.2, 0.4))) + gain(3, "Readiness", s(0, 0.1)) +
    fade(s(0.14, 0.26), at(lerp(60, 250, s.line(0.14, 1)), 230, cloud("#9aaba8"), 1.1) +
      at(lerp(1200, 1060, s.line(0.14, 1)), 240, cloud(C.grey))) +
    shape("M640 600 Q700 430 900 410 T1290 440 V720 H640Z", "#b9cfa6") +
      at(1060, lerp(545, 425, s(0.32, 0.52)), clinic(), 0.95) +
    person("nurse", 800, lerp(575, 465, s(0.34, 0.54)), { look: -0.5, left: [-58, lerp(-92, -150, s(0.5, 0.6))] }) +
    person("volunteer", 905, lerp(578, 448, s(0.36, 0.56)), { look: -0.6 }) +
    shape(`M0 ${lerp(640, 520, s(0.3, 0.6))} q80 -22 160 0 t160 0 t160 0 t160 0 t160 0 t160 0 t160 0 t160 0 V720 H0Z`,
      "#7fb3b8") +
    at(lerp(-200, 420, s(0.4, 0.85)), lerp(640, 540, s(0.3, 0.6)), person("mother2", -50, 0, { k: 0.85, baby: true }) +
      person("elder", 60, 0, { k: 0.85 }) + shape("M-150 -62 H160 L120 12 H-110Z", "#9c7a55")) +
    shape(`M0 ${lerp(670, 556, s(0.3, 0.6))} q80 22 160 0 t160 0 t160 0 t160 0 t160 0 t160 0 t160 0 t160 0 V720 H0Z`,
      "#8dbcc0"),

  // Ownership: a country's own experience.
  (s) => plain() + gain(4, "Ownership", s(0, 0.1)) +
    shape("M430 250 C500 170 640 220 720 190 S900 240 880 330 S900 500 800 540 S560 600 480 540 S360 360 430 250Z",
      blend(C.mist, "#a8cfcb", s(0.3, 0.7))) +
    each(3, (i) => fade(1 - 0.75 * s(0.55, 0.8), arrow(90, 280 + 110 * i, lerp(360, 250, s(0.55, 0.8)), 310 +
      70 * i, s(0.12, 0.26),
      C.grey, lerp(16, 6, s(0.55, 0.8))))) + words("advice", 170, 230, 40, "#66716c", s(0.14, 0.24)) +
    [[560, 330], [740, 300], [640, 470], [800, 440]].map(([x, y], i) => at(x, y +
      30, house(C.sand, C.coral, C.amber), 0.8)).join("") +
    arc(662, 385, 182, 20, 370, s(0.3, 0.7), C.coral, 17) + at(670, 420, clinic(), 0.5) +
    pop(s(0.62, 0.72), 1040, 380, oval(0, 0, 70, 14, "#9c7a55") + plant(s(0.64, 0.9), s(0.84, 0.92))) +
      words("own experience", 1060, 470, 38, C.coral, s(0.5, 0.6)),

  // Trust: what people say changes something.
  (s) => outdoors() + gain(5, "Trust", s(0, 0.1)) + at(180, 560, clinic(), 1.1) +
    zoom(1.2, 640, person("nurse", 420, 576, { look: 0.8, mood: lerp(0.2, 0.9, s(0.5, 0.6)) }) +
      person("elder", 690, 576, { look: -0.8, mood: lerp(0, 0.9, s(0.7, 0.8)),
        left: [-50, lerp(-92, -150, s(0.2, 0.3))] }) +
      person("mother", 800, 579, { look: -0.8, mood: lerp(0, 0.9, s(0.7, 0.8)), baby: true })) +
    fade(1 - s(0.56, 0.64), bubble(760, 210, 230, 120, 705, 285, at(0, 28, stroke("M-30 0 V-66 H30 V-46", C.coral, 14) +
      stroke("M-42 -44 h24", C.coral, 12)), s(0.2, 0.3))) +
    pop(s(0.66, 0.76), 1080, 575, rect(-14, -150, 28, 150, C.teal, 6) + stroke("M0 -134 H-52 V-112", C.teal, 18) +
      stroke("M-18 -150 H18", C.coral, 14) + rect(-92, -34, 66, 36, C.grey, 6)) +
    fade(s(0.74, 0.8), stroke(`M1028 470 V${lerp(475, 538, s(0.74, 0.84))}`, "#7fb3b8", 12)),

  // The benefits feed each other.
  (s) => {
    const spot = (i) => [640 + 310 * Math.sin(((i - 0.5) * Math.PI) / 3),
      330 - 200 * Math.cos(((i - 0.5) * Math.PI) / 3)];
    return plain() + each(6, (i) => {
      const [x1, y1] = spot(i), [x2, y2] = spot((i + 1) % 6);
      const from = 80 / Math.hypot(x2 - x1, y2 - y1), to = 1 - 1.25 * from;
      return arrow(lerp(x1, x2, from), lerp(y1, y2, from), lerp(x1, x2, to), lerp(y1, y2, to), s.step(i, 6, 0.2, 0.9),
        C.ink, 9, 14);
    }) + GAINS.map(([icon, color], i) => {
      const p = s.step(i, 6, 0.12, 0.82);
      return at(...spot(i), disc(0, 0, 64, C.pale) + pop(p, 0, 0, badge(icon, 64, color)));
    }).join("") + person("nurse", 590, 434, { k: 0.86, mood: 0.9 }) +
      person("mother2", 690, 436, { k: 0.86, mood: 0.9 });
  },

  // But they are not automatic.
  (s) => {
    const row = (y, present, from) => ["chart", "talk", "walk"].map((icon, i) => {
      const x = 260 + 270 * i;
      return pop(s(from + 0.05 * i, from + 0.08 + 0.05 * i), x, y,
        present[i] ? badge(icon, 68, [C.sea, C.amber, C.coral][i])
        : `<circle r="68" fill="none" stroke="${C.grey}" stroke-width="6" stroke-dasharray="14 16"/>` +
          at(0, 0, ICONS[icon](C.pale), 1.1));
    }).join("") + trace(`M338 ${y} H452`, present[1] ? C.ink : C.grey, 10, s(from + 0.1, from + 0.18)) +
      trace(`M608 ${y} H722`, present[1] && present[2] ? C.ink : C.grey, 10, s(from + 0.14, from + 0.22)) +
      pop(s(from + 0.24, from + 0.32), 1040, y, cross(s(from + 0.24, from + 0.34), C.coral, 14), 1.7);
    return plain() + [["Data", 260], ["Discussion", 530], ["Action", 800]].map(([label, x], i) =>
      words(label, x, 130, 44, C.ink, s(0.06 + 0.05 * i, 0.14 + 0.05 * i))).join("") +
      row(260, [true, false, true], 0.2) + row(470, [true, true, false], 0.54);
  },

  // Ask: what got better, for whom, and how do we know?
  (s) => plain() + [["up", "What got better?", C.teal], ["people", "For whom?", C.coral],
    ["eye", "How do we know?", C.amber]]
    .map(([icon, label, color], i) => pop(s.step(i, 3, 0.1, 0.78), 235 +
      405 * i, 340, sheet(370, 400, at(0, -55, badge(icon, 98, color)) +
      words(label, 0, 132, 37, C.ink)))).join(""),
]);
