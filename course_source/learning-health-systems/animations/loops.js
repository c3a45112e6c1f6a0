/* Three loops of learning: why few women come back for a fourth visit, asked three times and each time more deeply. */
"use strict";

/* The chain of thought, plan and result, and how far each of the loops is drawn. */
function chain(single, double, p = [1, 1, 1], y = 300) {
  const boxes = [["Assumptions", 290, C.coral], ["Action", 690, C.teal], ["Result", 1050, C.amber]];
  return boxes.map(([label, x, color], i) => pill(label, x, y, p[i], color, i === 2 ? C.ink : C.white, 44)).join("") +
    arrow(478, y, 560, y, p[0] * p[1], C.ink, 11) + arrow(806, y, 922, y, p[2] * p[1], C.ink, 11) +
    arrow(1035, y + 56, 710, y + 62, single, C.teal, 13, 130) +
      arrow(1070, y + 56, 300, y + 62, double, C.coral, 13, 330);
}

const visit = (i, n, s) => {
  const x = 200 + 293 * i;
  return pill(`Visit ${i + 1}`, x, 215, s.step(i, 4, 0, 0.35), i === 3 ? C.coral : C.teal, C.white, 34) +
    at(x, 0, rect(-120, 260, 240, 310, [C.mist, C.mist, C.mist, C.rose][i], 20)) +
    each(6, (k) => {
      const px = x - 70 + 70 * (k % 3), py = 350 + 130 * Math.floor(k / 3);
      return k < n ? pop(s.step(i * 6 + k, 24, 0.12, 0.85), px, py, bust(C.teal), 1.35)
        : fade(s.step(i * 6 + k, 24, 0.12, 0.85), at(px, py, bust("#ffffff"), 1.35));
    });
};

