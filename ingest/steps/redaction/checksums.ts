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
