import type { Language } from '../../../graph-schema/index.ts';
import { counted, inLanguage } from '../draft-wording.ts';

/** What is said of a group of calls, for reviewers and in its summary. */
export interface GroupFacts {
  readonly language: Language | undefined;
  readonly calls: number;
  readonly solved: number;
  readonly agents: number;
  /** Mean cosine with the group's centre, 0..1. */
  readonly cohesion: number;
  /** Calls whose customer had called about it shortly before. */
  readonly repeats: number;
  readonly scripts: number;
  readonly phrases: readonly string[];
  /** Keys of some of its calls. */
  readonly examples: readonly string[];
  /** Met before under the same key. */
  readonly known: boolean;
}

const listed = (language: Language | undefined, words: readonly string[]) =>
  words.join(language === 'en' ? ', ' : '、');

/** The product first, where most calls are about one and the situation does not say it, then the situation, else what tells these calls from others. */
export function scenarioName(
  language: Language | undefined,
  product: string | null,
  situation: string | null,
  phrases: readonly string[],
): string | null {
  const words = situation ?? listed(language, phrases.slice(0, product === null ? 3 : 2));
  if (product === null || situation?.includes(product)) return words === '' ? null : words;
  if (words === '') return product;
  return `${product}${language === 'en' ? ': ' : '：'}${words}`;
}

export function scenarioSummary({ language, calls, solved, repeats, phrases }: GroupFacts): string {
  const told = listed(language, phrases);
  return inLanguage(language, {
    'zh-Hans': `${calls}通来电，其中${solved}通已解决${repeats > 0 ? `，${repeats}通是同一客户在30天内就同一事再次来电` : ''}。${told ? `这类来电的特征：${told}。` : ''}`,
    'zh-Hant': `${calls}通來電，其中${solved}通已解決${repeats > 0 ? `，${repeats}通是同一客戶在30天內就同一事再次來電` : ''}。${told ? `這類來電的特徵：${told}。` : ''}`,
    en: `${counted(calls, 'call')}, ${solved} of them solved${repeats > 0 ? `; in ${repeats} the customer called again about the same matter within 30 days` : ''}.${told ? ` What sets them apart: ${told}.` : ''}`,
  });
}

/** Why the scenario is proposed, in words of its calls' language. */
export function scenarioRationale(facts: GroupFacts): string {
  const { calls, solved, agents, scripts, language, examples, known } = facts;
  const percent = Math.round(facts.cohesion * 100);
  const some = listed(language, examples);
  return inLanguage(language, {
    'zh-Hans': `${calls}通来电用词相近（平均相似度${percent}%），看来是同一类事，例如${some}。其中${solved}通已解决${agents > 1 ? `，由${agents}位坐席接听` : ''}；${scripts > 0 ? `从已解决的来电中选出${scripts}条可以照说的话术` : '没有找到可以照说的话术'}。${known ? '这个场景以前提出过，现按新的来电更新。' : '建议作为典型场景，让坐席遇到同类来电时有例可循。'}`,
    'zh-Hant': `${calls}通來電用詞相近（平均相似度${percent}%），看來是同一類事，例如${some}。其中${solved}通已解決${agents > 1 ? `，由${agents}位坐席接聽` : ''}；${scripts > 0 ? `從已解決的來電中選出${scripts}條可以照說的話術` : '沒有找到可以照說的話術'}。${known ? '這個場景以前提出過，現按新的來電更新。' : '建議作為典型場景，讓坐席遇到同類來電時有例可循。'}`,
    en: `${counted(calls, 'call')} use much the same words (mean similarity ${percent}%) and seem to be about one matter, such as ${some}. ${solved} of them ${solved === 1 ? 'was' : 'were'} solved${agents > 1 ? `, ${agents} agents took them` : ''}; ${scripts > 0 ? `${counted(scripts, 'line')} of the solved calls can be said again` : 'no line was found that can be said again'}. ${known ? 'The scenario was proposed before and is brought up to date with new calls.' : 'It is suggested as a scenario, so that agents have an example to follow.'}`,
  });
}
