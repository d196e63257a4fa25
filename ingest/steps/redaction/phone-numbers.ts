import { isReference, type NumberRecogniser } from './number-recogniser.ts';

const mobile = '1[3-9]\\d(?:[ -]?\\d){8}';
const phoneCue =
  "(?:电话|電話|手机|手機|手機號碼|手机号码?|号码是?|號碼是?|联系方式|聯絡方式|座机|座機|市话|市話|家里电话|phone|mobile|cell|telephone|landline|whatsapp|call me(?: back)? (?:on|at)|reach me (?:on|at)|number(?: is|'s| we have)?)";

/** Mobile numbers, landlines and numbers with a country code, in the order in which they win over each other. */
export const phoneRecognisers: readonly NumberRecogniser[] = [
  { type: 'PHONE', pattern: new RegExp(`(?<![\\d.])((?:\\(?\\+? ?86\\)?[ -]?)?${mobile})(?!\\d)`, 'g') },
  {
    type: 'PHONE',
    pattern: /(?<![\d])(\+ ?\d{1,3}(?:[ -]?\(?\d{1,4}\)?){2,6})(?!\d)/g,
    accept: (d) => d.length >= 8 && d.length <= 15,
  },
  {
    type: 'PHONE',
    pattern: /(?<!\d)((?:00)?(?:852|853|886)[ -]?\d{3,4}[ -]?\d{3,5}(?:[ -]?\d{1,3})?)(?!\d)/g,
    accept: (d, { raw }) => d.length >= 11 && d.length <= 14 && (/[ -]/.test(raw) || raw.startsWith('00')),
  },
  {
    type: 'PHONE',
    pattern: /(?<![\d.])([48]00[ -]?\d{3,4}[ -]?\d{3,4})(?!\d)/g,
    accept: (d) => d.length === 10,
  },
  // Taiwan and United Kingdom mobile numbers.
  { type: 'PHONE', pattern: /(?<![\d.])(09\d{2}[ -]?\d{3}[ -]?\d{3})(?!\d)/g },
  { type: 'PHONE', pattern: /(?<![\d.])(07\d{3}[ -]?\d{3}[ -]?\d{3})(?!\d)/g },
  // Landlines: area code with 0, in brackets or not, and an extension.
  {
    type: 'PHONE',
    pattern:
      /(?<![\d.])(\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]?\d{3,4}[ -]?\d{4}(?:\s*(?:转|轉|分机|分機|ext\.?|extension|-)\s*\d{1,5})?)(?!\d)/g,
  },
  { type: 'PHONE', pattern: /(?<![\d.])(\(?0\d{1,4}\)?[ -]\d{3,4}[ -]?\d{3,4})(?!\d)/g },
  { type: 'PHONE', pattern: /(?<![\d.-])((?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4})(?!\d)/g },
  {
    type: 'PHONE',
    pattern: new RegExp(`${phoneCue}[^0-9\\[\\]]{0,12}?(?<![A-Za-z])(\\d(?:[ .-]{0,2}\\d){6,12})(?!\\d)`, 'gi'),
    accept: (_, { before }) => !isReference(before),
  },
];
