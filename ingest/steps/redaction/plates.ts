import type { NumberRecogniser } from './number-recogniser.ts';

const provinces = '京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊使';
const letter = 'A-HJ-NP-Za-hj-np-z';

/** Plates of the mainland, with new-energy ones and those for Hong Kong and Macau; others only after their cue. */
export const plateRecognisers: readonly NumberRecogniser[] = [
  {
    type: 'PLATE',
    pattern: new RegExp(
      `([${provinces}] ?[${letter}][ ·.•-]{0,2}(?:[${letter}0-9][ ]?){4,5}[${letter}0-9挂掛学學警港澳领領])(?![A-Za-z0-9])`,
      'g',
    ),
    accept: (digits) => digits.length >= 2,
  },
  {
    type: 'PLATE',
    pattern: new RegExp(`((?:粤|粵)Z[ ·.-]{0,2}(?:[${letter}0-9] ?){4}[港澳])`, 'g'),
  },
];
