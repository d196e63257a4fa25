/** The kinds of personal data, as their placeholders name them. */
export const personalDataTypes = [
  'NAME',
  'PHONE',
  'ID',
  'CARD',
  'ACCOUNT',
  'POLICY',
  'PLATE',
  'ADDRESS',
  'EMAIL',
  'IP',
  'PASSCODE',
  'BIRTHDATE',
] as const;

/**
 * What takes the place of personal data: the type in brackets and Latin capitals, in every language, so that people
 * can read it and search can leave it out.
 */
export type PersonalDataType = (typeof personalDataTypes)[number];

/**
 * Matches every placeholder, and captures its type. In an id or a file name a keyed tag follows, which tells values
 * apart.
 */
export const placeholderPattern = new RegExp(`\\[(${personalDataTypes.join('|')})\\](?:-[b-v]{12}(?![a-z]))?`, 'g');
