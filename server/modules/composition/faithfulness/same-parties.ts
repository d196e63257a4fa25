import type { Placed } from './placed-tokens.ts';

const party =
  /我方|[您你]|客户|\p{Script=Han}方(?![式可能法面案便])|(?:\p{Script=Han}{2})[人员商]|员工|公司|银行|机构|法院|主管|网点|\b(?:we|our|us|you|your)\b|\b[a-z]{3,}(?:er|or|ee|ant|tutor)s?\b|\b(?:bank|branch|court|police|client|staff|team|company|institution|relativ)\b/gu;
const called = (name: string) =>
  /^(?:我方|we|our|us)$/.test(name) ? 'we' : /^(?:[您你]|客户|you|your|customer|client)$/.test(name) ? 'you' : name;
/** Who is named, in order, each once; we and you by one name each. */
export function partiesIn(tokens: readonly Placed[]): readonly string[] {
  const text = tokens.map(({ key }) => (/^\p{Script=Han}/u.test(key) ? key : ` ${key} `)).join('');
  return [...new Set([...text.matchAll(party)].map(([name]) => called(name)))];
}

/** Who does what to whom: the parties that both name stand in the same order. */
export function samePartyOrder(said: readonly Placed[], stretch: readonly Placed[]): boolean {
  const [one, other] = [partiesIn(said), partiesIn(stretch)];
  const both = one.filter((name) => other.includes(name));
  return other.filter((name) => both.includes(name)).every((name, index) => both[index] === name);
}
