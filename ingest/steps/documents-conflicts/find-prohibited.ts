import { sentencesOf } from '../documents-facts/sentences-of.ts';
import { contentTerms } from '../text-terms.ts';
import { unifyScript } from '../unify-script.ts';

/** A text of a document, or words that an agent says. */
export interface SpokenText {
  readonly id: string;
  readonly text: string;
}

/** What a document forbids to say or to promise, and a sentence that does. */
export interface Prohibited {
  readonly ruleId: string;
  /** The sentence of the document. */
  readonly rule: string;
  readonly textId: string;
  readonly sentence: string;
  /** What must not be said or promised, as the document has it. */
  readonly what: string;
}

interface Rule {
  readonly id: string;
  readonly sentence: string;
  readonly what: string;
  readonly how: 'promised' | 'said';
  /** Of each of the things forbidden, its terms. */
  readonly terms: readonly string[];
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Chinese words of two characters and more, and the stems of English ones. */
function wordsOf(plain: string): string[] {
  const chinese = [...plain.matchAll(/\p{Script=Han}+/gu)].flatMap(([run]) =>
    [...segmenter.segment(run)].map(({ segment }) => segment).filter((word) => word.length > 1),
  );
  return [...new Set([...chinese, ...contentTerms(plain.replace(/\p{Script=Han}+/gu, ' '))])];
}

const forbidden =
  /(?:不得|不准|不许|不可(?!以)|不应|不要|禁止|严禁|切勿|\b(?:must|may|shall|should|can) (?:not|never)|cannot|mustn't|never|do not|don't|(?:not (?:allowed|permitted)|forbidden) to|(?:prohibited|forbidden|barred) from)(?<between>[^，,；;。.！!？?：:]{0,24}?)/;
const promising =
  '承诺|保证|许诺|答应|担保|promis(?:e|ing)|guarantee(?:ing)?|assur(?:e|ing)|commit(?:ting)? to|pledg(?:e|ing)';
const saying = '使用|说|称|宣称|声称|表述|出现|us(?:e|ing)|say(?:ing)?|claim(?:ing)?|describ(?:e|ing)';
const noPromise = new RegExp(`${forbidden.source}(?<verb>${promising})(?<what>[^，,；;。！!？?：:]{2,80})`, 'gi');
const noWords = new RegExp(`${forbidden.source}(?<verb>${saying})(?<what>[^。；;！!？?]{2,120})`, 'gi');
const quoted = /[“"「『‘]([^”"」』’]{2,40})[”"」』’]/g;

const promise =
  /保证|一定(?:会|能|给|可以|帮)|肯定(?:会|能|给|可以|没)|承诺|绝对(?:会|能|不|没)|包您|担保|答应您|\b(?:guarantee[ds]?|promise|assure you|definitely|certainly will|will certainly|absolutely will|for sure|rest assured|you have my word)\b/gi;
const denied =
  /(?:不|没|无法|没有|未|难以|不敢)[^，,；;。]{0,4}$|\b(?:not|never|cannot|can't|don't|won't|unable to|no one can|nobody can)\b[^,;.]{0,16}$/i;
const deniedWords = /(?:不|没|非|并非|无)[^，,；;。]{0,3}$|\b(?:not|never|no|isn't|aren't|n't)\b[^,;.]{0,12}$/i;

// What every promise has; of a rule about "到账时间" the arrival is what tells it from others.
const general =
  /(?:未经|无法|不能|没有|尚未|不符合|真实|超出|超过|短于)[^，,、的]{0,12}的|(?:具体|明确|确切|固定|一定|任何|上述|相应|最终)(?:的)?|(?:的)?(?:处理|办理)?(?:时间|时限|日期|期限|金额|数额|结果|事项|情况|内容|等)+$|^(?:向|对|给|为)?(?:客户|消费者|投资者|投保人|任何人|当事人)+|\b(?:any|a|an|the|specific|particular|certain|exact|definite|fixed|(?:to )?(?:customers?|clients?|callers?|consumers?|callers?)|that)\b|\b(?:dates?|times?|amounts?|outcomes?|results?|deadlines?)\b\s*$/gi;
const alternatives = /[、/]|或者|或是|或|以及|及|\s(?:or|and|nor)\s|,\s*/i;

/**
 * Sentences that promise, or say word for word, what a document forbids to: the sentence promises and does not deny it, and
 * has all the words of one of the things forbidden. What is forbidden in other ways is left out.
 */
export function findProhibited(documents: readonly SpokenText[], spoken: readonly SpokenText[]): Prohibited[] {
  const rules = documents.flatMap((document) => rulesOf(document));
  return spoken.flatMap(({ id, text }) =>
    sentencesOf(text).flatMap(({ start, end }) => {
      const sentence = text.slice(start, end);
      const broken = rules.filter(
        (rule) => rule.id !== id && (rule.how === 'said' ? says(sentence, rule) : promises(sentence, rule)),
      );
      return broken.map(({ id: ruleId, sentence: rule, what }) => ({ ruleId, rule, textId: id, sentence, what }));
    }),
  );
}

// What follows is a list of what is forbidden.
const listed =
  /(?:不得|禁止|严禁)[^，。；：:]{0,8}下列[^，。；：:]{0,8}[：:]\s*$|\b(?:must|may|shall|should) not[^.;:]{0,40}:\s*$/i;
const marker = /^\s*(?:[-*•]|[（(]?[一二三四五六七八九十\da-z]{1,3}[）).、])\s*/i;

function rulesOf({ id, text }: SpokenText): Rule[] {
  let inList = false;
  return sentencesOf(text).flatMap(({ start, end }) => {
    const sentence = text.slice(start, end);
    const own = unifyScript(sentence);
    const plain = inList && marker.test(own) ? `不得${own.replace(marker, '')}` : own;
    inList = listed.test(own) || (inList && marker.test(own));
    const promised = [...plain.matchAll(noPromise)].flatMap(({ groups }) =>
      (groups?.['what'] ?? '').split(alternatives).flatMap((raw): Rule[] => {
        const what = raw.replace(/[.\s]+$/, '').trim();
        const terms = wordsOf(what.replace(general, ' ').replace(general, ' '));
        return terms.length === 0 ? [] : [{ id, sentence, what, how: 'promised', terms }];
      }),
    );
    const said = [...plain.matchAll(noWords)].flatMap(({ groups }) =>
      [...(groups?.['what'] ?? '').matchAll(quoted)].map(
        ([, what = '']): Rule => ({ id, sentence, what: what.toLowerCase(), how: 'said', terms: [] }),
      ),
    );
    return [...promised, ...said];
  });
}

function promises(sentence: string, { terms }: Rule): boolean {
  const plain = unifyScript(sentence);
  const own = [...plain.matchAll(promise)].some(
    ({ index }) => !denied.test(plain.slice(Math.max(0, index - 24), index)),
  );
  if (!own || /[？?]\s*$/.test(plain)) return false;
  const said = new Set(contentTerms(plain));
  return terms.every((term) => said.has(term) || (/\p{Script=Han}/u.test(term) && plain.includes(term)));
}

function says(sentence: string, { what }: Rule): boolean {
  const plain = unifyScript(sentence).toLowerCase();
  const at = plain.indexOf(what);
  return at >= 0 && !deniedWords.test(plain.slice(0, at));
}
