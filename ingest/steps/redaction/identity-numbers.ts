import {
  hasRegionAndBirthDate,
  passesHongKongChecksum,
  passesIdentityChecksum,
  passesLuhn,
  passesTaiwanChecksum,
} from './checksums.ts';
import { isMoney, isReference, type NumberRecogniser } from './number-recogniser.ts';

/** Cards of fifteen digits look like old identity numbers. */
const isAmex = (digits: string) => /^3[47]/.test(digits) && passesLuhn(digits);

const bare = (raw: string) => raw.replace(/[^0-9A-Za-z]/g, '');

const identityCue =
  "(?:护照|護照|通行证|通行證|回乡证|回鄉證|台胞证|台胞證|身份证|身份證|身分證|居留证|居留證|居住证|居住證|军官证|軍官證|驾驶证|駕駛證|驾照|駕照|行驶证|社保号|社保卡|社会保障|證件|证件|passport|permit|identity card|id card|identity number|\\bID|\\bHKID|\\bSSN|social security|national insurance|\\bNI\\b|driver'?s? licen[cs]e|driving licen[cs]e|tax file)";

/** Identity numbers, passports and travel permits, in the order in which they win over each other. */
export const identityRecognisers: readonly NumberRecogniser[] = [
  {
    type: 'ID',
    pattern: /(?<!\d)([1-9](?:[ -]{0,2}\d){16}[ -]{0,2}[\dXx])(?![\dA-Za-z])/g,
    accept: (_, { raw }) => {
      const id = raw.replace(/[ -]/g, '');
      return hasRegionAndBirthDate(id) || (passesIdentityChecksum(id) && /X$/i.test(id));
    },
  },
  {
    type: 'ID',
    pattern: /(?<![\d.])([1-9](?:[ -]{0,2}\d){14})(?! ?\d)/g,
    accept: (digits, around) =>
      hasRegionAndBirthDate(digits) && !isAmex(digits) && !isMoney(around) && !isReference(around.before),
  },
  // The first half of an identity number, said before the rest: region, pause, birth date.
  {
    type: 'ID',
    pattern: /(?<!\d)([1-9]\d{5}[ ,，、.-]{1,3}(?:19|20)\d{6})(?!\d)/g,
    accept: (digits) => hasRegionAndBirthDate(`${digits}0000`),
  },
  // Hong Kong and Macau.
  { type: 'ID', pattern: /(?<![A-Za-z0-9])([A-Za-z]{1,2} ?\d{6} ?\([0-9Aa]\))/g },
  {
    type: 'ID',
    pattern: /(?<![A-Za-z0-9-])([A-Z]{1,2} ?\d{6} ?[0-9A]|[a-z]\d{6}[0-9a])(?![A-Za-z0-9-]| \d)/g,
    accept: (_, { raw, before }) => passesHongKongChecksum(bare(raw)) && !isReference(before),
  },
  {
    type: 'ID',
    pattern: /(?<![A-Za-z0-9])([1578]\/?\d{6}\/?\(?\d\)?)(?![A-Za-z0-9])/g,
    accept: (_, { raw }) => /[/(]/.test(raw),
  },
  // Taiwan.
  {
    type: 'ID',
    pattern: /(?<![A-Za-z0-9'’])([A-Z] ?[1289A-D] ?\d(?:[ -]?\d){7}|[a-z][1289a-d]\d{8})(?![A-Za-z0-9])/g,
    accept: (_, { raw, before }) =>
      !isReference(before) && (passesTaiwanChecksum(bare(raw)) || /^[A-Z][12]\d{8}$/.test(raw)),
  },
  // The United States and the United Kingdom.
  {
    type: 'ID',
    pattern: /(?<![\d-])((?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4})(?![\d-])/g,
  },
  {
    type: 'ID',
    pattern:
      /(?<![A-Za-z0-9])((?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D])(?![A-Za-z0-9])/gi,
    accept: (_, { before }) => !isReference(before),
  },
  {
    type: 'ID',
    pattern: new RegExp(
      `${identityCue}(?:号码?|號碼?|字號| number| no\\.?)?[^0-9A-Za-z[\\]]{0,8}(?:(?:is|it's|was|the|number|on file) ){0,3}((?:[A-Z]{1,2} ?)?\\d(?:[ -]?\\d){5,17} ?[Xx]?(?: ?\\(?[0-9A]\\))?)(?![\\dA-Za-z])`,
      'gi',
    ),
    accept: (_, around) => !isMoney(around),
  },
];
