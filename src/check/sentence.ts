/** Plain values only; what a reason rests on. Never GPS, names of persons, or whole metadata blocks. */
export type Facts = Record<string, string | number | boolean>

/** How a reason is told to people. Both languages say the same, neutrally, and never "fraud". */
export type Sentence = { en: (facts: Facts) => string; zh: (facts: Facts) => string }