video([9, 0.9], [
  // Many start antenatal care, few come back for a fourth visit.
  (s) => plain() + heading("Antenatal care", s(0, 0.08), C.teal) + [6, 5, 4, 2].map((n, i) => visit(i, n, s)).join(""),

  // Reminders, and scales that work again: the same things, better.
  (s) => plain() + heading("The same things, better", s(0.5, 0.6), C.teal) +
    at(350, 380, rect(-92, -170, 184, 340, C.ink, 26) + rect(-78, -140, 156, 270, C.mist, 8) +
      disc(0, 150, 10, C.grey)) +
    bubble(350, 340, 130, 90, 320, 430, ICONS.clock(C.coral), s(0.06, 0.14)) +
    each(3, (i) => fade(1 - s.step(i, 3, 0.34, 0.52), pop(s.step(i, 3, 0.1, 0.3),
      lerp(460, 620, s.step(i, 3, 0.1, 0.5)),
      250 + 110 * i, rect(-30, -22, 60, 44, C.amber, 8) + stroke("M-28 -18 L0 6 L28 -18", C.white, 5)))) +
    at(900, 560, rect(-120, -30, 240, 30, C.teal, 8) + rect(-12, -250, 24, 224, C.teal) +
      at(0, -260, disc(0, 0, 84, C.teal) + disc(0, 0, 68, C.white) +
        each(7, (i) => turn(-105 + 35 * i, rect(-3, -62, 6, 14, C.grey))) +
        turn(lerp(-105, 20, s(0.52, 0.7)), stroke("M0 0 V-46", C.coral, 8)) + disc(0, 0, 9, C.ink))) +
    fade(s(0.18, 0.26) - s(0.5, 0.56), at(1030, 380, turn(lerp(-30, 30,
      0.5 - 0.5 * Math.cos(s.line(0.2, 0.5) * 4 * Math.PI)),
      rect(-9, -6, 18, 130, C.grey, 8) + stroke("M-22 -28 a26 26 0 1 0 44 0", C.grey, 15)))) +
    pop(s(0.56, 0.64), 520, 530, disc(0, 0, 42, C.teal) + check(s(0.6, 0.7), C.white)) +
    pop(s(0.68, 0.76), 1090, 460, disc(0, 0, 42, C.teal) + check(s(0.72, 0.82), C.white)),

  // The first loop.
  (s) => plain() + heading("Single loop", s(0, 0.12), C.teal) +
    pill("Action", 400, 300, s(0.06, 0.16), C.teal, C.white, 48) +
      pill("Result", 880, 300, s(0.2, 0.3), C.amber, C.ink, 48) +
    arrow(525, 300, 735, 300, s(0.14, 0.26), C.ink, 12) + arrow(880, 360, 405, 366, s(0.34, 0.54), C.teal, 15, 170) +
    words("Are we doing things right?", 640, 545, 50, C.teal, s(0.56, 0.66)),

  // The same problem keeps coming back.
  (s) => {
    const angle = s.line(0.3, 0.95) * 4 * Math.PI - 0.4;
    return plain() + arc(640, 340, 190, 32, 148, s(0.02, 0.14), C.teal, 15) +
      arc(640, 340, 190, 212, 328, s(0.12, 0.24), C.teal, 15) +
      pop(s(0.3, 0.4), 640 + 190 * Math.sin(angle), 340 - 190 * Math.cos(angle), disc(0, 0, 50, C.coral) +
        words("!", 0, 24, 66, C.white)) + pill("Action", 640, 150, 1, C.teal, C.white, 44) +
      pill("Result", 640, 530, 1, C.amber, C.ink, 44) + words("Again", 640, 362, 62, C.coral, s(0.55, 0.65));
  },

  // The team asks women why they stay away.
  (s) => outdoors() + at(90, 552, house(C.sand, C.coral), 1.4) + at(1215, 550, tree()) +
    zoom(1.3, 640, person("nurse", 330, 574, { look: 0.8, mood: 0.4 }) +
      person("nurse2", 455, 578, { look: 0.8, mood: 0.4 }) +
      person("mother2", 740, 574, { look: -0.8, expecting: -1, mood: 0.4 }) +
      person("mother3", 860, 580, { look: -0.8, expecting: -1, mood: 0.4 }) +
      person("mother", 980, 574, { look: -0.8, expecting: -1, mood: 0.4 })) +
    bubble(320, 140, 250, 130, 260, 260, words("Why?", 0, 18, 54, C.teal), s(0.08, 0.18)) +
    bubble(850, 130, 480, 180, 780, 255, at(-140, 0, clock(62, 9)) +
      stroke("M-40 0 h60 M10 -14 L24 0 L10 14", C.coral, 9) +
      stroke("M-26 -14 L-40 0 L-26 14", C.coral, 9) + at(130, 10, stroke("M-54 56 L18 -46", "#7d6247", 10) +
      shape("M10 -56 Q46 -58 58 -24 L40 -16 Q32 -38 12 -36Z", C.ink) + each(3, (i) => at(-10 + 36 * i, 54, turn(0,
        stroke("M0 0 V-26 M0 -14 l-10 -10 M0 -14 l10 -10", "#6f9a52", 6))))), s(0.5, 0.6)),

  // The plan assumed that women forget; the clinic was open at the wrong time.
  (s) => plain() + fade(1 - s(0.42, 0.5), person("manager", 640, 582,
    { k: 1.15, mood: 0, look: lerp(0, -0.7, s(0.2, 0.26)) }) +
    bubble(640, 180, 560, 150, 640, 300, words("They forget", 0, 24, 66, C.ink) +
    trace("M-210 2 H210", C.coral, 14, s(0.26, 0.4)), s(0.02, 0.12))) +
    fade(s(0.46, 0.54), heading("The same hours", s(0.78, 0.88), C.coral) + stroke("M300 540 H1180", C.ink, 5) +
      ["6", "9", "12", "15", "18"].map((hour, i) => words(`${hour}:00`, 300 + 220 * i, 585, 28)).join("") +
      words("Clinic", 180, 285, 44, C.teal) + words("Field work", 150, 435, 44, "#8a5d10") +
      rect(520, 225, 440 * s(0.52, 0.64), 90, C.teal, 14) + rect(350, 375, 650 * s(0.62, 0.76), 90, C.amber, 14) +
      fade(s(0.76, 0.84) * 0.3, rect(520, 200, 440, 290, C.coral, 14))),

  // The second loop.
  (s) => plain() + heading("Double loop", s(0, 0.1), C.coral) + chain(1, s(0.3, 0.52), [s(0.06, 0.16), 1, 1], 240) +
    words("Are we doing the right things?", 640, 580, 48, C.coral, s(0.54, 0.64)),

  // Why did it take three years to talk with women?
  (s) => office() + [["midwife", 300, 0.8], ["nurse2", 500, 0.6], ["manager", 960, -0.8]].map(([name, x, look]) =>
    person(name, x, 582, { k: 1.3, look, mood: lerp(0.4, 0, s(0.5, 0.6)) })).join("") +
    person("chief", 740, 582, { k: 1.3, look: -0.5, mood: 0.2,
      left: [lerp(-40, -60, s(0.1, 0.25)), lerp(-92, -170, s(0.1, 0.25))] }) +
    bubble(640, 130, 760, 170, 735, 262, each(3, (i) => pop(s.step(i, 3, 0.3, 0.62), -260 +
      160 * i, 0, rect(-62, -58, 124, 116, C.mist, 12) +
      rect(-62, -58, 124, 36, C.teal, 8) + words(String(i + 1), 0, 42, 54, C.ink))) +
        words("years?", 262, 18, 56, C.coral, s(0.6, 0.7)),
      s(0.2, 0.3)),

  // It meets women's groups every quarter: the third loop.
  (s) => {
    const seats = ["mother", "nurse", "mother3", "chief", "mother2", "midwife"];
    return plain() + heading("Triple loop", s(0.6, 0.7), "#8a5d10") + oval(370, 455, 330, 115, C.sand) +
      [4, 5, 3, 0, 2, 1].map((i) => {
        const angle = (i * Math.PI) / 3;
        return pop(s(0.02, 0.12), 370 + 270 * Math.cos(angle), 470 + 118 * Math.sin(angle),
          person(seats[i], 0, 0, { look: -Math.cos(angle), k: 0.82 }));
      }).join("") +
      each(4, (i) => at(900, 370, turn(90 * i + 7, trace("M0 -150 A150 150 0 0 1 145.5 -36.3",
        [C.teal, C.sea, C.amber, C.coral][i], 44, s.step(i, 4, 0.14, 0.5))))) +
      words("every", 900, 362, 40, C.ink, s(0.3, 0.4)) + words("quarter", 900, 408, 40, C.ink, s(0.3, 0.4));
  },

  // One loop corrects, two question, three change how we learn.
  (s) => plain() + [["corrects", C.teal, 95, 0.02], ["questions", C.coral, 165, 0.2],
    ["changes how we learn", C.amber, 235, 0.42]]
    .map(([label, color, r, from], i) => arc(290, 345, r, 25, 360, s(from, from + 0.16), color, 22) +
      pop(s(from + 0.06, from + 0.14), 600, 225 + 120 * i, disc(0, 0, 36, color) +
        words(i + 1, 0, 15, 42, i === 2 ? C.ink : C.white)) +
      fade(s(from + 0.06, from + 0.14),
        `<text x="656" y="${241 + 120 * i}" font-size="46" font-weight="700" fill="${C.ink}">${label}` +
        "</text>")).join("") +
    pop(s(0.7, 0.82), 290, 345, disc(0, 0, 62, C.ink) + at(0, 0, ICONS.people(C.white), 0.95)),
]);
