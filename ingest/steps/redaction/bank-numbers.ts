import { passesIban, passesLuhn } from './checksums.ts';
import { isMoney, isReference, type NumberRecogniser } from './number-recogniser.ts';

const cardCue =
  /(?:卡|\bcard|\bvisa|\bmastercard|\bamex)(?:(?!订单|訂單|工单|工單|流水|单号|單號|order|ticket|case|ref)[^0-9]){0,16}$/i;
const isTimestamp = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d/;

/** Bank cards and international account numbers, in the order in which they win over each other. */
export const bankRecognisers: readonly NumberRecogniser[] = [
  {
    type: 'ACCOUNT',
    pattern: /(?<![A-Za-z0-9])([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?![A-Za-z0-9])/gi,
    accept: (_, { raw }) => passesIban(raw.replace(/ /g, '')),
  },
  {
    type: 'CARD',
    pattern: /(?<![\d.])([2-69]\d{3}(?:[ -]{0,2}\d){9,15})(?![\d])/g,
    accept: (digits, around) =>
      !isMoney(around) &&
      !isTimestamp.test(digits) &&
      !(isReference(around.before) && !/card|卡/i.test(around.before)) &&
      (passesLuhn(digits) ||
        /^\d{4}(?:[ -]{1,2}\d{4}){2,3}(?:[ -]{1,2}\d{1,4})?$/.test(around.raw) ||
        /(?:卡号|卡號|card(?: number| no)?)[^0-9]{0,12}$/i.test(around.before)),
  },
  // Said after its cue, also with a digit misheard.
  {
    type: 'CARD',
    pattern: /(?<![\d.])(\d(?:[ -]{0,2}\d){14,18})(?!\d)/g,
    accept: (_, around) => around.context.mode === 'speech' && !isMoney(around) && cardCue.test(around.before),
  },
];
