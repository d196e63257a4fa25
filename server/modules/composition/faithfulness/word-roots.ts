const irregular: Readonly<Record<string, string>> = {
  withdrawn: 'withdraw',
  withdrew: 'withdraw',
  given: 'give',
  gave: 'give',
  taken: 'take',
  took: 'take',
  made: 'make',
  paid: 'pay',
  sent: 'send',
  told: 'tell',
  held: 'hold',
  kept: 'keep',
  sold: 'sell',
  bought: 'buy',
  met: 'meet',
  lent: 'lend',
  spent: 'spend',
  begun: 'begin',
  began: 'begin',
  chosen: 'choose',
  written: 'write',
  shown: 'show',
  done: 'do',
  sued: 'sue',
  due: 'due',
  calls: 'call',
  months: 'month',
  children: 'child',
  people: 'person',
  said: 'say',
  brought: 'bring',
  lost: 'lose',
  stolen: 'steal',
  known: 'know',
  found: 'find',
  got: 'get',
  grown: 'grow',
  ran: 'run',
  went: 'go',
  gone: 'go',
  came: 'come',
  drawn: 'draw',
  broken: 'break',
  spoken: 'speak',
  apply: 'apply',
  applies: 'apply',
  applied: 'apply',
  reply: 'reply',
  replies: 'reply',
  supply: 'supply',
  family: 'family',
};

/** An English word without plural, tense or -ing, as a key for comparing; never less precise than that. */
export function rootOf(word: string): string {
  const known = irregular[word];
  if (known !== undefined) return known.length > 3 ? known.replace(/e$/, '') : known;
  if (word.length < 4) return word;
  const singular = word.endsWith('ies')
    ? `${word.slice(0, -3)}y`
    : /(?:ss|us|is)$/.test(word)
      ? word
      : word.replace(/(?<=s|x|ch|sh|z)es$|s$/, '');
  const bare = singular.replace(/(?<=[aeiouy].*)(?:ing|ed|ly)$/, '');
  if (bare.length < 3) return singular;
  const undoubled =
    bare === singular ? bare : bare.replace(/([b-df-hj-np-rtv-z])\1$/, '$1').replace(/(?<=[^aeiou])i$/, 'y');
  return undoubled.length > 3 ? undoubled.replace(/e$/, '') : undoubled;
}
