const passive =
  /^(?<object>[^,;:.]+?) (?<modal>(?:(?:can|must|should|will) (?:not )?)?)(?:be|is|are|was|were) (?<verb>\w+(?:ed|en|wn|id|ld|nt|de)) (?<mid>(?:[\w' ]+ )?)by (?<agent>(?:the|a|an|both|our|all) [\w' ]+?)(?<rest>(?: (?:until|if|unless|when|within|in|on|before|after|for|at|from|with|only|where|by)\b.*|[,:].*)?)$/;

/** A plain English sentence that says who acts by "by", said the other way round; null for any other. */
export function activeVoice(sentence: string): string | null {
  const { object, modal, verb, mid, agent, rest } = passive.exec(sentence)?.groups ?? {};
  if (object === undefined || verb === undefined || agent === undefined) return null;
  return `${agent} ${modal ?? ''}${verb} ${object} ${mid ?? ''}${rest ?? ''}`;
}

/** The sentences of a plain text in the active voice, where they have one. */
export function inActiveVoice(plain: string): readonly string[] {
  return plain
    .split(/(?<=[.;!?\n])\s+|[.;!?\n]$/)
    .flatMap((sentence) => activeVoice(sentence.replace(/[.;!?]$/, '')) ?? []);
}
