/** Whether the digits pass the Luhn test of card numbers. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/** Whether the last character of an 18-character mainland identity number is its checksum (GB 11643-1999). */
export function passesIdentityChecksum(id: string): boolean {
  const sum = weights.reduce((total, weight, i) => total + weight * Number(id[i]), 0);
  return checkCharacters[sum % 11] === id[17]?.toUpperCase();
}

// First two digits of mainland identity numbers: provinces, Hong Kong/Macau/Taiwan residents (81-83), foreigners (9x).
const provinces = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-9])/;

/** Whether the number begins with a province and holds a calendar day where a birth date stands. */
export function hasRegionAndBirthDate(id: string): boolean {
  if (!provinces.test(id)) return false;
  const date = id.length === 15 ? `19${id.slice(6, 12)}` : id.slice(6, 14);
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(4, 6)), Number(date.slice(6, 8))];
  const probe = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && year < 2100 && probe.getUTCMonth() === month - 1 && probe.getUTCDate() === day;
}

/** Whether an international bank account number passes its check (ISO 13616, remainder 97). */
export function passesIban(iban: string): boolean {
  let rest = 0;
  for (const c of iban.slice(4) + iban.slice(0, 4)) {
    const code = Number.parseInt(c, 36);
    if (Number.isNaN(code)) return false;
    rest = (rest * (code > 9 ? 100 : 10) + code) % 97;
  }
  return rest === 1;
}

/** Whether the last character of a Hong Kong identity card number, without brackets, is its check digit. */
export function passesHongKongChecksum(id: string): boolean {
  const padded = id.toUpperCase().padStart(9, ' ');
  const values = [...padded].map((c) => (c === ' ' ? 36 : Number.parseInt(c, 36)));
  const sum = values.reduce((total, value, i) => total + value * (9 - i), 0);
  return sum % 11 === 0;
}

// Letters of Taiwan identity numbers in the order of their values, from 10.
const taiwanLetters = 'ABCDEFGHJKLMNPQRSTUVXYWZIO';

/** Whether the last digit of a Taiwan identity number is its check digit; residence numbers of both kinds count as well. */
export function passesTaiwanChecksum(id: string): boolean {
  const area = taiwanLetters.indexOf(id[0]?.toUpperCase() ?? '') + 10;
  const second = id[1] ?? '';
  const kind = /\d/.test(second) ? Number(second) : (taiwanLetters.indexOf(second.toUpperCase()) + 10) % 10;
  const digits = [Math.floor(area / 10), area % 10, kind, ...[...id.slice(2)].map(Number)];
  const factors = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];
  return digits.length === 11 && digits.reduce((sum, digit, i) => sum + digit * (factors[i] ?? 0), 0) % 10 === 0;
}
