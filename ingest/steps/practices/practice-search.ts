import type { Language } from '../../../graph-schema/index.ts';
import type { NoTopAgents } from '../../ports.ts';
import { inLanguage } from '../draft-wording.ts';

/** Whether best practices were looked for in a scenario's calls, and why not. */
export type PracticeSearch =
  | { readonly outcome: 'found'; readonly practices: number; readonly tried: number }
  | { readonly outcome: 'none_found'; readonly tried: number }
  /** Nobody says how agents do. */
  | { readonly outcome: 'agents_unknown' }
  | { readonly outcome: 'few_agent_calls'; readonly minimumCalls: number; readonly mostCalls: number }
  /** Agents were compared, and none is clearly better than the average. */
  | { readonly outcome: 'no_top_agent'; readonly compared: number }
  /** Too few of the scenario's calls have a known agent and a believed end. */
  | { readonly outcome: 'few_calls'; readonly minimumCalls: number; readonly calls: number }
  /** Too few calls were solved, or they have too little in common, to read steps from them. */
  | { readonly outcome: 'no_steps' };

/** Why nothing is looked for where no agent is one of the best. */
export function searchWithoutTopAgents(known: NoTopAgents | undefined): PracticeSearch {
  if (!known || known.mostCalls === 0) return { outcome: 'agents_unknown' };
  const { minimumCalls, mostCalls, compared } = known;
  return compared === 0
    ? { outcome: 'few_agent_calls', minimumCalls, mostCalls }
    : { outcome: 'no_top_agent', compared };
}

/** What became of the search, for reviewers, in words of the calls' language. */
export function practicesRationale(search: PracticeSearch, language: Language | undefined): string {
  switch (search.outcome) {
    case 'found': {
      const { practices: n } = search;
      return inLanguage(language, {
        'zh-Hans': `发现${n}项最佳实践：最好的坐席做得更多，且在同一坐席、难度相当的来电中解决率更高（已按比较次数校正）。这是相关而非试验结果，请专家判断是否合理。`,
        'zh-Hant': `發現${n}項最佳實踐：最好的坐席做得更多，且在同一坐席、難度相當的來電中解決率更高（已按比較次數校正）。這是相關而非試驗結果，請專家判斷是否合理。`,
        en: `Best practices found: ${n}. The best agents do them more often, and in equally hard calls of the same agent more are solved with them, corrected for all that was compared. That is observed, not tried in an experiment; experts judge whether it makes sense.`,
      });
    }
    case 'none_found': {
      const { tried: n } = search;
      return inLanguage(language, {
        'zh-Hans': `寻找过最佳实践，比较了${n}项做法，没有一项可靠地提高解决率。`,
        'zh-Hant': `尋找過最佳實踐，比較了${n}項做法，沒有一項可靠地提高解決率。`,
        en: `Best practices were looked for: ${n} things were compared, and none of them gets reliably more calls solved.`,
      });
    }
    case 'agents_unknown':
      return inLanguage(language, {
        'zh-Hans': '未寻找最佳实践：没有一通来电既知道坐席，又有可信来源说明的结果。',
        'zh-Hant': '未尋找最佳實踐：沒有一通來電既知道坐席，又有可信來源說明的結果。',
        en: 'Best practices were not looked for: of no call both its agent and, from a trusted source, its end are known.',
      });
    case 'few_agent_calls': {
      // How many the most experienced one has changes from day to day; the report says it.
      const { minimumCalls: least } = search;
      return inLanguage(language, {
        'zh-Hans': `未寻找最佳实践：没有坐席达到${least}通结果可信的来电。`,
        'zh-Hant': `未尋找最佳實踐：沒有坐席達到${least}通結果可信的來電。`,
        en: `Best practices were not looked for: no agent has ${least} calls with a trusted end.`,
      });
    }
    case 'no_top_agent': {
      const { compared: n } = search;
      return inLanguage(language, {
        'zh-Hans': `未寻找最佳实践：参与比较的${n}位坐席中，没有一位明显好于平均水平。`,
        'zh-Hant': `未尋找最佳實踐：參與比較的${n}位坐席中，沒有一位明顯好於平均水準。`,
        en: `Best practices were not looked for: none of the ${n} agents who are compared is clearly better than the average.`,
      });
    }
    case 'few_calls': {
      const { minimumCalls: least, calls: n } = search;
      return inLanguage(language, {
        'zh-Hans': `未寻找最佳实践：此场景只有${n}通来电知道坐席和可信的结果，至少需要${least}通。`,
        'zh-Hant': `未尋找最佳實踐：此場景只有${n}通來電知道坐席和可信的結果，至少需要${least}通。`,
        en: `Best practices were not looked for: of only ${n} calls of this scenario the agent and a trusted end are known; ${least} are needed.`,
      });
    }
    case 'no_steps':
      return inLanguage(language, {
        'zh-Hans': '未寻找最佳实践：已解决的来电太少，或共同之处太少，读不出处理步骤。',
        'zh-Hant': '未尋找最佳實踐：已解決的來電太少，或共同之處太少，讀不出處理步驟。',
        en: 'Best practices were not looked for: too few calls were solved, or they have too little in common, to read steps from them.',
      });
  }
}
