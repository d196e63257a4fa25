import type { Language } from '../../../graph-schema/index.ts';
import { clip } from '../draft-parts.ts';
import { inLanguage } from '../draft-wording.ts';
import type { CallConduct } from './conducts.ts';
import type { FoundPractice } from './find-practices.ts';
import type { Habit } from './habits.ts';

const percent = (share: number) => `${Math.round(share * 100)}%`;
const points = (share: number) => (share * 100).toFixed(1);

const habitNames: Readonly<Record<Habit, Readonly<Record<Language, string>>>> = {
  figures: {
    'zh-Hans': '通话快结束时说清金额、日期等数字',
    'zh-Hant': '通話快結束時說清金額、日期等數字',
    en: 'State amounts, dates and other figures towards the end of the call',
  },
  question: {
    'zh-Hans': '通话快结束时向客户提一个问题',
    'zh-Hant': '通話快結束時向客戶提一個問題',
    en: 'Ask the customer something towards the end of the call',
  },
  feeling: {
    'zh-Hans': '通话开始时先回应客户的情绪',
    'zh-Hant': '通話開始時先回應客戶的情緒',
    en: "Answer the customer's feelings at the beginning of the call",
  },
};

/** What is done, in words of the calls' language. */
export function practiceName(
  conduct: CallConduct,
  nameOf: (step: number) => string,
  language: Language | undefined,
): string {
  const step = clip(nameOf(conduct.step), 60);
  const other = clip(nameOf(conduct.other ?? -1), 60);
  const term = conduct.term ?? '';
  const turns = conduct.turns ?? 0;
  if (conduct.habit) return inLanguage(language, habitNames[conduct.habit]);
  switch (conduct.sort) {
    case 'presence':
      return inLanguage(language, { 'zh-Hans': `做到“${step}”`, 'zh-Hant': `做到「${step}」`, en: `Do "${step}"` });
    case 'order':
      return inLanguage(language, {
        'zh-Hans': `先“${step}”，再“${other}”`,
        'zh-Hant': `先「${step}」，再「${other}」`,
        en: `"${step}" before "${other}"`,
      });
    case 'wording':
      return inLanguage(language, {
        'zh-Hans': `在“${step}”时提到“${term}”`,
        'zh-Hant': `在「${step}」時提到「${term}」`,
        en: `Mention "${term}" at "${step}"`,
      });
    case 'timing':
      return inLanguage(language, {
        'zh-Hans': `及早做到“${step}”（前面至多${turns}句）`,
        'zh-Hant': `及早做到「${step}」（前面至多${turns}句）`,
        en: `Come to "${step}" early (at most ${turns} turns before it)`,
      });
  }
}

/** What was measured, in words of the calls' language. */
export function practiceDescription(
  found: FoundPractice<CallConduct>,
  name: string,
  language: Language | undefined,
): string {
  const { effect, topShare, otherShare, low, high, q, tried } = found;
  const [top, others] = [percent(topShare), percent(otherShare)];
  const [lift, from, to] = [points(effect.lift), points(low), points(high)];
  const rate = q < 0.001 ? '<0.001' : q.toFixed(3);
  return inLanguage(language, {
    'zh-Hans': `${name}。表现最好的坐席在${top}的来电中这样做，其他坐席为${others}。同一坐席、难度相当的来电相比，这样做的解决率高${lift}个百分点（95%区间${from}至${to}），依据${effect.calls}通来电、${effect.agents}位坐席、${effect.teams}个团队。共比较${tried}项，校正后的错误发现率为${rate}。`,
    'zh-Hant': `${name}。表現最好的坐席在${top}的來電中這樣做，其他坐席為${others}。同一坐席、難度相當的來電相比，這樣做的解決率高${lift}個百分點（95%區間${from}至${to}），依據${effect.calls}通來電、${effect.agents}位坐席、${effect.teams}個團隊。共比較${tried}項，校正後的錯誤發現率為${rate}。`,
    en: `${name}. The best agents do so in ${top} of the calls, the others in ${others}. In calls of the same agent that are equally hard, ${lift} points more are solved with it (95% interval ${from} to ${to}), over ${effect.calls} calls, ${effect.agents} agents and ${effect.teams} teams. ${tried} things were compared; corrected for that, the false discovery rate is ${rate}.`,
  });
}
