import type { PersonalDataType } from '../../../graph-schema/index.ts';
import type { RedactedText, Redactor } from '../redact.ts';
import { hasRegionAndBirthDate, passesLuhn } from './checksums.ts';
import { digitView } from './digit-view.ts';
import { digitsOf } from './number-recogniser.ts';
import { narrowed } from './signs.ts';

/**
 * The turns of a whole call without personal data. What is said late counts early: a name, a number that
 * is read back, and a number that was dictated over several turns.
 */
export function redactCall(turns: readonly string[], redactor: Redactor): RedactedText[] {
  const parts = dictatedOverTurns(turns);
  const read = () => {
    redactor.expect(null);
    return turns.map((turn, i) => {
      const part = parts.get(i);
      if (part) redactor.expect([part]);
      return redactor.redactTurn(turn);
    });
  };
  return redactor.withReadings(() => {
    for (const turn of turns) redactor.learn(turn);
    const before = redactor.learned();
    const first = read();
    // What it did not learn from reading would not change the second reading.
    return redactor.learned() === before ? first : read();
  });
}

/** Most turns with digits that one number is dictated over. */
const mostParts = 8;

/** The turns that say parts of one number, which only together are a number of its type. */
function dictatedOverTurns(turns: readonly string[]): Map<number, PersonalDataType> {
  const said = turns.map((turn) => onlyDigits(turn));
  const found = new Map<number, PersonalDataType>();
  for (let first = 0; first < said.length; first++) {
    let digits = '';
    const parts: number[] = [];
    for (let i = first; i < said.length && parts.length < mostParts; i++) {
      const part = said[i];
      if (part === null || part === undefined) break;
      // A turn without digits only says that it listens; the same digits again are an echo.
      if (part === '' || (parts.length > 0 && part === said[parts.at(-1) ?? 0])) {
        if (parts.length === 0) break;
        continue;
      }
      digits += part;
      parts.push(i);
      const type = parts.length > 1 ? wholeNumber(digits) : null;
      if (type) for (const index of parts) found.set(index, type);
    }
  }
  return found;
}

/** The digits of a turn that says hardly anything else; '' when it says next to nothing, null when something else. */
function onlyDigits(turn: string): string | null {
  if (turn.length > 80) return null;
  const view = digitView(narrowed(turn), true).text;
  const digits = digitsOf(view);
  const rest = view.replace(/[\d\s\p{P}]/gu, '').length;
  if (digits === '') return rest <= 8 ? '' : null;
  return digits.length >= 2 && rest <= digits.length ? digits : null;
}

function wholeNumber(digits: string): PersonalDataType | null {
  if (/^1[3-9]\d{9}$/.test(digits)) return 'PHONE';
  if (digits.length === 18 && hasRegionAndBirthDate(digits)) return 'ID';
  return digits.length >= 15 && digits.length <= 19 && /^[2-69]/.test(digits) && passesLuhn(digits) ? 'CARD' : null;
}
