import type { Applicability } from '../../../graph-schema/index.ts';
import { quantitiesOf } from '../documents-values/quantities.ts';

const signedAfterDay =
  /^\s*(?:[（(]含[^）)]{0,6}[）)])?\s*(起|以后|以後|之后|之後|后|後|以前|之前|前)[^。；;\n]{0,6}?(?:新)?(?:签订|簽訂|签约|簽約|签署|簽署|开户|開戶|开立|開立|发放|發放|投保)/;
const signedBeforeDay =
  /\b(?:contracts?|agreements?|accounts?|loans?|policies|deposits) (?:signed|opened|granted|concluded|made|issued)? ?(before|until|on or after|after|from|since) $/i;

/** The half-open range of contract days that a text says a term holds for; null where it names none. */
export function contractDays(text: string): NonNullable<Applicability['contractDate']> | null {
  for (const { start, end, value } of quantitiesOf(text)) {
    if (value.type !== 'date') continue;
    const word = signedAfterDay.exec(text.slice(end))?.[1] ?? signedBeforeDay.exec(text.slice(0, start))?.[1];
    if (word === undefined) continue;
    if (/前|before/i.test(word)) return { to: value.date };
    if (/until/i.test(word)) return { to: dayAfter(value.date) };
    return { from: /^after$/i.test(word) ? dayAfter(value.date) : value.date };
  }
  return null;
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
